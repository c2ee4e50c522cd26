//! Changes to descriptions and deprecations.

use super::{
    change::{At, Changes, Effect, Topic},
    operation::Pair,
};
use crate::{
    api::{Doc, Operation},
    rust::emit::Context,
};

/// Reports a changed description, unless `same`.
pub(super) fn compare(same: bool, subject: &str, at: At, out: &mut Changes) {
    if !same {
        out.push(
            Topic::Docs,
            Effect::none(),
            subject,
            "has a different description",
            at,
        );
    }
}

/// Compares `deprecated` in the two versions.
pub(super) fn deprecated(
    (old, new): (bool, bool),
    topic: Topic,
    subject: &str,
    at: At,
    out: &mut Changes,
) {
    match (old, new) {
        (false, true) => {
            let effect = Effect::adds().because("callers get a warning");
            out.push(topic, effect, subject, "is now deprecated", at);
        }
        (true, false) => {
            out.push(
                topic,
                Effect::none(),
                subject,
                "is no longer deprecated",
                at,
            );
        }
        (true, true) | (false, false) => {}
    }
}

/// Compares the descriptions of an operation, except those of its parameters.
pub(super) fn operation(pair: Pair<'_>, out: &mut Changes) {
    let (old, new) = (pair.before(), pair.after());
    let responses = |it: &Operation| -> Vec<_> {
        let each = it.responses.iter();
        each.map(|it| (it.key, it.description.clone())).collect()
    };
    let bodies = |cx: Context<'_>, index: usize| -> Vec<(Doc, _)> {
        let each = cx.plan.bodies(cx.api, index).into_iter();
        each.map(|it| (it.doc.clone(), it.example.cloned()))
            .collect()
    };
    let (was, is) = (
        bodies(pair.both.old, pair.was),
        bodies(pair.both.new, pair.is),
    );
    // Additions and removals are reported elsewhere.
    let keys = |it: &Operation| it.responses.iter().map(|it| it.key).collect::<Vec<_>>();
    let same = old.doc == new.doc
        && (responses(old) == responses(new) || keys(old) != keys(new))
        && (was == is || was.len() != is.len());
    compare(same, &pair.subject(), pair.at(), out);
}
