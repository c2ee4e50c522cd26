//! References that are no references of the specification, in an example or in the place of a map of names
//! or of an operation, and those in the place of a path item: what they lead to takes their place. An
//! operation has types of its own wherever it is written, so that one that serves two paths is two.

use super::super::tree::{Node, Object, Value};
use super::Context;
use std::borrow::Cow;

/// How deep a reference may lead to further ones.
const MAX_HOPS: usize = 16;

/// How many nodes may be copied: far more than documents have, far less than circles make.
const BUDGET: usize = 500_000;

/// Puts the targets of such references in their place.
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

/// What a reference leads to, with what stands beside the reference and not there: a path item can be both.
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
