//! Single values within the document's limits.

use super::text;
use crate::{
    api::{Bound, Facets, Foreign, Prim, Range},
    schema::JsonKind,
};
use serde_json::{Number, Value, json};
use std::borrow::Cow;

/// A text with characters that are encoded in a URL, in a form, or as UTF-8.
pub(super) const TEXT: &str = "a b/é+&=c";

/// Makes a single value.
pub(super) fn prim(prim: Prim, facets: Option<&Facets>) -> Value {
    match prim {
        Prim::String => in_text(facets).into(),
        Prim::Bool => true.into(),
        Prim::I8 => integer(facets, i8::MAX.into()),
        Prim::U8 => integer(facets, u8::MAX.into()),
        Prim::I16 => integer(facets, i16::MAX.into()),
        Prim::U16 => integer(facets, u16::MAX.into()),
        Prim::I32 => integer(facets, i32::MAX.into()),
        Prim::U32 => integer(facets, u32::MAX.into()),
        Prim::I64 | Prim::U64 | Prim::I128 => integer(facets, i64::MAX),
        Prim::Null => Value::Null,
        Prim::F64 => float(facets),
        Prim::DateTime => "2024-02-29T12:30:45Z".into(),
        Prim::Date => "2024-02-29".into(),
        Prim::Uuid => "67e55044-10b1-426f-9247-bb680e5fe0c8".into(),
        Prim::Ipv4 => "192.0.2.1".into(),
        Prim::Ipv6 => "2001:db8::1".into(),
    }
}

/// Makes a value of a custom type from its schema alone.
pub(super) fn foreign(it: &Foreign, facets: Option<&Facets>) -> Value {
    match it.looks.first().map(|it| it.kind) {
        Some(JsonKind::String) => formatted(facets).unwrap_or("1").into(),
        Some(JsonKind::Boolean) => true.into(),
        Some(JsonKind::Array) => json!([]),
        Some(JsonKind::Object) => json!({}),
        Some(JsonKind::Integer | JsonKind::Number | JsonKind::Any) | None => json!(1),
    }
}

/// Returns whether lists of such values get two different items, so that tests show how items are joined.
pub(super) fn has_others(prim: Prim) -> bool {
    prim == Prim::String || prim.is_number()
}

/// Returns a value other than `first`, the `index`th one; `None` if the limits might exclude it.
pub(super) fn another(
    prim: Prim,
    first: &Value,
    index: u64,
    facets: Option<&Facets>,
) -> Option<Value> {
    match first {
        Value::String(text) => {
            let free = prim == Prim::String && !facets.is_some_and(is_limited_text);
            free.then(|| format!("{text}{index}").into())
        }
        Value::Number(number) if !facets.is_some_and(is_limited_number) => match number.as_i64() {
            Some(number) => Some(number.checked_add(i64::try_from(index).ok()?)?.into()),
            None => number.as_f64().map(|it| json!(it + 1.0)),
        },
        _ => None,
    }
}

fn is_limited_text(facets: &Facets) -> bool {
    let most = facets.length.most.is_some();
    most || !facets.patterns.is_empty() || facets.format.is_some() || !facets.listed.is_empty()
}

fn is_limited_number(facets: &Facets) -> bool {
    facets.range != Range::default() || facets.multiple_of.is_some() || !facets.listed.is_empty()
}

/// Combines the limits of a value with those of its type.
pub(super) fn both<'a>(
    one: Option<&'a Facets>,
    other: Option<&'a Facets>,
) -> Option<Cow<'a, Facets>> {
    match (one, other) {
        (Some(one), Some(other)) if one != other => {
            Some(Cow::Owned(one.clone().and(other.clone())))
        }
        (one, other) => one.or(other).map(Cow::Borrowed),
    }
}

fn integer(facets: Option<&Facets>, most: i64) -> Value {
    let mut listed = facets.iter().flat_map(|it| &it.listed);
    if let Some(number) = listed.find(|it| it.is_i64()) {
        return number.clone();
    }
    let (low, high) = range(facets);
    let step = step(facets).filter(|it| *it >= 1.0).unwrap_or(1.0);
    let wanted = (7.0_f64.clamp(low, high.max(low)) / step).ceil() * step;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float too large becomes the largest integer"
    )]
    let wanted = wanted as i64;
    wanted.min(most).into()
}

fn float(facets: Option<&Facets>) -> Value {
    let mut listed = facets.iter().flat_map(|it| &it.listed);
    if let Some(number) = listed.find(|it| it.is_number()) {
        return number.clone();
    }
    let (low, high) = range(facets);
    let wanted = 1.5_f64.clamp(low, high.max(low));
    let wanted = step(facets).map_or(wanted, |step| (wanted / step).ceil() * step);
    Number::from_f64(wanted).map_or(json!(1), Value::Number)
}

fn step(facets: Option<&Facets>) -> Option<f64> {
    let step = facets?.multiple_of.as_ref()?.as_f64();
    (step.is_finite() && step > 0.0).then_some(step)
}

/// Returns the least and the greatest value. An exclusive bound moves by 1.
fn range(facets: Option<&Facets>) -> (f64, f64) {
    let bound = |bound: Option<&Bound>, step: f64| {
        let it = bound.filter(|it| it.number.as_f64().is_finite())?;
        Some(it.number.as_f64() + if it.exclusive { step } else { 0.0 })
    };
    let range = facets.map(|it| &it.range);
    let low = bound(range.and_then(|it| it.least.as_ref()), 1.0);
    let high = bound(range.and_then(|it| it.most.as_ref()), -1.0);
    (
        low.unwrap_or(f64::NEG_INFINITY),
        high.unwrap_or(f64::INFINITY),
    )
}

/// Returns a text in the format of the schema, if the tests know the format.
fn formatted(facets: Option<&Facets>) -> Option<&'static str> {
    text::in_format(facets?.format.as_deref()?)
}

/// Makes a text within the simple limits of its schema. A `pattern` is left to examples and defaults.
fn in_text(facets: Option<&Facets>) -> String {
    let Some(it) = facets else {
        return TEXT.to_owned();
    };
    let listed = it.listed.iter().find_map(Value::as_str);
    let default = it.default.as_ref().and_then(Value::as_str);
    let default = default.filter(|text| !it.patterns.is_empty() && !text.is_empty());
    let made = formatted(facets).or(listed).or(default);
    let size = |it: u64| usize::try_from(it).unwrap_or(usize::MAX);
    let least = size(it.length.least.unwrap_or(0).min(1000));
    let most = size(it.length.most.unwrap_or(u64::MAX));
    let text: String = made.unwrap_or(TEXT).chars().take(most.max(1)).collect();
    // A header cannot begin or end with white space.
    let mut text = text.trim().to_owned();
    while text.chars().count() < least {
        text.push('x');
    }
    text
}
