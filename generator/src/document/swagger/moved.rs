//! References to values that the rewrite moved: schemas of responses and bodies are now under a media type.

use crate::tree::{Node, Object, Value, pointer};
use std::collections::BTreeMap;

/// Redirects the references of a rewritten document that lead to a former place.
pub(super) fn mend(root: Node) -> Node {
    let mut lost = BTreeMap::new();
    collect(&root, &root, &mut lost);
    if lost.is_empty() {
        return root;
    }
    let mut root = root;
    rewrite(&mut root, &lost);
    root
}

/// Collects the dangling references, and their new targets.
fn collect(root: &Node, node: &Node, out: &mut BTreeMap<String, String>) {
    if let Some(text) = node.get("$ref").and_then(Node::as_str)
        && let Some(old) = text.strip_prefix('#')
        && root.pointer(old).is_none()
        && let Some(new) = moved(root, old)
    {
        out.insert(text.to_owned(), format!("#{new}"));
    }
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| collect(root, item, out)),
        Value::Object(object) => {
            Object::iter(object).for_each(|(_, child)| collect(root, child, out));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Inserts the media type into a pointer such as `…/responses/200/schema` or `…/parameters/0/schema`.
fn moved(root: &Node, old: &str) -> Option<String> {
    let (owner, rest) = old.split_once("/schema")?;
    let body = || {
        let (parameters, _) = owner.rsplit_once('/')?;
        let operation = parameters.strip_suffix("/parameters")?;
        Some(format!("{operation}/requestBody"))
    };
    [Some(owner.to_owned()), body()]
        .into_iter()
        .flatten()
        .find_map(|owner| {
            let content = format!("{owner}/content");
            let (media, _) = root.pointer(&content)?.as_object()?.iter().next()?;
            let new = format!("{}/schema{rest}", pointer::join(&content, &media.text));
            root.pointer(&new).map(|_| new)
        })
}

fn rewrite(node: &mut Node, lost: &BTreeMap<String, String>) {
    match &mut node.value {
        Value::Array(items) => items.iter_mut().for_each(|item| rewrite(item, lost)),
        Value::Object(object) => {
            if let Some(Value::String(text)) = object.get_mut("$ref").map(|it| &mut it.value)
                && let Some(new) = lost.get(&**text)
            {
                *text = new.as_str().into();
            }
            object.values_mut().for_each(|child| rewrite(child, lost));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
