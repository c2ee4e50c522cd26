//! The validity of values against their schemas, as a validator of JSON Schema decides.

use super::dialect::{DOCUMENT, Dialect};
use generator::tree::{Node, SpecPath};
use jsonschema::{Registry, Validator};
use serde_json::Value;
use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

/// The maximum length of a validator's reason.
const MAX_REASON: usize = 200;

/// The validator's judgement of a value.
pub(in super::super) enum Judgement {
    /// The value is valid.
    Valid,
    /// The value is invalid; the reason.
    Invalid(String),
    /// The validator cannot decide; the reason.
    Unknown(String),
}

/// The schemas of a document as the validator reads them. Each validator is built when it is first needed.
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
    /// The validator rejects the document.
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

    /// Returns whether the schema admits the value, and otherwise the reason.
    pub(in super::super) fn judge(&self, schema: &SpecPath, value: &Value) -> Judgement {
        let validator = self.validator(schema);
        match validator.as_ref().as_ref().map(|it| it.validate(value)) {
            Err(why) => Judgement::Unknown(why.clone()),
            Ok(Ok(())) => Judgement::Valid,
            Ok(Err(error)) => Judgement::Invalid(reason(&error.masked().to_string())),
        }
    }

    /// Returns whether the schema admits the value, or `None` if the validator cannot decide.
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
