//! Whether examples are valid against their schemas, asked of a validator of JSON Schema.
//!
//! OpenAPI 3.1 and later have JSON Schema 2020-12; what came before has a dialect of draft 4, which is
//! translated here: `nullable`. Keywords that say nothing about types are left out, since
//! validators stumble over them: a pattern that is none, `exclusiveMinimum` in the wrong draft. What is
//! valid without them is tried as well.

use super::collect::Case;
use crate::{corpus::fragment::fragment, load::Node, model::SpecPath};
use jsonschema::{Draft, Registry, Validator};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What the document is called for the validator.
const DOCUMENT: &str = "https://document.invalid/";

/// What holds no schemas.
const DATA: &[&str] = &["example", "examples", "default", "enum", "const"];

/// What decides nothing about types.
const LIMITS: &[&str] = &["pattern", "exclusiveMinimum", "exclusiveMaximum"];

/// How deep a document may nest to be translated.
const MAX_DEPTH: usize = 512;

/// How long the reason may be for which a case is not valid.
const MAX_REASON: usize = 200;

/// Whether a case is valid.
pub(super) enum Judgement {
    /// It is.
    Valid,
    /// It is not, and why.
    Invalid(String),
    /// That cannot be told, and why.
    Unknown(String),
}

/// Judges each case.
pub(super) fn judge(root: &Node, cases: Vec<Case>) -> Result<Vec<(Case, Judgement)>, String> {
    let dialect = Dialect::of(root);
    let document = dialect.translated(root.to_json(), 0);
    let registry = Registry::new()
        .draft(dialect.draft())
        .add(DOCUMENT, document)
        .and_then(jsonschema::RegistryBuilder::prepare)
        .map_err(|error| error.to_string())?;
    let mut validators: BTreeMap<SpecPath, Result<Validator, String>> = BTreeMap::new();
    let judged = cases.into_iter().map(|case| {
        let validator = validators
            .entry(case.schema.clone())
            .or_insert_with(|| validator(root, dialect, &registry, &case.schema));
        let judgement = match validator.as_ref().map(|it| it.validate(&case.value)) {
            Err(why) => Judgement::Unknown(why.clone()),
            Ok(Ok(())) => Judgement::Valid,
            Ok(Err(error)) => Judgement::Invalid(reason(&error.masked().to_string())),
        };
        (case, judgement)
    });
    Ok(judged.collect())
}

fn reason(text: &str) -> String {
    text.chars().take(MAX_REASON).collect()
}

fn validator(
    root: &Node,
    dialect: Dialect,
    registry: &Registry<'_>,
    schema: &SpecPath,
) -> Result<Validator, String> {
    let node = root.pointer(schema.as_str()).ok_or("no schema")?;
    jsonschema::options()
        .with_draft(dialect.draft())
        .with_registry(registry)
        .should_validate_formats(true)
        .should_ignore_unknown_formats(true)
        .build(&dialect.translated(node.to_json(), 0))
        .map_err(|error| error.to_string())
}

#[derive(Clone, Copy)]
enum Dialect {
    /// Swagger 2.0 and OpenAPI 3.0.
    Old,
    /// OpenAPI 3.1 and later.
    New,
}

impl Dialect {
    fn of(root: &Node) -> Self {
        let version = root.get("openapi").and_then(Node::as_str);
        match version {
            Some(version) if !version.starts_with("3.0") => Self::New,
            _ => Self::Old,
        }
    }

    fn draft(self) -> Draft {
        match self {
            Self::Old => Draft::Draft4,
            Self::New => Draft::Draft202012,
        }
    }

    /// The schemas in `value` as JSON Schema. References lead to the registered document.
    fn translated(self, value: Value, depth: usize) -> Value {
        match value {
            Value::Object(entries) if depth < MAX_DEPTH => self.object(entries, depth),
            Value::Array(items) if depth < MAX_DEPTH => {
                let items = items.into_iter();
                items.map(|it| self.translated(it, depth + 1)).collect()
            }
            other => other,
        }
    }

    fn object(self, entries: Map<String, Value>, depth: usize) -> Value {
        let mut out = Map::new();
        for (key, value) in entries {
            let value = match value {
                Value::String(text) if key == "$ref" => reference(&text).into(),
                // A property can be called `enum`: then its value is a schema, and no list.
                value if DATA.contains(&key.as_str()) && !is_schema_called(&key, &value) => value,
                value => self.translated(value, depth + 1),
            };
            let limit = LIMITS.contains(&key.as_str()) && !value.is_object();
            if !limit {
                out.insert(key, value);
            }
        }
        match self {
            Self::Old if out.get("nullable") == Some(&Value::Bool(true)) => nullable(out),
            Self::Old | Self::New => Value::Object(out),
        }
    }
}

fn is_schema_called(key: &str, value: &Value) -> bool {
    key == "enum" && value.is_object()
}

fn reference(text: &str) -> String {
    match text.strip_prefix('#') {
        Some(pointer) => {
            let pointer = percent_encoding::percent_decode_str(pointer).decode_utf8_lossy();
            format!("{DOCUMENT}#{}", fragment(&pointer))
        }
        None => text.to_owned(),
    }
}

/// `nullable: true` in JSON Schema.
fn nullable(mut schema: Map<String, Value>) -> Value {
    schema.remove("nullable");
    let kind = schema.get("type").and_then(Value::as_str);
    let branches = ["$ref", "allOf", "anyOf", "oneOf"];
    let Some(kind) = kind.filter(|_| !branches.iter().any(|it| schema.contains_key(*it))) else {
        return json!({ "anyOf": [{ "type": "null" }, schema] });
    };
    let kinds = json!([kind, "null"]);
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.push(Value::Null);
        values.dedup();
    }
    schema.insert("type".to_owned(), kinds);
    Value::Object(schema)
}
