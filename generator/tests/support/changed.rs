//! Documents that differ from another one in one node.

#![allow(dead_code, reason = "each test uses its part")]

use serde_json::{Value, json};

/// Returns copies of the document with each node removed, and with each node replaced.
pub(crate) fn spoilt(whole: &Value) -> Vec<Value> {
    let mut out = Vec::new();
    for pointer in pointers(whole, String::new()) {
        let Some((parent, token)) = pointer.rsplit_once('/') else {
            continue;
        };
        let token = token.replace("~1", "/").replace("~0", "~");
        let mut less = whole.clone();
        match less.pointer_mut(parent) {
            Some(Value::Object(map)) => drop(map.shift_remove(&token)),
            Some(Value::Array(items)) => drop(items.remove(token.parse().expect("an index"))),
            _ => {}
        }
        out.push(less);
        let mut other = whole.clone();
        if let Some(node) = other.pointer_mut(&pointer) {
            *node = changed(node);
            out.push(other);
        }
    }
    out
}

/// Returns another value that may be valid in the same place.
pub(crate) fn changed(node: &Value) -> Value {
    match node {
        Value::Bool(it) => json!(!it),
        Value::String(it) if it == "string" => json!("integer"),
        Value::String(it) if it == "integer" => json!("boolean"),
        Value::String(it) => json!(format!("{it}_2")),
        Value::Number(_) => json!(7),
        Value::Array(items) => items.iter().rev().cloned().collect(),
        Value::Object(map) => map.clone().into_iter().rev().collect(),
        Value::Null => json!({}),
    }
}

pub(crate) fn pointers(value: &Value, at: String) -> Vec<String> {
    let mut out = Vec::new();
    let mut below = |token: String, value: &Value| {
        let token = token.replace('~', "~0").replace('/', "~1");
        out.extend(pointers(value, format!("{at}/{token}")));
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, it)| below(key.clone(), it)),
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(index, it)| below(index.to_string(), it));
        }
        _ => {}
    }
    out.insert(0, at);
    out
}
