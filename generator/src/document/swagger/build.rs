//! Builds nodes at the positions of the nodes that they replace.

use crate::tree::{Key, Node, NodeAt, Object, Value};

/// The entries of an object under construction.
pub(super) struct Entries {
    at: NodeAt,
    entries: Vec<(Key, Node)>,
}

impl Entries {
    /// Creates an empty list of entries for an object positioned at `at`.
    pub(super) fn new(at: NodeAt) -> Self {
        Self {
            at,
            entries: Vec::new(),
        }
    }

    /// Adds an entry whose key has the position of its value.
    pub(super) fn add(&mut self, name: &str, node: Node) {
        self.put(key(node.at, name), node);
    }

    /// Adds an entry.
    pub(super) fn put(&mut self, key: Key, node: Node) {
        self.entries.push((key, node));
    }

    /// Copies the entries of `from` whose keys `which` selects.
    pub(super) fn keep(&mut self, from: &Node, which: impl Fn(&str) -> bool) {
        let entries = from.as_object().into_iter().flat_map(Object::iter);
        let kept = entries.filter(|(key, _)| which(&key.text));
        self.entries
            .extend(kept.map(|(key, node)| (key.clone(), node.clone())));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the object.
    pub(super) fn node(self) -> Node {
        Node {
            at: self.at,
            value: Value::Object(Object::new(self.entries)),
        }
    }
}

pub(super) fn key(at: NodeAt, text: &str) -> Key {
    Key {
        at,
        text: text.into(),
    }
}

pub(super) fn text(at: NodeAt, text: &str) -> Node {
    Node {
        at,
        value: Value::String(text.into()),
    }
}

pub(super) fn flag(at: NodeAt, flag: bool) -> Node {
    Node {
        at,
        value: Value::Bool(flag),
    }
}

pub(super) fn list(at: NodeAt, items: Vec<Node>) -> Node {
    Node {
        at,
        value: Value::Array(items),
    }
}
