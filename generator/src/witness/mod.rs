//! What a document itself says of a value: the schemas that apply to it, the tags of alternatives, the
//! values that are listed.
//!
//! Judges stand on this. It reads the tree and asks neither the model nor the code that makes it, so
//! that what the generator loses or takes for something else on the way is found. Of the model it knows
//! what a place is called, and nothing else.

mod applied;
mod expected;
mod tags;
#[cfg(test)]
mod tests;

pub(crate) use expected::expected;
pub(crate) use tags::{Table, means_the_same};

use crate::{
    load::{Node, Object},
    model::SpecPath,
};
use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

/// How many references may lead to one another.
const MAX_HOPS: usize = 32;

/// Where a document keeps its named schemas.
const SHELVES: [&[&str]; 2] = [&["components", "schemas"], &["definitions"]];

/// A document as a witness.
pub(crate) struct Witness<'a> {
    pub(crate) root: &'a Node,
    /// By schema, the named schemas that say `allOf` of it.
    heirs: BTreeMap<SpecPath, Vec<SpecPath>>,
    /// What was read of tags so far.
    tables: RefCell<BTreeMap<SpecPath, Option<Rc<Table>>>>,
}

impl<'a> Witness<'a> {
    pub(crate) fn new(root: &'a Node) -> Self {
        let mut witness = Self {
            root,
            heirs: BTreeMap::new(),
            tables: RefCell::default(),
        };
        for (at, node) in witness.named() {
            for branch in list(node, "allOf") {
                if let Some(parent) = reference(&at, branch) {
                    let parent = witness.behind(&parent);
                    witness.heirs.entry(parent).or_default().push(at.clone());
                }
            }
        }
        witness
    }

    /// The named schemas of the document.
    fn named(&self) -> Vec<(SpecPath, &'a Node)> {
        let mut out = Vec::new();
        for shelf in SHELVES {
            let at = shelf
                .iter()
                .fold(SpecPath::root(), |at, step| at.child(step));
            let schemas = self.node(&at).and_then(Node::as_object);
            for (key, node) in schemas.into_iter().flat_map(Object::iter) {
                out.push((at.child(&key.text), node));
            }
        }
        out
    }

    /// What stands there.
    pub(crate) fn node(&self, at: &SpecPath) -> Option<&'a Node> {
        self.root.pointer(at.as_str())
    }

    /// The place that references lead to in the end.
    pub(crate) fn behind(&self, at: &SpecPath) -> SpecPath {
        let mut at = at.clone();
        for _ in 0..MAX_HOPS {
            let target = self.node(&at).and_then(|node| reference(&at, node));
            match target.filter(|it| self.node(it).is_some()) {
                Some(target) => at = target,
                None => break,
            }
        }
        at
    }
}

/// The place that a schema refers to.
fn reference(at: &SpecPath, node: &Node) -> Option<SpecPath> {
    let text = node.get("$ref").and_then(Node::as_str)?;
    at.resolve(text)
}

/// The items of a list under a keyword.
fn list<'a>(node: &'a Node, keyword: &str) -> &'a [Node] {
    let items = node.get(keyword).and_then(Node::as_array);
    items.unwrap_or_default()
}

/// The places of the schemas in a list under a keyword.
fn branches_under(at: &SpecPath, node: &Node, keyword: &str) -> Vec<SpecPath> {
    let count = list(node, keyword).len();
    let at = at.child(keyword);
    (0..count).map(|index| at.item(index)).collect()
}
