//! Whether a value came back as the document demands: no listed value is unknown, no value is taken for another
//! alternative, and no declared property is lost.
//!
//! The demands are read from the document's tree and from a validator of JSON Schema, never from the model. The
//! generator contributes only its claim which schema each emitted type belongs to.

mod came_back;
mod compare;
mod deviations;
mod dialect;
mod marked;
mod marks;
mod reported;
#[cfg(test)]
mod tests;
mod validity;

pub use came_back::Verdict;
pub(super) use compare::{Difference, Fault};
pub(super) use deviations::{Deviation, Wrong};
pub(super) use marks::Marked;
pub(super) use reported::Reported;
pub(super) use validity::{Judgement, Validity};

use generator::{
    Stages,
    api::Shape,
    conformance::witness::Witness,
    tree::{Node, SpecPath},
};
use serde_json::Value;
use std::collections::BTreeMap;

/// The schema of each emitted struct by the struct's name, as the generator claims.
type Claims = BTreeMap<String, SpecPath>;

/// Returns the claims for a document's types.
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
    /// Creates a judge for the values of a document with the tree `root`, from the stages that the generator produced.
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

    /// Returns the differences between a value and its encoded form, which has marks.
    pub(super) fn differences(
        &self,
        schema: &SpecPath,
        value: &Value,
        back: Value,
    ) -> Vec<Difference> {
        compare::differences(self, schema, value, back)
    }

    /// Returns the schemas that apply to the value.
    fn applied(&self, schemas: &[SpecPath], value: &Value) -> Vec<SpecPath> {
        let accepts = |at: &SpecPath, value: &Value| self.validity.accepts(at, value);
        self.witness.applied(schemas, value, &accepts)
    }

    /// Returns whether all of the schemas accept the value. A schema that cannot be checked counts as accepting.
    fn accepted(&self, schemas: &[SpecPath], value: &Value) -> bool {
        let mut schemas = schemas.iter();
        schemas.all(|at| self.validity.accepts(at, value) != Some(false))
    }
}
