//! Changes to enum values and union alternatives. All enums are open and keep unlisted values, so additions
//! break no deployed client.

use super::{
    change::{Changes, Effect, Topic},
    docs, setters,
    ty::{Pair, member},
};
use crate::{
    api::{Alternative, Doc, IntegerValue, Shape, StringValue, TypeId, TypeRef, Union, Variant},
    rust::emit::{Context, code, words},
};

pub(super) fn texts(pair: Pair<'_>, old: &[StringValue], new: &[StringValue], out: &mut Changes) {
    let wires = |all: &[StringValue]| -> Vec<(String, Doc)> {
        let all = all.iter();
        all.map(|it| (it.wire.as_str().to_owned(), it.words.doc.clone()))
            .collect()
    };
    values(pair, &wires(old), &wires(new), out);
}

pub(super) fn integers(
    pair: Pair<'_>,
    old: &[IntegerValue],
    new: &[IntegerValue],
    out: &mut Changes,
) {
    let wires = |all: &[IntegerValue]| -> Vec<(String, Doc)> {
        let all = all.iter();
        all.map(|it| (it.value.to_string(), it.words.doc.clone()))
            .collect()
    };
    values(pair, &wires(old), &wires(new), out);
}

fn values(pair: Pair<'_>, old: &[(String, Doc)], new: &[(String, Doc)], out: &mut Changes) {
    for (was, (value, _)) in old.iter().enumerate() {
        if !new.iter().any(|(it, _)| it == value) {
            let why = "deployed clients may send it";
            let effect = Effect::callers().and_wire(pair.is_sent(), why);
            let subject = variant(pair, false, was, value);
            out.push(Topic::Type, effect, subject, "is gone", pair.at());
        }
    }
    for (is, (value, doc)) in new.iter().enumerate() {
        let subject = variant(pair, true, is, value);
        let same = |(_, (it, _)): &(usize, &(String, Doc))| it == value;
        match old.iter().enumerate().find(same) {
            None => {
                let read = pair.is_received();
                let effect = Effect::adds();
                let effect = if read {
                    effect.because("deployed clients read it as `Unknown`")
                } else {
                    effect
                };
                out.push(Topic::Type, effect, subject, "is new", pair.at());
            }
            Some((was, (_, before))) => {
                docs::compare(before == doc, &subject, pair.at(), out);
                named(pair, was, is, subject, out);
            }
        }
    }
}

/// Returns a variant with its value on the wire.
fn variant(pair: Pair<'_>, new: bool, index: usize, wire: &str) -> String {
    let (cx, id) = if new {
        (pair.both.new, pair.is)
    } else {
        (pair.both.old, pair.was)
    };
    member(cx, id, index, wire).replacen('.', "::", 1)
}

/// Compares the names of a variant whose value is the same.
fn named(pair: Pair<'_>, was: usize, is: usize, subject: String, out: &mut Changes) {
    let ident = |names: &crate::rust::names::TypeNames, index: usize| {
        names
            .members
            .get(index)
            .map(ToString::to_string)
            .unwrap_or_default()
    };
    let before = ident(&pair.both.old.names.types[pair.was.index()], was);
    let now = ident(&pair.both.new.names.types[pair.is.index()], is);
    if before != now {
        let what = format!("was called {}", code(&before));
        out.push(Topic::Type, Effect::callers(), subject, what, pair.at());
    }
}

pub(super) fn union(pair: Pair<'_>, old: &Union, new: &Union, out: &mut Changes) {
    if old.tag != new.tag {
        let what = format!(
            "has its tag in {} instead of {}",
            code(new.tag.as_str()),
            code(old.tag.as_str())
        );
        let used = pair.is_sent() || pair.is_received();
        let why = "deployed clients use the old one";
        let effect = Effect::none().and_wire(used, why);
        out.push(Topic::Type, effect, code(&pair.name()), what, pair.at());
    }
    let tags = |it: &Variant| {
        let tags = it.tags.iter().map(ToString::to_string);
        tags.collect::<Vec<_>>().join(" or ")
    };
    // A variant none of whose tags remains is identified by its name and type.
    let shares = |left: &Variant, right: &Variant| {
        left.tags.iter().any(|it| right.tags.contains(it))
            || left.words == right.words && pair.both.is_same(&left.ty, &right.ty)
    };
    for (was, it) in old.variants.iter().enumerate() {
        if !new.variants.iter().any(|is| shares(it, is)) {
            gone(pair, was, &tags(it), out);
        }
    }
    for (is, it) in new.variants.iter().enumerate() {
        let subject = variant(pair, true, is, &tags(it));
        let was = old.variants.iter().position(|was| shares(was, it));
        let Some((was, before)) = was.and_then(|was| Some((was, old.variants.get(was)?))) else {
            added(
                pair,
                subject,
                &code(&words::variant(pair.both.new, pair.is, is, &it.ty)),
                out,
            );
            continue;
        };
        let lost = before.tags.iter().any(|tag| !it.tags.contains(tag));
        if before.tags != it.tags {
            let why = "deployed clients may send a tag that is gone";
            let effect = Effect::none().and_wire(lost && pair.is_sent(), why);
            let what = format!(
                "changed its tags: {} instead of {}",
                code(&tags(it)),
                code(&tags(before))
            );
            out.push(Topic::Type, effect, &*subject, what, pair.at());
        }
        payload(pair, (was, &before.ty), (is, &it.ty), &subject, out);
        named(pair, was, is, subject, out);
    }
}

pub(super) fn untagged(
    pair: Pair<'_>,
    old: &[Alternative],
    new: &[Alternative],
    out: &mut Changes,
) {
    let places = matched(pair, old, new);
    for (was, it) in old.iter().enumerate() {
        if !places.contains(&Some(was)) {
            gone(pair, was, &words::ty(pair.both.old, &it.ty), out);
        }
    }
    for ((is, it), was) in new.iter().enumerate().zip(places) {
        let ty = words::variant(pair.both.new, pair.is, is, &it.ty);
        let subject = variant(pair, true, is, &ty);
        match was.and_then(|was| Some((was, old.get(was)?))) {
            None => added(pair, subject, &code(&ty), out),
            Some((was, before)) => {
                payload(pair, (was, &before.ty), (is, &it.ty), &subject, out);
                named(pair, was, is, subject, out);
            }
        }
    }
}

/// A rule by which an old alternative and a new one are the same.
type Rule<'r> = &'r dyn Fn(&Alternative, &Alternative) -> bool;

/// Returns the old alternative for each new one: that of the same type and words, else that of the same type, from
/// which its name derives, else that of the same words.
fn matched(pair: Pair<'_>, old: &[Alternative], new: &[Alternative]) -> Vec<Option<usize>> {
    let typed = |was: &Alternative, is: &Alternative| pair.both.is_same(&was.ty, &is.ty);
    let worded = |was: &Alternative, is: &Alternative| was.words == is.words;
    let both = |was: &Alternative, is: &Alternative| worded(was, is) && typed(was, is);
    let rules: [Rule<'_>; 3] = [&both, &typed, &worded];
    let mut out: Vec<Option<usize>> = vec![None; new.len()];
    for rule in rules {
        for (is, it) in new.iter().enumerate() {
            if out.get(is).is_some_and(Option::is_none) {
                let mut free = old
                    .iter()
                    .enumerate()
                    .filter(|(was, _)| !out.contains(&Some(*was)));
                let found = free.find(|(_, was)| rule(was, it)).map(|(was, _)| was);
                if let Some(slot) = out.get_mut(is) {
                    *slot = found;
                }
            }
        }
    }
    out
}

fn gone(pair: Pair<'_>, was: usize, wire: &str, out: &mut Changes) {
    let why = "deployed clients may send it";
    let effect = Effect::callers().and_wire(pair.is_sent(), why);
    out.push(
        Topic::Type,
        effect,
        variant(pair, false, was, wire),
        "is gone",
        pair.at(),
    );
}

fn added(pair: Pair<'_>, subject: String, ty: &str, out: &mut Changes) {
    let effect = Effect::adds();
    let effect = if pair.is_received() {
        effect.because("deployed clients read it as `Unknown`")
    } else {
        effect
    };
    out.push(
        Topic::Type,
        effect,
        subject,
        format!("is new: {ty}"),
        pair.at(),
    );
}

/// Compares the types that a variant holds.
fn payload(
    pair: Pair<'_>,
    (was, old): (usize, &TypeRef),
    (is, new): (usize, &TypeRef),
    subject: &str,
    out: &mut Changes,
) {
    let both = pair.both;
    let (before, now) = (
        words::variant(both.old, pair.was, was, old),
        words::variant(both.new, pair.is, is, new),
    );
    let boxed = |cx: Context<'_>, id, index| cx.facts.boxed.contains(&(id, index));
    let same =
        both.is_same(old, new) && boxed(both.old, pair.was, was) == boxed(both.new, pair.is, is);
    if before != now && !same {
        let what = format!("holds {} instead of {}", code(&now), code(&before));
        let effect = pair.reach(both.fit(old, new), Effect::callers());
        out.push(Topic::Type, effect, subject, what, pair.at());
    } else {
        setters::conversion(pair, (was, is), new, subject, out);
    }
}

/// Reports a union that has gained or lost its tag.
pub(super) fn retagged(pair: Pair<'_>, tagged: bool, out: &mut Changes) {
    let all = |cx: Context<'_>, id: TypeId| -> Vec<(String, String)> {
        let types: Vec<&TypeRef> = match &cx.api.ty(id).shape {
            Shape::Union(it) => it.variants.iter().map(|it| &it.ty).collect(),
            Shape::Untagged(it) => it.iter().map(|it| &it.ty).collect(),
            Shape::Struct(_) | Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::Alias(_) => {
                Vec::new()
            }
        };
        let types = types.into_iter().enumerate();
        let held = types.map(|(index, ty)| words::variant(cx, id, index, ty));
        let names = cx.names.types[id.index()].members.iter();
        names.map(ToString::to_string).zip(held).collect()
    };
    let now = all(pair.both.new, pair.is);
    let before = all(pair.both.old, pair.was);
    let lost: Vec<String> = before
        .into_iter()
        .filter(|it| !now.contains(it))
        .map(|(name, held)| code(&format!("{name}({held})")))
        .collect();
    let what = if tagged {
        "now distinguishes its variants by a tag"
    } else {
        "now distinguishes its variants by shape instead of by a tag"
    };
    let mut effect = Effect::none().and_callers(!lost.is_empty());
    if !lost.is_empty() {
        effect = effect.because(format!("these variants are gone: {}", lost.join(", ")));
    }
    let effect = effect
        .and_wire(
            tagged && pair.is_sent(),
            "deployed clients may omit the tag",
        )
        .and_wire(
            !lost.is_empty() && pair.is_sent(),
            "deployed clients may send removed variants",
        );
    out.push(Topic::Type, effect, code(&pair.name()), what, pair.at());
}
