//! The context of a node in a document, as far as it matters for references.

use crate::tree::{Node, Object, Value};

/// The role of a node.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// An object of the specification, or a list of them: a `$ref` in it is a reference.
    Object,
    /// A map whose keys are names that the author chose.
    Names,
    /// The map of paths, or of webhooks.
    Paths,
    /// A path item.
    PathItem,
    /// An operation.
    Operation,
    /// An opaque value, such as an example or a default.
    Data,
}

/// The fields that hold opaque values.
const DATA: &[&str] = &["example", "default", "enum", "const", "value"];

/// The fields that hold a map of names.
const NAMES: &[&str] = &[
    "$defs",
    "callbacks",
    "content",
    "definitions",
    "dependentSchemas",
    "encoding",
    "examples",
    "headers",
    "links",
    "mapping",
    "mediaTypes",
    "parameters",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "securityDefinitions",
    "securitySchemes",
    "variables",
    "additionalOperations",
];

/// The fields that hold a map of path items.
const PATHS: &[&str] = &["paths", "pathItems", "webhooks", "x-webhooks"];

/// The fields of a path item that are operations.
const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

impl Context {
    /// Returns the context of the value at `key` of a node in this context.
    pub(super) fn below(self, key: &str, child: &Node) -> Self {
        let map = child.as_object().is_some();
        match self {
            Self::Data => Self::Data,
            Self::Paths => Self::PathItem,
            Self::PathItem if METHODS.contains(&key) => Self::Operation,
            Self::Object if PATHS.contains(&key) && map => Self::Paths,
            Self::PathItem | Self::Operation | Self::Object
                if DATA.contains(&key) || (key == "examples" && !map) =>
            {
                Self::Data
            }
            Self::PathItem | Self::Operation | Self::Object if NAMES.contains(&key) && map => {
                Self::Names
            }
            Self::Names | Self::PathItem | Self::Operation | Self::Object => Self::Object,
        }
    }
}

/// A reference: the node of its text, and the text.
pub(super) type Reference<'n> = (&'n Node, &'n str);

/// Returns all references below a node, in document order: each `$ref`, and each value of a discriminator's mapping
/// that is not a plain schema name.
pub(super) fn references(node: &Node) -> impl Iterator<Item = Reference<'_>> {
    let mut open = vec![node];
    std::iter::from_fn(move || {
        while let Some(node) = open.pop() {
            match &node.value {
                Value::Array(items) => open.extend(items.iter().rev()),
                Value::Object(object) => {
                    open.extend(object.iter().rev().map(|(_, child)| child));
                }
                Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
            }
            let own = own_references(node);
            if !own.is_empty() {
                return Some(own);
            }
        }
        None
    })
    .flatten()
}

pub(super) fn own_references(node: &Node) -> Vec<Reference<'_>> {
    let reference = node.get("$ref");
    let mapping = node.get("discriminator").and_then(|it| it.get("mapping"));
    let mapping = mapping.and_then(Node::as_object);
    let mapped = mapping.into_iter().flat_map(Object::iter);
    let mapped = mapped.map(|(_, value)| value).filter(|it| is_path(it));
    let all = reference.into_iter().chain(mapped);
    all.filter_map(|it| Some((it, it.as_str()?))).collect()
}

/// Returns whether a discriminator's mapping names a schema by reference rather than by name.
fn is_path(value: &Node) -> bool {
    const FORMATS: &[&str] = &[".yaml", ".yml", ".json"];
    value.as_str().is_some_and(|text| {
        text.contains(['/', '#']) || FORMATS.iter().any(|it| text.ends_with(it))
    })
}
