//! Names for schemas of other files that have none in the document, as a bundler would choose them.

use super::{
    context::{Context, own_references},
    key, pointer,
    reach::reached,
    reference::{pointer_of, reference},
};
use crate::tree::{Node, NodeAt, Object, Value};
use std::collections::BTreeSet;

/// The keywords and fields that hold a schema.
const SCHEMA: &[&str] = &[
    "schema",
    "itemSchema",
    "items",
    "additionalProperties",
    "additionalItems",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contains",
    "contentSchema",
    "propertyNames",
    "not",
    "if",
    "then",
    "else",
];

/// The keywords and fields that hold several schemas, in a list or by name.
const SCHEMAS: &[&str] = &[
    "allOf",
    "anyOf",
    "oneOf",
    "prefixItems",
    "properties",
    "patternProperties",
    "dependentSchemas",
    "definitions",
    "$defs",
    "schemas",
];

/// The fragment prefixes after which the last token is a name.
const NAMING: &[&str] = &["/components/schemas/", "/definitions/", "/$defs/", "/"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Schema,
    Schemas,
    Other,
}

impl Role {
    fn below(self, context: Context, key: &str, child: &Node) -> Self {
        match self {
            Self::Schemas => Self::Schema,
            _ if context == Context::Names => Self::Other,
            _ if SCHEMA.contains(&key) && child.as_array().is_some() => Self::Schemas,
            _ if SCHEMA.contains(&key) => Self::Schema,
            _ if SCHEMAS.contains(&key) => Self::Schemas,
            _ => Self::Other,
        }
    }
}

/// Adds a named schema, initially a reference, for each schema in another file to which a reachable schema refers.
pub(super) fn name(root: &mut Node) {
    let mut found = Found {
        reached: reached(root),
        ..Found::default()
    };
    collect(root, Context::Object, Role::Other, &mut found);
    let swagger = root.get("swagger").is_some();
    let section = if swagger {
        "/definitions"
    } else {
        "/components/schemas"
    };
    let taken = root.pointer(section).and_then(Node::as_object);
    let mut taken: BTreeSet<String> = taken
        .into_iter()
        .flat_map(Object::keys)
        .map(|key| key.text.to_string())
        .collect();
    let mut named = Vec::new();
    for target in found.targets {
        let (Some(name), Some(node)) = (name_of(&target), root.pointer(&target)) else {
            continue;
        };
        let free = |name: &String| !taken.contains(name);
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        let Some(name) = std::iter::once(name.clone()).chain(numbered).find(free) else {
            continue;
        };
        taken.insert(name.clone());
        named.push((key(node.at, &name), reference(node.at, &target)));
    }
    if !named.is_empty() {
        let at = root.at;
        for (index, _) in section.match_indices('/').skip(1) {
            ensure(root, &section[..index], at);
        }
        ensure(root, section, at);
        extend(root, section, named);
    }
}

#[derive(Default)]
struct Found {
    /// The nodes whose references count.
    reached: BTreeSet<NodeAt>,
    /// The targets in document order.
    targets: Vec<String>,
    seen: BTreeSet<String>,
}

fn collect(node: &Node, context: Context, role: Role, found: &mut Found) {
    if context == Context::Data {
        return;
    }
    let mapped = node.get("discriminator").is_some();
    if (role == Role::Schema || mapped) && found.reached.contains(&node.at) {
        for (_, text) in own_references(node) {
            let target = pointer_of(text).filter(|it| pointer::in_file(it).is_some());
            if let Some(target) = target.filter(|it| found.seen.insert(it.clone())) {
                found.targets.push(target);
            }
        }
    }
    match &node.value {
        Value::Array(items) => {
            let role = role.below(context, "", node);
            for item in items {
                collect(item, context, role, found);
            }
        }
        Value::Object(object) => {
            for (key, child) in object.iter() {
                let role = role.below(context, &key.text, child);
                collect(child, context.below(&key.text, child), role, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Returns the name of the schema at a pointer into a file: the file's stem for a whole file, or the
/// last token where that is a name.
fn name_of(target: &str) -> Option<String> {
    let (file, rest) = pointer::in_file(target)?;
    if rest.is_empty() {
        let name = file.rsplit('/').next().unwrap_or(&file);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        return Some(stem.to_owned());
    }
    let (path, last) = rest.rsplit_once('/')?;
    let path = format!("{path}/");
    NAMING
        .contains(&path.as_str())
        .then(|| pointer::unescape(last).into_owned())
}

/// Creates an empty object at `place` if it is missing.
fn ensure(root: &mut Node, place: &str, at: NodeAt) {
    if root.pointer(place).is_some() {
        return;
    }
    let (parent, name) = place.rsplit_once('/').unwrap_or(("", place));
    let empty = Node {
        at,
        value: Value::Object(Object::default()),
    };
    extend(root, parent, vec![(key(at, name), empty)]);
}

fn extend(root: &mut Node, place: &str, more: Vec<(super::Key, Node)>) {
    if let Some(Value::Object(object)) = pointer::node_mut(root, place).map(|node| &mut node.value)
    {
        let mut entries = std::mem::take(object).into_entries();
        entries.extend(more);
        *object = Object::new(entries);
    }
}
