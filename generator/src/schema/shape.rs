//! The features of JSON values that tell them apart.

use crate::tree::SpecName;

/// A JSON value that distinguishes alternatives.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Constant {
    /// `true` or `false`.
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// A string.
    Text(String),
}

impl Constant {
    /// Returns the value as JSON.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Boolean(value) => (*value).into(),
            Self::Integer(value) => (*value).into(),
            Self::Text(text) => text.as_str().into(),
        }
    }
}

/// Formats the value without quotation marks.
impl std::fmt::Display for Constant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Boolean(value) => value.fmt(f),
            Self::Integer(value) => value.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

/// The look of a JSON value: the features that distinguish it without reading all of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct JsonShape {
    /// The JSON type.
    pub kind: JsonKind,
    /// The required properties of an object, or of the objects in an array.
    pub required: Vec<SpecName>,
    /// The optional properties.
    pub optional: Vec<SpecName>,
    /// The properties that have one of the given values if they are present.
    pub constants: Vec<(SpecName, Vec<Constant>)>,
}

impl JsonShape {
    /// Returns the look of a value of a JSON type with no further features.
    pub fn plain(kind: JsonKind) -> Self {
        Self {
            kind,
            required: Vec::new(),
            optional: Vec::new(),
            constants: Vec::new(),
        }
    }
}

/// A JSON type. Integers are distinct from other numbers, and any value from all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the JSON type of its name")]
pub enum JsonKind {
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
    Any,
}
