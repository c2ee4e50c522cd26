//! Changes to documented response headers.

use super::{
    change::{Changes, Effect, Topic},
    docs,
    limits::{self, Limits},
    operation::Pair,
};
use crate::{
    api::ResponseHeader,
    rust::emit::{Context, code, words},
};

pub(super) fn compare(pair: Pair<'_>, out: &mut Changes) {
    let (old, new) = (
        &pair.both.old.plan.operations[pair.was],
        &pair.both.new.plan.operations[pair.is],
    );
    let name = |cx: Context<'_>, index: usize| cx.names.own[index].headers.clone();
    if let (Some(before), Some(now)) = (name(pair.both.old, pair.was), name(pair.both.new, pair.is))
        && before != now
    {
        let what = format!(
            "has its response headers in {} instead of {}",
            code(&format!("headers::{now}")),
            code(&format!("headers::{before}"))
        );
        out.push(
            Topic::Operation,
            Effect::callers(),
            pair.subject(),
            what,
            pair.at(),
        );
    }
    for was in &old.headers {
        if !new.headers.iter().any(|it| it.wire == was.wire) {
            let effect = Effect::callers().and_wire(true, "deployed clients read it as `None`");
            out.push(
                Topic::Operation,
                effect,
                subject(pair, was),
                "is gone",
                pair.at(),
            );
        }
    }
    for is in &new.headers {
        match old.headers.iter().find(|it| it.wire == is.wire) {
            Some(was) => changed(pair, was, is, out),
            None => {
                let ty = code(&words::ty(pair.both.new, &is.ty));
                let what = format!("is new: {ty}");
                out.push(
                    Topic::Operation,
                    Effect::adds(),
                    subject(pair, is),
                    what,
                    pair.at(),
                );
            }
        }
    }
}

fn subject(pair: Pair<'_>, it: &ResponseHeader) -> String {
    format!(
        "{}: response header {}",
        pair.subject(),
        code(it.wire.as_str())
    )
}

fn changed(pair: Pair<'_>, was: &ResponseHeader, is: &ResponseHeader, out: &mut Changes) {
    let both = pair.both;
    let (before, now) = (words::ty(both.old, &was.ty), words::ty(both.new, &is.ty));
    if before != now && !both.is_same(&was.ty, &is.ty) {
        // A header that does not parse as its type is read as `None`.
        let unread = !both.fit(&was.ty, &is.ty).read;
        let effect = Effect::callers().and_wire(unread, "deployed clients read it as `None`");
        let what = format!("changed its type: {} is now {}", code(&before), code(&now));
        out.push(Topic::Operation, effect, subject(pair, is), what, pair.at());
    }
    docs::deprecated(
        (was.deprecated, is.deprecated),
        Topic::Operation,
        &subject(pair, is),
        pair.at(),
        out,
    );
    let limits = Limits {
        old: was.facets.as_deref(),
        new: is.facets.as_deref(),
        sent: false,
    };
    let name = subject(pair, is);
    limits::compare(limits, Topic::Operation, &name, &pair.at(), out);
    docs::compare(was.doc == is.doc, &subject(pair, is), pair.at(), out);
}
