//! References where the specification has no object. One in place of a map of named things becomes a reference for
//! each of them, under its name; one in place of a list or of a string is replaced with its target.

use super::{
    context::Context,
    pointer,
    reference::{pointer_of, reference},
};
use crate::tree::{Node, NodeAt, Object, Value};
use std::collections::BTreeMap;

/// The maps whose keys are names from the document, outer maps first.
const MAPS: &[&str] = &["/components", "/components/schemas", "/definitions"];

/// The longest chain of references that is followed.
const MAX_HOPS: usize = 8;

/// The keywords and fields that hold a list.
const LISTS: &[&str] = &[
    "allOf",
    "anyOf",
    "oneOf",
    "prefixItems",
    "required",
    "security",
    "servers",
    "tags",
    "type",
];

/// The keywords and fields that hold a string, which may be in a file of its own.
const TEXTS: &[&str] = &["description", "summary", "title"];

/// Expands such references. The entries beside a reference win.
pub(super) fn spread(root: &mut Node) {
    let mut values = BTreeMap::new();
    collect(root, root, Context::Object, &mut values);
    if !values.is_empty() {
        replace(root, &values);
    }
    for place in MAPS {
        for _ in 0..MAX_HOPS {
            let Some(entries) = entries(root, place) else {
                break;
            };
            if let Some(map) = pointer::node_mut(root, place) {
                map.value = Value::Object(entries);
            }
        }
    }
}

/// Collects the lists and strings that references stand for, by the position of the reference.
fn collect(root: &Node, node: &Node, context: Context, out: &mut BTreeMap<NodeAt, Value>) {
    match &node.value {
        _ if context == Context::Data => {}
        Value::Array(items) => items.iter().for_each(|it| collect(root, it, context, out)),
        Value::Object(object) => {
            for (key, child) in object.iter() {
                let value = value_of(root, child).filter(|_| context != Context::Names);
                let fits = |value: &&Value| match value {
                    Value::Array(_) => LISTS.contains(&&*key.text),
                    Value::String(_) => TEXTS.contains(&&*key.text),
                    _ => false,
                };
                match value.filter(fits) {
                    Some(value) => drop(out.insert(child.at, value.clone())),
                    None => collect(root, child, context.below(&key.text, child), out),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Returns the target of an object that is nothing but a reference.
fn value_of<'n>(root: &'n Node, node: &Node) -> Option<&'n Value> {
    let object = node.as_object().filter(|it| it.len() == 1)?;
    let target = pointer_of(object.get("$ref")?.as_str()?)?;
    root.pointer(&target).map(|it| &it.value)
}

fn replace(node: &mut Node, values: &BTreeMap<NodeAt, Value>) {
    if let Some(value) = values.get(&node.at) {
        node.value = value.clone();
        return;
    }
    match &mut node.value {
        Value::Array(items) => items.iter_mut().for_each(|it| replace(it, values)),
        Value::Object(object) => object.values_mut().for_each(|it| replace(it, values)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Returns the entries of a map that is a reference to another one.
fn entries(root: &Node, place: &str) -> Option<Object> {
    let map = root.pointer(place)?.as_object()?;
    let target = pointer_of(map.get("$ref")?.as_str()?)?;
    let named = root.pointer(&target)?.as_object()?;
    let own = map.iter().filter(|(key, _)| &*key.text != "$ref");
    let mut entries: Vec<_> = own.map(|(key, it)| (key.clone(), it.clone())).collect();
    for (key, it) in named.iter().filter(|(key, _)| !map.contains_key(&key.text)) {
        entries.push((
            key.clone(),
            reference(it.at, &pointer::join(&target, &key.text)),
        ));
    }
    // If the other map is itself a reference, this one stands for the remaining names.
    if let Some((key, on)) = named.get_entry("$ref")
        && on
            .as_str()
            .is_some_and(|it| pointer_of(it).is_some_and(|it| it != target))
    {
        entries.push((key.clone(), on.clone()));
    }
    Some(Object::new(entries))
}
