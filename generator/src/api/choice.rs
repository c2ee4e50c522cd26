use super::{Trait, TypeId};
use crate::schema::{JsonKind, JsonShape};
use crate::tree::Place;
use std::collections::BTreeMap;

/// A user-provided type, which the configuration names for a schema or a format.
///
/// The generator assumes only that it implements `Clone`, `Debug`, `PartialEq`, `Serialize` and `Deserialize`, and the
/// traits that the configuration lists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Foreign {
    /// The path, known to be that of a type: `rust_decimal::Decimal`.
    pub path: String,
    /// The possible looks of its JSON; none if it can be anything.
    pub looks: Vec<JsonShape>,
    /// The traits that it implements beyond those, as the configuration says.
    pub implements: Vec<Trait>,
}

impl Foreign {
    /// Returns the last name of the path.
    pub fn name(&self) -> &str {
        let path = self.path.split('<').next().unwrap_or_default();
        path.rsplit("::").next().unwrap_or_default().trim()
    }

    /// Returns whether a value is a single text in a parameter.
    pub fn is_single(&self) -> bool {
        let single = |look: &JsonShape| match look.kind {
            JsonKind::Boolean | JsonKind::Integer | JsonKind::Number | JsonKind::String => true,
            JsonKind::Array | JsonKind::Object | JsonKind::Any => false,
        };
        !self.looks.is_empty() && self.looks.iter().all(single)
    }
}

/// The names that the configuration chooses, and those that extensions of the document give.
#[derive(Clone, Debug, Default)]
pub struct Renames {
    /// The names of types.
    pub types: BTreeMap<TypeId, Rename>,
    /// The names of fields, by the struct and the index of the field.
    pub fields: BTreeMap<(TypeId, usize), Rename>,
    /// The names of operations, by their index.
    pub operations: BTreeMap<usize, Rename>,
    /// The names of parameters, by the operation and the index of the parameter.
    pub params: BTreeMap<(usize, usize), Rename>,
}

/// A name that the configuration chooses, or that the document gives. One that the configuration chooses is used
/// unchanged, and an invalid one is an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The name.
    pub to: String,
    /// The key of the entry in the configuration, or the JSON pointer of the named part.
    pub of: String,
    /// The place of the name.
    pub at: Option<Place>,
    /// The extension that gives the name; `None` if the configuration chooses it.
    pub given: Option<Given>,
}

/// An extension that gives a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its key.
    pub extension: &'static str,
    /// Whether the name is an identifier of Rust, rather than words for one.
    pub exact: bool,
}
