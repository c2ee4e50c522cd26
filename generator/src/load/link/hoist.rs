//! The changes to the tree: references say where they lead, and named schemas stand where they are named.

use super::super::tree::{Node, NodeAt, Object, Value};
use super::{pointer, unnamed::reference};
use std::collections::BTreeMap;

/// The places where schemas have names.
const NAMED: &[&str] = &["/components/schemas", "/definitions"];

/// What was moved: where it stands now, and where it stood.
pub(super) type Moves = BTreeMap<String, String>;

/// Gives each reference its new text.
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

/// Lets each named schema that is only a reference into another file change places with its target, so that
/// it is one schema with one name. The first name counts.
pub(super) fn hoist(root: &mut Node) -> Moves {
    // What was moved may be a reference to the next file.
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

/// What was moved: from where, to where.
fn hoist_once(root: &mut Node) -> Vec<(String, String)> {
    let mut moves: Vec<(String, String)> = Vec::new();
    for section in NAMED {
        let named = root.pointer(section).and_then(Node::as_object);
        for (name, schema) in named.into_iter().flat_map(Object::iter) {
            let only = schema.as_object().is_some_and(|it| it.len() == 1);
            let target = schema.get("$ref").and_then(Node::as_str);
            let target = target.and_then(|it| it.strip_prefix('#')).filter(|_| only);
            let Some(target) = target.filter(|it| pointer::in_file(it).is_some()) else {
                continue;
            };
            let target = target.replace("%25", "%");
            if moves.iter().all(|(from, _)| *from != target) {
                moves.push((target, pointer::join(section, &name.text)));
            }
        }
    }
    // What stands inside of another one moves first, while it is where its pointer says.
    moves.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
    for (from, to) in &moves {
        exchange(root, from, to);
    }
    redirect(root, &moves);
    moves
}

/// Puts what stands at `from` in the place of the reference to it at `to`, and a reference in its own.
fn exchange(root: &mut Node, from: &str, to: &str) {
    let Some(source) = node_mut(root, from) else {
        return;
    };
    let back = reference(source.at, to);
    let schema = std::mem::replace(source, back);
    if let Some(place) = node_mut(root, to) {
        *place = schema;
    }
}

/// Leads the references to and into what was moved to where it is now.
fn redirect(node: &mut Node, moves: &[(String, String)]) {
    match &mut node.value {
        Value::Array(items) => items.iter_mut().for_each(|item| redirect(item, moves)),
        Value::Object(object) => object.values_mut().for_each(|child| redirect(child, moves)),
        Value::String(text) => {
            if let Some(moved) = moved(text, moves) {
                *text = moved.into();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The longest move that `reference` is under counts.
fn moved(reference: &str, moves: &[(String, String)]) -> Option<String> {
    let pointer = reference.strip_prefix('#')?.replace("%25", "%");
    pointer::in_file(&pointer)?;
    moves.iter().find_map(|(from, to)| {
        let rest = pointer.strip_prefix(from.as_str())?;
        let whole = rest.is_empty() || rest.starts_with('/');
        whole.then(|| format!("#{}", format!("{to}{rest}").replace('%', "%25")))
    })
}

/// The node at a pointer, to change in place.
pub(in super::super) fn node_mut<'n>(root: &'n mut Node, pointer: &str) -> Option<&'n mut Node> {
    pointer::segments(pointer)?.try_fold(root, |node, segment| match &mut node.value {
        Value::Object(object) => object.get_mut(&segment),
        Value::Array(items) => items.get_mut(pointer::array_index(&segment)?),
        _ => None,
    })
}
