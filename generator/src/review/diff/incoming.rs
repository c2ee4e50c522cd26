//! Changes to the requests that the server makes: the events of webhooks, and the payloads of callbacks.

use super::{
    Both,
    change::{At, Changes, Effect, Topic},
    docs,
};
use crate::{
    api::{Incoming, IncomingKind},
    rust::emit::{Context, code, payload},
};
use std::collections::BTreeMap;

/// The code for a request by the server.
#[derive(PartialEq, Eq)]
struct Code {
    ident: String,
    /// The type of the payload, as it is written.
    ty: Option<String>,
    /// The name of an event in requests.
    wire: Option<String>,
}

/// A request by the server: its operation in the old document, if it is a callback, and its name.
type Key = (Option<usize>, String);

pub(super) fn compare(both: Both<'_>, out: &mut Changes) {
    let old = keyed(both.old, Some);
    let new = keyed(both.new, |it| both.pairs.old_operation(it));
    for (key, index) in &old {
        let it = &both.old.api.incoming[*index];
        match new.get(key) {
            Some(now) => changed(both, (*index, *now), out),
            None => {
                let had_code = code_of(both.old, *index).is_some();
                let effect = Effect::none().and_callers(had_code);
                out.push(Topic::Api, effect, subject(it), "is gone", At::old(&it.at));
            }
        }
    }
    for (_, index) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
        let it = &both.new.api.incoming[*index];
        let effect = match code_of(both.new, *index) {
            Some(_) => Effect::adds(),
            None => Effect::none().because("the client has no code for it"),
        };
        out.push(Topic::Api, effect, subject(it), "is new", At::new(&it.at));
    }
    recognition(both, out);
}

fn keyed(cx: Context<'_>, operation: impl Fn(usize) -> Option<usize>) -> BTreeMap<Key, usize> {
    let mut out = BTreeMap::new();
    for (index, it) in cx.api.incoming.iter().enumerate() {
        let name = it.name.as_str().to_owned();
        let owner = match it.kind {
            IncomingKind::Webhook => None,
            // The callback of a new operation has no counterpart: no old operation has this number.
            IncomingKind::Callback(new) => Some(operation(new).unwrap_or(usize::MAX - new)),
        };
        out.entry((owner, name)).or_insert(index);
    }
    out
}

fn subject(it: &Incoming) -> String {
    let kind = match it.kind {
        IncomingKind::Webhook => "webhook",
        IncomingKind::Callback(_) => "callback",
    };
    format!("the {kind} {}", code(it.name.as_str()))
}

/// Returns the code for a request by the server, if there is any.
fn code_of(cx: Context<'_>, index: usize) -> Option<Code> {
    let events = &cx.events.list;
    let place = events.binary_search_by_key(&index, |it| it.incoming);
    let event = place.ok().map(|it| &events[it]);
    let ty = payload(cx, index);
    (event.is_some() || ty.is_some()).then(|| Code {
        ident: cx.names.incoming[index].to_string(),
        ty,
        wire: event.map(|it| it.wire.clone()),
    })
}

fn changed(both: Both<'_>, (was, is): (usize, usize), out: &mut Changes) {
    let (before, now) = (&both.old.api.incoming[was], &both.new.api.incoming[is]);
    let at = || At::both(&before.at, &now.at);
    let mut say = |effect: Effect, what: String| {
        out.push(Topic::Api, effect, subject(now), what, at());
    };
    match (code_of(both.old, was), code_of(both.new, is)) {
        (None, None) => {}
        (None, Some(_)) => say(Effect::adds(), "has code now".to_owned()),
        (Some(_), None) => say(Effect::callers(), "has no code any more".to_owned()),
        (Some(old), Some(new)) => {
            if old.ident != new.ident {
                let what = format!(
                    "is called {} instead of {}",
                    code(&new.ident),
                    code(&old.ident)
                );
                say(Effect::callers().absorb(Effect::adds()), what);
            }
            if old.ty != new.ty {
                let shown = |it: &Option<String>| it.as_deref().map_or("nothing".to_owned(), code);
                let what = format!("carries {} instead of {}", shown(&new.ty), shown(&old.ty));
                say(Effect::callers().absorb(Effect::adds()), what);
            }
            if old.wire != new.wire {
                let effect =
                    Effect::none().and_wire(true, "deployed handlers take it for an unknown event");
                say(effect, "has another name in requests".to_owned());
            }
        }
    }
    let docs = |it: &Incoming| it.request().map(|it| it.doc.clone());
    docs::compare(docs(before) == docs(now), &subject(now), at(), out);
}

/// Compares the places of an event's name, and the signature.
fn recognition(both: Both<'_>, out: &mut Changes) {
    let (old, new) = (both.old.events, both.new.events);
    if old.list.is_empty() || new.list.is_empty() {
        return;
    }
    let at = |index: usize, cx: Context<'_>| cx.api.incoming[index].at.parent();
    let (was, is) = (
        at(old.list[0].incoming, both.old),
        at(new.list[0].incoming, both.new),
    );
    let mut say = |effect: Effect, item: &str, what: &str| {
        out.push(Topic::Api, effect, code(item), what, At::both(&was, &is));
    };
    let handlers = "deployed handlers look in the old place";
    match (old.are_distinguishable(), new.are_distinguishable()) {
        (true, false) => say(Effect::callers(), "Event::parse", "is gone"),
        (false, true) => say(Effect::adds(), "Event::parse", "is new"),
        (true, true) if old.name != new.name => {
            let effect = Effect::none().and_wire(old.list.len() > 1, handlers);
            say(
                effect,
                "Event::parse",
                "finds the name of an event in another place",
            );
        }
        (true, true) | (false, false) => {}
    }
    match (&old.signature, &new.signature) {
        (Some(_), None) => say(Effect::callers(), "webhooks::SIGNATURE", "is gone"),
        (None, Some(_)) => say(Effect::adds(), "webhooks::SIGNATURE", "is new"),
        (Some(old), Some(new)) if old != new => {
            let effect = Effect::none().and_wire(true, "deployed handlers refuse every request");
            say(effect, "webhooks::SIGNATURE", "has changed");
        }
        _ => {}
    }
}
