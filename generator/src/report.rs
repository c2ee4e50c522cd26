//! Reports what was generated and what was not.

use crate::{
    diagnostic::{Code, Diagnostics, Severity},
    document::SKIPPED,
    rust::{format::OutputFile, pages::Page},
    source::Source,
    stages::Stages,
    tree::{Node, Object, SpecPath, Value},
    vocabulary::Method,
};
use serde_json::{Value as Json, json};

/// The summary of a run: the parts of a document that were generated, and those that were not.
#[derive(Debug)]
pub struct Report {
    /// The document's name.
    pub document: String,
    /// The OpenAPI version of the document.
    pub openapi: String,
    /// The numbers of operations.
    pub operations: Operations,
    /// The number of generated types.
    pub types: usize,
    /// The number of webhooks and callbacks: requests that the server makes.
    pub incoming: usize,
    /// The paginated operations: the method and path of each, and its rule.
    pub pages: Vec<(String, Page)>,
    /// The operations that start work: the method and path of each, and a description of its rule.
    pub polls: Vec<(String, String)>,
    /// The operations that take an idempotency key: the method and path of each, and a description of the key.
    pub keys: Vec<(String, String)>,
    /// The derives that the configuration asks for on all types: the name of each, the number of types that have it, and
    /// the number of those that cannot.
    pub derives: Vec<(&'static str, usize, usize)>,
    /// The number of emitted lines.
    pub lines: usize,
    /// All diagnostics, in document order.
    pub diagnostics: Diagnostics,
}

/// The numbers of operations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Operations {
    /// The number of operations in the document.
    pub in_document: usize,
    /// The number of operations in the generated code.
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
            openapi: version.map(|it| written(source, it)).unwrap_or_default(),
            operations: Operations {
                in_document: operations(&source.root),
                generated: stages.map_or(0, |stages| stages.api.operations.len()),
            },
            types: stages.map_or(0, |stages| stages.api.types.len()),
            incoming: stages.map_or(0, |stages| stages.api.incoming.len()),
            pages: stages.map(pages).unwrap_or_default(),
            polls: stages.map(polls).unwrap_or_default(),
            keys: stages.map(keys).unwrap_or_default(),
            derives: stages.map(derives).unwrap_or_default(),
            lines: files
                .unwrap_or_default()
                .iter()
                .map(|file| file.text.lines().count())
                .sum(),
            diagnostics,
        }
    }

    /// Returns the number of places that became any JSON value: those that the document leaves open, and those that
    /// were widened.
    pub fn untyped(&self) -> usize {
        self.diagnostics
            .iter()
            .filter(|it| is_untyped(it.code))
            .count()
    }

    /// Returns the number of things that were widened or dropped.
    pub fn warnings(&self) -> usize {
        self.diagnostics.count(Severity::Warning)
    }

    /// Returns the JSON pointers of the operations that are not generated.
    pub fn skipped(&self) -> Vec<&str> {
        let codes = [SKIPPED, Code::IgnoredOperation];
        let skipped = self.diagnostics.iter();
        let skipped = skipped.filter(|it| codes.contains(&it.code));
        skipped.filter_map(|it| it.pointer.as_deref()).collect()
    }

    /// Returns the machine-readable report.
    pub fn to_json(&self, source: &Source) -> Json {
        let untyped: Vec<Json> = self
            .diagnostics
            .iter()
            .filter(|it| is_untyped(it.code))
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
            "pages": self.pages.iter().map(page).collect::<Vec<Json>>(),
            "polls": self.polls.iter().map(rule).collect::<Vec<Json>>(),
            "keys": self.keys.iter().map(rule).collect::<Vec<Json>>(),
            "derives": self.derives.iter().map(derive).collect::<Vec<Json>>(),
            "untyped": untyped,
            "notes": self.diagnostics.to_json(&source.files),
        })
    }
}

fn pages(stages: &Stages) -> Vec<(String, Page)> {
    let named = |(index, page): (&usize, &Page)| (place(stages, *index), page.clone());
    stages.pages.iter().map(named).collect()
}

fn polls(stages: &Stages) -> Vec<(String, String)> {
    let polls = stages.repeats.polls.iter();
    let named = polls.map(|(index, it)| (place(stages, *index), it.sentence(&stages.api)));
    named.collect()
}

fn keys(stages: &Stages) -> Vec<(String, String)> {
    let keys = stages.repeats.keys.iter();
    let named = keys.map(|(index, it)| (place(stages, *index), it.sentence()));
    named.collect()
}

fn derives(stages: &Stages) -> Vec<(&'static str, usize, usize)> {
    let counts = stages.facts.derives.counts.iter();
    let named = counts.map(|(of, with, without)| (of.name(), *with, *without));
    named.collect()
}

fn derive((name, with, without): &(&'static str, usize, usize)) -> Json {
    json!({ "derive": name, "types": with, "left_out": without })
}

/// Returns the method and the path of an operation.
fn place(stages: &Stages, operation: usize) -> String {
    let it = &stages.api.operations[operation];
    format!("{} {}", it.method.wire(), it.path)
}

fn rule((operation, how): &(String, String)) -> Json {
    json!({ "operation": operation, "how": how })
}

fn page((operation, page): &(String, Page)) -> Json {
    json!({
        "operation": operation,
        "kind": page.kind.word(),
        "items": page.items.as_ref().map(ToString::to_string),
        "how": page.sentence(),
        "why": page.why(),
    })
}

/// Returns a version as the document writes it: an unquoted version is a number, and `3.0` and `3` are the same number.
fn written(source: &Source, version: &Node) -> String {
    let spelled = || source.files.spelling(version.at).map(str::to_owned);
    match &version.value {
        Value::String(text) => text.to_string(),
        Value::Number(number) => spelled().unwrap_or_else(|| number.to_json().to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

fn is_untyped(code: Code) -> bool {
    matches!(code, Code::Untyped | Code::FreeForm)
}

/// Counts the operations in the tree, independently of the stages.
fn operations(root: &Node) -> usize {
    let paths = followed(root, root.get("paths"));
    let paths = paths.and_then(Node::as_object).into_iter();
    let items = paths
        .flat_map(Object::iter)
        .filter(|(path, _)| !path.text.starts_with("x-"));
    let count = |item: &Node| {
        let fixed = Method::FIXED.iter();
        let fixed = fixed.filter(|method| item.get(method.field()).is_some());
        let more = followed(root, item.get("additionalOperations"));
        // A path whose reference dangles has at least one operation.
        let lost = usize::from(item.get("$ref").and_then(Node::as_str).is_some());
        let count = fixed.count() + more.and_then(Node::as_object).map_or(0, Object::len);
        count.max(lost)
    };
    items
        .filter_map(|(_, item)| followed(root, Some(item)))
        .map(count)
        .sum()
}

/// Returns the node at the end of a chain of references; a node without a reference is returned itself.
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
