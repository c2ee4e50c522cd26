//! The kinds of values that the objects of OpenAPI have in their fields.
//!
//! `objects` has the tables: a new construct outside schemas needs one more line there, and the walk in the parent module
//! does not change.

mod objects;

pub(super) use objects::{DOCUMENT, OPERATION, PATH_ITEM, REQUEST_BODY, RESPONSE};

/// The kind of value at a place of the document.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// A string. Numbers and booleans, as YAML reads `version: 1.0`, count as their text.
    Text,
    /// One of these strings.
    OneOf(&'static Choice),
    /// A boolean.
    Flag,
    /// A schema, replaced with a stub.
    Schema,
    /// An object with these fields.
    Object(&'static Grammar),
    /// An object with these fields, or a reference to one, which is replaced with its target.
    Referable(&'static Grammar),
    /// An object with arbitrary names.
    Map(&'static Kind),
    /// An object with names of a certain form, beside extensions.
    Patterned(&'static Pattern, &'static Kind),
    /// An array.
    List(&'static Kind),
    /// A known field that is read later from the tree itself, and left out here.
    Later,
    /// A known field without any effect on a client.
    Silent,
    /// A known field that is not generated: it is reported with this reason.
    Unsupported(&'static str),
    /// Links from a response to another operation. They are reported, and need no code.
    Links,
    /// Requests that the server makes, not a client: they are reported and left out.
    Aside(&'static str),
    /// An operation.
    Operation,
    /// Security requirements.
    Requirements,
}

/// The strings of a [`Kind::OneOf`].
pub(super) struct Choice {
    /// The strings that openapiv3 has a variant for.
    pub(super) taken: &'static [&'static str],
    /// The strings that openapiv3 has no variant for, each with a substitute; the original is read from the tree.
    pub(super) standing_in: &'static [(&'static str, &'static str)],
    /// The strings that are known and not generated, with the reason.
    pub(super) known: &'static [(&'static str, &'static str)],
}

/// The form of the names of a [`Kind::Patterned`].
pub(super) struct Pattern {
    /// A predicate that checks whether a name has the form.
    pub(super) admits: fn(&str) -> bool,
    /// A function that returns the intended name for one without the form, if that is obvious.
    pub(super) meant: fn(&str) -> Option<String>,
    /// The form in words.
    pub(super) words: &'static str,
}

/// An object of the OpenAPI Specification.
pub(super) struct Grammar {
    /// The name of the object in the specification.
    pub(super) name: &'static str,
    /// The fields of the object.
    pub(super) fields: &'static [(&'static str, Kind)],
    /// The fields without which the object has no meaning.
    pub(super) required: &'static [&'static str],
    /// The fields of which at least one is required.
    pub(super) one_of: &'static [&'static str],
    /// The fields without which the object has no meaning, for each value of its `type`.
    pub(super) by_type: &'static [(&'static str, &'static [&'static str])],
    /// The required fields that have a default.
    pub(super) filled: &'static [(&'static str, Filler)],
}

/// The default for a missing field that the specification requires.
#[derive(Clone, Copy)]
pub(super) enum Filler {
    /// An empty string.
    Text,
    /// The text of another field, or an empty string.
    TextOf(&'static str),
    /// An empty object.
    Object,
    /// An Info Object with empty fields.
    Info,
    /// A stub for a missing schema, if all the `one_of` fields are missing: it is read as text.
    Schema,
}

impl Grammar {
    /// Returns whether one of these `one_of` fields has a default.
    pub(super) fn stands_in(&self, missing: &[&str]) -> bool {
        self.filled.iter().any(|(name, _)| missing.contains(name))
    }
}

/// Returns the name with its indefinite article.
pub(super) fn with_article(name: &str) -> String {
    let vowel = name.starts_with(['A', 'E', 'I', 'O', 'U']);
    format!("{} {name}", if vowel { "an" } else { "a" })
}
