//! Changes to parameters.

use super::{
    Both,
    change::{At, Changes, Effect, Topic, became},
    docs,
    limits::{self, Limits},
    operation::Pair,
    pairs::same_param,
};
use crate::{
    api::{Param, Place, Style, TypeRef},
    rust::emit::{code, resolved, words},
};

pub(super) fn compare(pair: Pair<'_>, out: &mut Changes) {
    let matched = matched(pair);
    for (was, it) in pair.before().params.iter().enumerate() {
        if !matched.iter().any(|(old, _)| *old == was) {
            let (effect, at) = (
                Effect::callers().and_wire(true, "deployed clients still send it"),
                At::old(&it.at),
            );
            out.push(
                Topic::Operation,
                effect,
                pair.subject(),
                format!("no longer takes the {}", words_of(it)),
                at,
            );
        }
    }
    for (is, it) in pair.after().params.iter().enumerate() {
        match matched.iter().find(|(_, new)| *new == is) {
            Some((was, _)) => changed(pair, *was, is, out),
            None => added(pair, is, it, out),
        }
    }
    ordered(pair, &matched, out);
}

/// Returns the pairs of corresponding parameters. They correspond by name and place; else path parameters by position,
/// and others by name, or by description and type.
fn matched(pair: Pair<'_>) -> Vec<(usize, usize)> {
    let (old, new) = (&pair.before().params, &pair.after().params);
    let mut out: Vec<(usize, usize)> = Vec::new();
    let by = |same: &dyn Fn(&Param, &Param) -> bool, out: &mut Vec<(usize, usize)>| {
        for (is, it) in new.iter().enumerate() {
            let mut free = old.iter().enumerate().filter(|(was, before)| {
                same(before, it) && !out.iter().any(|(a, b)| a == was || *b == is)
            });
            if let Some((was, _)) = free.next() {
                out.push((was, is));
            }
        }
    };
    by(&same_param, &mut out);
    // Path parameters come first, in the order of the template.
    by(
        &|old, new| (old.place, new.place) == (Place::Path, Place::Path),
        &mut out,
    );
    by(&|old, new| old.wire == new.wire, &mut out);
    by(&|old, new| is_renamed(pair.both, old, new), &mut out);
    out.sort_by_key(|(_, is)| *is);
    out
}

fn is_renamed(both: Both<'_>, old: &Param, new: &Param) -> bool {
    let told = old.doc.description.is_some() && old.doc.description == new.doc.description;
    told && old.place == new.place && both.is_same(&old.ty, &new.ty)
}

/// Returns the kind of a parameter, and its name on the wire.
fn words_of(it: &Param) -> String {
    format!("{} {}", kind(it.place), code(it.wire.as_str()))
}

fn kind(place: Place) -> &'static str {
    match place {
        Place::Path => "path parameter",
        Place::Query => "query parameter",
        Place::Header => "header",
        Place::Cookie => "cookie",
        Place::QueryString => "whole query",
    }
}

fn added(pair: Pair<'_>, is: usize, it: &Param, out: &mut Changes) {
    let cx = pair.both.new;
    let taken = words::param(cx, it, &cx.names.operations[pair.is].params[is]);
    let (what, effect) = if it.required {
        let argument = code(&format!("{}: {}", taken.ident, taken.ty));
        (
            format!("now takes a {}: the argument {argument}", words_of(it)),
            Effect::callers().and_wire(true, "deployed clients do not send it"),
        )
    } else {
        let setter = code(&format!(".{}({})", taken.ident, taken.ty));
        (
            format!("now accepts an optional {}: {setter}", words_of(it)),
            Effect::adds(),
        )
    };
    out.push(
        Topic::Operation,
        effect,
        pair.subject(),
        what,
        At::new(&it.at),
    );
}

fn changed(pair: Pair<'_>, was: usize, is: usize, out: &mut Changes) {
    let both = pair.both;
    let (old, new) = (&pair.before().params[was], &pair.after().params[is]);
    let names = (
        &both.old.names.operations[pair.was].params[was],
        &both.new.names.operations[pair.is].params[is],
    );
    let before = words::param(both.old, old, names.0);
    let now = words::param(both.new, new, names.1);
    let (mut what, mut effect) = on_the_wire(both, old, new);
    let same = before.ty == now.ty || is_taken_alike(both, &old.ty, &new.ty);
    let fit = both.fit(&old.ty, &new.ty);
    if !same || !fit.sent {
        what.push("changed its type".to_owned());
        let why = "the server may reject values that deployed clients send";
        effect = effect.and_wire(!fit.sent, why);
    }
    // Callers do not name arguments, so that only the name of a setter matters.
    let renamed = before.ident != now.ident && !(old.required && new.required);
    let mut what = what.join(" and ");
    if renamed || before.required != now.required || !same {
        if what.is_empty() {
            what.push_str("changed its name");
        }
        let (before, now) = (code(&before.shown()), code(&now.shown()));
        what.push_str(&format!(": {before} is now {now}"));
        effect = effect.and_callers(true);
    }
    let at = At::both(&old.at, &new.at);
    let subject = format!("{}: {}", pair.subject(), words_of(new));
    if !what.is_empty() {
        out.push(Topic::Operation, effect, &*subject, what, at.clone());
    }
    let deprecated = (old.deprecated, new.deprecated);
    docs::deprecated(deprecated, Topic::Operation, &subject, at.clone(), out);
    let limits = Limits {
        old: old.facets.as_deref(),
        new: new.facets.as_deref(),
        sent: true,
    };
    limits::compare(limits, Topic::Operation, &subject, &at, out);
    let told = old.doc == new.doc && old.example == new.example && old.wire == new.wire;
    docs::compare(told, &subject, at, out);
}

/// Compares a parameter on the wire, except for its type.
fn on_the_wire(both: Both<'_>, old: &Param, new: &Param) -> (Vec<String>, Effect) {
    let mut what: Vec<String> = Vec::new();
    let mut effect = Effect::none();
    if old.wire != new.wire && new.place != Place::Path {
        what.push(format!("was called {}", code(old.wire.as_str())));
        effect = effect.and_wire(true, "deployed clients use the old name");
    }
    if old.place != new.place {
        what.push(format!("was a {}", kind(old.place)));
        let why = format!("deployed clients send it as a {}", kind(old.place));
        effect = effect.and_wire(true, why);
    } else if is_written_anew(both, old, new) {
        let (now, before) = (style(new), style(old));
        what.push(format!("is encoded with {now} instead of {before}"));
        effect = effect.and_wire(true, "deployed clients encode it the old way");
    }
    if old.required != new.required {
        what.push(became(new.required).to_owned());
        effect = effect.and_wire(new.required, "deployed clients may omit it");
    }
    (what, effect)
}

/// Returns the style of a parameter in the document's terms.
fn style(it: &Param) -> String {
    let (style, explode) = match it.style {
        Style::Simple => ("simple", false),
        Style::SimpleExplode => ("simple", true),
        Style::Label => ("label", false),
        Style::LabelExplode => ("label", true),
        Style::Matrix => ("matrix", false),
        Style::MatrixExplode => ("matrix", true),
        Style::Form => ("form", false),
        Style::FormExplode => ("form", true),
        Style::Space => ("spaceDelimited", false),
        Style::Pipe => ("pipeDelimited", false),
        Style::DeepObject => ("deepObject", true),
        Style::Cookie => ("cookie", false),
        Style::CookieExplode => ("cookie", true),
        Style::Json => return code("content: application/json"),
    };
    let reserved = if it.reserved {
        ", allowReserved: true"
    } else {
        ""
    };
    code(&format!("style: {style}, explode: {explode}{reserved}"))
}

/// Returns whether callers pass the same type. They cannot pass `null`.
fn is_taken_alike(both: Both<'_>, old: &TypeRef, new: &TypeRef) -> bool {
    let given = |ty: &TypeRef| match ty {
        TypeRef::Nullable(inner) => (**inner).clone(),
        TypeRef::Prim(_)
        | TypeRef::Named(_)
        | TypeRef::List(_)
        | TypeRef::Map(_)
        | TypeRef::Tuple(_)
        | TypeRef::Foreign(_)
        | TypeRef::Json => ty.clone(),
    };
    both.is_same(&given(old), &given(new))
}

/// Returns whether values are written differently. For a single value, `explode` makes no difference in most styles.
fn is_written_anew(both: Both<'_>, old: &Param, new: &Param) -> bool {
    let alike = |style: Style, single: bool| match style {
        Style::SimpleExplode if single => Style::Simple,
        Style::LabelExplode if single => Style::Label,
        Style::MatrixExplode if single => Style::Matrix,
        Style::FormExplode | Style::Space | Style::Pipe if single => Style::Form,
        style => style,
    };
    let single = |ty: &TypeRef| matches!(ty, TypeRef::Prim(_));
    let single = single(resolved(both.old, &old.ty)) && single(resolved(both.new, &new.ty));
    alike(old.style, single) != alike(new.style, single) || old.reserved != new.reserved
}

/// Reports arguments of both versions that changed their order.
fn ordered(pair: Pair<'_>, matched: &[(usize, usize)], out: &mut Changes) {
    let (old, new) = (&pair.before().params, &pair.after().params);
    let mut kept: Vec<(usize, usize)> = matched.to_vec();
    kept.retain(|(was, is)| old[*was].required && new[*is].required);
    if kept.is_sorted_by_key(|(was, _)| *was) {
        return;
    }
    let names = |params: &[Param], all: Vec<usize>| {
        let names = all.into_iter().map(|index| params[index].wire.as_str());
        code(&names.collect::<Vec<_>>().join(", "))
    };
    let mut before: Vec<usize> = kept.iter().map(|(was, _)| *was).collect();
    before.sort_unstable();
    let now = kept.iter().map(|(_, is)| *is).collect();
    let what = format!(
        "takes its arguments in a different order: {} instead of {}",
        names(new, now),
        names(old, before)
    );
    let why = "swapped arguments of the same type still compile";
    let effect = Effect::callers().because(why);
    out.push(Topic::Operation, effect, pair.subject(), what, pair.at());
}
