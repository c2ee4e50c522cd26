//! Replaces references where the specification has none, in an example or in place of a map of names or of an
//! operation, and those in place of a path item, with their targets. An operation that serves two paths becomes two
//! operations, each with its own types.

use super::Context;
use crate::tree::{Node, Object, Value};
use std::borrow::Cow;

/// The longest chain of references that is followed.
const MAX_HOPS: usize = 16;

/// The number of nodes that may be copied: far more than documents need, far fewer than circular references produce.
const BUDGET: usize = 500_000;

/// Replaces such references with their targets.
pub(super) fn inline(root: &Node) -> Node {
    let mut inline = Inline {
        root,
        budget: BUDGET,
    };
    inline.node(root, Context::Object, 0)
}

struct Inline<'a> {
    root: &'a Node,
    budget: usize,
}

impl<'a> Inline<'a> {
    fn node(&mut self, node: &Node, context: Context, hops: usize) -> Node {
        let followed = context != Context::Object && hops < MAX_HOPS;
        if let Some(target) = self.target(node).filter(|_| followed) {
            return self.node(&merged(node, target), context, hops + 1);
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
        self.root.pointer(&pointer).filter(|_| self.budget > 0)
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
