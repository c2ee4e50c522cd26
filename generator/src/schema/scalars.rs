//! The intersection of booleans, of strings and of numbers.

use super::{
    distinct::bits,
    read::lesser,
    values::{Numbers, Texts},
};
use std::collections::BTreeMap;

/// Returns the listed values that are in both. A missing list stands for all values. Returns `Err` if no value is
/// in both.
fn both<T: PartialEq + Clone, K: Ord>(
    left: Option<&[T]>,
    right: Option<&[T]>,
    key: fn(&T) -> K,
) -> Result<Option<Vec<T>>, Nothing> {
    let (Some(left), Some(right)) = (left, right) else {
        return Ok(left.or(right).map(<[T]>::to_vec));
    };
    // There may be thousands of values.
    let mut keyed: BTreeMap<K, Vec<&T>> = BTreeMap::new();
    for it in right {
        keyed.entry(key(it)).or_default().push(it);
    }
    let both = left
        .iter()
        .filter(|it| keyed.get(&key(it)).is_some_and(|equal| equal.contains(it)));
    let both: Vec<T> = both.cloned().collect();
    if both.is_empty() {
        Err(Nothing)
    } else {
        Ok(Some(both))
    }
}

/// The error if no value is in both.
struct Nothing;

/// Returns the booleans that are in both. An empty list stands for both booleans.
pub(super) fn meet_booleans(left: &[bool], right: &[bool]) -> Option<Vec<bool>> {
    let [left, right] = [left, right].map(|it| Some(it).filter(|it| !it.is_empty()));
    both(left, right, |it| *it)
        .ok()
        .map(Option::unwrap_or_default)
}

/// Returns the strings that are in both.
pub(super) fn meet_texts(left: &Texts, right: &Texts) -> Option<Texts> {
    Some(Texts {
        format: left.format.clone().or_else(|| right.format.clone()),
        listed: match (left.open, right.open) {
            (true, false) => right.listed.clone(),
            (false, true) => left.listed.clone(),
            (true, true) => left.listed.clone().or_else(|| right.listed.clone()),
            (false, false) => both(
                left.listed.as_deref(),
                right.listed.as_deref(),
                String::clone,
            )
            .ok()?,
        },
        open: left.open && right.open,
    })
}

/// Returns the numbers that are in both.
pub(super) fn meet_numbers(left: &Numbers, right: &Numbers) -> Option<Numbers> {
    let integer = left.integer || right.integer;
    // The format of an integer is more specific than that of a number.
    let formats = if right.integer && !left.integer {
        [&right.format, &left.format]
    } else {
        [&left.format, &right.format]
    };
    let greatest = match (&left.low, &right.low) {
        (Some(one), Some(other)) if one.as_f64() < other.as_f64() => Some(other.clone()),
        (one, other) => one.clone().or_else(|| other.clone()),
    };
    Some(Numbers {
        integer,
        format: formats.into_iter().flatten().next().cloned(),
        low: greatest,
        high: match (left.high.clone(), right.high.clone()) {
            (Some(left), Some(right)) => Some(lesser(left, right)),
            (left, right) => left.or(right),
        },
        huge: left.huge || right.huge,
        listed: both(left.listed.as_deref(), right.listed.as_deref(), bits).ok()?,
    })
}
