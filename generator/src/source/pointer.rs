//! JSON pointers (RFC 6901): `/paths/~1pets/get`.

use super::{FILES, Node, NodeAt};
use std::borrow::Cow;

/// Appends one segment to a pointer, escaped.
///
/// ```
/// let mut pointer = String::from("/paths");
/// generator::load::pointer::push(&mut pointer, "/pets");
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
/// let pointer = format!("/{}/objects~1actor.yaml/properties/id", generator::load::FILES);
/// assert_eq!(generator::load::pointer::readable(&pointer), "objects/actor.yaml#/properties/id");
/// assert_eq!(generator::load::pointer::readable("/paths"), "/paths");
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

/// Returns the pointer of the node or key at `at` in a tree.
///
/// This searches the whole tree.
pub fn of_node(root: &Node, at: NodeAt) -> Option<String> {
    super::read::pointer_of(root, at)
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
