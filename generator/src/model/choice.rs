use super::{JsonKind, Look, TypeId};
use crate::load::Place;
use std::collections::BTreeMap;

/// A type of the user's own, which the configuration names for a schema or a format.
///
/// All that is known of it is that it is `Clone`, `Debug`, `PartialEq`, `Serialize` and `Deserialize`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// Its path, known to be one of a type: `rust_decimal::Decimal`.
    pub path: String,
    /// What its JSON looks like, each on its own; nothing if it can look like anything.
    pub looks: Vec<Look>,
}

impl Foreign {
    /// The last name of the path.
    pub fn name(&self) -> &str {
        let path = self.path.split('<').next().unwrap_or_default();
        path.rsplit("::").next().unwrap_or_default().trim()
    }

    /// Whether a value is a single text in a parameter.
    pub fn is_single(&self) -> bool {
        let single = |look: &Look| match look.kind {
            JsonKind::Boolean | JsonKind::Integer | JsonKind::Number | JsonKind::String => true,
            JsonKind::Array | JsonKind::Object | JsonKind::Any => false,
        };
        !self.looks.is_empty() && self.looks.iter().all(single)
    }
}

/// The names that the configuration chooses.
#[derive(Clone, Debug, Default)]
pub struct Renames {
    /// Of types.
    pub types: BTreeMap<TypeId, Rename>,
    /// Of fields: a struct, and the index of the field.
    pub fields: BTreeMap<(TypeId, usize), Rename>,
    /// Of operations, by their index.
    pub operations: BTreeMap<usize, Rename>,
}

/// A name that the configuration chooses. It is taken as it is, or it is an error.
#[derive(Clone, Debug)]
pub struct Rename {
    /// The name.
    pub to: String,
    /// What it is for, in the words of the configuration.
    pub of: String,
    /// Where the configuration says so.
    pub at: Option<Place>,
}
