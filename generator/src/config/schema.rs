//! The JSON Schema of the configuration in a user's repository, for editors.

use super::keys::{Holds, KEYS, Kind, MORE, SOURCES};
use crate::{
    api::Trait,
    source::{PageRule, SignatureRule},
};
use serde_json::{Map, Value, json};

/// Returns the JSON Schema of the configuration in a user's repository.
pub fn schema() -> Value {
    let kind = Kind::Outputs;
    let keys = KEYS.iter().filter(|it| it.kinds.contains(&kind));
    let properties: Map<String, Value> = keys
        .map(|it| {
            let mut schema = it.holds.schema();
            schema["description"] = it.what.into();
            (it.name.to_owned(), schema)
        })
        .collect();
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "The APIs to generate, with their OpenAPI documents",
        "type": "object",
        "required": ["apis"],
        "additionalProperties": false,
        "properties": {
            "apis": {
                "description": "The APIs, each by the name of its module.",
                "type": "object",
                "minProperties": 1,
                "propertyNames": { "pattern": "^[a-z_][a-z0-9_]*$" },
                "additionalProperties": {
                    "type": "object",
                    "required": ["document"],
                    "oneOf": [{ "required": ["output"] }, { "required": ["module"] }],
                    "additionalProperties": false,
                    "properties": properties,
                },
            },
        },
    })
}

impl Holds {
    fn schema(self) -> Value {
        let tables = |names: &[&str], holds: &Value| {
            let table = json!({ "type": "object", "additionalProperties": holds });
            let tables = names.iter().map(|it| ((*it).to_owned(), table.clone()));
            let tables: Map<String, Value> = tables.collect();
            json!({ "type": "object", "additionalProperties": false, "properties": tables })
        };
        match self {
            Self::Text => json!({ "type": "string" }),
            Self::Texts => json!({ "type": "array", "items": { "type": "string" } }),
            Self::Flag => json!({ "type": "boolean" }),
            Self::AllOrTexts => json!({
                "anyOf": [{ "type": "boolean" }, { "type": "array", "items": { "type": "string" } }],
            }),
            Self::Dependency => {
                let keys = SOURCES.iter().chain(MORE);
                let keys = keys.map(|it| ((*it).to_owned(), json!({ "type": "string" })));
                let keys: Map<String, Value> = keys.collect();
                let one_of = SOURCES.iter().map(|it| json!({ "required": [it] }));
                let table = json!({
                    "type": "object",
                    "additionalProperties": false,
                    "properties": keys,
                    "anyOf": one_of.collect::<Vec<_>>(),
                });
                json!({ "anyOf": [{ "type": "string" }, table] })
            }
            Self::Table => {
                json!({ "type": "object", "additionalProperties": { "type": "string" } })
            }
            Self::Tables(names) => tables(names, &json!({ "type": "string" })),
            Self::Pages => pages(),
            Self::Polls => polls(),
            Self::Overrides => {
                let value = json!({ "anyOf": [{ "const": false }, { "type": "string" }] });
                json!({ "type": "object", "additionalProperties": value })
            }
            Self::Derives => {
                let list = json!({ "type": "array", "items": { "type": "string" } });
                let table = json!({ "type": "object", "additionalProperties": list.clone() });
                json!({ "anyOf": [list, table] })
            }
            Self::Webhooks => webhooks(),
            Self::Types(names) => {
                let full = json!({
                    "type": "object",
                    "required": ["type"],
                    "additionalProperties": false,
                    "properties": {
                        "type": { "type": "string" },
                        "crate": { "type": ["string", "object"] },
                        "implements": {
                            "type": "array",
                            "items": { "enum": Trait::ALL.map(Trait::name) },
                        },
                    },
                });
                tables(names, &json!({ "anyOf": [{ "type": "string" }, full] }))
            }
        }
    }
}

/// Returns the schema of the rules for polls.
fn polls() -> Value {
    let rule = json!({
        "type": "object",
        "required": ["ask", "status", "until"],
        "additionalProperties": false,
        "properties": {
            "ask": { "type": "string" },
            "with": { "type": "object", "additionalProperties": { "type": "string" } },
            "status": { "type": "string" },
            "until": { "type": "array", "minItems": 1, "items": { "type": "string" } },
        },
    });
    let rule = json!({ "anyOf": [{ "const": false }, rule] });
    json!({ "type": "object", "additionalProperties": rule })
}

/// Returns the schema of the rules for pages.
fn pages() -> Value {
    let texts = PageRule::TEXTS.iter();
    let keys = texts.map(|it| ((*it).to_owned(), json!({ "type": "string" })));
    let mut keys: Map<String, Value> = keys.collect();
    keys.insert(
        "first".to_owned(),
        json!({ "type": "integer", "minimum": 0 }),
    );
    keys.insert("link".to_owned(), json!({ "type": "boolean" }));
    let rule = json!({ "type": "object", "additionalProperties": false, "properties": keys });
    let rule = json!({ "anyOf": [{ "const": false }, rule] });
    json!({ "type": "object", "additionalProperties": rule })
}

/// Returns the schema of the rule for webhooks.
fn webhooks() -> Value {
    let keys = SignatureRule::KEYS.iter().map(|it| {
        let mut schema = json!({ "type": "string" });
        if *it == "encoding" {
            schema["enum"] = json!(SignatureRule::ENCODINGS);
        }
        ((*it).to_owned(), schema)
    });
    let keys: Map<String, Value> = keys.collect();
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "event": { "type": "array", "items": { "type": "string" } },
            "signature": {
                "type": "object",
                "additionalProperties": false,
                "properties": keys,
                "oneOf": [{ "required": ["standard"] }, { "required": ["header"] }],
            },
        },
    })
}
