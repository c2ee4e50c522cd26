//! Request bodies.

use super::{
    Both,
    change::{At, Changes, Effect, Topic},
    operations::Pair,
};
use crate::{
    emit::{Context, code, words},
    model::{Body, Encoding, Operation, Part, PartContent, essence},
    name::{BodyNames, OperationNames},
};

/// A form of the body in one version.
#[derive(Clone, Copy)]
struct Form<'a> {
    cx: Context<'a>,
    body: &'a Body,
    names: &'a BodyNames,
    function: Option<&'a proc_macro2::Ident>,
}

/// All forms, the main one first.
fn forms<'a>(cx: Context<'a>, it: &'a Operation, names: &'a OperationNames) -> Vec<Form<'a>> {
    let main = it.body.iter().map(|body| Form {
        cx,
        body,
        names: &names.body,
        function: Some(&names.function),
    });
    let others = it.other_bodies.iter().zip(&names.others);
    let others = others.map(|(body, names)| Form {
        cx,
        body,
        names: &names.body,
        function: names.function.as_ref(),
    });
    main.chain(others).collect()
}

pub(super) fn compare(pair: Pair<'_>, out: &mut Changes) {
    let Both { old, new, .. } = pair.both;
    let before = forms(old, pair.before(), &old.names.operations[pair.was]);
    let now = forms(new, pair.after(), &new.names.operations[pair.is]);
    let same =
        |left: &Form<'_>, right: &Form<'_>| essence(&left.body.media) == essence(&right.body.media);
    // A body in its only form is one body, whatever it is sent as.
    if let ([was], [is]) = (before.as_slice(), now.as_slice()) {
        return changed(pair, *was, *is, out);
    }
    for was in before
        .iter()
        .filter(|it| !now.iter().any(|is| same(it, is)))
    {
        let effect = Effect::callers().and_wire(true, "clients that have been built may send it");
        let what = format!("takes no body as {} any more", code(&was.body.media));
        out.push(
            Topic::Operation,
            effect,
            pair.subject(),
            what,
            At::old(&was.body.at),
        );
    }
    for is in now {
        match before.iter().find(|was| same(was, &is)) {
            Some(was) => changed(pair, *was, is, out),
            None => added(pair, is, before.is_empty(), out),
        }
    }
}

fn added(pair: Pair<'_>, is: Form<'_>, first: bool, out: &mut Changes) {
    let taken = shown(&words::body(is.cx, is.body, is.names));
    let media = code(&is.body.media);
    let (what, effect) = if first && is.body.required {
        (
            format!("takes a body now, as {media}: {taken}"),
            Effect::callers().and_wire(true, "clients that have been built do not send it"),
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
        At::new(&is.body.at),
    );
}

/// What an operation takes for a body, as code.
fn shown(taken: &[words::Taken]) -> String {
    let each = taken.iter().map(|it| {
        code(&if it.required {
            format!("{}: {}", it.ident, it.ty)
        } else {
            format!(".{}({})", it.ident, it.ty)
        })
    });
    let each: Vec<String> = each.collect();
    if each.is_empty() {
        "nothing".to_owned()
    } else {
        each.join(", ")
    }
}

fn changed(pair: Pair<'_>, was: Form<'_>, is: Form<'_>, out: &mut Changes) {
    let both = pair.both;
    let (old, new) = (was.body, is.body);
    let mut what: Vec<String> = Vec::new();
    let mut effect = Effect::none();
    let at = At::both(&old.at, &new.at);
    if essence(&old.media) != essence(&new.media) {
        what.push(format!(
            "is sent as {} instead of {}",
            code(&new.media),
            code(&old.media)
        ));
        effect = effect.and_wire(true, "clients that have been built send the old form");
    }
    if old.required != new.required {
        let word = if new.required {
            "is required now"
        } else {
            "is optional now"
        };
        what.push(word.to_owned());
        effect = effect.and_wire(new.required, "clients that have been built may send none");
    }
    if let (Encoding::Multipart(before), Encoding::Multipart(now)) = (&old.encoding, &new.encoding)
    {
        parts(pair, (was, before), (is, now), out);
    }
    let fit = sent(both, &old.encoding, &new.encoding);
    let (before, now) = (
        words::body(was.cx, old, was.names),
        words::body(is.cx, new, is.names),
    );
    let multipart = matches!(old.encoding, Encoding::Multipart(_))
        && matches!(new.encoding, Encoding::Multipart(_));
    let same = multipart || before == now || is_same(both, &old.encoding, &new.encoding);
    if !same || !fit {
        what.push("has another type".to_owned());
        effect = effect.and_wire(!fit, "what clients have been sending may be refused");
    }
    if (!same || (old.required != new.required && !multipart)) && before != now {
        what.push(format!("{} is now {}", shown(&before), shown(&now)));
        effect = effect.and_callers(true);
    }
    if was.function.map(ToString::to_string) != is.function.map(ToString::to_string)
        && was.function.is_some()
        && was.function != Some(&both.old.names.operations[pair.was].function)
    {
        let name = |it: Option<&proc_macro2::Ident>| {
            it.map_or_else(|| "a setter".to_owned(), |it| code(&it.to_string()))
        };
        what.push(format!(
            "{} is now {}",
            name(was.function),
            name(is.function)
        ));
        effect = effect.and_callers(true);
    }
    if !what.is_empty() {
        let subject = format!("{}: the body", pair.subject());
        out.push(Topic::Operation, effect, subject, what.join(", "), at);
    }
}

/// Whether what was sent before is still right, the media type aside.
fn sent(both: Both<'_>, old: &Encoding, new: &Encoding) -> bool {
    match (old, new) {
        (Encoding::Json { ty: old, .. }, Encoding::Json { ty: new, .. }) => both.fit(old, new).sent,
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
            | Encoding::Multipart(_)
            | Encoding::Raw { .. },
            _,
        ) => false,
    }
}

/// Whether callers give the same.
fn is_same(both: Both<'_>, old: &Encoding, new: &Encoding) -> bool {
    match (old, new) {
        (
            Encoding::Json { ty: old, .. } | Encoding::Form { ty: old, .. },
            Encoding::Json { ty: new, .. } | Encoding::Form { ty: new, .. },
        ) => both.is_same(old, new),
        (Encoding::Raw { .. }, Encoding::Raw { .. }) => true,
        (
            Encoding::Json { .. }
            | Encoding::Form { .. }
            | Encoding::Multipart(_)
            | Encoding::Raw { .. },
            _,
        ) => false,
    }
}

/// The parts of a body that is sent in parts.
fn parts(
    pair: Pair<'_>,
    (was, before): (Form<'_>, &[Part]),
    (is, now): (Form<'_>, &[Part]),
    out: &mut Changes,
) {
    let at = At::both(&was.body.at, &is.body.at);
    let words = |form: Form<'_>, part: &Part, index: usize| {
        let ident = form.names.parts.get(index).map(ToString::to_string);
        let taken = words::body(form.cx, form.body, form.names);
        let argument = form.body.required && part.required;
        let found = taken
            .into_iter()
            .find(|it| Some(&it.ident) == ident.as_ref() && it.required == argument);
        shown(found.as_slice())
    };
    for part in before
        .iter()
        .filter(|it| !now.iter().any(|is| is.wire == it.wire))
    {
        let effect = Effect::callers().and_wire(true, "clients that have been built still send it");
        let what = format!("has no part {} any more", code(part.wire.as_str()));
        out.push(
            Topic::Operation,
            effect,
            format!("{}: the body", pair.subject()),
            what,
            at.clone(),
        );
    }
    for (index, part) in now.iter().enumerate() {
        let subject = format!("{}: part {}", pair.subject(), code(part.wire.as_str()));
        let place = before.iter().position(|it| it.wire == part.wire);
        let shown = words(is, part, index);
        let Some((place, old)) = place.and_then(|place| Some((place, before.get(place)?))) else {
            let effect = if part.required {
                Effect::callers().and_wire(true, "clients that have been built do not send it")
            } else {
                Effect::adds()
            };
            out.push(
                Topic::Operation,
                effect,
                subject,
                format!("is new: {shown}"),
                at.clone(),
            );
            continue;
        };
        let told = words(was, old, place);
        let (fits, alike) = contents(pair.both, &old.content, &part.content);
        let mut effect = Effect::none()
            .and_callers(told != shown && !(alike && old.required == part.required))
            .and_wire(
                part.required && !old.required,
                "clients that have been built may leave it out",
            )
            .and_wire(!fits, "what clients have been sending may be refused");
        if old.media != part.media {
            effect = effect.because("its media type is another one");
        }
        if told != shown || !fits || old.media != part.media || old.required != part.required {
            let what = if told == shown {
                "has changed".to_owned()
            } else {
                format!("has changed: {told} is now {shown}")
            };
            out.push(Topic::Operation, effect, subject, what, at.clone());
        }
    }
}

/// Whether old contents are still right, and whether callers give the same.
fn contents(both: Both<'_>, old: &PartContent, new: &PartContent) -> (bool, bool) {
    match (old, new) {
        (PartContent::Text(old), PartContent::Text(new))
        | (PartContent::Json(old), PartContent::Json(new))
        | (PartContent::JsonList(old), PartContent::JsonList(new)) => {
            (both.fit(old, new).sent, both.is_same(old, new))
        }
        (PartContent::File, PartContent::File | PartContent::Files)
        | (PartContent::Files, PartContent::Files) => (
            true,
            std::mem::discriminant(old) == std::mem::discriminant(new),
        ),
        (
            PartContent::Text(_)
            | PartContent::Json(_)
            | PartContent::JsonList(_)
            | PartContent::File
            | PartContent::Files,
            _,
        ) => (false, false),
    }
}
