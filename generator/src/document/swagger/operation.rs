//! Path items and operations: bodies are no longer parameters.

use super::{
    Rewrite,
    build::{Entries, flag, list},
    parameter::{Form, form_content, place},
    schema,
};
use crate::tree::Node;

/// The fields of the Path Item Object that are operations.
const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch"];

/// The default media type of a body.
const JSON: &str = "application/json";

impl Rewrite<'_> {
    pub(super) fn path_item(&mut self, node: &Node) -> Node {
        let item = self.target(node);
        let Some(object) = item.as_object() else {
            return node.clone();
        };
        let shared = item.get("parameters");
        let bodies: Vec<&Node> = shared
            .and_then(Node::as_array)
            .unwrap_or_default()
            .iter()
            .filter(|it| self.is_body(it))
            .collect();
        let mut out = Entries::new(node.at);
        for (key, value) in object.iter() {
            let name = key.text.as_ref();
            let value = match value.as_array() {
                Some(items) if name == "parameters" => {
                    let items = items.iter().filter(|it| !self.is_body(it));
                    let items: Vec<&Node> = items.collect();
                    self.parameters(value, items)
                }
                _ if METHODS.contains(&name) => self.operation(value, &bodies),
                _ => schema::of(value),
            };
            out.put(key.clone(), value);
        }
        out.node()
    }

    fn operation(&mut self, node: &Node, shared: &[&Node]) -> Node {
        let Some(object) = node.as_object() else {
            return node.clone();
        };
        let own = node.get("parameters").and_then(Node::as_array);
        let own = own.unwrap_or_default();
        let (bodies, plain): (Vec<&Node>, Vec<&Node>) = own.iter().partition(|it| self.is_body(it));
        let bodies = if bodies.is_empty() {
            shared.to_vec()
        } else {
            bodies
        };
        let mut out = Entries::new(node.at);
        for (key, value) in object.iter() {
            match key.text.as_ref() {
                "consumes" | "produces" | "schemes" => {}
                "parameters" if value.as_array().is_some() => {
                    out.put(key.clone(), self.parameters(value, plain.clone()));
                }
                "responses" => {
                    let produces = self.produces(node);
                    out.put(
                        key.clone(),
                        self.each_patterned(value, |this, status, it| {
                            this.response_at(status, it, &produces)
                        }),
                    );
                }
                _ => out.put(key.clone(), value.clone()),
            }
        }
        if let Some(body) = self.request_body(node, &bodies) {
            out.add("requestBody", body);
        }
        if let Some(servers) = self.own_servers(node) {
            out.add("servers", servers);
        }
        out.node()
    }

    /// Returns the servers of an operation with its own schemes, if they differ from the document's.
    fn own_servers(&self, operation: &Node) -> Option<Node> {
        operation.get("schemes")?;
        let own = self.servers(operation)?;
        let usual = self.servers(self.root)?;
        let first = |servers: &Node| servers.as_array()?.first().cloned();
        (first(&own) != first(&usual)).then_some(own)
    }

    /// Returns the media types of an operation's responses.
    fn produces(&self, operation: &Node) -> Vec<String> {
        self.listed(operation, "produces")
    }

    pub(super) fn listed(&self, owner: &Node, field: &str) -> Vec<String> {
        let found = owner.get(field).or_else(|| self.root.get(field));
        let items = found.and_then(Node::as_array).unwrap_or_default();
        items
            .iter()
            .filter_map(Node::as_str)
            .map(str::to_owned)
            .collect()
    }

    /// Returns whether a parameter is the body or a part of it.
    fn is_body(&self, parameter: &Node) -> bool {
        matches!(place(self.target(parameter)), Some("body" | "formData"))
    }

    fn parameters(&mut self, node: &Node, items: Vec<&Node>) -> Node {
        let items = items.into_iter().filter_map(|it| self.parameter(it));
        list(node.at, items.collect())
    }

    fn request_body(&mut self, operation: &Node, parameters: &[&Node]) -> Option<Node> {
        let parameters: Vec<&Node> = parameters.iter().map(|it| self.target(it)).collect();
        for parameter in &parameters {
            self.check_place(parameter);
        }
        let is_whole = |it: &&Node| place(it) == Some("body");
        let (whole, parts): (Vec<&Node>, Vec<&Node>) = parameters.into_iter().partition(is_whole);
        let consumes = self.listed(operation, "consumes");
        let Some((body, others)) = whole.split_first() else {
            return self.form(&parts, &consumes);
        };
        for other in others.iter().chain(&parts) {
            let message =
                "an operation has only one body, and this parameter declares another".to_owned();
            self.left_out(other.at, message);
        }
        let mut content = Entries::new(body.at);
        let consumes = if consumes.is_empty() {
            vec![JSON.to_owned()]
        } else {
            consumes
        };
        for media in consumes {
            let mut value = Entries::new(body.at);
            if let Some((key, it)) = body.get_entry("schema") {
                value.put(key.clone(), schema::of(it));
            }
            content.add(&media, value.node());
        }
        let mut out = Entries::new(body.at);
        out.keep(body, |name| !matches!(name, "name" | "in" | "schema"));
        out.add("content", content.node());
        Some(out.node())
    }

    fn form(&mut self, parts: &[&Node], consumes: &[String]) -> Option<Node> {
        let first = parts.first()?;
        let mut form = Form::new(first.at, parts, consumes);
        for part in parts {
            self.part(part, &mut form);
        }
        let mut out = Entries::new(first.at);
        let required = form.is_required();
        out.add("content", form_content(form));
        out.add("required", flag(first.at, required));
        Some(out.node())
    }
}
