//! Whether a value came back as the document wants it: nothing unknown that the document lists, nothing as
//! another alternative than it is, nothing lost that is declared.
//!
//! What the document wants is read from its tree and asked of a validator of JSON Schema, never of the
//! model. From the generator comes only its claim: of which schema each emitted type is.

mod came_back;
mod compare;
mod deviations;
mod dialect;
mod marked;
mod marks;
mod said;
#[cfg(test)]
mod tests;
mod validity;

pub use came_back::Verdict;
pub(super) use compare::{Difference, Fault};
pub(super) use deviations::{Deviation, Wrong};
pub(super) use said::Said;
pub(super) use validity::{Judgement, Validity};

use crate::{
    Stages,
    load::Node,
    model::{Shape, SpecPath},
    witness::Witness,
};
use serde_json::Value;
use std::collections::BTreeMap;

/// The schema of each emitted struct, by the struct's name: what the generator claims.
type Claims = BTreeMap<String, SpecPath>;

/// The claims of a document's types.
fn claims(stages: &Stages) -> Claims {
    let structs = stages.api.types().filter_map(|(id, def)| match def.shape {
        Shape::Struct(_) => {
            let ident = &stages.names.types[id.index()].ident;
            Some((ident.to_string(), def.at.clone()))
        }
        Shape::StringEnum(_)
        | Shape::IntegerEnum(_)
        | Shape::Union(_)
        | Shape::Untagged(_)
        | Shape::Alias(_) => None,
    });
    structs.collect()
}

/// A document that values are judged by.
pub struct Judge<'a> {
    pub(super) witness: Witness<'a>,
    pub(super) validity: Validity<'a>,
    claims: Claims,
}

impl<'a> Judge<'a> {
    /// A judge of the values of a document, whose tree is `root`, by what was made of it.
    ///
    /// # Errors
    ///
    /// The validator cannot read the document.
    pub fn new(root: &'a Node, stages: &Stages) -> Result<Self, String> {
        Ok(Self {
            witness: Witness::new(root),
            validity: Validity::new(root)?,
            claims: claims(stages),
        })
    }

    /// What differs between a value of a schema and what it was encoded to, with marks.
    pub(super) fn differences(
        &self,
        schema: &SpecPath,
        value: &Value,
        back: Value,
    ) -> Vec<Difference> {
        compare::differences(self, schema, value, back)
    }

    /// The schemas that apply to the value.
    fn applied(&self, schemas: &[SpecPath], value: &Value) -> Vec<SpecPath> {
        let accepts = |at: &SpecPath, value: &Value| self.validity.accepts(at, value);
        self.witness.applied(schemas, value, &accepts)
    }

    /// Whether all of the schemas accept the value; what cannot be told counts for it.
    fn accepted(&self, schemas: &[SpecPath], value: &Value) -> bool {
        let mut schemas = schemas.iter();
        schemas.all(|at| self.validity.accepts(at, value) != Some(false))
    }
}
