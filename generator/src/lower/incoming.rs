//! Requests that the server makes: webhooks and callbacks.

use super::Lower;
use crate::{
    load::{Node, Object},
    model::{Incoming, IncomingKind, Operation, SpecName, SpecPath},
};

impl Lower<'_> {
    /// The webhooks of the document, and the callbacks of its operations.
    pub(super) fn incoming(&self, operations: &[Operation]) -> Vec<Incoming> {
        let webhooks = self.entries(&SpecPath::root().child("webhooks"), IncomingKind::Webhook);
        let callbacks = operations
            .iter()
            .enumerate()
            .flat_map(|(index, operation)| {
                self.entries(
                    &operation.at.child("callbacks"),
                    IncomingKind::Callback(index),
                )
            });
        webhooks.into_iter().chain(callbacks).collect()
    }

    fn entries(&self, at: &SpecPath, kind: IncomingKind) -> Vec<Incoming> {
        let entries = self
            .node(at)
            .and_then(Node::as_object)
            .into_iter()
            .flat_map(Object::keys);
        let entries = entries.filter(|key| !key.text.starts_with("x-"));
        let entries = entries.map(|key| Incoming {
            at: at.child(&key.text),
            name: SpecName::new(key.text.as_ref()),
            kind,
        });
        entries.collect()
    }
}
