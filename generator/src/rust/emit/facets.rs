//! Sentences about limits, defaults and examples.

use crate::{
    api::{Bound, Count, Facets, Range},
    rust::markdown::code,
    tree::Number,
};
use serde_json::Value;

/// The sentence for `uniqueItems`.
pub(crate) const UNIQUE: &str = "Items are unique.";

/// The most enum values that are listed, and the longest value that is shown.
const MOST_LISTED: usize = 20;
const MOST_CHARACTERS: usize = 80;

/// Returns one sentence per limit, default, example and encoding.
pub(crate) fn sentences(facets: Option<&Facets>) -> Vec<String> {
    let Some(it) = facets else {
        return Vec::new();
    };
    let mut out: Vec<String> = Vec::new();
    out.extend(range(&it.range));
    out.extend(count(it.length, "characters"));
    out.extend(count(it.items, "items"));
    out.extend(count(it.properties, "properties"));
    out.extend(listed(&it.listed));
    out.extend(it.patterns.iter().map(|it| pattern(it)));
    out.extend(it.multiple_of.as_ref().map(step));
    out.extend(it.unique_items.then(|| UNIQUE.to_owned()));
    let default = it.default.as_ref().and_then(literal);
    out.extend(default.map(|it| format!("Default: {it}.")));
    let example = it.example.as_ref().and_then(literal);
    out.extend(example.map(|it| format!("Example: {it}.")));
    let encoding = it.encoding.as_ref();
    out.extend(encoding.map(|it| format!("Encoded as {}.", code(it))));
    out
}

/// Returns the sentence for a range of numbers, if it has a bound.
pub(crate) fn range(it: &Range) -> Option<String> {
    let shown = |bound: &Bound, exclusive: &str, inclusive: &str| {
        let word = if bound.exclusive {
            exclusive
        } else {
            inclusive
        };
        format!("{word} {}", bound.number)
    };
    let least = it.least.as_ref();
    let least = least.map(|it| shown(it, "More than", "At least"));
    let most = it.most.as_ref();
    Some(match (least, most) {
        (Some(least), Some(most)) => {
            if it.least == it.most {
                return Some(format!("Exactly {}.", most.number));
            }
            format!("{least} and {}.", shown(most, "less than", "at most"))
        }
        (Some(least), None) => format!("{least}."),
        (None, Some(most)) => format!("{}.", shown(most, "Less than", "At most")),
        (None, None) => return None,
    })
}

/// Returns the sentence for a number of things: `At least 1 and at most 10 items.`
pub(crate) fn count(it: Count, things: &str) -> Option<String> {
    let things = |last: u64| match (last, things) {
        (1, "properties") => "property",
        (1, _) => things.trim_end_matches('s'),
        (_, things) => things,
    };
    Some(match (it.least, it.most) {
        (Some(least), Some(most)) if least == most => {
            format!("Exactly {least} {}.", things(least))
        }
        (Some(least), Some(most)) => {
            format!("At least {least} and at most {most} {}.", things(most))
        }
        (Some(least), None) => format!("At least {least} {}.", things(least)),
        (None, Some(most)) => format!("At most {most} {}.", things(most)),
        (None, None) => return None,
    })
}

/// Returns the sentence for a pattern.
pub(crate) fn pattern(it: &str) -> String {
    format!("Pattern: {}.", code(it))
}

/// Returns the sentence for `multipleOf`.
pub(crate) fn step(it: &Number) -> String {
    format!("A multiple of {}.", code(&it.to_string()))
}

/// Returns the sentence for listed values that do not become an enum, such as fractions and booleans.
fn listed(values: &[Value]) -> Option<String> {
    let plain = |it: &Value| it.as_str().is_none() && it.as_i64().is_none();
    let told = values.iter().all(plain) && (1..=MOST_LISTED).contains(&values.len());
    let values: Option<Vec<String>> = values.iter().filter(|_| told).map(literal).collect();
    let values = values.filter(|it| !it.is_empty())?;
    Some(format!("One of {}.", values.join(", ")))
}

/// Returns a value as code; `None` if it is too long to show.
fn literal(value: &Value) -> Option<String> {
    let text = value.to_string();
    (text.len() <= MOST_CHARACTERS).then(|| code(&text))
}
