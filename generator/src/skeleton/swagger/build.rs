//! Making nodes that stand where others stood.

use crate::load::{Key, Node, NodeAt, Object, Value};

/// The entries of an object in the making.
pub(super) struct Entries {
    at: NodeAt,
    entries: Vec<(Key, Node)>,
}

impl Entries {
    /// None yet, of an object that stands at `at`.
    pub(super) fn new(at: NodeAt) -> Self {
        Self {
            at,
            entries: Vec::new(),
        }
    }

    /// Adds one that stands where its value does.
    pub(super) fn add(&mut self, name: &str, node: Node) {
        self.put(key(node.at, name), node);
    }

    /// Adds one.
    pub(super) fn put(&mut self, key: Key, node: Node) {
        self.entries.push((key, node));
    }

    /// Takes over the entries of `from` that `which` names.
    pub(super) fn keep(&mut self, from: &Node, which: impl Fn(&str) -> bool) {
        let entries = from.as_object().into_iter().flat_map(Object::iter);
        let kept = entries.filter(|(key, _)| which(&key.text));
        self.entries
            .extend(kept.map(|(key, node)| (key.clone(), node.clone())));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The object.
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
