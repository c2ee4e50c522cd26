//! Requests that the server makes: webhooks and callbacks.

use super::{
    Lower,
    content::{essence, is_json},
};
use crate::{
    api::{
        Content, Doc, Incoming, IncomingHeader, IncomingKind, IncomingRequest, NameHint, Operation,
        Owner, Payload,
    },
    diagnostic::Code,
    tree::{Key, Node, Object, SpecName, SpecPath},
    vocabulary::{Method, is_extension},
};
use std::collections::BTreeSet;

/// The fields of the OpenAPI Object with webhooks. Documents of 3.0 have the extension, in the form of the field that
/// 3.1 added.
const WEBHOOKS: [&str; 2] = ["webhooks", "x-webhooks"];

impl Lower<'_> {
    /// Returns the webhooks of the document and the callbacks of its operations.
    pub(super) fn incoming(&mut self, operations: &[Operation]) -> Vec<Incoming> {
        let mut out: Vec<Incoming> = Vec::new();
        let mut known = BTreeSet::new();
        let all = WEBHOOKS.map(|it| self.entries(&SpecPath::root().child(it)));
        for (name, at) in all.into_iter().flatten() {
            // A document may have both fields, for readers of either version.
            if known.insert(name.clone()) {
                let requests = self.requests(&at, out.len());
                let kind = IncomingKind::Webhook;
                out.push(Incoming {
                    at,
                    name,
                    kind,
                    requests,
                });
            }
        }
        for (index, operation) in operations.iter().enumerate() {
            for (name, at) in self.entries(&operation.at.child("callbacks")) {
                // The keys of a Callback Object are URLs, as expressions (OpenAPI 3.1.1, section 4.8.20).
                let urls = self.entries(&self.behind(&at)).into_iter();
                let number = out.len();
                let requests = urls.flat_map(|(_, url)| self.requests(&url, number));
                let requests = requests.collect();
                let kind = IncomingKind::Callback(index);
                out.push(Incoming {
                    at,
                    name,
                    kind,
                    requests,
                });
            }
        }
        out
    }

    /// Returns the entries of a map, without extensions.
    fn entries(&self, at: &SpecPath) -> Vec<(SpecName, SpecPath)> {
        let object = self.node(at).and_then(Node::as_object);
        let keys = object.into_iter().flat_map(Object::keys);
        let keys = keys.filter(|key| !is_extension(&key.text));
        keys.map(|key| (SpecName::new(key.text.as_ref()), at.child(&key.text)))
            .collect()
    }

    /// Returns the requests of a Path Item Object; `number` is the index of its webhook or callback.
    fn requests(&mut self, at: &SpecPath, number: usize) -> Vec<IncomingRequest> {
        let item = self.behind(at);
        let mut out = Vec::new();
        for method in Method::FIXED {
            let at = item.child(method.field());
            let Some(node) = self.node(&at) else {
                continue;
            };
            let body = self.behind(&at.child("requestBody"));
            let content = self.content(&body);
            let payload = self.payload(&content, number);
            out.push(IncomingRequest {
                method,
                doc: documented(node),
                headers: self.documented_headers(&[&at, &item]),
                content,
                payload,
                at,
            });
        }
        out
    }

    /// Returns the body as the emitted code reads it: JSON, if that is one of its forms.
    fn payload(&mut self, content: &[Content], number: usize) -> Payload {
        let Some(first) = content.first() else {
            return Payload::None;
        };
        let is_object = |it: &Content| it.schema.as_ref().is_some_and(|it| self.is_object(it));
        let json = content.iter().find(|it| is_json(&essence(&it.media)));
        let open = || {
            content
                .iter()
                .find(|it| it.media.contains('*') && is_object(it))
        };
        let Some(form) = json.or_else(open) else {
            let why = "the request is not JSON";
            self.note(Code::KeptAside, &first.at, why, "the event has its bytes");
            return Payload::Bytes;
        };
        let Some(schema) = &form.schema else {
            return Payload::Json(self.free_form(&form.at, "the request has no schema"));
        };
        let hint = NameHint {
            owner: Owner::Incoming(number),
            words: "payload".to_owned(),
            full: false,
            media: None,
        };
        Payload::Json(self.used(schema, hint).value())
    }

    /// Returns the headers that an operation documents, and those of its path item.
    fn documented_headers(&self, places: &[&SpecPath]) -> Vec<IncomingHeader> {
        let mut out: Vec<IncomingHeader> = Vec::new();
        let mut known = BTreeSet::new();
        for place in places {
            let at = place.child("parameters");
            let all = self.node(&at).and_then(Node::as_array);
            for index in 0..all.map_or(0, <[Node]>::len) {
                let header = self.documented_header(&self.behind(&at.item(index)));
                out.extend(header.filter(|it| known.insert(it.name.to_ascii_lowercase())));
            }
        }
        out
    }

    fn documented_header(&self, at: &SpecPath) -> Option<IncomingHeader> {
        let node = self.node(at)?;
        let text = |node: &Node| node.as_str().map(str::to_owned);
        if node.get("in")?.as_str()? != "header" {
            return None;
        }
        let schema = self.node(&self.behind(&at.child("schema")));
        let listed = schema.and_then(|it| it.get("enum")?.as_array());
        let constant = match listed {
            Some([only]) => Some(only),
            _ => schema.and_then(|it| it.get("const")),
        };
        let example = node.get("example");
        Some(IncomingHeader {
            name: text(node.get("name")?)?,
            constant: constant.and_then(text),
            example: example.or_else(|| schema?.get("example")).and_then(text),
        })
    }

    /// Returns the media types of a Request Body Object or Response Object.
    pub(super) fn content(&self, at: &SpecPath) -> Vec<Content> {
        let at = self.behind(at);
        let content = self.node(&at).and_then(|it| it.get("content"));
        let media_types = content.and_then(Node::as_object).into_iter();
        let media_types = media_types.flat_map(Object::iter);
        let media_types = media_types.filter(|(key, _)| !is_extension(&key.text));
        let at = at.child("content");
        let content = |(key, node): (&Key, &Node)| {
            let at = self.target_of(at.child(&key.text), node);
            let own = node.get("schema").filter(|_| node.get("$ref").is_none());
            let schema = own.or_else(|| self.node(&at)?.get("schema"));
            Content {
                media: key.text.to_string(),
                schema: schema.map(|it| self.target_of(at.child("schema"), it)),
                at,
            }
        };
        media_types.map(content).collect()
    }

    /// Returns the location where the references that start at a node end. Most nodes have none, which the node itself
    /// shows without a search.
    fn target_of(&self, at: SpecPath, node: &Node) -> SpecPath {
        if node.get("$ref").is_some() {
            self.behind(&at)
        } else {
            at
        }
    }
}

/// Returns the documentation of an Operation Object.
fn documented(node: &Node) -> Doc {
    let text = |key| {
        let text = node.get(key).and_then(Node::as_str).map(str::trim);
        text.filter(|it| !it.is_empty()).map(str::to_owned)
    };
    Doc {
        summary: text("summary"),
        description: text("description"),
        ..Doc::default()
    }
}
