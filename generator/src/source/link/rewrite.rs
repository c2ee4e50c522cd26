//! Changes of references in place.

use super::context::Context;
use crate::diagnostic::Diagnostic;
use crate::tree::{Node, NodeAt, Object, Value};
use std::collections::BTreeMap;

/// The new text of a reference, with a diagnostic about it.
pub(super) struct Change {
    pub(super) text: String,
    pub(super) said: Option<Diagnostic>,
}

/// Calls `visit` for each child of a node, except opaque values and extensions.
pub(super) fn each<'n>(
    node: &'n Node,
    context: Context,
    mut visit: impl FnMut(&str, &'n Node, Context),
) {
    match &node.value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                visit(&index.to_string(), item, context);
            }
        }
        Value::Object(object) => {
            for (key, child) in object.iter() {
                let below = context.below(&key.text, child);
                // A property may have the name of an extension.
                let extension = context != Context::Names && key.text.starts_with("x-");
                if below != Context::Data && !extension {
                    visit(&key.text, child, below);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Replaces the text of each changed reference.
pub(super) fn rewrite(node: &mut Node, changes: &BTreeMap<NodeAt, Change>) {
    match &mut node.value {
        Value::Array(items) => items.iter_mut().for_each(|it| rewrite(it, changes)),
        Value::Object(object) => {
            let dynamic = object.get("$dynamicRef").map(|it| it.at);
            if dynamic.is_some_and(|at| changes.contains_key(&at)) && !object.contains_key("$ref") {
                let entries = std::mem::take(object).into_entries().into_iter();
                let renamed = entries.map(|(mut key, value)| {
                    if &*key.text == "$dynamicRef" {
                        key.text = "$ref".into();
                    }
                    (key, value)
                });
                *object = Object::new(renamed.collect());
            }
            object.values_mut().for_each(|it| rewrite(it, changes));
        }
        Value::String(text) => {
            if let Some(change) = changes.get(&node.at) {
                *text = change.text.as_str().into();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
