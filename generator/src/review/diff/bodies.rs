//! Request bodies.

mod parts;

use super::{
    Both,
    change::{At, Changes, Effect, Topic, became},
    operation::Pair,
};
use crate::{
    api::{Encoding, essence},
    rust::{
        emit::{Context, code, words},
        names::BodyNames,
        plan::Body,
    },
};

/// A form of the body in one version.
#[derive(Clone, Copy)]
struct Form<'a> {
    cx: Context<'a>,
    body: Body<'a>,
    names: &'a BodyNames,
    function: Option<&'a proc_macro2::Ident>,
}

/// Returns all forms, the main one first.
fn forms(cx: Context<'_>, index: usize) -> Vec<Form<'_>> {
    let names = &cx.names.operations[index];
    let main = (&names.body, Some(&names.function));
    let others = names.others.iter();
    let others = others.map(|it| (&it.body, it.function.as_ref()));
    let bodies = cx.plan.bodies(cx.api, index).into_iter();
    let both = bodies.zip(std::iter::once(main).chain(others));
    let form = |(body, (names, function))| Form {
        cx,
        body,
        names,
        function,
    };
    both.map(form).collect()
}

pub(super) fn compare(pair: Pair<'_>, out: &mut Changes) {
    let Both { old, new, .. } = pair.both;
    let before = forms(old, pair.was);
    let now = forms(new, pair.is);
    let same =
        |left: &Form<'_>, right: &Form<'_>| essence(left.body.media) == essence(right.body.media);
    // Two bodies with a single form each are compared with each other, whatever their media types.
    if let ([was], [is]) = (before.as_slice(), now.as_slice()) {
        return changed(pair, *was, *is, out);
    }
    for was in before
        .iter()
        .filter(|it| !now.iter().any(|is| same(it, is)))
    {
        let effect = Effect::callers().and_wire(true, "deployed clients may send it");
        let what = format!("takes no body as {} any more", code(was.body.media));
        out.push(
            Topic::Operation,
            effect,
            pair.subject(),
            what,
            At::old(was.body.at),
        );
    }
    for is in now {
        match before.iter().find(|was| same(was, &is)) {
            Some(was) => {
                changed(pair, *was, is, out);
                functions(pair, *was, is, out);
            }
            None => added(pair, is, before.is_empty(), out),
        }
    }
}

fn added(pair: Pair<'_>, is: Form<'_>, first: bool, out: &mut Changes) {
    let all = words::body(is.cx, &is.body, is.names);
    let taken = shown(&all);
    let media = code(is.body.media);
    let (what, effect) = if first && is.body.required {
        (
            format!("takes a body now, as {media}: {taken}"),
            Effect::adds()
                .and_callers(all.iter().any(|it| it.required))
                .and_wire(true, "deployed clients do not send it"),
        )
    } else {
        let function = is.function.filter(|_| !first);
        let by = function.map_or(taken, |it| code(&it.to_string()));
        (format!("may take a body as {media}: {by}"), Effect::adds())
    };
    out.push(
        Topic::Operation,
        effect,
        pair.subject(),
        what,
        At::new(is.body.at),
    );
}

/// Returns the arguments and setters that an operation has for a body, as code.
fn shown(taken: &[words::Taken]) -> String {
    let each: Vec<String> = taken.iter().map(|it| code(&it.shown())).collect();
    if each.is_empty() {
        "nothing".to_owned()
    } else {
        each.join(", ")
    }
}

fn changed(pair: Pair<'_>, was: Form<'_>, is: Form<'_>, out: &mut Changes) {
    let both = pair.both;
    let (old, new) = (was.body, is.body);
    let (mut what, mut effect) = on_the_wire(&old, &new);
    let in_parts = (old.encoding.parts(), new.encoding.parts());
    let parted = !in_parts.0.is_empty() && !in_parts.1.is_empty();
    if parted {
        parts::compare(pair, (was, in_parts.0), (is, in_parts.1), out);
    }
    let before = words::body(was.cx, &old, was.names);
    let now = words::body(is.cx, &new, is.names);
    let same = parted || before == now || is_same(both, old.encoding, new.encoding);
    let refused = what.is_empty() && !sent(both, old.encoding, new.encoding);
    if !same || refused {
        what.push("has another type".to_owned());
        effect = effect.and_wire(refused, "what deployed clients send may be refused");
    }
    // Required values are positional arguments, which callers do not name.
    let renamed = was.names.ident != is.names.ident && !(old.required && new.required) && !parted;
    let mut what = what.join(" and ");
    if before != now && (renamed || !same || old.required != new.required) {
        if what.is_empty() {
            what.push_str("has another name");
        }
        what.push_str(&format!(": {} is now {}", shown(&before), shown(&now)));
        effect = effect.and_callers(true);
    }
    if what.is_empty() {
        return;
    }
    let subject = format!("{}: the body", pair.subject());
    let at = At::both(old.at, new.at);
    out.push(Topic::Operation, effect, subject, what, at);
}

/// Returns the changes of a body on the wire, apart from its type.
fn on_the_wire(old: &Body<'_>, new: &Body<'_>) -> (Vec<String>, Effect) {
    let mut what: Vec<String> = Vec::new();
    let mut effect = Effect::none();
    if essence(old.media) != essence(new.media) {
        let (now, before) = (code(new.media), code(old.media));
        what.push(format!("is sent as {now} instead of {before}"));
        effect = effect.and_wire(true, "deployed clients send the old form");
    }
    if old.required != new.required {
        what.push(became(new.required).to_owned());
        effect = effect.and_wire(new.required, "deployed clients may send none");
    }
    (what, effect)
}

/// Reports that another function sends a form of the body.
fn functions(pair: Pair<'_>, was: Form<'_>, is: Form<'_>, out: &mut Changes) {
    let name = |it: Form<'_>, cx: Context<'_>, index: usize| {
        let main = &cx.names.operations[index].function;
        let own = it.function.filter(|it| *it != main);
        own.map(ToString::to_string)
    };
    let before = name(was, pair.both.old, pair.was);
    let now = name(is, pair.both.new, pair.is);
    if before == now {
        return;
    }
    let told =
        |it: Option<String>| it.map_or_else(|| "the main function".to_owned(), |it| code(&it));
    let subject = format!("{}: the body as {}", pair.subject(), code(is.body.media));
    let what = format!("is sent by {} instead of {}", told(now), told(before));
    let at = At::both(was.body.at, is.body.at);
    out.push(Topic::Operation, Effect::callers(), subject, what, at);
}

/// Returns whether a body that was sent before is still valid, apart from its media type.
fn sent(both: Both<'_>, old: &Encoding, new: &Encoding) -> bool {
    match (old, new) {
        (Encoding::Json { ty: old, .. }, Encoding::Json { ty: new, .. })
        | (Encoding::Lines { ty: old, .. }, Encoding::Lines { ty: new, .. })
        | (Encoding::Plain { ty: old, .. }, Encoding::Plain { ty: new, .. }) => {
            both.fit(old, new).sent
        }
        (
            Encoding::Form { ty: old, styles },
            Encoding::Form {
                ty: new,
                styles: now,
            },
        ) => styles == now && both.fit(old, new).sent,
        (Encoding::Multipart(_), Encoding::Multipart(_))
        | (Encoding::Raw { .. }, Encoding::Raw { .. }) => true,
        (
            Encoding::Json { .. }
            | Encoding::Form { .. }
            | Encoding::Lines { .. }
            | Encoding::Multipart(_)
            | Encoding::Plain { .. }
            | Encoding::Raw { .. },
            _,
        ) => false,
    }
}

/// Returns whether callers give a value of the same type.
fn is_same(both: Both<'_>, old: &Encoding, new: &Encoding) -> bool {
    match (old, new) {
        (
            Encoding::Json { ty: old, .. } | Encoding::Form { ty: old, .. },
            Encoding::Json { ty: new, .. } | Encoding::Form { ty: new, .. },
        )
        | (Encoding::Lines { ty: old, .. }, Encoding::Lines { ty: new, .. })
        | (Encoding::Plain { ty: old, .. }, Encoding::Plain { ty: new, .. }) => {
            both.is_same(old, new)
        }
        (Encoding::Raw { .. }, Encoding::Raw { .. }) => true,
        (Encoding::Multipart(old), Encoding::Multipart(new)) => old.is_empty() && new.is_empty(),
        (
            Encoding::Json { .. }
            | Encoding::Form { .. }
            | Encoding::Lines { .. }
            | Encoding::Multipart(_)
            | Encoding::Plain { .. }
            | Encoding::Raw { .. },
            _,
        ) => false,
    }
}
