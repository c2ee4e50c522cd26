//! The schemas of a document, translated into a dialect of JSON Schema that the validator supports.
//!
//! OpenAPI 3.1 and later use 2020-12; earlier versions have a dialect of draft 4, with `nullable`. Keywords that do not
//! affect types are removed if validators reject them or interpret them differently, such as patterns, or
//! `exclusiveMinimum` in the form of the other draft. Values that are valid without these keywords are tried as well.
//! With a discriminator, the tag selects the alternative of a `oneOf` and the number of matches does not count, so that
//! the `oneOf` becomes an `anyOf`.

use crate::corpus::{fragment::fragment, keywords::each_schema};
use generator::tree::Node;
use jsonschema::Draft;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

/// The URI of the document in the validator's registry.
pub(super) const DOCUMENT: &str = "https://document.invalid/";

/// The keys whose values are maps of named schemas.
const SHELVES: &[&str] = &["schemas", "definitions", "$defs"];

/// The keywords that identify schemas. They are removed, since all references are resolved within the document.
const NAMES: &[&str] = &["$id", "$anchor", "$schema", "id"];

/// The maximum nesting depth of translated schemas.
const MAX_DEPTH: usize = 512;

#[derive(Clone, Copy)]
pub(super) enum Dialect {
    /// Swagger 2.0 and OpenAPI 3.0.
    Old,
    /// OpenAPI 3.1 and later.
    New,
}

impl Dialect {
    pub(super) fn of(root: &Node) -> Self {
        let version = root.get("openapi").and_then(Node::as_str);
        match version {
            Some(version) if !version.starts_with("3.0") => Self::New,
            _ => Self::Old,
        }
    }

    pub(super) fn draft(self) -> Draft {
        match self {
            Self::Old => Draft::Draft4,
            Self::New => Draft::Draft202012,
        }
    }

    /// Translates the schemas of a document. References point to the registered document.
    pub(super) fn document(self, mut root: Value) -> Value {
        self.outside(&mut root, 0);
        root
    }

    /// Translates a schema.
    pub(super) fn schema(self, mut schema: Value) -> Value {
        self.translate(&mut schema, 0);
        schema
    }

    /// Translates the schemas in a value that is no schema itself.
    fn outside(self, value: &mut Value, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        match value {
            Value::Array(items) => {
                for item in items {
                    self.outside(item, depth + 1);
                }
            }
            Value::Object(entries) => {
                for (key, inner) in entries {
                    match inner {
                        inner if key == "schema" => self.translate(inner, depth + 1),
                        Value::Object(named) if SHELVES.contains(&key.as_str()) => {
                            for schema in named.values_mut() {
                                self.translate(schema, depth + 1);
                            }
                        }
                        inner => self.outside(inner, depth + 1),
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn translate(self, schema: &mut Value, depth: usize) {
        let Some(object) = schema.as_object_mut().filter(|_| depth <= MAX_DEPTH) else {
            return;
        };
        each_schema(object, |_, inner| self.translate(inner, depth + 1));
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
        self.remove_unusable(object);
        let nullable = object.remove("nullable") == Some(Value::Bool(true));
        if nullable && matches!(self, Self::Old) {
            *schema = or_null(std::mem::take(object));
        }
    }

    /// Removes keywords whose values are not in the dialect, and `pattern`, which validators interpret differently.
    fn remove_unusable(self, object: &mut Map<String, Value>) {
        object.remove("pattern");
        let usable = |value: &Value| match self {
            Self::Old => value.is_boolean(),
            Self::New => value.is_number(),
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

/// Expresses `nullable: true` in JSON Schema. A schema with a type is extended in place, so that pointers into it stay
/// valid.
fn or_null(mut schema: Map<String, Value>) -> Value {
    let kind = schema.get("type").and_then(Value::as_str);
    let branches = ["$ref", "allOf", "anyOf", "oneOf"];
    let Some(kind) = kind.filter(|_| !branches.iter().any(|it| schema.contains_key(*it))) else {
        return json!({ "anyOf": [{ "type": "null" }, schema] });
    };
    let kinds = json!([kind, "null"]);
    if let Some(Value::Array(values)) = schema.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    schema.insert("type".to_owned(), kinds);
    Value::Object(schema)
}
