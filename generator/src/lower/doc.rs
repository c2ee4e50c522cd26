//! What a schema says in words.

use crate::{
    load::{Node, Object},
    model::Doc,
    schema::list,
    vocabulary::{self, Role},
};

/// The schema itself, and the branches of its `allOf` that only describe: what they say, it says.
pub(super) fn said(node: &Node) -> Vec<&Node> {
    let describing = list(node, "allOf").iter().filter(|it| only_describes(it));
    std::iter::once(node).chain(describing).collect()
}

/// Whether a schema only describes values that another one declares, or sets limits to them.
fn only_describes(node: &Node) -> bool {
    let mut keys = node.as_object().into_iter().flat_map(Object::keys);
    let describes = |key: &str| {
        let role = vocabulary::find(key).map(|it| it.role);
        matches!(role, Some(Role::Annotation | Role::Limit)) || vocabulary::is_extension(key)
    };
    node.as_object().is_some() && keys.all(|key| describes(&key.text))
}

/// The description of a schema and its limits, default and example in words. A reference is described by its
/// target, not here.
pub(super) fn of(node: &Node) -> Doc {
    let text = |key| {
        node.get(key)
            .and_then(Node::as_str)
            .map(str::trim)
            .filter(|text| !text.is_empty())
    };
    let description = text("description").map(str::to_owned);
    // A title without a space is the type's name once more.
    let summary = text("title")
        .filter(|title| description.is_none() && title.contains(' '))
        .map(str::to_owned);
    Doc {
        summary,
        description,
        facts: facts(node),
    }
}

/// What several schemas say of one value: the first description, and all facts.
pub(super) fn of_all(nodes: &[&Node]) -> Doc {
    let mut all = nodes.iter().copied().map(of);
    let mut out = all.next().unwrap_or_default();
    for more in all {
        out.summary = out.summary.or(more.summary);
        out.description = out.description.or(more.description);
        let new = more.facts.into_iter().filter(|it| !out.facts.contains(it));
        let new: Vec<_> = new.collect();
        out.facts.extend(new);
    }
    out
}

fn facts(node: &Node) -> Vec<String> {
    let mut out = Vec::new();
    out.extend(range(node, "minimum", "maximum", ""));
    out.extend(range(node, "minLength", "maxLength", " characters"));
    out.extend(range(node, "minItems", "maxItems", " items"));
    out.extend(range(node, "minProperties", "maxProperties", " properties"));
    out.extend(listed(node));
    if let Some(pattern) = node.get("pattern").and_then(Node::as_str) {
        out.push(format!("Pattern: {}.", code(pattern)));
    }
    if let Some(step) = node.get("multipleOf").and_then(literal) {
        out.push(format!("A multiple of {step}."));
    }
    if node.get("uniqueItems").and_then(Node::as_bool) == Some(true) {
        out.push("No item twice.".to_owned());
    }
    out.extend(
        node.get("default")
            .and_then(literal)
            .map(|value| format!("Default: {value}.")),
    );
    let first = node
        .get("examples")
        .and_then(Node::as_array)
        .and_then(<[Node]>::first);
    let example = node.get("example").or(first);
    out.extend(
        example
            .and_then(literal)
            .map(|value| format!("Example: {value}.")),
    );
    let encoded = node.get("contentEncoding").and_then(Node::as_str);
    out.extend(encoded.map(|it| format!("Encoded as {}.", code(it))));
    out
}

/// The values of an enum that becomes none: of numbers with fractions, or of booleans.
fn listed(node: &Node) -> Option<String> {
    let values = node.get("enum").and_then(Node::as_array)?;
    let plain = values
        .iter()
        .all(|it| it.as_str().is_none() && it.as_i64().is_none());
    let values: Option<Vec<String>> = values.iter().map(literal).collect();
    let values = values.filter(|it| plain && (1..=20).contains(&it.len()))?;
    Some(format!("One of {}.", values.join(", ")))
}

/// The two ends of a range in words: `At least 1 and at most 10 items.`
fn range(node: &Node, low: &str, high: &str, unit: &str) -> Option<String> {
    let value = |key: &str| Some(node.get(key)?.as_number()?.to_string());
    let (more, less) = ("exclusiveMinimum", "exclusiveMaximum");
    let flag = |key: &str| node.get(key).and_then(Node::as_bool) == Some(true);
    // Since JSON Schema draft 6 the limit itself stands there.
    let own = |key: &str, of: &str| {
        if of == "minimum" || of == "maximum" {
            value(key)
        } else {
            None
        }
    };
    let exclusive = |key: &str, of: &str| flag(key) || own(key, of).is_some();
    let (above, below) = (exclusive(more, low), exclusive(less, high));
    let (low, high) = (
        own(more, low).or_else(|| value(low)),
        own(less, high).or_else(|| value(high)),
    );
    let unit = |last: &str| {
        if last == "1" {
            unit.trim_end_matches('s')
        } else {
            unit
        }
    };
    let above = if above { "More than" } else { "At least" };
    let below = if below { "less than" } else { "at most" };
    Some(match (low, high) {
        (Some(low), Some(high)) if low == high => format!("Exactly {low}{}.", unit(&low)),
        (Some(low), Some(high)) => format!("{above} {low} and {below} {high}{}.", unit(&high)),
        (Some(low), None) => format!("{above} {low}{}.", unit(&low)),
        (None, Some(high)) => format!(
            "{}{} {high}{}.",
            below[..1].to_uppercase(),
            &below[1..],
            unit(&high)
        ),
        (None, None) => return None,
    })
}

/// A short value as code. What is long says more in the document.
fn literal(node: &Node) -> Option<String> {
    let text = node.to_json().to_string();
    (text.len() <= 80).then(|| code(&text))
}

/// Text as an inline code span (CommonMark 0.31, section 6.1).
fn code(text: &str) -> String {
    let longest = text.split(|it| it != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if longest > 0 { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}
