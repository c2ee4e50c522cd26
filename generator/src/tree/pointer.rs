//! JSON pointers (RFC 6901): `/paths/~1pets/get`.

use super::{FILES, Node, NodeAt, Value};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

/// Appends one segment to a pointer, escaped.
///
/// ```
/// let mut pointer = String::from("/paths");
/// generator::tree::pointer::push(&mut pointer, "/pets");
/// assert_eq!(pointer, "/paths/~1pets");
/// ```
pub fn push(pointer: &mut String, segment: &str) {
    pointer.push('/');
    for letter in segment.chars() {
        match letter {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}

/// Returns `pointer` with one more segment, escaped.
#[must_use]
pub fn join(pointer: &str, segment: &str) -> String {
    let mut longer = String::with_capacity(pointer.len() + segment.len() + 1);
    longer.push_str(pointer);
    push(&mut longer, segment);
    longer
}

/// Returns the segments of a pointer, unescaped; `None` if it is neither empty nor begins with `/`.
pub fn segments(pointer: &str) -> Option<impl Iterator<Item = Cow<'_, str>>> {
    let mut segments = pointer.split('/');
    if segments.next() != Some("") {
        return None;
    }
    Some(segments.map(unescape))
}

/// Unescapes one segment. A `~` that escapes nothing is kept.
pub fn unescape(segment: &str) -> Cow<'_, str> {
    if segment.contains('~') {
        // In this order, so that `~01` becomes `~1` and not `/`.
        Cow::Owned(segment.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(segment)
    }
}

/// Returns a pointer in readable form: one into another file of the document begins with that file's
/// name, as in a reference to it.
///
/// ```
/// let pointer = format!("/{}/objects~1actor.yaml/properties/id", generator::tree::FILES);
/// assert_eq!(generator::tree::pointer::readable(&pointer), "objects/actor.yaml#/properties/id");
/// assert_eq!(generator::tree::pointer::readable("/paths"), "/paths");
/// ```
pub fn readable(pointer: &str) -> Cow<'_, str> {
    match in_file(pointer) {
        Some((file, "")) => Cow::Owned(file),
        Some((file, rest)) => Cow::Owned(format!("{file}#{rest}")),
        None => Cow::Borrowed(pointer),
    }
}

/// Returns the file that a pointer leads into, and the rest of the pointer; `None` for one into the document itself.
pub fn in_file(pointer: &str) -> Option<(String, &str)> {
    let rest = pointer.strip_prefix('/')?.strip_prefix(FILES)?;
    let rest = rest.strip_prefix('/')?;
    let end = rest.find('/').unwrap_or(rest.len());
    let (file, rest) = rest.split_at(end);
    Some((unescape(file).into_owned(), rest))
}

/// Returns the array index that a segment denotes: digits without a leading zero.
pub fn array_index(segment: &str) -> Option<usize> {
    let canonical = segment == "0" || !segment.starts_with(['0', '+']);
    if canonical {
        segment.parse().ok()
    } else {
        None
    }
}

/// Returns the pointers of the nodes and keys at these places, in one walk.
pub(crate) fn of_nodes(root: &Node, wanted: &BTreeSet<NodeAt>) -> BTreeMap<NodeAt, String> {
    let mut out = BTreeMap::new();
    if wanted.is_empty() {
        return out;
    }
    collect(root, wanted, &mut String::new(), &mut out);
    out
}

fn collect(
    node: &Node,
    wanted: &BTreeSet<NodeAt>,
    path: &mut String,
    out: &mut BTreeMap<NodeAt, String>,
) {
    if wanted.contains(&node.at) {
        out.entry(node.at).or_insert_with(|| path.clone());
    }
    let length = path.len();
    match &node.value {
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                push(path, &place.to_string());
                collect(item, wanted, path, out);
                path.truncate(length);
            }
        }
        Value::Object(object) => {
            for (key, child) in object.iter() {
                push(path, &key.text);
                if wanted.contains(&key.at) {
                    out.entry(key.at).or_insert_with(|| path.clone());
                }
                collect(child, wanted, path, out);
                path.truncate(length);
            }
        }
        _ => {}
    }
}

/// Returns the pointer of the node or key at `at` in a tree.
///
/// This searches the whole tree.
pub fn of_node(root: &Node, at: NodeAt) -> Option<String> {
    let mut pointer = String::new();
    find(root, at, &mut pointer).then_some(pointer)
}

fn find(node: &Node, at: NodeAt, path: &mut String) -> bool {
    let length = path.len();
    let mut below = |segment: &str, child: &Node, is_key: bool| {
        push(path, segment);
        let found = is_key || find(child, at, path);
        if !found {
            path.truncate(length);
        }
        found
    };
    node.at == at
        || match &node.value {
            Value::Array(items) => items
                .iter()
                .enumerate()
                .any(|(place, item)| below(&place.to_string(), item, false)),
            Value::Object(object) => object
                .iter()
                .any(|(key, child)| below(&key.text, child, key.at == at)),
            _ => false,
        }
}

/// Returns the node at a pointer, for modification in place.
pub(crate) fn node_mut<'n>(root: &'n mut Node, pointer: &str) -> Option<&'n mut Node> {
    segments(pointer)?.try_fold(root, |node, segment| match &mut node.value {
        Value::Object(object) => object.get_mut(&segment),
        Value::Array(items) => items.get_mut(array_index(&segment)?),
        _ => None,
    })
}
