//! Replaces references where the specification has none, in an example or in place of a map of names or of an
//! operation, and those in place of a path item, with their targets. An operation that serves two paths becomes two
//! operations, each with its own types.

use super::Context;
use crate::tree::{Node, Object, Value};
use std::borrow::Cow;

/// The longest chain of references that is followed.
const MAX_HOPS: usize = 16;

/// The number of nodes that may be copied: per node of the document, and beside those. Documents copy a node a few
/// times; references to one another, each in several places, would copy it without end.
const BUDGET: (usize, usize) = (8, 20_000);

/// Replaces such references with their targets. A reference inside its own target is left as it is.
pub(super) fn inline(root: &Node) -> Node {
    let (per_node, beside) = BUDGET;
    let mut inline = Inline {
        root,
        budget: beside + per_node * size(root),
        open: Vec::new(),
    };
    inline.node(root, Context::Object, 0)
}

/// Returns the number of nodes in a tree.
fn size(node: &Node) -> usize {
    let below: usize = match &node.value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(object) => object.iter().map(|(_, child)| size(child)).sum(),
        _ => 0,
    };
    1 + below
}

struct Inline<'a> {
    root: &'a Node,
    budget: usize,
    /// The targets that the current node is a part of.
    open: Vec<&'a Node>,
}

impl<'a> Inline<'a> {
    fn node(&mut self, node: &Node, context: Context, hops: usize) -> Node {
        let followed = context != Context::Object && hops < MAX_HOPS;
        if let Some(target) = self.target(node).filter(|_| followed) {
            self.open.push(target);
            let out = self.node(&merged(node, target), context, hops + 1);
            self.open.pop();
            return out;
        }
        if hops > 0 {
            self.budget = self.budget.saturating_sub(1);
        }
        let value = match &node.value {
            Value::Array(items) => Value::Array(
                items
                    .iter()
                    .map(|item| self.node(item, context, hops))
                    .collect(),
            ),
            Value::Object(object) => Value::Object(Object::new(
                object
                    .iter()
                    .map(|(key, child)| {
                        let below = context.below(&key.text, child);
                        (key.clone(), self.node(child, below, hops))
                    })
                    .collect(),
            )),
            other => other.clone(),
        };
        Node { at: node.at, value }
    }

    fn target(&self, node: &Node) -> Option<&'a Node> {
        let reference = node.get("$ref")?.as_str()?;
        let pointer = reference.strip_prefix('#')?.replace("%25", "%");
        let target = self.root.pointer(&pointer)?;
        let is_inside = self.open.iter().any(|it| std::ptr::eq(*it, target));
        (self.budget > 0 && !is_inside).then_some(target)
    }
}

/// Returns the target of a reference, with the fields beside the reference that the target
/// lacks: a path item may have both.
fn merged<'n>(reference: &Node, target: &'n Node) -> Cow<'n, Node> {
    let beside = reference.as_object().filter(|it| it.len() > 1);
    let (Some(beside), Some(own)) = (beside, target.as_object()) else {
        return Cow::Borrowed(target);
    };
    let more = beside
        .iter()
        .filter(|(key, _)| &*key.text != "$ref" && !own.contains_key(&key.text));
    let entries = own.iter().chain(more);
    let entries = entries.map(|(key, node)| (key.clone(), node.clone()));
    Cow::Owned(Node {
        at: target.at,
        value: Value::Object(Object::new(entries.collect())),
    })
}

#[cfg(test)]
mod tests {
    use super::{inline, size};
    use crate::source::load_bytes;
    use serde_json::json;

    /// Returns the number of nodes of a document before and after its references are replaced.
    fn sizes(schemas: &serde_json::Value) -> (usize, usize) {
        let document = json!({
            "openapi": "3.1.0",
            "info": {"title": "x", "version": "1"},
            "components": {"schemas": schemas},
        });
        let Ok(source) = load_bytes("x.json", document.to_string().into_bytes()) else {
            panic!("the document is read");
        };
        (size(&source.root), size(&inline(&source.root)))
    }

    #[test]
    fn a_map_inside_itself_is_copied_once() {
        let all = json!({"properties": {"$ref": "#/components/schemas"}});
        let (before, after) = sizes(&json!({"A": all, "B": all, "C": all, "D": all}));
        assert!(after < 16 * before, "{before} nodes became {after}");
    }

    #[test]
    fn maps_of_one_another_are_copied_within_bounds() {
        let next = |name: &str| json!({"properties": {"$ref": format!("#/components/schemas/{name}/properties")}});
        let mut schemas = json!({});
        for number in 0..20 {
            let next = next(&format!("S{}", number + 1));
            let several = ["a", "b", "c", "d"].map(|it| (it.to_owned(), next.clone()));
            schemas[format!("S{number}")] =
                json!({"properties": serde_json::Map::from_iter(several)});
        }
        schemas["S20"] = json!({"properties": {"end": {"type": "string"}}});
        let (before, after) = sizes(&schemas);
        assert!(
            after < 40_000 + 10 * before,
            "{before} nodes became {after}"
        );
    }

    #[test]
    fn a_map_that_is_named_in_several_places_is_copied_to_each() {
        let place = json!({"properties": {"$ref": "#/components/schemas/Shared/properties"}});
        let shared = json!({"properties": {"id": {"type": "string"}}});
        let (before, after) = sizes(&json!({"A": place, "B": place, "Shared": shared}));
        assert_eq!(after, before + 2);
    }
}
