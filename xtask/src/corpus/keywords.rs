//! The keywords of JSON Schema that hold schemas. Other keywords hold data or are unknown.

use serde_json::{Map, Value};

/// The keywords that hold one schema; `items` can hold a list of them as well.
const ONE: &[&str] = &[
    "additionalItems",
    "additionalProperties",
    "contains",
    "contentSchema",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// The keywords that hold a list of schemas.
const LISTS: &[&str] = &["allOf", "anyOf", "items", "oneOf", "prefixItems"];

/// The keywords that hold schemas by name; `dependencies` can hold lists of names as well.
const MAPS: &[&str] = &[
    "$defs",
    "definitions",
    "dependencies",
    "dependentSchemas",
    "patternProperties",
    "properties",
];

/// Calls `visit` with each direct subschema and the tokens of its pointer.
pub(super) fn each_schema(
    schema: &mut Map<String, Value>,
    mut visit: impl FnMut(&[&str], &mut Value),
) {
    for (keyword, value) in schema {
        let key = keyword.as_str();
        match value {
            Value::Object(entries) if MAPS.contains(&key) => {
                for (name, inner) in entries.iter_mut().filter(|(_, it)| is_schema(it)) {
                    visit(&[key, name], inner);
                }
            }
            Value::Array(items) if LISTS.contains(&key) => {
                for (index, inner) in items.iter_mut().enumerate() {
                    visit(&[key, &index.to_string()], inner);
                }
            }
            inner if ONE.contains(&key) && is_schema(inner) => visit(&[key], inner),
            _ => {}
        }
    }
}

fn is_schema(value: &Value) -> bool {
    value.is_object() || value.is_boolean()
}
