//! Which keywords of JSON Schema hold schemas. What others hold is data, or unknown.

use serde_json::{Map, Value};

/// What holds one schema; `items` can hold a list of them as well.
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

/// What holds a list of schemas.
const LISTS: &[&str] = &["allOf", "anyOf", "items", "oneOf", "prefixItems"];

/// What holds schemas by name; `dependencies` holds lists of names as well.
const MAPS: &[&str] = &[
    "$defs",
    "definitions",
    "dependencies",
    "dependentSchemas",
    "patternProperties",
    "properties",
];

/// Calls `visit` with each schema right below a schema and its tokens from there.
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
