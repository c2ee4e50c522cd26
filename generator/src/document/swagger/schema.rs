//! Schemas: the targets of references have moved, and three things are written differently.

use super::build::{Entries, key, text};
use crate::tree::{Node, Object, Value};
use crate::vocabulary::type_named;

/// The keywords that hold values and not schemas.
const DATA: &[&str] = &["example", "examples", "default", "enum"];

/// The new places of the named objects of a document.
const MOVED: &[(&str, &str)] = &[
    ("#/definitions/", "#/components/schemas/"),
    ("#/parameters/", "#/components/parameters/"),
    ("#/responses/", "#/components/responses/"),
];

/// Rewrites a schema and everything below it.
pub(super) fn of(node: &Node) -> Node {
    match &node.value {
        Value::Object(object) => of_object(node, object),
        Value::Array(items) => Node {
            at: node.at,
            value: Value::Array(items.iter().map(of).collect()),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => node.clone(),
    }
}

fn of_object(node: &Node, object: &Object) -> Node {
    let mut out = Entries::new(node.at);
    for (name, value) in object.iter() {
        match (name.text.as_ref(), value.as_str()) {
            ("$ref", Some(reference)) => out.put(name.clone(), text(value.at, &moved(reference))),
            ("discriminator", Some(property)) => {
                let mut discriminator = Entries::new(value.at);
                discriminator.add("propertyName", text(value.at, property));
                out.put(name.clone(), discriminator.node());
            }
            ("type", Some(_)) if type_named(value) == Some("file") => {
                out.put(name.clone(), text(value.at, "string"));
                out.put(key(name.at, "format"), text(value.at, "binary"));
            }
            // A vendor extension for which 3.0 has a keyword.
            ("x-nullable", _) => out.put(key(name.at, "nullable"), value.clone()),
            ("properties", _) => out.put(name.clone(), names(value)),
            (data, _) if DATA.contains(&data) || data.starts_with("x-") => {
                out.put(name.clone(), value.clone());
            }
            _ => out.put(name.clone(), of(value)),
        }
    }
    out.node()
}

/// Rewrites a map of schemas.
pub(super) fn names(node: &Node) -> Node {
    let Some(object) = node.as_object() else {
        return node.clone();
    };
    let mut out = Entries::new(node.at);
    for (name, value) in object.iter() {
        if name.text.as_ref() == "$ref" && value.as_str().is_some() {
            return of(node);
        }
        out.put(name.clone(), of(value));
    }
    out.node()
}

/// Returns a reference to the new place of its target.
pub(super) fn moved(reference: &str) -> String {
    for (from, to) in MOVED {
        if let Some(rest) = reference.strip_prefix(from) {
            return format!("{to}{rest}");
        }
    }
    reference.to_owned()
}
