//! Changes to the derives that the configuration asks for: a new property can take one away from a type.

use super::{
    change::{Changes, Effect, Topic},
    ty::Pair,
};
use crate::{
    api::{Trait, TypeId},
    rust::emit::{Context, code},
};
use std::collections::BTreeSet;

pub(super) fn compare(pair: Pair<'_>, out: &mut Changes) {
    let (old, new) = (
        derives(pair.both.old, pair.was),
        derives(pair.both.new, pair.is),
    );
    let subject = code(&pair.name());
    let listed = |of: BTreeSet<&str>| of.into_iter().map(code).collect::<Vec<_>>().join(", ");
    let lost: BTreeSet<&str> = &old - &new;
    if !lost.is_empty() {
        let what = format!("no longer has {}", listed(lost));
        out.push(Topic::Type, Effect::callers(), &*subject, what, pair.at());
    }
    let gained: BTreeSet<&str> = &new - &old;
    if !gained.is_empty() {
        let what = format!("has {}", listed(gained));
        out.push(Topic::Type, Effect::adds(), subject, what, pair.at());
    }
}

/// Returns the derives of a type that depend on the configuration.
fn derives(cx: Context<'_>, id: TypeId) -> BTreeSet<&str> {
    let mut out: BTreeSet<&str> = cx.api.derives.others(id).into_iter().collect();
    for known in Trait::ALL {
        if cx.facts.derives.has(id, known) {
            out.insert(known.name());
        }
    }
    out
}
