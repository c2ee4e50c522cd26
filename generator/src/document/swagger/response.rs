//! Responses: the schema and `produces` become content.

use super::{
    Rewrite,
    build::{Entries, key},
    schema,
};
use crate::tree::{Node, Object};
use crate::vocabulary::type_named;

impl Rewrite<'_> {
    /// Rewrites a response of an operation with these media types. A named response has the document's media types, so
    /// it is inlined if the operation has others.
    ///
    /// An operation's `produces` describes its successes. A failure that is an object is not one of the images or
    /// archives that the operation otherwise produces, so it becomes JSON.
    pub(super) fn response_at(&mut self, status: &str, node: &Node, produces: &[String]) -> Node {
        let target = self.target(node);
        let json = ["application/json".to_owned()];
        let failure = !status.starts_with('2') && self.is_structured(target);
        let produces =
            if failure && !produces.iter().any(|it| has_structure(it)) && !produces.is_empty() {
                &json
            } else {
                produces
            };
        let reference = node.get("$ref").and_then(Node::as_str);
        let named = reference.is_some_and(|it| it.starts_with("#/responses/"));
        let usual = produces == self.listed(self.root, "produces");
        if reference.is_some() && (std::ptr::eq(target, node) || (named && usual)) {
            return schema::of(node);
        }
        self.response(target, produces)
    }

    /// Returns whether the body of a response is an object or an array.
    fn is_structured(&self, response: &Node) -> bool {
        let schema = response.get("schema").map(|it| self.target(it));
        schema.is_some_and(|it| {
            let kind = it.get("type").and_then(type_named);
            matches!(kind, Some("object" | "array")) || it.get("properties").is_some()
        })
    }

    pub(super) fn response(&mut self, node: &Node, produces: &[impl AsRef<str>]) -> Node {
        if node.get("$ref").and_then(Node::as_str).is_some() {
            return schema::of(node);
        }
        let Some(object) = node.as_object() else {
            return node.clone();
        };
        let mut out = Entries::new(node.at);
        for (key, value) in object.iter() {
            match key.text.as_ref() {
                "schema" | "examples" => {}
                "headers" => {
                    let headers = self.each(value, |this, _, it| this.header(it));
                    out.put(key.clone(), headers);
                }
                _ => out.put(key.clone(), value.clone()),
            }
        }
        if let Some(content) = content(node, produces) {
            out.add("content", content);
        }
        out.node()
    }
}

/// Returns whether a media type can hold an object: JSON, XML, YAML and formats built on them, or a wildcard.
fn has_structure(media: &str) -> bool {
    let media = media.to_ascii_lowercase();
    ["json", "xml", "yaml", "*"]
        .iter()
        .any(|it| media.contains(it))
}

/// Returns the content of a response that has a body.
fn content(response: &Node, produces: &[impl AsRef<str>]) -> Option<Node> {
    let (schema_key, body) = response.get_entry("schema")?;
    let examples = response.get("examples").and_then(Node::as_object);
    let is_file = body.get("type").and_then(type_named) == Some("file");
    let mut types: Vec<&str> = produces.iter().map(AsRef::as_ref).collect();
    if is_file {
        // A file is bytes, whatever the other responses of the document are.
        types.retain(|it| !has_structure(it) && !it.to_ascii_lowercase().starts_with("text/"));
    }
    if types.is_empty() {
        types.push(match (is_file, produces.is_empty()) {
            (true, true) => "application/octet-stream",
            (true, false) => "*/*",
            (false, _) => "application/json",
        });
    }
    let mut out = Entries::new(body.at);
    for media in types {
        let mut value = Entries::new(body.at);
        value.put(schema_key.clone(), schema::of(body));
        let example = examples.and_then(|it| Object::get_entry(it, media));
        if let Some((at, example)) = example {
            value.put(key(at.at, "example"), example.clone());
        }
        out.add(media, value.node());
    }
    Some(out.node())
}
