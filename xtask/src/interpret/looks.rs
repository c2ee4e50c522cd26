//! The outer shape of values, and the alternatives of a union that have it.

use generator::{
    api::Alternative,
    schema::{Constant, JsonKind, JsonShape},
    tree::SpecName,
};
use serde_json::{Map, Value};
use std::cmp::Reverse;

/// Returns the JSON type of a value, or `None` for `null`.
pub(super) fn kind_of(value: &Value) -> Option<JsonKind> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(_) => JsonKind::Boolean,
        Value::Number(it) => {
            let fraction = |it: f64| it.fract() != 0.0;
            if it.is_f64() && it.as_f64().is_some_and(fraction) {
                JsonKind::Number
            } else {
                JsonKind::Integer
            }
        }
        Value::String(_) => JsonKind::String,
        Value::Array(_) => JsonKind::Array,
        Value::Object(_) => JsonKind::Object,
    })
}

/// Returns whether a value of the type `of` is also of the type `kind`.
pub(super) fn admits(kind: JsonKind, of: JsonKind) -> bool {
    kind == of || kind == JsonKind::Any || (kind == JsonKind::Number && of == JsonKind::Integer)
}

/// Returns whether a value equals a constant.
pub(super) fn is_constant(value: &Value, constant: &Constant) -> bool {
    match (value, constant) {
        (Value::Bool(value), Constant::Boolean(it)) => value == it,
        (Value::String(text), Constant::Text(it)) => text == it,
        (Value::Number(number), Constant::Integer(it)) => {
            let float = number.as_f64().filter(|_| number.is_f64());
            let whole = float.filter(|it| it.fract() == 0.0 && it.abs() < 9e15);
            #[expect(clippy::cast_possible_truncation, reason = "it is inside")]
            let whole = whole.map(|it| it as i64);
            number.as_i64().or(whole) == Some(*it)
        }
        _ => false,
    }
}

/// The rank of an alternative, the likeliest first: by the number of its properties that the value has, then by the
/// number of those that the value lacks.
type Rank = (Reverse<usize>, usize);

/// Returns the alternatives that a value can be, the likeliest first, and equally likely ones in order.
pub(super) fn candidates(all: &[Alternative], value: &Value) -> Vec<usize> {
    let Some(kind) = kind_of(value) else {
        return Vec::new();
    };
    let present = match value {
        Value::Object(entries) => Some(entries),
        // An empty array can be any alternative that is an array.
        Value::Array(items) => items.first().and_then(Value::as_object),
        _ => None,
    };
    let best = |it: &Alternative| {
        let looks = it.looks.iter();
        looks.filter_map(|look| rank(look, kind, present)).min()
    };
    let each = all.iter().enumerate();
    let mut found: Vec<(Rank, usize)> = each
        .filter_map(|(index, it)| Some((best(it)?, index)))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, index)| index).collect()
}

/// Returns the rank of an alternative for a value of this type with these properties, or `None` if the value cannot be
/// that alternative.
fn rank(look: &JsonShape, kind: JsonKind, present: Option<&Map<String, Value>>) -> Option<Rank> {
    if !admits(look.kind, kind) {
        return None;
    }
    let all = look.required.len() + look.optional.len();
    let Some(present) = present else {
        return Some((Reverse(0), all));
    };
    let known = known(look, present);
    // An alternative that admits any value is ranked last.
    if look.kind != kind {
        return Some((Reverse(0), all - known));
    }
    fits(look, present).then_some((Reverse(known + 1), all - known))
}

/// Returns whether an object has the required properties, and no constant with another value.
fn fits(look: &JsonShape, present: &Map<String, Value>) -> bool {
    let has = |name: &SpecName| present.contains_key(name.as_str());
    let same = |(name, values): &(SpecName, Vec<Constant>)| {
        let value = present.get(name.as_str());
        value.is_none_or(|value| values.first().is_none_or(|it| is_constant(value, it)))
    };
    // For an array, no constants are emitted if no property of its elements is known.
    let told =
        look.kind == JsonKind::Object || !look.required.is_empty() || !look.optional.is_empty();
    look.required.iter().all(has) && (!told || look.constants.iter().all(same))
}

/// Returns the number of the declared properties that an object has.
fn known(look: &JsonShape, present: &Map<String, Value>) -> usize {
    let names = look.required.iter().chain(&look.optional);
    names.filter(|it| present.contains_key(it.as_str())).count()
}
