//! Rewrites references to their targets, and moves schemas of other files to where the document names them.

use super::{
    pointer,
    reference::{pointer_of, reference},
};
use crate::tree::{Node, NodeAt, Object, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The sections in which schemas have names.
const NAMED: &[&str] = &["/components/schemas", "/definitions"];

/// The moves, from new pointer to old; while they are carried out, from old to new.
pub(super) type Moves = BTreeMap<String, String>;

/// Replaces the text of each reference with its target.
pub(super) fn rewrite(node: &mut Node, targets: &BTreeMap<NodeAt, String>) {
    match &mut node.value {
        Value::String(text) => {
            if let Some(target) = targets.get(&node.at) {
                *text = target.as_str().into();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rewrite(item, targets)),
        Value::Object(object) => object
            .values_mut()
            .for_each(|child| rewrite(child, targets)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Swaps each named schema that is only a reference into another file with its target, so that it is one schema with
/// one name. The first name wins.
pub(super) fn hoist(root: &mut Node) -> Moves {
    // A moved schema may itself be a reference to yet another file.
    const MAX_HOPS: usize = 8;
    let mut all = Moves::new();
    for _ in 0..MAX_HOPS {
        let moves = hoist_once(root);
        if moves.is_empty() {
            break;
        }
        all.extend(moves.into_iter().map(|(from, to)| (to, from)));
    }
    all
}

/// Performs one round of moves, and returns them as pairs of old and new pointer.
fn hoist_once(root: &mut Node) -> Vec<(String, String)> {
    let mut moves: Vec<(String, String)> = Vec::new();
    let mut seen = BTreeSet::new();
    for section in NAMED {
        let named = root.pointer(section).and_then(Node::as_object);
        for (name, schema) in named.into_iter().flat_map(Object::iter) {
            let only = schema.as_object().is_some_and(|it| it.len() == 1);
            let target = schema.get("$ref").and_then(Node::as_str);
            let target = target.and_then(pointer_of).filter(|_| only);
            let Some(target) = target.filter(|it| pointer::in_file(it).is_some()) else {
                continue;
            };
            if root.pointer(&target).is_some() && seen.insert(target.clone()) {
                moves.push((target, pointer::join(section, &name.text)));
            }
        }
    }
    // Nested schemas move first, while their pointers still hold.
    moves.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
    for (from, to) in &moves {
        exchange(root, from, to);
    }
    redirect(root, &moves.iter().cloned().collect());
    moves
}

/// Moves the value at `from` to `to`, in place of the reference there, and leaves a reference at `from`.
fn exchange(root: &mut Node, from: &str, to: &str) {
    let Some(source) = pointer::node_mut(root, from) else {
        return;
    };
    let back = reference(source.at, to);
    let schema = std::mem::replace(source, back);
    if let Some(place) = pointer::node_mut(root, to) {
        *place = schema;
    }
}

/// Redirects the references to moved values, and to anything inside them.
pub(in super::super) fn redirect(node: &mut Node, moves: &Moves) {
    match &mut node.value {
        Value::Array(items) => items.iter_mut().for_each(|item| redirect(item, moves)),
        Value::Object(object) => object.values_mut().for_each(|child| redirect(child, moves)),
        Value::String(text) => {
            if let Some(moved) = redirected(text, moves) {
                *text = moved.into();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Returns the new text of a reference whose target has moved. The move with the longest matching prefix applies.
pub(in super::super) fn redirected(reference: &str, moves: &Moves) -> Option<String> {
    let pointer = pointer_of(reference).filter(|it| it.starts_with('/'))?;
    let ends = pointer.rmatch_indices('/').map(|(end, _)| end);
    [pointer.len()].into_iter().chain(ends).find_map(|end| {
        let (from, rest) = pointer.split_at_checked(end)?;
        let to = moves.get(from)?;
        Some(format!("#{}", format!("{to}{rest}").replace('%', "%25")))
    })
}
