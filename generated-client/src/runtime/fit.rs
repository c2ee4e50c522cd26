//! How well a value fits the type that it is read as: counted while a union tries its alternatives.
//!
//! Reading is tolerant: an enum keeps a value that it does not list, an object passes over properties that it does not
//! declare. That makes many alternatives fit a value somehow. The one that fits best is the one that is meant.

use std::cell::Cell;

use serde_json::Error;

/// The misfits of a value that was read all the same. Fewer are better, and the first kind counts more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Misfit {
    /// Values that an enum or a union does not list, and texts that are not in their format.
    unlisted: u32,
    /// Properties that were passed over.
    lost: u32,
}

thread_local! {
    /// The misfits so far of the alternative that is being tried, if one is.
    static COUNTED: Cell<Option<Misfit>> = const { Cell::new(None) };
    /// How many bytes the outermost union that is being read may still have read.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

fn count(add: impl Fn(&mut Misfit)) {
    let counted = |cell: &Cell<Option<Misfit>>| {
        if let Some(mut misfit) = cell.get() {
            add(&mut misfit);
            cell.set(Some(misfit));
        }
    };
    // In a thread that ends there is none any more.
    let _ = COUNTED.try_with(counted);
}

/// Counts a value that is not listed.
pub(super) fn surprise() {
    count(|it| it.unlisted = it.unlisted.saturating_add(1));
}

/// Counts a property that is passed over.
pub(super) fn lose() {
    count(|it| it.lost = it.lost.saturating_add(1));
}

/// Whether an alternative is being tried, so that it matters how well it fits.
pub(super) fn is_trying() -> bool {
    COUNTED.try_with(Cell::get).ok().flatten().is_some()
}

/// A text that an enum does not list, to be kept.
pub fn keep(text: &str) -> String {
    surprise();
    text.to_owned()
}

/// An integer that an enum does not list, to be kept.
pub fn keep_integer(value: i64) -> i64 {
    surprise();
    value
}

/// How a variant is read.
pub type Read<T> = fn(&str) -> Result<T, Error>;

/// The value as the alternative that fits it best; of those that fit equally well, the first. `None` if it is none of
/// them, or would take too long to tell.
pub(super) fn best<T>(text: &str, reads: impl Iterator<Item = Read<T>>) -> Option<T> {
    let budget = Budget::of(text);
    let mut best: Option<(Misfit, T)> = None;
    for read in reads {
        if !budget.spend(text.len()) {
            break;
        }
        let around = COUNTED.try_with(|it| it.replace(Some(Misfit::default())));
        let value = read(text);
        let misfit = COUNTED.try_with(|it| it.replace(around.ok().flatten()));
        let misfit = misfit.ok().flatten().unwrap_or_default();
        if let Ok(value) = value
            && best.as_ref().is_none_or(|(least, _)| misfit < *least)
        {
            best = Some((misfit, value));
            if misfit == Misfit::default() {
                break;
            }
        }
    }
    let (misfit, value) = best?;
    count(|it| {
        it.unlisted = it.unlisted.saturating_add(misfit.unlisted);
        it.lost = it.lost.saturating_add(misfit.lost);
    });
    Some(value)
}

/// How often all of a text may be read, on average. Each level of unions in one another reads it once
/// more, and each alternative that does not fit does so again, with all that is in it: without a bound
/// that doubles from level to level, and a hostile body keeps a thread busy for ever.
const READS: usize = 256;

/// The bound for a union and those in it; what comes after is kept as it is.
struct Budget {
    outermost: bool,
}

impl Budget {
    fn of(text: &str) -> Self {
        let all = text.len().saturating_mul(READS);
        let start = |left: &Cell<Option<usize>>| {
            let outermost = left.get().is_none();
            left.set(left.get().or(Some(all)));
            outermost
        };
        // In a thread that ends there is none any more.
        let outermost = LEFT.try_with(start).unwrap_or_default();
        Self { outermost }
    }

    /// Whether so many bytes may be read.
    #[allow(clippy::unused_self)] // it has to be there
    fn spend(&self, bytes: usize) -> bool {
        let spend = |left: &Cell<Option<usize>>| {
            let rest = left.get().map(|left| left.checked_sub(bytes));
            left.set(rest.map(Option::unwrap_or_default));
            rest != Some(None)
        };
        LEFT.try_with(spend).unwrap_or(true)
    }
}

impl Drop for Budget {
    fn drop(&mut self) {
        if self.outermost {
            let _ = LEFT.try_with(|left| left.set(None));
        }
    }
}
