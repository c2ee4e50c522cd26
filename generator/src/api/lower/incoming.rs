//! Requests that the server makes: webhooks and callbacks.

use super::Lower;
use crate::{
    api::{Content, Doc, Incoming, IncomingKind, IncomingRequest, Operation},
    tree::{Key, Node, Object, SpecName, SpecPath},
    vocabulary::{Method, is_extension},
};

impl Lower<'_> {
    /// Returns the webhooks of the document and the callbacks of its operations.
    pub(super) fn incoming(&self, operations: &[Operation]) -> Vec<Incoming> {
        let webhooks = self.entries(&SpecPath::root().child("webhooks"));
        let mut out: Vec<Incoming> = webhooks
            .into_iter()
            .map(|(name, at)| Incoming {
                requests: self.requests(&at),
                kind: IncomingKind::Webhook,
                name,
                at,
            })
            .collect();
        for (index, operation) in operations.iter().enumerate() {
            for (name, at) in self.entries(&operation.at.child("callbacks")) {
                // The keys of a Callback Object are URLs, as expressions (OpenAPI 3.1.1, section 4.8.20).
                let urls = self.entries(&self.behind(&at)).into_iter();
                out.push(Incoming {
                    requests: urls.flat_map(|(_, url)| self.requests(&url)).collect(),
                    kind: IncomingKind::Callback(index),
                    name,
                    at,
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

    /// Returns the requests of a Path Item Object.
    fn requests(&self, at: &SpecPath) -> Vec<IncomingRequest> {
        let item = self.behind(at);
        let request = |method: Method| {
            let at = item.child(method.field());
            let node = self.node(&at)?;
            let text = |key| node.get(key).and_then(Node::as_str).map(str::to_owned);
            let body = self.behind(&at.child("requestBody"));
            Some(IncomingRequest {
                method,
                doc: Doc {
                    summary: text("summary"),
                    description: text("description"),
                },
                content: self.content(&body),
                at,
            })
        };
        Method::FIXED.into_iter().filter_map(request).collect()
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
