//! The parts of other files that a document reaches through its references, directly or indirectly.

use super::{
    FILES,
    context::{Context, own_references},
    reference::pointer_of,
};
use crate::tree::{Node, NodeAt, Object, Value};
use std::collections::BTreeSet;

/// Returns the nodes that a document reaches, including its own.
pub(super) fn reached(root: &Node) -> BTreeSet<NodeAt> {
    let mut reach = Reach {
        root,
        seen: BTreeSet::new(),
        open: Vec::new(),
    };
    let own = root.as_object().into_iter().flat_map(Object::iter);
    for (key, child) in own.filter(|(key, _)| &*key.text != FILES) {
        reach.node(child, Context::Object.below(&key.text, child));
    }
    while let Some((node, context)) = reach.open.pop() {
        reach.node(node, context);
    }
    reach.seen
}

struct Reach<'a> {
    root: &'a Node,
    seen: BTreeSet<NodeAt>,
    /// The targets of references, each with the context of the reference.
    open: Vec<(&'a Node, Context)>,
}

impl<'a> Reach<'a> {
    fn node(&mut self, node: &'a Node, context: Context) {
        let children = match &node.value {
            Value::Array(_) | Value::Object(_) => self.seen.insert(node.at),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        };
        if !children {
            return;
        }
        for (_, text) in own_references(node) {
            let target = pointer_of(text).and_then(|it| self.root.pointer(&it));
            self.open.extend(target.map(|it| (it, context)));
        }
        match &node.value {
            Value::Array(items) => items.iter().for_each(|item| self.node(item, context)),
            Value::Object(object) => {
                for (key, child) in object.iter() {
                    self.node(child, context.below(&key.text, child));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}
