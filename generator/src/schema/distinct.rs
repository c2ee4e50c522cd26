//! Alternatives without duplicates, of which there may be thousands: equal forms have equal fingerprints, so that a
//! new form is compared with few others.

use super::values::{Additional, Alternative, Array, Form, Items, Object};
use crate::tree::Number;
use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
};

/// The indices of alternatives by their fingerprints.
#[derive(Debug, Default)]
pub(crate) struct Distinct(BTreeMap<u64, Vec<usize>>);

impl Distinct {
    /// Creates an index of these alternatives.
    pub(super) fn of(all: &[Alternative]) -> Self {
        let mut out = Self::default();
        for (index, it) in all.iter().enumerate() {
            out.0.entry(fingerprint(&it.form)).or_default().push(index);
        }
        out
    }

    /// Adds an alternative to `all`, which this indexes, unless it is already present. Returns its index.
    pub(crate) fn push(&mut self, all: &mut Vec<Alternative>, it: Alternative) -> usize {
        let known = self.0.entry(fingerprint(&it.form)).or_default();
        let mut equal = known.iter().copied();
        let equal = equal.find(|index| all.get(*index).is_some_and(|known| known.form == it.form));
        equal.unwrap_or_else(|| {
            known.push(all.len());
            all.push(it);
            all.len() - 1
        })
    }
}

/// Returns a number that is the same for equal forms.
fn fingerprint(form: &Form) -> u64 {
    let mut hasher = DefaultHasher::new();
    std::mem::discriminant(form).hash(&mut hasher);
    match form {
        Form::Any {
            required,
            mentioned,
        } => (required, mentioned).hash(&mut hasher),
        Form::Named(id) => id.hash(&mut hasher),
        Form::Boolean(values) => values.hash(&mut hasher),
        Form::Number(it) => {
            (it.integer, &it.format, it.huge).hash(&mut hasher);
            for limit in [&it.low, &it.high] {
                limit.as_ref().map(bits).hash(&mut hasher);
            }
            let listed = it.listed.iter().flatten();
            listed.for_each(|it| bits(it).hash(&mut hasher));
        }
        Form::Text(it) => (&it.format, &it.listed, it.open).hash(&mut hasher),
        Form::Array(it) => array(it, &mut hasher),
        Form::Object(it) => object(it, &mut hasher),
    }
    hasher.finish()
}

/// Returns the bits of a number as a float, which are the same for equal numbers.
pub(super) fn bits(number: &Number) -> u64 {
    (number.as_f64() + 0.0).to_bits()
}

fn array(it: &Array, hasher: &mut DefaultHasher) {
    (&it.first, it.at_least, it.at_most).hash(hasher);
    match it.items {
        Items::Unsaid => 0.hash(hasher),
        Items::Of(id) => id.hash(hasher),
        Items::None => 1.hash(hasher),
    }
}

fn object(it: &Object, hasher: &mut DefaultHasher) {
    // The order of properties does not matter.
    let mut all = 0_u64;
    for (name, property) in &it.properties {
        let mut own = DefaultHasher::new();
        (name, &property.schemas, property.required).hash(&mut own);
        all = all.wrapping_add(own.finish());
    }
    (all, it.properties.len(), &it.patterns).hash(hasher);
    if let Additional::Of(id) = it.additional {
        id.hash(hasher);
    }
}
