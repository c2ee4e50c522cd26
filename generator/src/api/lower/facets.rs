//! Reads the limits, the default and the example of a schema.

use crate::{
    api::{Bound, Count, Facets, Range},
    schema::list,
    tree::{Node, Number},
    vocabulary::flag_meant,
};

/// The maximum depth of nested arrays and maps whose facets are read; each is read again for every enclosing one.
const DEPTH: usize = 4;

/// Returns the facets that several schemas give to one value: all of them apply.
pub(super) fn of_all(nodes: &[&Node]) -> Option<Box<Facets>> {
    let all = nodes.iter().map(|node| read(node, DEPTH));
    all.reduce(Facets::and).and_then(Facets::some)
}

/// Returns the facets of a schema itself, without those of the schemas that it refers to.
pub(super) fn of(node: &Node) -> Option<Box<Facets>> {
    read(node, DEPTH).some()
}

fn read(node: &Node, depth: usize) -> Facets {
    let text = |key| node.get(key).and_then(Node::as_str).map(str::to_owned);
    let inner = |key| {
        let inner = node.get(key).filter(|_| depth > 0)?;
        inner.as_object()?;
        read(inner, depth - 1).some()
    };
    Facets {
        range: Range {
            least: bound(node, "minimum", "exclusiveMinimum"),
            most: bound(node, "maximum", "exclusiveMaximum"),
        }
        .and(Range {
            least: outside(node, "exclusiveMinimum"),
            most: outside(node, "exclusiveMaximum"),
        }),
        multiple_of: number(node, "multipleOf"),
        length: count(node, "minLength", "maxLength"),
        patterns: text("pattern").into_iter().collect(),
        format: text("format"),
        encoding: text("contentEncoding"),
        items: count(node, "minItems", "maxItems"),
        unique_items: node.get("uniqueItems").and_then(flag_meant) == Some(true),
        properties: count(node, "minProperties", "maxProperties"),
        listed: list(node, "enum").iter().map(Node::to_json).collect(),
        default: node.get("default").map(Node::to_json),
        example: example(node).map(Node::to_json),
        item: inner("items"),
        value: inner("additionalProperties"),
    }
}

fn number(node: &Node, key: &str) -> Option<Number> {
    node.get(key).and_then(Node::as_number).cloned()
}

/// Returns a limit, which a flag beside it makes exclusive in OpenAPI 3.0 (JSON Schema draft 4, validation, section
/// 5.1).
fn bound(node: &Node, key: &str, exclusive: &str) -> Option<Bound> {
    Some(Bound {
        number: number(node, key)?,
        exclusive: node.get(exclusive).and_then(Node::as_bool) == Some(true),
    })
}

/// Returns a limit that is exclusive by itself (JSON Schema 2020-12, validation, sections 6.2.3 and 6.2.5).
fn outside(node: &Node, key: &str) -> Option<Bound> {
    Some(Bound {
        number: number(node, key)?,
        exclusive: true,
    })
}

fn count(node: &Node, least: &str, most: &str) -> Count {
    let number = |key| node.get(key).and_then(Node::as_u64);
    Count {
        least: number(least),
        most: number(most),
    }
}

fn example(node: &Node) -> Option<&Node> {
    node.get("example")
        .or_else(|| list(node, "examples").first())
}
