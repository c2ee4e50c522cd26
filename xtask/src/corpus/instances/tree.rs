//! The document's tree, from which instances are made without any other part of the generator.

use generator::{
    api::{essence, is_json},
    tree::{Node, Object, SpecPath},
};

/// The maximum number of references followed in a row.
const MAX_HOPS: usize = 32;

/// The document's tree.
#[derive(Clone, Copy)]
pub(super) struct Tree<'a> {
    pub(super) root: &'a Node,
    /// Whether the dialect is JSON Schema 2020-12, as in OpenAPI 3.1 and later.
    pub(super) latest: bool,
}

impl<'a> Tree<'a> {
    pub(super) fn new(root: &'a Node) -> Self {
        let version = root.get("openapi").and_then(Node::as_str);
        let latest = version.is_some_and(|it| !it.starts_with("3.0"));
        Self { root, latest }
    }

    pub(super) fn node(self, at: &SpecPath) -> Option<&'a Node> {
        self.root.pointer(at.as_str())
    }

    /// Returns the final target of the references that start at a schema.
    pub(super) fn followed(self, at: &SpecPath) -> SpecPath {
        let mut at = at.clone();
        for _ in 0..MAX_HOPS {
            match self.target(&at) {
                Some(target) => at = target,
                None => break,
            }
        }
        at
    }

    /// Returns the target of a schema's reference.
    pub(super) fn target(self, at: &SpecPath) -> Option<SpecPath> {
        let reference = self.node(at)?.get("$ref")?.as_str()?;
        let target = at.resolve(reference)?;
        self.node(&target).map(|_| target)
    }

    /// Returns the locations of the schemas in a list.
    pub(super) fn list(self, at: &SpecPath, keyword: &str) -> Vec<SpecPath> {
        let list = self.node(at).and_then(|it| it.get(keyword)?.as_array());
        let at = at.child(keyword);
        (0..list.map_or(0, <[Node]>::len))
            .map(|index| at.item(index))
            .collect()
    }

    /// Returns the locations of the components' schemas.
    pub(super) fn components(self) -> Vec<SpecPath> {
        let at = SpecPath::schemas();
        let schemas = self.node(&at).and_then(Node::as_object);
        let keys = schemas.into_iter().flat_map(Object::iter);
        keys.map(|(key, _)| at.child(&key.text)).collect()
    }

    /// Returns the locations of the inline schemas in parameters, headers and JSON bodies.
    pub(super) fn inline(self) -> Vec<SpecPath> {
        let mut out = Vec::new();
        for place in ["paths", "components", "webhooks"] {
            if let Some(node) = self.root.get(place) {
                inline(&SpecPath::root().child(place), node, &mut out);
            }
        }
        out
    }
}

fn inline(at: &SpecPath, node: &Node, out: &mut Vec<SpecPath>) {
    for (index, inner) in node.as_array().into_iter().flatten().enumerate() {
        inline(&at.item(index), inner, out);
    }
    for (key, inner) in node.as_object().into_iter().flat_map(Object::iter) {
        match key.text.as_ref() {
            "schema" if inner.as_object().is_some() => out.push(at.child("schema")),
            "schemas" | "example" | "examples" => {}
            "content" => content(&at.child("content"), inner, out),
            key if key.starts_with("x-") => {}
            key => inline(&at.child(key), inner, out),
        }
    }
}

/// Collects the schemas of the media types that are JSON. In other formats, an instance is not written as JSON.
fn content(at: &SpecPath, node: &Node, out: &mut Vec<SpecPath>) {
    for (media, inner) in node.as_object().into_iter().flat_map(Object::iter) {
        if is_json(&essence(&media.text)) {
            inline(&at.child(&media.text), inner, out);
        }
    }
}
