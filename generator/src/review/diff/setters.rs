//! Changes to the setters of structs and the conversions of unions that the changes of their members do not imply.

use super::{
    change::{Changes, Effect, Topic},
    ty::Pair,
};
use crate::{
    api::{Struct, TypeId, TypeRef},
    rust::emit::{Context, code, words},
};

/// Reports the setters that fields have gained or lost although the fields are in both versions.
pub(super) fn compare(pair: Pair<'_>, old: &Struct, new: &Struct, out: &mut Changes) {
    let (before, now) = (
        settable(pair.both.old, pair.was, old),
        settable(pair.both.new, pair.is, new),
    );
    // A field that `new` takes in one version only is reported as such.
    let free = |cx: Context<'_>, id: TypeId, it: &Struct| -> Vec<String> {
        let members = cx.names.types[id.index()].members.iter();
        let fields = it.fields.iter().zip(members);
        let free = fields.filter(|(field, _)| !cx.facts.asked(id, field));
        free.map(|(_, member)| member.to_string()).collect()
    };
    let (had, has) = (
        free(pair.both.old, pair.was, old),
        free(pair.both.new, pair.is, new),
    );
    let only = |these: &[String], others: &[String], known: &[String]| -> Vec<String> {
        let apart = these
            .iter()
            .filter(|it| !others.contains(it) && known.contains(it));
        apart.map(|it| code(it)).collect()
    };
    let lost = only(&before, &now, &has);
    let gained = only(&now, &before, &had);
    let subject = code(&pair.name());
    if !lost.is_empty() {
        let what = format!("has no setters any more for {}", lost.join(", "));
        out.push(Topic::Type, Effect::callers(), &*subject, what, pair.at());
    }
    if !gained.is_empty() {
        let what = format!("has setters now for {}", gained.join(", "));
        out.push(Topic::Type, Effect::adds(), subject, what, pair.at());
    }
}

/// Returns the fields with a setter.
fn settable(cx: Context<'_>, id: TypeId, it: &Struct) -> Vec<String> {
    let members = cx.names.types[id.index()].members.iter();
    let fields = it.fields.iter().zip(members);
    let found = fields.filter(|(field, member)| words::has_setter(cx, id, field, member));
    found.map(|(_, member)| member.to_string()).collect()
}

/// Reports a variant of the same type into which a value of that type converts in one version only.
pub(super) fn conversion(
    pair: Pair<'_>,
    (was, is): (usize, usize),
    ty: &TypeRef,
    subject: &str,
    out: &mut Changes,
) {
    let has = |cx: Context<'_>, id: TypeId, index: usize| cx.facts.converted.contains(&(id, index));
    let before = has(pair.both.old, pair.was, was);
    let now = has(pair.both.new, pair.is, is);
    let from = code(&format!("From<{}>", words::ty(pair.both.new, ty)));
    let (what, effect) = match (before, now) {
        (true, false) => (format!("has no {from} any more"), Effect::callers()),
        (false, true) => (format!("has {from} now"), Effect::adds()),
        (true, true) | (false, false) => return,
    };
    out.push(Topic::Type, effect, subject, what, pair.at());
}
