//! Whether instances are valid, asked of a validator of JSON Schema.
//!
//! The document's schemas are brought to its dialect first: 2020-12 for OpenAPI 3.1 and later, draft 4 for what
//! came before, with `nullable`. Patterns are left out, since no instance is made for one. Where there is a
//! discriminator, `oneOf` holds by the tag and not by counting, so that it is an `anyOf` here.

use super::tree::Tree;
use crate::{
    corpus::{fragment::fragment, keywords::each_schema},
    model::SpecPath,
};
use jsonschema::{Draft, Registry, Validator};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

/// What the document is called for the validator.
const DOCUMENT: &str = "https://document.invalid/";

/// What names schemas: references lead into the document here.
const NAMES: &[&str] = &["$id", "$anchor", "$schema", "id"];

/// The schemas of a document, to be asked.
pub(super) struct Schemas {
    draft: Draft,
    registry: Registry<'static>,
}

impl Schemas {
    pub(super) fn new(tree: Tree<'_>) -> Result<Self, String> {
        let mut document = tree.root.to_json();
        for at in tree.components().into_iter().chain(tree.inline()) {
            if let Some(schema) = document.pointer_mut(at.as_str()) {
                translate(schema, tree.latest);
            }
        }
        let draft = if tree.latest {
            Draft::Draft202012
        } else {
            Draft::Draft4
        };
        let registry = Registry::new()
            .draft(draft)
            .add(DOCUMENT, document)
            .and_then(jsonschema::RegistryBuilder::prepare)
            .map_err(|error| error.to_string())?;
        Ok(Self { draft, registry })
    }

    /// The validator of the schema at a place.
    pub(super) fn validator(&self, at: &SpecPath) -> Result<Validator, String> {
        let reference = format!("{DOCUMENT}#{}", fragment(at.as_str()));
        jsonschema::options()
            .with_draft(self.draft)
            .with_registry(&self.registry)
            .should_validate_formats(true)
            .should_ignore_unknown_formats(true)
            .build(&json!({ "$ref": reference }))
            .map_err(|error| error.to_string())
    }
}

fn translate(schema: &mut Value, latest: bool) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    each_schema(object, |_, inner| translate(inner, latest));
    for name in NAMES {
        if object.get(*name).is_some_and(Value::is_string) {
            object.remove(*name);
        }
    }
    if let Some(Value::String(text)) = object.get("$ref") {
        let target = absolute(text);
        object.insert("$ref".to_owned(), target.into());
    }
    if object.contains_key("discriminator") && !object.contains_key("anyOf") {
        let alternatives = object.remove("oneOf");
        object.extend(alternatives.map(|it| ("anyOf".to_owned(), it)));
    }
    remove_unusable(object, latest);
    let nullable = object.remove("nullable") == Some(Value::Bool(true));
    if nullable && !latest {
        let inner = std::mem::take(object);
        *schema = or_null(inner);
    }
}

/// Takes away what no instance is made for, and what is no keyword of the dialect as it stands.
fn remove_unusable(object: &mut Map<String, Value>, latest: bool) {
    object.remove("pattern");
    let usable = |value: &Value| {
        if latest {
            value.is_number()
        } else {
            value.is_boolean()
        }
    };
    for keyword in ["exclusiveMinimum", "exclusiveMaximum"] {
        if object.get(keyword).is_some_and(|it| !usable(it)) {
            object.remove(keyword);
        }
    }
    if object.get("required").is_some_and(|it| !it.is_array()) {
        object.remove("required");
    }
}

/// `nullable: true` in JSON Schema.
fn or_null(mut schema: Map<String, Value>) -> Value {
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.retain(|it| !it.is_null());
    }
    json!({ "anyOf": [{ "enum": [null] }, schema] })
}

fn absolute(reference: &str) -> String {
    match reference.strip_prefix('#') {
        Some(pointer) => {
            let pointer = percent_decode_str(pointer).decode_utf8_lossy();
            format!("{DOCUMENT}#{}", fragment(&pointer))
        }
        None => reference.to_owned(),
    }
}
