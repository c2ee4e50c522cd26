//! A prediction of what the emitted code makes of a JSON value, computed from the model: nothing is emitted or
//! compiled.
//!
//! The rules are those of the runtime's JSON files, implemented a second time and independently: `mod.rs`,
//! `json_object.rs`, `fields.rs`, `whole.rs`, `enums.rs` and `formatted.rs` are in [`read`] and [`scalar`], `pick.rs`
//! and `union.rs` in [`union`], `shape.rs` and `untagged.rs` in [`looks`], `fit.rs` in [`fit`], and the writing of
//! `mod.rs` and `marks.rs` in [`write`](mod@write). The compiled code is right by definition: `tests/interpreted.rs`
//! and `corpus --instances --compiled` compare the interpreter with it.

mod decoded;
mod fit;
mod format;
mod looks;
mod read;
mod refusal;
mod scalar;
#[cfg(test)]
mod tests;
mod union;
mod write;

pub(crate) use refusal::Refusal;

use decoded::Decoded;
use generator::{
    Stages,
    api::{Api, TypeId, TypeRef},
    rust::{facts::Facts, names::Names},
};
use read::Reader;
use serde_json::Value;

/// Keys that are no properties: the marks that the runtime writes on request.
pub(crate) mod mark {
    /// The key of a value that an enum does not list.
    pub(crate) const UNLISTED: &str = "\0unlisted";

    /// The key of a value that is none of a union's alternatives.
    pub(crate) const UNKNOWN: &str = "\0unknown";

    /// The start of a key that ends with the name of the type that wrote the object.
    pub(crate) const TYPE: &str = "\0type ";
}

/// A substitute for the emitted code of an API.
#[derive(Clone, Copy)]
pub(crate) struct Interpreter<'a> {
    api: &'a Api,
    facts: &'a Facts,
    names: &'a Names,
}

impl<'a> Interpreter<'a> {
    /// Creates the interpreter of a document.
    pub(crate) fn new(stages: &'a Stages) -> Self {
        Self {
            api: &stages.api,
            facts: &stages.facts,
            names: &stages.names,
        }
    }

    /// Decodes a value as a type, encodes it again, and returns the written JSON with marks.
    ///
    /// # Errors
    ///
    /// The emitted code refuses the value, or cannot write the decoded value.
    pub(crate) fn round_trip(self, ty: &TypeRef, value: &Value) -> Result<Value, Refusal> {
        self.encode(&self.decode(ty, value)?).map_err(Refusal::new)
    }

    /// Decodes a value as a type.
    fn decode<'v>(self, ty: &TypeRef, value: &'v Value) -> Result<Decoded<'v>, Refusal> {
        Reader::new(self).read(ty, value)
    }

    /// Returns the name of a type in the emitted code.
    fn ident(self, id: TypeId) -> String {
        let names = self.names.types.get(id.index());
        names.map(|it| it.ident.to_string()).unwrap_or_default()
    }
}

/// Returns the depth of the arrays and objects nested in a value.
fn nesting(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(nesting).max().unwrap_or(0),
        Value::Object(entries) => 1 + entries.values().map(nesting).max().unwrap_or(0),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}
