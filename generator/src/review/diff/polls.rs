//! Changes to the results of the work that operations start.

use super::{
    change::{Changes, Effect, Topic},
    operation::Pair,
};
use crate::rust::{emit::code, polls::Kind};

pub(super) fn compare(pair: Pair<'_>, out: &mut Changes) {
    let (old, new) = (pair.both.old, pair.both.new);
    let (was, is) = (
        old.repeats.polls.get(&pair.was),
        new.repeats.polls.get(&pair.is),
    );
    let done = code("done");
    let (what, effect) = match (was, is) {
        (Some(_), None) => (format!("has no {done} any more"), Effect::callers()),
        (None, Some(_)) => (format!("has {done} now"), Effect::adds()),
        (Some(was), Some(is)) if place(pair, &was.kind, true) != place(pair, &is.kind, false) => (
            format!("has another result in its {done}: {}", is.sentence(new.api)),
            Effect::callers(),
        ),
        (Some(was), Some(is)) if asks_otherwise(&was.kind, &is.kind) => (
            format!(
                "asks for its result in another way: {}",
                is.sentence(new.api)
            ),
            Effect::none().and_wire(true, "deployed clients ask as before"),
        ),
        _ => return,
    };
    out.push(Topic::Operation, effect, pair.subject(), what, pair.at());
}

/// Returns the source of the result, which determines its type.
fn place(pair: Pair<'_>, kind: &Kind, old: bool) -> String {
    let cx = if old { pair.both.old } else { pair.both.new };
    match kind {
        Kind::Url { described } => described.to_string(),
        Kind::Ask(ask) => cx.api.operations[ask.operation].path.clone(),
    }
}

/// Returns whether rules differ in parts that callers do not see.
fn asks_otherwise(was: &Kind, is: &Kind) -> bool {
    match (was, is) {
        (Kind::Ask(was), Kind::Ask(is)) => {
            (&was.values, &was.status, &was.ends) != (&is.values, &is.status, &is.ends)
        }
        _ => false,
    }
}
