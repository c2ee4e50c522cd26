//! Operations: which there are, where they are, what they are called.

use super::{
    Both, bodies,
    change::{At, Changes, Effect, Topic},
    docs, headers, params, responses, security,
};
use crate::{
    emit::{Context, code},
    model::Operation,
};

/// An operation in both versions.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) both: Both<'a>,
    pub(super) was: usize,
    pub(super) is: usize,
}

impl<'a> Pair<'a> {
    pub(super) fn before(self) -> &'a Operation {
        &self.both.old.api.operations[self.was]
    }

    pub(super) fn after(self) -> &'a Operation {
        &self.both.new.api.operations[self.is]
    }

    /// The operation as the new version calls it.
    pub(super) fn subject(self) -> String {
        subject(self.both.new, self.is)
    }

    pub(super) fn at(self) -> At {
        At::both(&self.before().at, &self.after().at)
    }
}

/// An operation as Rust and the wire call it.
fn subject(cx: Context<'_>, index: usize) -> String {
    let (it, names) = (&cx.api.operations[index], &cx.names.operations[index]);
    let function = code(&names.function.to_string());
    format!(
        "{function} ({})",
        code(&format!("{} {}", it.method.wire(), it.path))
    )
}

pub(super) fn compare(both: Both<'_>, out: &mut Changes) {
    for (was, it) in both.old.api.operations.iter().enumerate() {
        if both.pairs.new_operation(was).is_none() {
            let effect =
                Effect::callers().and_wire(true, "the server no longer says that it is there");
            let at = At::old(&it.at);
            out.push(
                Topic::Operation,
                effect,
                subject(both.old, was),
                "is gone",
                at,
            );
        }
    }
    for (is, it) in both.new.api.operations.iter().enumerate() {
        match both.pairs.old_operation(is) {
            Some(was) => pair(Pair { both, was, is }, out),
            None => {
                let at = At::new(&it.at);
                let effect = Effect::adds();
                out.push(
                    Topic::Operation,
                    effect,
                    subject(both.new, is),
                    "is new",
                    at,
                );
            }
        }
    }
}

fn pair(pair: Pair<'_>, out: &mut Changes) {
    moved(pair, out);
    named(pair, out);
    params::compare(pair, out);
    bodies::compare(pair, out);
    responses::compare(pair, out);
    headers::compare(pair, out);
    security::compare_operation(pair, out);
    security::compare_server(pair, out);
    docs::deprecated(
        (pair.before().deprecated, pair.after().deprecated),
        Topic::Operation,
        &pair.subject(),
        pair.at(),
        out,
    );
    docs::operation(pair, out);
}

/// The method and the path, the names of its parameters aside.
fn moved(pair: Pair<'_>, out: &mut Changes) {
    let wire = |it: &Operation, path: &str| format!("{} {path}", it.method.wire());
    let (old, new) = (pair.before(), pair.after());
    let place = |it: &Operation| wire(it, &super::similar::template(&it.path));
    if place(old) != place(new) {
        let what = format!("has moved from {}", code(&wire(old, &old.path)));
        let effect = Effect::wire("clients that have been built call the old place");
        out.push(Topic::Operation, effect, pair.subject(), what, pair.at());
    }
}

/// The function and the request type, and the module where that is.
fn named(pair: Pair<'_>, out: &mut Changes) {
    let (old, new) = (
        &pair.both.old.names.operations[pair.was],
        &pair.both.new.names.operations[pair.is],
    );
    if old.function != new.function {
        let what = format!("was called {}", code(&old.function.to_string()));
        let (before, after) = (
            code(&old.request.to_string()),
            code(&new.request.to_string()),
        );
        let why = format!("so was its request: {before} is now {after}");
        let effect = Effect::callers();
        let effect = if old.request == new.request {
            effect
        } else {
            effect.because(why)
        };
        out.push(Topic::Operation, effect, pair.subject(), what, pair.at());
    }
    let path = |cx: Context<'_>, index: usize| {
        let names = &cx.names.operations[index];
        let module = cx.names.operation_files.get(names.file);
        module.map_or_else(String::new, |(module, _)| format!("operations::{module}"))
    };
    let (from, to) = (path(pair.both.old, pair.was), path(pair.both.new, pair.is));
    if from != to {
        let what = format!(
            "has another tag: its request type is in {} instead of {}",
            code(&to),
            code(&from)
        );
        let effect = Effect::callers().because("for callers that name the type");
        out.push(Topic::Operation, effect, pair.subject(), what, pair.at());
    }
}
