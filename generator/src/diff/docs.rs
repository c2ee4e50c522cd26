//! What is only said of things.

use super::{
    change::{At, Changes, Effect, Topic},
    operations::Pair,
};
use crate::model::{Doc, Operation};

/// What is said of a thing, if it is not the same.
pub(super) fn told(same: bool, subject: &str, at: At, out: &mut Changes) {
    if !same {
        out.push(
            Topic::Docs,
            Effect::none(),
            subject,
            "is described in other words",
            at,
        );
    }
}

/// `deprecated`, in the old version and the new one.
pub(super) fn deprecated(
    (old, new): (bool, bool),
    topic: Topic,
    subject: &str,
    at: At,
    out: &mut Changes,
) {
    match (old, new) {
        (false, true) => {
            let effect = Effect::adds().because("callers get a warning where they use it");
            out.push(topic, effect, subject, "is deprecated now", at);
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

/// All that is said of an operation, its parameters aside.
pub(super) fn operation(pair: Pair<'_>, out: &mut Changes) {
    let (old, new) = (pair.before(), pair.after());
    let responses = |it: &Operation| -> Vec<_> {
        let each = it.responses.iter();
        each.map(|it| (it.key, it.description.clone())).collect()
    };
    let bodies = |it: &Operation| -> Vec<(Doc, _)> {
        it.bodies()
            .map(|it| (it.doc.clone(), it.example.clone()))
            .collect()
    };
    // What is new or gone is told as such.
    let keys = |it: &Operation| it.responses.iter().map(|it| it.key).collect::<Vec<_>>();
    let same = old.doc == new.doc
        && (responses(old) == responses(new) || keys(old) != keys(new))
        && (bodies(old) == bodies(new) || bodies(old).len() != bodies(new).len());
    told(same, &pair.subject(), pair.at(), out);
}
