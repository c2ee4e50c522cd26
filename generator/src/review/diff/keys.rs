//! Changes to idempotency keys.

use super::{
    change::{Changes, Effect, Topic},
    operation::Pair,
};
use crate::rust::{emit::code, idempotency::Key};

pub(super) fn compare(pair: Pair<'_>, out: &mut Changes) {
    let (was, is) = (
        pair.both.old.repeats.keys.get(&pair.was),
        pair.both.new.repeats.keys.get(&pair.is),
    );
    let header = |key: &Key| code(&key.header);
    let (what, effect) = match (was, is) {
        (Some(was), None) => (
            format!(
                "no longer takes an idempotency key in {}, and is not sent again after failures",
                header(was)
            ),
            Effect::none(),
        ),
        (None, Some(is)) => (
            format!(
                "takes an idempotency key in {} now, and is sent again after failures",
                header(is)
            ),
            Effect::adds(),
        ),
        (Some(was), Some(is)) if !was.header.eq_ignore_ascii_case(&is.header) => (
            format!(
                "takes its idempotency key in {} now, no longer in {}",
                header(is),
                header(was)
            ),
            Effect::none().and_wire(true, "deployed clients send it in the old header"),
        ),
        _ => return,
    };
    out.push(Topic::Operation, effect, pair.subject(), what, pair.at());
}
