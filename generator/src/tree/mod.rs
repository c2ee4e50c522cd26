//! The tree of a document, in which every node knows where it was read from.
//!
//! The room has values, the files that they are from, their positions, and pointers to them. It knows neither how a
//! file is read nor what OpenAPI is.

mod locate;
mod number;
mod object;
mod path;
pub mod pointer;
pub(crate) mod respace;
mod sources;

pub use number::Number;
pub(crate) use object::Duplicate;
pub use object::{Key, Object};
pub use path::{SpecName, SpecPath};
pub use sources::{Format, Place, Position, Sources};

/// The key of the root under which the other files of a document are attached, each under its path from the document's
/// folder. It cannot clash with a key of a document: JSON and YAML written by hand have no NUL in a key.
pub const FILES: &str = "\u{0}files";

/// A file of the [`Sources`] table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub(crate) u16);

/// The origin of a node: its file, and its number in the order in which the file is read.
///
/// It is small and survives every move of the node, so that a diagnostic can name the line of a node long after the
/// tree was taken apart. [`Sources::position`](Sources::position) turns it into line and column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeAt {
    pub(crate) file: FileId,
    pub(crate) number: u32,
}

impl NodeAt {
    /// Returns the file that the node is in.
    pub fn file(self) -> FileId {
        self.file
    }
}

/// A value of a document and its position.
///
/// Nodes are equal when their values are; positions do not count.
#[derive(Debug, Clone)]
pub struct Node {
    /// The position of the value.
    pub at: NodeAt,
    /// The value.
    pub value: Value,
}

/// The value of a [`Node`].
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// The value `null`.
    Null,
    /// The value `true` or `false`.
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

impl Value {
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(number) if number.is_integer() => "an integer",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Node {
    /// Returns the value at `key`, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_object()?.get(key)
    }

    /// Returns the entry at `key` with its key, if this is an object that has it.
    pub fn get_entry(&self, key: &str) -> Option<(&Key, &Node)> {
        self.as_object()?.get_entry(key)
    }

    /// Returns the text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the value, if this is a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// Returns the number, if this is one.
    pub fn as_number(&self) -> Option<&Number> {
        match &self.value {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Returns the integer, if this is a number without a fraction that fits (`10.0` is 10).
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number()?.as_i64()
    }

    /// Returns the integer, if this is a number without sign and fraction that fits (`10.0` is 10).
    pub fn as_u64(&self) -> Option<u64> {
        self.as_number()?.as_u64()
    }

    /// Returns the elements, if this is an array.
    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// Returns the entries, if this is an object.
    pub fn as_object(&self) -> Option<&Object> {
        match &self.value {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Returns whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// Returns the kind of the value, for a message: "an object", "a string", "null".
    pub fn kind(&self) -> &'static str {
        self.value.kind()
    }

    /// Returns the node at a JSON pointer (`/paths/~1pets/get`) below this one; `""` is this one.
    ///
    /// `None` if there is no such node or `pointer` is not a pointer.
    pub fn pointer(&self, pointer: &str) -> Option<&Node> {
        pointer::segments(pointer)?.try_fold(self, |node, segment| match &node.value {
            Value::Object(object) => object.get(&segment),
            Value::Array(items) => items.get(pointer::array_index(&segment)?),
            _ => None,
        })
    }

    /// Converts the tree below this node to a JSON value, in document order. An integer
    /// beyond 64 bits becomes a float.
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

/// Returns the text of a string, or of an unquoted scalar that YAML reads as another type.
pub(crate) fn text_of(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) => Some(text.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
