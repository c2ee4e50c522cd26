//! Parameters: their types become schemas, their collection formats styles.

use super::{
    Rewrite,
    build::{Entries, flag, list, text},
    schema,
};
use crate::load::{Node, NodeAt};

/// The fields of a parameter, header or item that say what its values are.
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
    has_file: bool,
}

impl Form {
    pub(super) fn new(at: NodeAt) -> Self {
        Self {
            at,
            properties: Entries::new(at),
            required: Vec::new(),
            encoding: Entries::new(at),
            has_file: false,
        }
    }

    pub(super) fn is_required(&self) -> bool {
        !self.required.is_empty()
    }
}

impl Rewrite<'_> {
    /// A parameter that is no body. `None` if it had to be left out.
    pub(super) fn parameter(&mut self, node: &Node) -> Option<Node> {
        if let Some(reference) = node.get("$ref").and_then(Node::as_str) {
            let target = self.target(node);
            let named = reference.starts_with("#/parameters/");
            // What leads nowhere is reported by the walk.
            if named || std::ptr::eq(target, node) {
                return Some(schema::of(node));
            }
            return self.parameter(target);
        }
        let place = node.get("in").and_then(Node::as_str);
        let mut out = Entries::new(node.at);
        out.keep(node, |name| {
            !TYPE.contains(&name) && !matches!(name, "collectionFormat" | "schema")
        });
        let schema = typed(node, false);
        out.put(super::build::key(schema.at, "schema"), schema);
        if is_array(node) {
            let (style, explode) = self.style(node, place.unwrap_or("header"))?;
            out.add("style", text(node.at, style));
            out.add("explode", flag(node.at, explode));
        }
        Some(out.node())
    }

    /// How an array is written. `None`, reported, if 3.0 has no style for it.
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

    /// A part of a form: a property of the body.
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
        form.has_file |= node.get("type").and_then(Node::as_str) == Some("file");
        if node.get("required").and_then(Node::as_bool) == Some(true) {
            form.required.push(text(node.at, name));
        }
        form.properties.add(name, typed(node, true));
    }

    /// A header of a response: a parameter without name and place.
    pub(super) fn header(&mut self, node: &Node) -> Node {
        self.parameter(node).unwrap_or_else(|| node.clone())
    }
}

/// The content of a form. Files go into a multipart body; otherwise what the operation consumes counts.
pub(super) fn form_content(form: Form, consumes: &[String]) -> Node {
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
    let takes = |name: &&str| consumes.iter().any(|it| it.eq_ignore_ascii_case(name));
    let mut types: Vec<&str> = [FORM, MULTIPART].into_iter().filter(takes).collect();
    if form.has_file {
        types = vec![MULTIPART];
    } else if types.is_empty() {
        types = vec![FORM];
    }
    let mut out = Entries::new(at);
    for name in types {
        out.add(name, media.clone());
    }
    out.node()
}

/// The schema of a parameter: what it says about its values. Documents that give it a schema all the same
/// mean that.
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
    node.get("type").and_then(Node::as_str) == Some("array")
}
