//! What was generated and what was not.

use crate::{
    Stages,
    diagnostic::{Diagnostics, Severity},
    load::{Node, Object, Source},
    model::{Method, SpecPath},
    skeleton::SKIPPED,
    write::OutputFile,
};
use serde_json::{Value, json};

/// What was generated of a document and what was not.
#[derive(Debug)]
pub struct Report {
    /// The document's name.
    pub document: String,
    /// Its version of OpenAPI.
    pub openapi: String,
    /// Its operations.
    pub operations: Operations,
    /// How many types were generated.
    pub types: usize,
    /// How many webhooks and callbacks there are: requests that the server makes.
    pub incoming: usize,
    /// How many lines were emitted.
    pub lines: usize,
    /// All that there is to say, in document order.
    pub diagnostics: Diagnostics,
}

/// How many operations there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Operations {
    /// In the document.
    pub in_document: usize,
    /// In the generated code.
    pub generated: usize,
}

impl Report {
    pub(crate) fn new(
        source: &Source,
        stages: Option<&Stages>,
        files: Option<&[OutputFile]>,
        diagnostics: Diagnostics,
    ) -> Self {
        let version = source
            .root
            .get("openapi")
            .or_else(|| source.root.get("swagger"));
        let stages = stages.filter(|_| files.is_some());
        Self {
            document: source.files.name(source.root.at.file()).to_owned(),
            openapi: version
                .and_then(Node::as_str)
                .unwrap_or_default()
                .to_owned(),
            operations: Operations {
                in_document: operations(&source.root),
                generated: stages.map_or(0, |stages| stages.api.operations.len()),
            },
            types: stages.map_or(0, |stages| stages.api.types.len()),
            incoming: stages.map_or(0, |stages| stages.api.incoming.len()),
            lines: files
                .unwrap_or_default()
                .iter()
                .map(|file| file.text.lines().count())
                .sum(),
            diagnostics,
        }
    }

    /// How many places became any JSON value: those that the document leaves open, and those that had
    /// to be widened.
    pub fn untyped(&self) -> usize {
        self.diagnostics
            .iter()
            .filter(|it| is_untyped(it.code.0))
            .count()
    }

    /// How many things were widened or left out.
    pub fn lossy(&self) -> usize {
        self.diagnostics.count(Severity::Lossy)
    }

    /// The operations that are not generated, by their pointers.
    pub fn skipped(&self) -> Vec<&str> {
        let skipped = self.diagnostics.iter().filter(|it| it.code == SKIPPED);
        skipped.filter_map(|it| it.pointer.as_deref()).collect()
    }

    /// The report for machines.
    pub fn to_json(&self, source: &Source) -> Value {
        let untyped: Vec<Value> = self
            .diagnostics
            .iter()
            .filter(|it| is_untyped(it.code.0))
            .map(|it| json!({ "at": it.pointer, "why": it.message }))
            .collect();
        json!({
            "document": self.document,
            "openapi": self.openapi,
            "operations": {
                "in_document": self.operations.in_document,
                "generated": self.operations.generated,
                "skipped": self.skipped(),
            },
            "types": self.types,
            "incoming": self.incoming,
            "untyped": untyped,
            "notes": self.diagnostics.to_json(&source.files),
        })
    }
}

fn is_untyped(code: &str) -> bool {
    matches!(code, "untyped" | "free-form")
}

/// The operations in the tree, counted without the stages.
fn operations(root: &Node) -> usize {
    let paths = followed(root, root.get("paths"));
    let paths = paths.and_then(Node::as_object).into_iter();
    let items = paths
        .flat_map(Object::iter)
        .filter(|(path, _)| path.text.starts_with('/'));
    let count = |item: &Node| {
        let fixed = Method::FIXED.iter();
        let fixed = fixed.filter(|method| item.get(method.field()).is_some());
        let more = followed(root, item.get("additionalOperations"));
        fixed.count() + more.and_then(Node::as_object).map_or(0, Object::len)
    };
    items
        .filter_map(|(_, item)| followed(root, Some(item)))
        .map(count)
        .sum()
}

/// What a reference leads to in the end; other nodes are what they are.
fn followed<'n>(root: &'n Node, node: Option<&'n Node>) -> Option<&'n Node> {
    const MAX_HOPS: usize = 32;
    let mut node = node?;
    for _ in 0..MAX_HOPS {
        let reference = node.get("$ref").and_then(Node::as_str);
        let target = reference.and_then(|it| SpecPath::root().resolve(it));
        match target.and_then(|target| root.pointer(target.as_str())) {
            Some(target) => node = target,
            None => break,
        }
    }
    Some(node)
}
