//! The facts that a document itself states about a value: the schemas that apply to it, the tags of
//! alternatives, and the listed values.
//!
//! Checks of the emitted code rely on this module. It reads the tree and consults neither the model nor the
//! code that builds it, so that it finds anything that the generator loses or misinterprets. It shares with the
//! model only the naming of places.

mod applied;
mod expected;
mod tags;
#[cfg(test)]
mod tests;

pub use applied::Accepts;
pub(crate) use expected::expected;
pub use tags::{Table, means_the_same};

use crate::tree::{Node, Object, SpecPath};
use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

/// The longest chain of references that is followed.
const MAX_HOPS: usize = 32;

/// The sections of a document that contain its named schemas.
const SHELVES: [&[&str]; 2] = [&["components", "schemas"], &["definitions"]];

/// A document as a witness.
pub struct Witness<'a> {
    /// The root of the document.
    pub root: &'a Node,
    /// The named schemas that extend each schema through `allOf`.
    heirs: BTreeMap<SpecPath, Vec<SpecPath>>,
    /// The tag tables computed so far.
    tables: RefCell<BTreeMap<SpecPath, Option<Rc<Table>>>>,
}

impl<'a> Witness<'a> {
    /// Creates a witness, and indexes the named schemas by those that they extend.
    pub fn new(root: &'a Node) -> Self {
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

    /// Returns the named schemas of the document.
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

    /// Returns the node at a place.
    pub fn node(&self, at: &SpecPath) -> Option<&'a Node> {
        self.root.pointer(at.as_str())
    }

    /// Returns the final target of the references at a place.
    pub fn behind(&self, at: &SpecPath) -> SpecPath {
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

/// Returns the place that a schema refers to.
fn reference(at: &SpecPath, node: &Node) -> Option<SpecPath> {
    let text = node.get("$ref").and_then(Node::as_str)?;
    at.resolve(text)
}

/// Returns the elements of the list under a keyword.
fn list<'a>(node: &'a Node, keyword: &str) -> &'a [Node] {
    let items = node.get(keyword).and_then(Node::as_array);
    items.unwrap_or_default()
}

/// Returns the places of the schemas in the list under a keyword.
fn branches_under(at: &SpecPath, node: &Node, keyword: &str) -> Vec<SpecPath> {
    let count = list(node, keyword).len();
    let at = at.child(keyword);
    (0..count).map(|index| at.item(index)).collect()
}
