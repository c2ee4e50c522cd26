//! A count of how well a value fits the type that it is read as, made while a union tries its alternatives.
//!
//! Reading is tolerant: an enum keeps an unlisted value, and an object skips undeclared properties. Many
//! alternatives therefore fit a value somehow. The one that fits best is taken to be the intended one.

use std::{cell::Cell, fmt};

use serde::{
    Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use crate::runtime::json::variants::{Variants, variant};

/// The misfits of a value that could be read nevertheless. Fewer are better, and `unlisted` counts more
/// than `lost`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Misfit {
    /// Values that an enum or a union does not list, and texts that are not in their format.
    unlisted: u32,
    /// Properties that were skipped, and properties that are `null` and were read as missing.
    lost: u32,
}

thread_local! {
    /// The misfits so far of the alternative that is being tried, if there is one.
    static COUNTED: Cell<Option<Misfit>> = const { Cell::new(None) };
    /// The number of bytes that may still be read for the outermost union that is being read.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

fn count(add: impl Fn(&mut Misfit)) {
    let counted = |cell: &Cell<Option<Misfit>>| {
        if let Some(mut misfit) = cell.get() {
            add(&mut misfit);
            cell.set(Some(misfit));
        }
    };
    // The variable is gone while its thread ends.
    let _ = COUNTED.try_with(counted);
}

/// Counts a value that is unlisted or not in its format.
pub(crate) fn surprise() {
    count(|it| it.unlisted = it.unlisted.saturating_add(1));
}

/// Counts a property that is skipped, or that is `null` although its type is not nullable.
pub(crate) fn lose() {
    count(|it| it.lost = it.lost.saturating_add(1));
}

/// Counts a property that is kept although it is not declared, together with all properties nested in it, as
/// [`Lost`] does.
pub(crate) fn lose_all(value: &serde_json::Value) {
    if is_trying() {
        lose();
        lose_inside(value);
    }
}

fn lose_inside(value: &serde_json::Value) {
    match value {
        serde_json::Value::Array(items) => items.iter().for_each(lose_inside),
        serde_json::Value::Object(entries) => entries.values().for_each(lose_all),
        _ => {}
    }
}

/// A seed that skips a property and counts it, together with all properties nested in it: a type that
/// declares the property then loses less of it than one that does not.
pub(crate) struct Lost;

impl<'de> DeserializeSeed<'de> for Lost {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        lose();
        deserializer.deserialize_any(Inside)
    }
}

/// A visitor for the value of a skipped property.
struct Inside;

impl<'de> DeserializeSeed<'de> for Inside {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Inside {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Inside)?.is_some() {}
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        while entries.next_key::<IgnoredAny>()?.is_some() {
            entries.next_value_seed(Lost)?;
        }
        Ok(())
    }
}

/// Returns whether an alternative is being tried, so that misfits are counted.
pub(crate) fn is_trying() -> bool {
    COUNTED.try_with(Cell::get).ok().flatten().is_some()
}

/// Keeps a text that an enum does not list, and counts it.
pub fn keep(text: &str) -> String {
    surprise();
    text.to_owned()
}

/// Keeps an integer that an enum does not list, and counts it.
pub fn keep_integer(value: i64) -> i64 {
    surprise();
    value
}

/// Reads the value as the variant that fits it best, among those with these indices; among equals, the
/// first. Returns `None` if it is none of them, or if it would take too long to find out.
pub(crate) fn best<T: Variants>(text: &str, indices: Vec<usize>) -> Option<T> {
    let budget = Budget::of(text);
    let mut best: Option<(Misfit, T)> = None;
    for index in indices {
        if !budget.spend(text.len()) {
            break;
        }
        let around = COUNTED.try_with(|it| it.replace(Some(Misfit::default())));
        let value = variant(text, index);
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

/// The number of times that the whole text of a union may be read, on average. Each level of nested unions
/// reads it once more, and so does each alternative that does not fit, with everything nested in it.
/// Without a limit that doubles from level to level, and a hostile body could keep a thread busy forever.
const READS: usize = 256;

/// The limit for a union and the unions nested in it. Values beyond it are kept as received.
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
        // The variable is gone while its thread ends.
        let outermost = LEFT.try_with(start).unwrap_or_default();
        Self { outermost }
    }

    /// Deducts the bytes, and returns whether they may be read.
    #[allow(clippy::unused_self)] // callers must hold a budget
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
