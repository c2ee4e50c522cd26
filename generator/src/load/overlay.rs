//! Overlays: changes to a document that stand beside it (Overlay Specification 1.0.0).
//!
//! They are applied to the tree, so that what an overlay adds keeps its place in the overlay. An action that
//! selects nothing is an error: what it was for is no longer there, or never was.

use super::link::node_mut;
use super::pointer;
use super::read::{read, unreadable};
use super::sources::Sources;
use super::tree::{Node, Object, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use serde_json_path::{JsonPath, NormalizedPath};
use std::cmp::Ordering;
use std::path::Path;

const OVERLAY: Code = Code("overlay");

/// What is wrong with an action, and the node that says so.
type Problem<'n> = (&'n Node, String);

/// Changes the document as the overlay at `path` says.
pub(super) fn apply(
    path: &Path,
    root: &mut Node,
    files: &mut Sources,
    diagnostics: &mut Diagnostics,
) {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return diagnostics.push(unreadable(files, path, "the overlay", &error)),
    };
    let overlay = match read(files, diagnostics, &path.display().to_string(), bytes) {
        Ok(overlay) => overlay,
        Err(error) => return diagnostics.push(*error),
    };
    let actions = match actions(&overlay) {
        Ok(actions) => actions,
        Err((node, message)) => {
            return diagnostics.push(Diagnostic::error(OVERLAY, node.at, message));
        }
    };
    for (index, action) in actions.iter().enumerate() {
        if let Err((node, message)) = act(action, root) {
            diagnostics.push(
                Diagnostic::error(OVERLAY, node.at, message)
                    .pointer(format!("/actions/{index}"))
                    .help("correct the action, or remove it if the document needs it no longer"),
            );
        }
    }
}

/// The actions of an overlay.
fn actions(overlay: &Node) -> Result<&[Node], Problem<'_>> {
    let version = overlay.get("overlay");
    let known = version.and_then(Node::as_str);
    if !known.is_some_and(|it| it.starts_with("1.")) {
        let message = "an overlay starts with `overlay: 1.0.0`".to_owned();
        return Err((version.unwrap_or(overlay), message));
    }
    let actions = overlay.get("actions");
    match actions.and_then(Node::as_array) {
        Some(actions) if !actions.is_empty() => Ok(actions),
        _ => Err((
            actions.unwrap_or(overlay),
            "an overlay has at least one entry in `actions`".to_owned(),
        )),
    }
}

/// Does what one action says.
fn act<'n>(action: &'n Node, root: &mut Node) -> Result<(), Problem<'n>> {
    if let Some((key, node)) = unknown_field(action) {
        return Err((node, format!("`{key}` is not a field of the Action Object")));
    }
    let target = action
        .get("target")
        .ok_or_else(|| (action, "this action has no `target`".to_owned()))?;
    let found = select(target, root).map_err(|message| (target, message))?;
    if action.get("remove").and_then(Node::as_bool) == Some(true) {
        return remove_all(found, root).map_err(|message| (target, message));
    }
    let update = action.get("update");
    let update = update.ok_or_else(|| {
        let message = "this action has neither `update` nor `remove: true`";
        (action, message.to_owned())
    })?;
    for place in found {
        if let Some(node) = node_mut(root, &place) {
            merge(node, update).map_err(|message| (update, message))?;
        }
    }
    Ok(())
}

fn unknown_field(action: &Node) -> Option<(&str, &Node)> {
    const FIELDS: &[&str] = &["target", "description", "update", "remove"];
    let fields = action.as_object().into_iter().flat_map(Object::iter);
    let mut unknown = fields
        .map(|(key, node)| (key.text.as_ref(), node))
        .filter(|(key, _)| !FIELDS.contains(key) && !key.starts_with("x-"));
    unknown.next()
}

/// The pointers of what a `JSONPath` (RFC 9535) selects: at least one.
fn select(target: &Node, root: &Node) -> Result<Vec<String>, String> {
    let text = target.as_str().unwrap_or_default();
    let path =
        JsonPath::parse(text).map_err(|error| format!("`{text}` is no JSONPath: {error}"))?;
    let value = root.to_json();
    let nodes = path.query_located(&value);
    let found: Vec<String> = nodes
        .locations()
        .map(NormalizedPath::to_json_pointer)
        .collect();
    if found.is_empty() {
        return Err(format!("`{text}` selects nothing in the document"));
    }
    Ok(found)
}

/// Removes what stands at these places; of a list the last ones first, so that the others stay in place.
fn remove_all(mut places: Vec<String>, root: &mut Node) -> Result<(), String> {
    places.sort_by(|left, right| in_document(right, left));
    for place in places {
        let (parent, token) = place
            .rsplit_once('/')
            .ok_or("the document as a whole cannot be removed")?;
        let token = pointer::unescape(token);
        match node_mut(root, parent).map(|node| &mut node.value) {
            Some(Value::Array(items)) => {
                if let Some(index) = pointer::array_index(&token).filter(|it| *it < items.len()) {
                    items.remove(index);
                }
            }
            Some(Value::Object(object)) => {
                let entries = std::mem::take(object).into_entries().into_iter();
                *object = Object::new(entries.filter(|(key, _)| *key.text != *token).collect());
            }
            _ => {}
        }
    }
    Ok(())
}

/// The order of pointers in which items of one list stand as they do there.
fn in_document(left: &str, right: &str) -> Ordering {
    let number = |token: &str| token.parse::<usize>().ok();
    let pairs = left.split('/').zip(right.split('/'));
    let differing = pairs
        .map(|(left, right)| match (number(left), number(right)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => left.cmp(right),
        })
        .find(|order| order.is_ne());
    differing.unwrap_or_else(|| left.len().cmp(&right.len()))
}

/// Objects are merged, property by property; a list gets one entry more, or those of another list; what is
/// neither is replaced.
fn merge(target: &mut Node, update: &Node) -> Result<(), String> {
    let (is, becomes) = (target.kind(), update.kind());
    match (&mut target.value, &update.value) {
        (Value::Object(own), Value::Object(new)) => {
            let mut more = Vec::new();
            for (key, value) in new.iter() {
                match own.get_mut(&key.text) {
                    Some(known) => merge(known, value)?,
                    None => more.push((key.clone(), value.clone())),
                }
            }
            let mut entries = std::mem::take(own).into_entries();
            entries.extend(more);
            *own = Object::new(entries);
        }
        (Value::Array(items), Value::Array(more)) => items.extend(more.iter().cloned()),
        (Value::Array(items), _) => items.push(update.clone()),
        (Value::Object(_), _) => return Err(format!("{is} cannot become {becomes}")),
        _ => *target = update.clone(),
    }
    Ok(())
}
