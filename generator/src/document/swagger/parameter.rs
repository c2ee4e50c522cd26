//! Parameters: their types become schemas, and their collection formats become styles.

use super::{
    Rewrite,
    build::{Entries, flag, list, text},
    schema,
};
use crate::{
    diagnostic::{Code, Diagnostic},
    tree::{Node, NodeAt},
    vocabulary::{among, flag_meant, type_named},
};

/// The places of parameters (Swagger 2.0, "Parameter Object").
const PLACES: &[&str] = &["path", "query", "header", "body", "formData"];

/// Returns the place that a parameter is in or means: some authors write other cases of letters.
pub(super) fn place(parameter: &Node) -> Option<&str> {
    let text = parameter.get("in")?.as_str()?;
    Some(among(PLACES, text).unwrap_or(text))
}

/// The fields of a parameter, header or item that describe its values.
const TYPE: &[&str] = &[
    "type",
    "format",
    "items",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "enum",
    "multipleOf",
    "x-nullable",
];

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// The parameters that make up a body.
pub(super) struct Form {
    at: NodeAt,
    properties: Entries,
    required: Vec<Node>,
    encoding: Entries,
    /// The media types of the body.
    types: Vec<&'static str>,
}

impl Form {
    /// Creates an empty form for a body positioned at `at`. Files require a multipart body; otherwise the
    /// operation's `consumes` decides.
    pub(super) fn new(at: NodeAt, parts: &[&Node], consumes: &[String]) -> Self {
        let takes = |name: &&str| consumes.iter().any(|it| it.eq_ignore_ascii_case(name));
        let mut types: Vec<&str> = [FORM, MULTIPART].into_iter().filter(takes).collect();
        let is_file = |it: &&Node| it.get("type").and_then(type_named) == Some("file");
        if parts.iter().any(is_file) {
            types = vec![MULTIPART];
        } else if types.is_empty() {
            types = vec![FORM];
        }
        Self {
            at,
            types,
            properties: Entries::new(at),
            required: Vec::new(),
            encoding: Entries::new(at),
        }
    }

    pub(super) fn is_required(&self) -> bool {
        !self.required.is_empty()
    }
}

impl Rewrite<'_> {
    /// Rewrites a parameter that is not a body. Returns `None` if it has to be left out.
    pub(super) fn parameter(&mut self, node: &Node) -> Option<Node> {
        if let Some(reference) = node.get("$ref").and_then(Node::as_str) {
            let target = self.target(node);
            let named = reference.starts_with("#/parameters/");
            // The walk reports dangling references.
            if named || std::ptr::eq(target, node) {
                return Some(schema::of(node));
            }
            return self.parameter(target);
        }
        let mut out = Entries::new(node.at);
        out.keep(node, |name| {
            !TYPE.contains(&name) && !matches!(name, "collectionFormat" | "schema")
        });
        let schema = typed(node, false);
        out.put(super::build::key(schema.at, "schema"), schema);
        if is_array(node) {
            let (style, explode) = self.style(node, place(node).unwrap_or("header"))?;
            out.add("style", text(node.at, style));
            out.add("explode", flag(node.at, explode));
        }
        Some(out.node())
    }

    /// Returns the style of an array. Returns `None`, after a report, if 3.0 has no matching style.
    fn style(&mut self, node: &Node, place: &str) -> Option<(&'static str, bool)> {
        let format = node.get("collectionFormat");
        let query = matches!(place, "query" | "formData");
        match format.and_then(Node::as_str).unwrap_or("csv") {
            "csv" if query => Some(("form", false)),
            "csv" => Some(("simple", false)),
            "ssv" if query => Some(("spaceDelimited", false)),
            "pipes" if query => Some(("pipeDelimited", false)),
            "multi" if query => Some(("form", true)),
            other => {
                let message = format!("arrays in a {place} cannot be written as `{other}`");
                self.left_out(format.map_or(node.at, |it| it.at), message);
                None
            }
        }
    }

    /// Adds a part of a form, as a property of the body.
    pub(super) fn part(&mut self, node: &Node, form: &mut Form) {
        let Some(name) = node.get("name").and_then(Node::as_str) else {
            self.left_out(node.at, "this parameter has no `name`".to_owned());
            return;
        };
        if is_array(node) {
            let Some((style, explode)) = self.style(node, "formData") else {
                return;
            };
            let mut encoding = Entries::new(node.at);
            encoding.add("style", text(node.at, style));
            encoding.add("explode", flag(node.at, explode));
            form.encoding.add(name, encoding.node());
        }
        if node.get("required").and_then(flag_meant) == Some(true) {
            form.required.push(text(node.at, name));
        }
        form.properties.add(name, typed(node, true));
    }

    /// Reports, once, that the place of a part of a body has other cases of letters. The walk, which no longer has such
    /// parameters, reports the other places.
    pub(super) fn check_place(&mut self, parameter: &Node) {
        let (Some(found), Some(meant)) = (parameter.get("in"), place(parameter)) else {
            return;
        };
        let text = found.as_str().unwrap_or_default();
        if text == meant || !self.odd_places.insert(found.at) {
            return;
        }
        let allowed = PLACES.join("`, `");
        let message = format!("expected one of `{allowed}`, found `{text}`");
        self.diagnostics.push(
            Diagnostic::note(Code::WrongKind, Some(found.at), message)
                .action(format!("it is read as `{meant}`")),
        );
    }

    /// Rewrites a header of a response: a parameter without a name and location.
    pub(super) fn header(&mut self, node: &Node) -> Node {
        self.parameter(node).unwrap_or_else(|| node.clone())
    }
}

/// Returns the content of a form.
pub(super) fn form_content(form: Form) -> Node {
    let at = form.at;
    let mut schema = Entries::new(at);
    schema.add("type", text(at, "object"));
    schema.add("properties", form.properties.node());
    if !form.required.is_empty() {
        schema.add("required", list(at, form.required));
    }
    let mut media = Entries::new(at);
    media.add("schema", schema.node());
    if !form.encoding.is_empty() {
        media.add("encoding", form.encoding.node());
    }
    let media = media.node();
    let mut out = Entries::new(at);
    for name in form.types {
        out.add(name, media.clone());
    }
    out.node()
}

/// Returns the schema of a parameter, from the fields that describe its values. If the document gives it a schema
/// nevertheless, that one is used.
fn typed(node: &Node, described: bool) -> Node {
    if let Some(own) = node.get("schema") {
        return schema::of(own);
    }
    let mut out = Entries::new(node.at);
    out.keep(node, |name| {
        TYPE.contains(&name) || (described && name == "description")
    });
    schema::of(&out.node())
}

fn is_array(node: &Node) -> bool {
    node.get("type").and_then(type_named) == Some("array")
}
