//! The parts of a multipart body.

use super::{Form, shown};
use crate::{
    api::{Part, PartContent},
    review::diff::{
        Both,
        change::{At, Changes, Effect, Topic, became},
        docs,
        limits::{self, Limits},
        operation::Pair,
    },
    rust::emit::{code, words},
};

/// A part in one version.
#[derive(Clone, Copy)]
struct Piece<'a> {
    form: Form<'a>,
    part: &'a Part,
    index: usize,
}

impl Piece<'_> {
    fn is_argument(self) -> bool {
        self.form.body.required && self.part.required
    }

    /// Returns the argument or setter.
    fn taken(self) -> Option<words::Taken> {
        let ident = self.form.names.parts.get(self.index)?.to_string();
        let taken = words::body(self.form.cx, &self.form.body, self.form.names);
        let mut taken = taken.into_iter();
        taken.find(|it| it.ident == ident && it.required == self.is_argument())
    }

    /// Returns the argument or setter, as code.
    fn shown(self) -> String {
        shown(self.taken().as_slice())
    }
}

fn pieces<'a>((form, parts): (Form<'a>, &'a [Part])) -> Vec<Piece<'a>> {
    let parts = parts.iter().enumerate();
    let piece = |(index, part)| Piece { form, part, index };
    parts.map(piece).collect()
}

pub(super) fn compare<'a>(
    pair: Pair<'_>,
    was: (Form<'a>, &'a [Part]),
    is: (Form<'a>, &'a [Part]),
    out: &mut Changes,
) {
    let at = At::both(was.0.body.at, is.0.body.at);
    let (before, now) = (pieces(was), pieces(is));
    let subject =
        |it: &Piece<'_>| format!("{}: part {}", pair.subject(), code(it.part.wire.as_str()));
    for it in &before {
        if !now.iter().any(|is| is.part.wire == it.part.wire) {
            let effect = Effect::callers().and_wire(true, "deployed clients may send it");
            out.push(Topic::Operation, effect, subject(it), "is gone", at.clone());
        }
    }
    for it in &now {
        match before.iter().find(|was| was.part.wire == it.part.wire) {
            Some(was) => changed(pair, *was, *it, &subject(it), at.clone(), out),
            None => {
                let effect = if it.is_argument() {
                    Effect::callers()
                } else {
                    Effect::adds()
                };
                let effect = effect.and_wire(it.part.required, "deployed clients do not send it");
                let what = format!("is new: {}", it.shown());
                out.push(Topic::Operation, effect, subject(it), what, at.clone());
            }
        }
    }
    ordered(pair, &before, &now, at, out);
}

fn changed(
    pair: Pair<'_>,
    was: Piece<'_>,
    is: Piece<'_>,
    subject: &str,
    at: At,
    out: &mut Changes,
) {
    let (old, new) = (was.part, is.part);
    let (fits, alike) = contents(pair.both, &old.content, &new.content);
    let (before, now) = (was.shown(), is.shown());
    let mut what: Vec<&str> = Vec::new();
    if old.required != new.required {
        what.push(became(new.required));
    }
    if !alike || !fits {
        what.push("has another type");
    }
    if old.media != new.media {
        what.push("has another media type");
    }
    if old.style != new.style {
        what.push("has another style");
    }
    // Required values are positional arguments, which callers do not name.
    let ident = |it: Piece<'_>| it.taken().map(|it| it.ident);
    if ident(was) != ident(is) && !(was.is_argument() && is.is_argument()) {
        what.push("has another name");
    }
    let deprecated = (old.deprecated, new.deprecated);
    docs::deprecated(deprecated, Topic::Operation, subject, at.clone(), out);
    let limits = Limits {
        old: old.facets.as_deref(),
        new: new.facets.as_deref(),
        sent: true,
    };
    limits::compare(limits, Topic::Operation, subject, &at, out);
    let told = old.doc == new.doc && old.example == new.example;
    docs::compare(told, subject, at.clone(), out);
    if what.is_empty() {
        return;
    }
    let mut what = what.join(" and ");
    if before != now {
        what.push_str(&format!(": {before} is now {now}"));
    }
    // An input for several files, or for a file or another value, accepts a single file as well.
    let takes = matches!(old.content, PartContent::File) && new.content.takes_file();
    let kept = takes && ident(was) == ident(is) && was.is_argument() == is.is_argument();
    let base = if kept && before != now {
        Effect::adds()
    } else {
        Effect::none()
    };
    let effect = base
        .and_callers(before != now && !kept)
        .and_wire(
            new.required && !old.required,
            "deployed clients may leave it out",
        )
        .and_wire(
            !fits || old.style != new.style,
            "what deployed clients send may be refused",
        );
    out.push(Topic::Operation, effect, subject, what, at);
}

/// Reports a new order of the arguments that both versions have.
fn ordered(pair: Pair<'_>, before: &[Piece<'_>], now: &[Piece<'_>], at: At, out: &mut Changes) {
    let kept = |own: &[Piece<'_>], other: &[Piece<'_>]| -> Vec<String> {
        let both = own.iter().filter(|it| {
            let same = |other: &&Piece<'_>| other.part.wire == it.part.wire;
            it.is_argument() && other.iter().find(same).is_some_and(|it| it.is_argument())
        });
        both.map(|it| it.part.wire.as_str().to_owned()).collect()
    };
    let (old, new) = (kept(before, now), kept(now, before));
    if old != new {
        let (new, old) = (code(&new.join(", ")), code(&old.join(", ")));
        let what = format!("takes the parts of its body in another order: {new} instead of {old}");
        let why = "arguments of one type change places without an error";
        let effect = Effect::callers().because(why);
        out.push(Topic::Operation, effect, pair.subject(), what, at);
    }
}

/// Returns whether the old content is still valid, and whether callers give a value of the same type.
fn contents(both: Both<'_>, old: &PartContent, new: &PartContent) -> (bool, bool) {
    match (old, new) {
        (PartContent::Text(old), PartContent::Text(new))
        | (PartContent::Json(old), PartContent::Json(new))
        | (PartContent::JsonList(old), PartContent::JsonList(new))
        | (PartContent::ByValue(old), PartContent::ByValue(new))
        | (PartContent::FileOr(old), PartContent::FileOr(new))
        | (PartContent::FilesOr(old), PartContent::FilesOr(new)) => {
            (both.fit(old, new).sent, both.is_same(old, new))
        }
        // Callers have to write another type for the value.
        (PartContent::FileOr(old), PartContent::FilesOr(new)) => (both.fit(old, new).sent, false),
        (
            PartContent::File,
            PartContent::File
            | PartContent::Files
            | PartContent::FileOr(_)
            | PartContent::FilesOr(_),
        )
        | (PartContent::Files, PartContent::Files | PartContent::FilesOr(_)) => (
            true,
            std::mem::discriminant(old) == std::mem::discriminant(new),
        ),
        (
            PartContent::Text(_)
            | PartContent::Json(_)
            | PartContent::JsonList(_)
            | PartContent::ByValue(_)
            | PartContent::File
            | PartContent::Files
            | PartContent::FileOr(_)
            | PartContent::FilesOr(_),
            _,
        ) => (false, false),
    }
}
