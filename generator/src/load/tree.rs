//! The value tree of a document: every node knows where it came from.

pub use super::number::Number;
pub use super::object::{Key, Object};
use super::pointer;

/// A file of the [`Sources`](super::Sources) table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub(crate) u16);

/// Where a node came from: its file, and its number in the order in which the file is read.
///
/// It is small and survives every move of the node, so that a diagnostic can name the line of a node long after the
/// tree was taken apart. [`Sources::position`](super::Sources::position) turns it into line and column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeAt {
    pub(crate) file: FileId,
    pub(crate) number: u32,
}

impl NodeAt {
    /// The file that the node stands in.
    pub fn file(self) -> FileId {
        self.file
    }
}

/// A value of a document and the place it is written at.
///
/// Nodes are equal when their values are; places do not count.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where the value stands.
    pub at: NodeAt,
    /// The value.
    pub value: Value,
}

/// What a [`Node`] holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(Box<str>),
    /// An array.
    Array(Vec<Node>),
    /// An object.
    Object(Object),
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Node {
    /// The value at `key`, when this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_object()?.get(key)
    }

    /// The entry at `key` with its key, when this is an object that has it.
    pub fn get_entry(&self, key: &str) -> Option<(&Key, &Node)> {
        self.as_object()?.get_entry(key)
    }

    /// The text, when this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, when this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The number, when this is one.
    pub fn as_number(&self) -> Option<&Number> {
        match &self.value {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The integer, when this is a number without a fraction that fits (`10.0` is 10).
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number()?.as_i64()
    }

    /// The integer, when this is a number without sign and fraction that fits (`10.0` is 10).
    pub fn as_u64(&self) -> Option<u64> {
        self.as_number()?.as_u64()
    }

    /// The items, when this is an array.
    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The entries, when this is an object.
    pub fn as_object(&self) -> Option<&Object> {
        match &self.value {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// What this is, for a message: "an object", "a string", "null".
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(number) if number.is_integer() => "an integer",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }

    /// The node at a JSON pointer (`/paths/~1pets/get`) below this one; `""` is this one.
    ///
    /// `None` when there is no such node or `pointer` is not a pointer.
    pub fn pointer(&self, pointer: &str) -> Option<&Node> {
        pointer::segments(pointer)?.try_fold(self, |node, segment| match &node.value {
            Value::Object(object) => object.get(&segment),
            Value::Array(items) => items.get(pointer::array_index(&segment)?),
            _ => None,
        })
    }

    /// The tree below this node as a JSON value, in document order. A number past 64 bits becomes a float.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(number) => number.to_json(),
            Value::String(text) => (&**text).into(),
            Value::Array(items) => items.iter().map(Node::to_json).collect(),
            Value::Object(object) => object
                .iter()
                .map(|(key, node)| (key.text.to_string(), node.to_json()))
                .collect(),
        }
    }
}
