//! The names of the requests that the server makes.

use super::{
    Names,
    distinct::{Style, Wanted, distinct},
    scope::Scope,
};
use crate::api::{Api, IncomingKind};
use proc_macro2::Ident;

/// The variant of an event that the document does not list.
const UNKNOWN: &[&str] = &["Unknown"];

/// Names each webhook as the variant of an enum, and each callback after its operation. Webhooks and callbacks are in
/// modules of their own.
pub(super) fn name(api: &Api, names: &mut Names) {
    let (mut events, mut callbacks) = (Vec::new(), Vec::new());
    for incoming in &api.incoming {
        let name = incoming.name.as_str();
        match incoming.kind {
            IncomingKind::Webhook => events.push(Wanted::from(name)),
            IncomingKind::Callback(operation) => {
                let request = &names.operations[operation].request;
                let text = format!("{request} {name}");
                callbacks.push(Wanted {
                    tie: incoming.at.as_str().to_owned(),
                    text,
                    also: Vec::new(),
                });
            }
        }
    }
    let distinct_in = |reserved, wanted: &[Wanted]| {
        let mut scope = Scope::reserving(reserved);
        distinct(&mut scope, Style::Camel, wanted).into_iter()
    };
    let (mut events, mut callbacks) = (distinct_in(UNKNOWN, &events), distinct_in(&[], &callbacks));
    let idents = api.incoming.iter().filter_map(|it| match it.kind {
        IncomingKind::Webhook => events.next(),
        IncomingKind::Callback(_) => callbacks.next(),
    });
    names.incoming = idents.collect::<Vec<Ident>>();
}
