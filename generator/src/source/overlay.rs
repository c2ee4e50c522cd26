//! Overlays: changes to a document in files beside it (Overlay Specification 1.0 and 1.1).
//!
//! They are applied to the tree, so that an added node keeps its position in the overlay. An action that selects
//! nothing is an error: its target no longer exists, or never did.

use super::read::{file, read, unreadable};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::tree::Sources;
use crate::tree::{Node, Value};
use draft::Draft;
use std::path::{Path, PathBuf};

mod cost;
mod draft;
mod select;

use select::{one, select};

const OVERLAY: Code = Code::Overlay;

/// The problem with an action, and the node at fault.
type Problem<'n> = (&'n Node, String);

/// Applies the overlays to the document, one after the other.
pub(super) fn apply(
    overlays: &[PathBuf],
    root: Node,
    files: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Node {
    if overlays.is_empty() {
        return root;
    }
    let own = files.text(root.at.file()).len();
    let mut draft = Draft::new(root);
    draft.allow(own);
    for overlay in overlays {
        apply_one(overlay, &mut draft, files, diagnostics);
    }
    draft.finished()
}

fn apply_one(path: &Path, draft: &mut Draft, files: &mut Sources, diagnostics: &mut Diagnostics) {
    let bytes = match file(path) {
        Ok(bytes) => bytes,
        Err(error) => return diagnostics.push(unreadable(files, path, "the overlay", &error)),
    };
    draft.allow(bytes.len());
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
        let pointer = format!("/actions/{index}");
        match act(action, draft) {
            Ok(true) => {}
            Ok(false) => diagnostics.push(
                Diagnostic::note(
                    OVERLAY,
                    action.at,
                    "this action has neither `update` nor `copy` nor `remove: true`",
                )
                .pointer(pointer)
                .action("it changes nothing"),
            ),
            Err((node, message)) => diagnostics.push(
                Diagnostic::error(OVERLAY, node.at, message)
                    .pointer(pointer)
                    .help("correct the action, or remove it if the document no longer needs it"),
            ),
        }
        // Each later action would report the same.
        if draft.is_exhausted() {
            break;
        }
    }
}

/// Returns the actions of an overlay.
fn actions(overlay: &Node) -> Result<&[Node], Problem<'_>> {
    let version = overlay.get("overlay");
    if !version.and_then(Node::as_str).is_some_and(is_known) {
        let message = "an overlay starts with `overlay: 1.0.0` or `overlay: 1.1.0`".to_owned();
        return Err((version.unwrap_or(overlay), message));
    }
    let actions = overlay.get("actions");
    match actions.and_then(Node::as_array) {
        Some(actions) if !actions.is_empty() => Ok(actions),
        _ => Err((
            actions.unwrap_or(overlay),
            "an overlay needs at least one entry in `actions`".to_owned(),
        )),
    }
}

/// Returns whether a version of the Overlay Specification is supported: 1.0.x or 1.1.x.
fn is_known(version: &str) -> bool {
    let patch = ["1.0.", "1.1."]
        .iter()
        .find_map(|it| version.strip_prefix(it));
    patch.is_some_and(|it| !it.is_empty() && it.bytes().all(|digit| digit.is_ascii_digit()))
}

/// Applies one action. Returns whether the action specifies any change.
fn act<'n>(action: &'n Node, draft: &mut Draft) -> Result<bool, Problem<'n>> {
    check_fields(action)?;
    let target = action
        .get("target")
        .ok_or_else(|| (action, "this action has no `target`".to_owned()))?;
    let found = select(target, draft).map_err(|message| (target, message))?;
    if action.get("remove").and_then(Node::as_bool) == Some(true) {
        draft.remove(&found).map_err(|message| (target, message))?;
        return Ok(true);
    }
    match (action.get("update"), action.get("copy")) {
        (Some(_), Some(copy)) => {
            let message = "an action can have `update` or `copy`, not both";
            Err((copy, message.to_owned()))
        }
        (Some(update), None) => put(&found, update, update, draft),
        (None, Some(copy)) => {
            let copied = one(copy, draft).map_err(|message| (copy, message))?;
            put(&found, &copied, copy, draft)
        }
        (None, None) => Ok(false),
    }
}

/// Merges a value into all selected nodes; `said` is the node of the action that specifies it.
fn put<'n>(
    found: &[String],
    value: &Node,
    said: &'n Node,
    draft: &mut Draft,
) -> Result<bool, Problem<'n>> {
    let merged = draft.check_alike(found).and_then(|()| {
        let mut places = found.iter();
        places.try_for_each(|place| draft.merge(place, value))
    });
    merged.map(|()| true).map_err(|message| (said, message))
}

/// A field: its name, a predicate for its value, and a description of the expected kind.
type Field = (&'static str, fn(&Node) -> bool, &'static str);

/// The fields of an action.
const FIELDS: &[Field] = &[
    ("target", |it| it.as_str().is_some(), "a string"),
    ("description", |it| it.as_str().is_some(), "a string"),
    ("update", |_| true, ""),
    ("copy", |it| it.as_str().is_some(), "a string"),
    ("remove", |it| it.as_bool().is_some(), "`true` or `false`"),
];

/// Rejects an action with an unknown field, or with a value of the wrong kind.
fn check_fields(action: &Node) -> Result<(), Problem<'_>> {
    let Value::Object(fields) = &action.value else {
        let message = format!("an action has to be an object, not {}", action.kind());
        return Err((action, message));
    };
    fields.iter().try_for_each(check_field)
}

fn check_field<'n>((key, node): (&'n crate::tree::Key, &'n Node)) -> Result<(), Problem<'n>> {
    if key.text.starts_with("x-") {
        return Ok(());
    }
    let known = FIELDS.iter().find(|(name, ..)| **name == *key.text);
    match known {
        None => Err((
            node,
            format!("`{}` is not a field of the Action Object", key.text),
        )),
        Some((name, is_right, wanted)) if !is_right(node) => Err((
            node,
            format!("`{name}` has to be {wanted}, not {}", node.kind()),
        )),
        Some(_) => Ok(()),
    }
}
