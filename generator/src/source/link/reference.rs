//! References after they were rewritten: `#` and the pointer of the target from the root.

use super::key;
use crate::tree::{Node, NodeAt, Object, Value};

/// Returns the pointer of a rewritten reference.
pub(in super::super) fn pointer_of(reference: &str) -> Option<String> {
    Some(reference.strip_prefix('#')?.replace("%25", "%"))
}

/// Creates a reference positioned at `at`.
pub(super) fn reference(at: NodeAt, target: &str) -> Node {
    let text = format!("#{}", target.replace('%', "%25"));
    let value = Node {
        at,
        value: Value::String(text.into()),
    };
    Node {
        at,
        value: Value::Object(Object::new(vec![(key(at, "$ref"), value)])),
    }
}
