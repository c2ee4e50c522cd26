//! The left-out operations that selected ones refer into. They are moved out of the paths rather than deleted.

use super::super::link::{redirect, redirected};
use super::{entries, field_mut};
use crate::tree::{FILES, pointer};
use crate::tree::{Key, Node, NodeAt, Object, Value};
use std::collections::BTreeMap;

/// The name under which left-out operations are attached among the files.
pub(crate) const LEFT_OUT: &str = "\u{0}left out";

/// The operations that are left out, by path.
#[derive(Default)]
pub(super) struct Left {
    items: Vec<(Key, Node)>,
    /// The moves, from old pointer to new.
    moves: BTreeMap<String, String>,
}

impl Left {
    /// Adds a whole path item.
    pub(super) fn item(&mut self, path: Key, item: Node) {
        let [from, to] = places(&path);
        self.moves.insert(from, to);
        self.items.push((path, item));
    }

    /// Adds some of the operations of a path item.
    pub(super) fn operations(&mut self, path: Key, at: NodeAt, operations: Vec<(Key, Node)>) {
        let [from, to] = places(&path);
        for (method, _) in &operations {
            let below = |place: &str| pointer::join(place, &method.text);
            self.moves.insert(below(&from), below(&to));
        }
        let value = Value::Object(Object::new(operations));
        self.items.push((path, Node { at, value }));
    }

    /// Attaches the operations to the root if anything refers into them, and returns the
    /// moves from old pointer to new.
    pub(super) fn attach(self, root: &mut Node) -> BTreeMap<String, String> {
        if !refers(root, &self.moves) {
            return BTreeMap::new();
        }
        let at = root.at;
        let key = |text: &str| Key {
            at,
            text: text.into(),
        };
        let object = |entries| Node {
            at,
            value: Value::Object(Object::new(entries)),
        };
        let left = (key(LEFT_OUT), object(self.items));
        if let Some(Value::Object(files)) = field_mut(root, FILES) {
            push(files, left);
        } else if let Value::Object(root) = &mut root.value {
            push(root, (key(FILES), object(vec![left])));
        }
        redirect(root, &self.moves);
        self.moves
    }
}

fn places(path: &Key) -> [String; 2] {
    let below = |place: String| pointer::join(&place, &path.text);
    let left = pointer::join(&pointer::join("", FILES), LEFT_OUT);
    [below("/paths".to_owned()), below(left)]
}

fn push(object: &mut Object, entry: (Key, Node)) {
    let mut entries = std::mem::take(object).into_entries();
    entries.push(entry);
    *object = Object::new(entries);
}

/// Returns whether anything below a node refers to or into a moved value.
fn refers(node: &Node, moves: &BTreeMap<String, String>) -> bool {
    match &node.value {
        Value::String(text) => redirected(text, moves).is_some(),
        Value::Array(items) => items.iter().any(|it| refers(it, moves)),
        Value::Object(_) => entries(Some(node)).any(|(_, it)| refers(it, moves)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
