//! Changes to operations: which exist, their paths and their names.

use super::{
    Both, bodies,
    change::{At, Changes, Effect, Topic},
    docs, headers, keys,
    operation::{Pair, subject},
    pages, params, polls, responses, security, similar,
};
use crate::{
    api::Operation,
    rust::emit::{Context, code},
};

pub(super) fn compare(both: Both<'_>, out: &mut Changes) {
    for (was, it) in both.old.api.operations.iter().enumerate() {
        if both.pairs.new_operation(was).is_none() {
            let effect = Effect::callers().and_wire(true, "deployed clients may still call it");
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
    known_as(pair, out);
    filed(pair, out);
    params::compare(pair, out);
    bodies::compare(pair, out);
    responses::compare(pair, out);
    headers::compare(pair, out);
    pages::compare(pair, out);
    polls::compare(pair, out);
    keys::compare(pair, out);
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

/// Compares the method and path, except for the names of parameters, and the names in Rust.
fn known_as(pair: Pair<'_>, out: &mut Changes) {
    let place = |it: &Operation, path: &str| format!("{} {path}", it.method.wire());
    let (before, after) = (pair.before(), pair.after());
    let template = |it: &Operation| place(it, &similar::template(&it.path));
    let moved = template(before) != template(after);
    let names = |cx: Context<'_>, index: usize| {
        let names = &cx.names.operations[index];
        (names.function.to_string(), names.request.to_string())
    };
    let ((old, old_request), (new, request)) = (
        names(pair.both.old, pair.was),
        names(pair.both.new, pair.is),
    );
    let from = code(&place(before, &before.path));
    let what = match (old != new, moved) {
        (true, true) => format!("was {} ({from})", code(&old)),
        (true, false) => format!("was called {}", code(&old)),
        (false, true) => format!("was {from}"),
        (false, false) => return,
    };
    let renamed = (old_request != request).then(|| {
        let (was, is) = (code(&old_request), code(&request));
        format!("its request {was} is now {is}")
    });
    let effect = Effect::none().and_callers(old != new);
    let effect = renamed.into_iter().fold(effect, Effect::because);
    let effect = effect.and_wire(moved, "deployed clients use the old method and path");
    out.push(
        Topic::Operation,
        effect,
        pair.full_subject(),
        what,
        pair.at(),
    );
}

/// Compares the modules of the request type.
fn filed(pair: Pair<'_>, out: &mut Changes) {
    let path = |cx: Context<'_>, index: usize| {
        let names = &cx.names.operations[index];
        let module = cx.names.operation_files.get(names.file);
        module.map_or_else(String::new, |(module, _)| format!("operations::{module}"))
    };
    let (from, to) = (path(pair.both.old, pair.was), path(pair.both.new, pair.is));
    if from != to {
        let what = format!(
            "changed its tag: its request type is in {} instead of {}",
            code(&to),
            code(&from)
        );
        let effect =
            Effect::callers().because("callers that name the type have to change its path");
        out.push(
            Topic::Operation,
            effect,
            pair.full_subject(),
            what,
            pair.at(),
        );
    }
}
