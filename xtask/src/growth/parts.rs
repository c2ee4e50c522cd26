//! The parts that the documents of all shapes are made of.

use serde_json::{Map, Value, json};

/// Creates a document with these paths and these schemas.
#[expect(clippy::needless_pass_by_value, reason = "callers make them for this")]
pub(super) fn document(paths: Map<String, Value>, schemas: Map<String, Value>) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Shape", "version": "1" },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

/// Creates an object with the entries that `entry` returns for 0 to `count`.
pub(super) fn map(count: usize, entry: impl Fn(usize) -> (String, Value)) -> Map<String, Value> {
    (0..count).map(entry).collect()
}

/// Creates an array of the elements that `item` returns for 0 to `count`.
pub(super) fn list(count: usize, item: impl Fn(usize) -> Value) -> Value {
    (0..count).map(item).collect()
}

/// Creates a reference to a schema.
pub(super) fn to(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Creates an operation that returns a value of a schema.
pub(super) fn operation(id: &str, schema: &Value) -> Value {
    json!({
        "operationId": id,
        "responses": { "200": {
            "description": "Done.",
            "content": { "application/json": { "schema": schema } },
        } },
    })
}

/// Creates the paths of a document with one operation, which returns the schema `Root`.
pub(super) fn root() -> Map<String, Value> {
    let get = operation("getRoot", &to("Root"));
    Map::from_iter([("/root".to_owned(), json!({ "get": get }))])
}

/// Creates a document with one operation, the schema `Root` that it returns, and other schemas.
pub(super) fn rooted(root_schema: Value, mut others: Map<String, Value>) -> Value {
    others.insert("Root".to_owned(), root_schema);
    document(root(), others)
}

/// Merges the entries of two objects.
pub(super) fn both(mut one: Map<String, Value>, other: Map<String, Value>) -> Map<String, Value> {
    one.extend(other);
    one
}
