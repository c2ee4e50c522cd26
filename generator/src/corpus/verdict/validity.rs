//! Whether values are valid against their schemas, asked of a validator of JSON Schema.

use super::dialect::{DOCUMENT, Dialect};
use crate::{load::Node, model::SpecPath};
use jsonschema::{Registry, Validator};
use serde_json::Value;
use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

/// How long the reason may be for which a value is not valid.
const MAX_REASON: usize = 200;

/// Whether a value is valid.
pub(in super::super) enum Judgement {
    /// It is.
    Valid,
    /// It is not, and why.
    Invalid(String),
    /// That cannot be told, and why.
    Unknown(String),
}

/// The schemas of a document as a validator reads them, each when it is first asked for.
pub(in super::super) struct Validity<'a> {
    root: &'a Node,
    dialect: Dialect,
    registry: Registry<'static>,
    validators: RefCell<BTreeMap<SpecPath, Rc<Result<Validator, String>>>>,
}

impl<'a> Validity<'a> {
    /// Reads the document.
    ///
    /// # Errors
    ///
    /// What the validator does not take.
    pub(in super::super) fn new(root: &'a Node) -> Result<Self, String> {
        let dialect = Dialect::of(root);
        let document = dialect.document(root.to_json());
        let registry = Registry::new()
            .draft(dialect.draft())
            .add(DOCUMENT, document)
            .and_then(jsonschema::RegistryBuilder::prepare)
            .map_err(|error| error.to_string())?;
        Ok(Self {
            root,
            dialect,
            registry,
            validators: RefCell::default(),
        })
    }

    /// Whether the schema there admits the value, and why not.
    pub(in super::super) fn judge(&self, schema: &SpecPath, value: &Value) -> Judgement {
        let validator = self.validator(schema);
        match validator.as_ref().as_ref().map(|it| it.validate(value)) {
            Err(why) => Judgement::Unknown(why.clone()),
            Ok(Ok(())) => Judgement::Valid,
            Ok(Err(error)) => Judgement::Invalid(reason(&error.masked().to_string())),
        }
    }

    /// Whether the schema there admits the value; none if that cannot be told.
    pub(super) fn accepts(&self, schema: &SpecPath, value: &Value) -> Option<bool> {
        let validator = self.validator(schema);
        validator
            .as_ref()
            .as_ref()
            .ok()
            .map(|it| it.is_valid(value))
    }

    fn validator(&self, schema: &SpecPath) -> Rc<Result<Validator, String>> {
        if let Some(known) = self.validators.borrow().get(schema) {
            return Rc::clone(known);
        }
        let made = Rc::new(self.build(schema));
        let mut validators = self.validators.borrow_mut();
        validators.insert(schema.clone(), Rc::clone(&made));
        made
    }

    fn build(&self, schema: &SpecPath) -> Result<Validator, String> {
        let node = self.root.pointer(schema.as_str()).ok_or("no schema")?;
        jsonschema::options()
            .with_draft(self.dialect.draft())
            .with_registry(&self.registry)
            .should_validate_formats(true)
            .should_ignore_unknown_formats(true)
            .build(&self.dialect.schema(node.to_json()))
            .map_err(|error| error.to_string())
    }
}

fn reason(text: &str) -> String {
    text.chars().take(MAX_REASON).collect()
}
