//! Events: the webhooks of a document, the place of their names in a request, and the signature of the server.
//!
//! [`infer`] is a function of the model, the document and the configuration. The configuration comes first; in doubt,
//! nothing is inferred, and callers name the events themselves.

mod chosen;
mod evidence;

use crate::{
    api::{Api, IncomingKind, lower},
    diagnostic::{Code, Diagnostic, Diagnostics},
    document::Document,
    source::Source,
    tree::SpecPath,
};
use std::collections::BTreeSet;

/// The events of an API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Events {
    /// The events, in document order.
    pub list: Vec<Event>,
    /// The places of an event's name in a request, in the order in which they are joined; none if nothing tells several
    /// events apart.
    pub name: Vec<Part>,
    /// The way in which the server signs requests, if it is known.
    pub signature: Option<Signature>,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its webhook, as an index into [`Api::incoming`].
    pub incoming: usize,
    /// Its name in requests.
    pub wire: String,
}

/// A place that has the name of an event, or a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The header of this name, in lower case.
    Header(String),
    /// The text at this JSON pointer in the body.
    Property(String),
}

/// A way to sign requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signature {
    /// Standard Webhooks, with this prefix of its headers.
    Standard(String),
    /// HMAC with SHA-256 in a header.
    Header {
        /// The name of the header, in lower case.
        name: String,
        /// The text before the signature.
        prefix: String,
        /// Whether the signature is Base64 rather than hexadecimal.
        base64: bool,
        /// The text before a timestamp in the same header.
        timestamp: Option<String>,
        /// The name of the header that has a timestamp, in lower case.
        timestamp_header: Option<String>,
        /// The signed content, with `{timestamp}` and `{body}`.
        content: Option<String>,
    },
}

impl Events {
    /// Returns whether a request tells which event it is, or there is just one.
    pub fn are_distinguishable(&self) -> bool {
        self.list.len() == 1 || !self.name.is_empty()
    }
}

/// Returns the events of an API.
pub fn infer(
    api: &Api,
    source: &Source,
    document: &Document,
    diagnostics: &mut Diagnostics,
) -> Events {
    let webhooks = (0..api.incoming.len()).filter(|it| {
        let it = &api.incoming[*it];
        it.kind == IncomingKind::Webhook && it.request().is_some()
    });
    let webhooks: Vec<usize> = webhooks.collect();
    let chosen = chosen::chosen(source, !webhooks.is_empty(), diagnostics);
    if webhooks.is_empty() {
        return Events::default();
    }
    let name = chosen
        .name
        .unwrap_or_else(|| evidence::name(api, &webhooks));
    let mut events = Events {
        list: list(api, &webhooks, &name),
        name,
        signature: chosen
            .signature
            .or_else(|| evidence::signature(api, &webhooks)),
    };
    if !events.are_distinguishable() {
        report_unnamed(document.root(source), diagnostics);
    }
    if events.list.len() == 1 && source.overrides.webhooks.is_none() {
        // A request to the only webhook needs no name.
        events.name.clear();
    }
    events
}

/// Returns the events with their names: the constants in their payloads or headers if each has another one, and
/// otherwise the names of the webhooks.
fn list(api: &Api, webhooks: &[usize], name: &[Part]) -> Vec<Event> {
    let constants = match name {
        [only] => evidence::constants(api, webhooks, only),
        [_, second] => evidence::in_two_parts(api, webhooks, second),
        _ => vec![None; webhooks.len()],
    };
    let own = |index: &usize| api.incoming[*index].name.as_str().to_owned();
    let wires = webhooks.iter().zip(constants);
    let wires: Vec<String> = wires
        .map(|(it, constant)| constant.unwrap_or_else(|| own(it)))
        .collect();
    let distinct = wires.iter().collect::<BTreeSet<_>>().len() == wires.len();
    let event = |(index, wire): (&usize, String)| Event {
        incoming: *index,
        wire: if distinct { wire } else { own(index) },
    };
    webhooks.iter().zip(wires).map(event).collect()
}

/// Reports that callers name the events themselves.
fn report_unnamed(root: &crate::tree::Node, diagnostics: &mut Diagnostics) {
    let fields = ["webhooks", "x-webhooks"].map(|it| SpecPath::root().child(it));
    let at = fields
        .into_iter()
        .find(|it| root.pointer(it.as_str()).is_some());
    let at = at.unwrap_or_default();
    let message = "nothing in a request tells which event it is";
    diagnostics.push(
        Diagnostic::note(Code::UntoldEvents, lower::place(root, &at), message)
            .pointer(at.as_str())
            .action("`Event::named` takes the name, and there is no `Event::parse`"),
    );
}
