//! Changes to types: which exist, their names, and how callers construct them.

use super::{
    Both,
    change::{At, Changes, Effect, Topic},
    derives, docs, fields,
    limits::{self, Limits},
    members,
    pairs::kind,
    setters,
    ty::Pair,
};
use crate::{
    api::{Shape, Struct, Trait, TypeDef, TypeRef},
    rust::emit::{
        Context, code,
        words::{self, Constructor},
    },
};

pub(super) fn compare(both: Both<'_>, out: &mut Changes) {
    for (was, def) in both.old.api.types() {
        if both.pairs.new_type(was).is_none() {
            let subject = code(&format!("types::{}", both.old.names.ty(was)));
            out.push(
                Topic::Type,
                Effect::callers(),
                subject,
                "is gone",
                At::old(&def.at),
            );
        }
    }
    for (is, def) in both.new.api.types() {
        match both.pairs.old_type(is) {
            Some(was) => pair(Pair { both, was, is }, out),
            None => {
                let subject = code(&format!("types::{}", both.new.names.ty(is)));
                out.push(
                    Topic::Type,
                    Effect::adds(),
                    subject,
                    "is new",
                    At::new(&def.at),
                );
            }
        }
    }
}

fn pair(pair: Pair<'_>, out: &mut Changes) {
    let before = pair.both.old.names.ty(pair.was).to_string();
    let subject = code(&pair.name());
    if before != pair.name() {
        let what = format!("was called {}", code(&before));
        out.push(Topic::Type, Effect::callers(), &*subject, what, pair.at());
    }
    match (&pair.before().shape, &pair.after().shape) {
        (Shape::Struct(old), Shape::Struct(new)) => {
            fields::compare(pair, old, new, out);
            made(pair, old, new, out);
            setters::compare(pair, old, new, out);
        }
        (Shape::StringEnum(old), Shape::StringEnum(new)) => {
            members::texts(pair, &old.values, &new.values, out);
        }
        (Shape::IntegerEnum(old), Shape::IntegerEnum(new)) => {
            members::integers(pair, old, new, out);
        }
        (Shape::Union(old), Shape::Union(new)) => members::union(pair, old, new, out),
        (Shape::Untagged(old), Shape::Untagged(new)) => members::untagged(pair, old, new, out),
        (Shape::Alias(old), Shape::Alias(new)) => alias(pair, old, new, out),
        (Shape::Untagged(_), Shape::Union(_)) => members::retagged(pair, true, out),
        (Shape::Union(_), Shape::Untagged(_)) => members::retagged(pair, false, out),
        (
            Shape::Struct(_)
            | Shape::StringEnum(_)
            | Shape::IntegerEnum(_)
            | Shape::Union(_)
            | Shape::Untagged(_)
            | Shape::Alias(_),
            _,
        ) => other_kind(pair, out),
    }
    derives::compare(pair, out);
    let (old, new) = (pair.before(), pair.after());
    docs::deprecated(
        (old.deprecated, new.deprecated),
        Topic::Type,
        &subject,
        pair.at(),
        out,
    );
    let limits = Limits {
        old: old.facets.as_deref(),
        new: new.facets.as_deref(),
        sent: pair.is_sent(),
    };
    limits::compare(limits, Topic::Type, &subject, &pair.at(), out);
    let same = old.doc == new.doc && example(old) == example(new);
    docs::compare(same, &subject, pair.at(), out);
}

fn example(it: &TypeDef) -> Option<&serde_json::Value> {
    it.facets.as_ref()?.example.as_ref()
}

/// Compares the types that an alias stands for.
fn alias(pair: Pair<'_>, old: &TypeRef, new: &TypeRef, out: &mut Changes) {
    let both = pair.both;
    let (before, now) = (words::ty(both.old, old), words::ty(both.new, new));
    if before == now || both.is_same(old, new) {
        return;
    }
    let what = format!("stands for {} instead of {}", code(&now), code(&before));
    let effect = pair.reach(both.fit(old, new), Effect::callers());
    out.push(Topic::Type, effect, code(&pair.name()), what, pair.at());
}

/// Reports a type that changed its kind, such as a struct that became an enum.
fn other_kind(pair: Pair<'_>, out: &mut Changes) {
    let both = pair.both;
    let (old, new) = (TypeRef::Named(pair.was), TypeRef::Named(pair.is));
    let shown = |cx: Context<'_>, ty: &TypeRef| match ty {
        TypeRef::Named(id) => match &cx.api.ty(*id).shape {
            Shape::Alias(target) => format!("an alias of {}", code(&words::ty(cx, target))),
            shape @ (Shape::Struct(_)
            | Shape::StringEnum(_)
            | Shape::IntegerEnum(_)
            | Shape::Union(_)
            | Shape::Untagged(_)) => kind(shape).to_owned(),
        },
        TypeRef::Prim(_)
        | TypeRef::List(_)
        | TypeRef::Map(_)
        | TypeRef::Tuple(_)
        | TypeRef::Nullable(_)
        | TypeRef::Foreign(_)
        | TypeRef::Json => String::new(),
    };
    let what = format!(
        "is {} instead of {}",
        shown(both.new, &new),
        shown(both.old, &old)
    );
    let effect = pair.reach(both.fit_kinds(&old, &new), Effect::callers());
    out.push(Topic::Type, effect, code(&pair.name()), what, pair.at());
}

/// Compares how callers construct a struct. Arguments are reported field by field, so that only another constructor
/// or another order is reported here.
fn made(pair: Pair<'_>, old: &Struct, new: &Struct, out: &mut Changes) {
    let before = words::constructor(pair.both.old, pair.was, old);
    let now = words::constructor(pair.both.new, pair.is, new);
    let name = pair.name();
    let shown = |it: &Constructor| match it {
        Constructor::None => code(&format!("{name} {{ .. }}")),
        Constructor::Default => code(&format!("{name}::default()")),
        Constructor::New(arguments) => {
            let each = arguments.iter().map(|(ident, _)| ident.as_str());
            code(&format!(
                "{name}::new({})",
                each.collect::<Vec<_>>().join(", ")
            ))
        }
    };
    let what = format!(
        "is constructed by {} instead of {}",
        shown(&now),
        shown(&before)
    );
    let effect = match (&before, &now) {
        (Constructor::New(old), Constructor::New(new)) => {
            let order = |of: &[(String, String)], other: &[(String, String)]| -> Vec<String> {
                let known = |it: &&(String, String)| other.iter().any(|(name, _)| *name == it.0);
                of.iter()
                    .filter(known)
                    .map(|(name, _)| name.clone())
                    .collect()
            };
            if order(old, new) == order(new, old) {
                return;
            }
            Effect::callers().because("swapped arguments of the same type still compile")
        }
        (Constructor::None, Constructor::None) | (Constructor::Default, Constructor::Default) => {
            return;
        }
        (Constructor::None, _) => Effect::adds(),
        (Constructor::Default, _) if pair.both.new.facts.derives.has(pair.is, Trait::Default) => {
            Effect::adds()
        }
        (Constructor::Default | Constructor::New(_), Constructor::None) => {
            Effect::callers().because("no request takes it, and it has required fields")
        }
        (Constructor::Default | Constructor::New(_), _) => Effect::callers(),
    };
    out.push(Topic::Type, effect, code(&name), what, pair.at());
}
