//! Changes to struct fields.

use super::{
    change::{At, Changes, Effect, Topic},
    docs,
    fit::Fit,
    limits::{self, Limits},
    ty::{Pair, member, reach},
};
use crate::{
    api::{Field, Presence, Struct, TypeId},
    rust::emit::{Context, code, words},
};

pub(super) fn compare(pair: Pair<'_>, old: &Struct, new: &Struct, out: &mut Changes) {
    let mut places = matched(pair, old, new);
    for (was, it) in old.fields.iter().enumerate() {
        if !places.contains(&Some(was)) {
            gone(pair, was, it, out);
        }
    }
    places.resize(new.fields.len(), None);
    for ((is, it), was) in new.fields.iter().enumerate().zip(places) {
        match was.and_then(|was| Some((was, old.fields.get(was)?))) {
            Some((was, before)) => changed(
                &Line {
                    pair,
                    old: (old, was, before),
                    new: (new, is, it),
                },
                out,
            ),
            None => added(pair, new, is, out),
        }
    }
    rest(pair, old, new, out);
}

/// Returns the old field for each new one: that of the same name, else the only one of the same type and description.
fn matched(pair: Pair<'_>, old: &Struct, new: &Struct) -> Vec<Option<usize>> {
    let place = |it: &Field| old.fields.iter().position(|was| was.wire == it.wire);
    let mut out: Vec<Option<usize>> = new.fields.iter().map(place).collect();
    for (is, it) in new.fields.iter().enumerate() {
        if out.get(is).is_some_and(Option::is_none) {
            let free = old.fields.iter().enumerate();
            let mut free = free
                .filter(|(was, before)| !out.contains(&Some(*was)) && is_renamed(pair, before, it));
            let found = match (free.next(), free.next()) {
                (Some((was, _)), None) => Some(was),
                _ => None,
            };
            if let Some(slot) = out.get_mut(is) {
                *slot = found;
            }
        }
    }
    out
}

fn is_renamed(pair: Pair<'_>, old: &Field, new: &Field) -> bool {
    let told = old.doc.description.is_some() && old.doc.description == new.doc.description;
    told && old.presence == new.presence && pair.both.is_same(&old.ty, &new.ty)
}

fn gone(pair: Pair<'_>, was: usize, it: &Field, out: &mut Changes) {
    let sent = pair.is_sent() && !it.read_only;
    let received = pair.is_received() && !it.write_only;
    let must = it.presence.is_required();
    let effect = Effect::callers()
        .and_wire(sent, "deployed clients may send it")
        .and_wire(received && must, "deployed clients fail without it")
        .and_wire(received && !must, "deployed clients no longer receive it");
    let subject = member(pair.both.old, pair.was, was, it.wire.as_str());
    out.push(Topic::Type, effect, subject, "is gone", At::old(&it.at));
}

fn added(pair: Pair<'_>, new: &Struct, is: usize, out: &mut Changes) {
    let Some(it) = new.fields.get(is) else {
        return;
    };
    let cx = pair.both.new;
    let ty = code(&words::field(cx, pair.is, new, is));
    let asked = cx.facts.sent.contains(&pair.is) && cx.facts.asked(pair.is, it);
    let must = it.presence.is_required() && !it.read_only;
    let name = pair.name();
    let (what, effect) = if asked {
        (
            format!(
                "is new and required: {ty}, an argument of {}",
                code(&format!("{name}::new"))
            ),
            Effect::callers(),
        )
    } else {
        let made = match words::constructor(cx, pair.is, new) {
            words::Constructor::New(_) => {
                format!("{} omits it", code(&format!("{name}::new(..)")))
            }
            words::Constructor::Default => {
                format!("{} omits it", code(&format!("..{name}::default()")))
            }
            words::Constructor::None => "callers that read it need not change".to_owned(),
        };
        let listing = format!("{made}; only code that lists every field fails to compile");
        (format!("is new: {ty}"), Effect::adds().because(listing))
    };
    let effect = effect.and_wire(pair.is_sent() && must, "deployed clients do not send it");
    out.push(
        Topic::Type,
        effect,
        pair.member(is, it.wire.as_str()),
        what,
        At::new(&it.at),
    );
}

/// The directions in which values of a field travel.
#[derive(Clone, Copy)]
struct Ways {
    sent: bool,
    received: bool,
}

impl Ways {
    fn of(line: &Line<'_>) -> Self {
        let (old, new) = (line.old.2, line.new.2);
        Self {
            sent: line.pair.is_sent() && !(old.read_only || new.read_only),
            received: line.pair.is_received() && !(old.write_only || new.write_only),
        }
    }

    fn reach(self, fit: Fit, effect: Effect) -> Effect {
        reach((self.sent, self.received), fit, effect)
    }
}

/// A field in both versions.
#[derive(Clone, Copy)]
struct Line<'a> {
    pair: Pair<'a>,
    old: (&'a Struct, usize, &'a Field),
    new: (&'a Struct, usize, &'a Field),
}

fn changed(line: &Line<'_>, out: &mut Changes) {
    let Line {
        pair,
        old: (_, _, old),
        new: (_, is, new),
    } = *line;
    let subject = pair.member(is, new.wire.as_str());
    let at = At::both(&old.at, &new.at);
    let (what, effect) = changes_of(line);
    if !what.is_empty() {
        out.push(Topic::Type, effect, &*subject, what, at.clone());
    }
    if old.sensitive != new.sensitive {
        let what = if new.sensitive {
            "is now printed as `[redacted]`"
        } else {
            "is now printed in the clear"
        };
        out.push(Topic::Type, Effect::none(), &*subject, what, at.clone());
    }
    docs::deprecated(
        (old.deprecated, new.deprecated),
        Topic::Type,
        &subject,
        at.clone(),
        out,
    );
    let limits = Limits {
        old: old.facets.as_deref(),
        new: new.facets.as_deref(),
        sent: Ways::of(line).sent,
    };
    limits::compare(limits, Topic::Type, &subject, &at, out);
    let same = old.doc == new.doc
        && old.example == new.example
        && (old.read_only, old.write_only) == (new.read_only, new.write_only);
    docs::compare(same, &subject, at, out);
}

/// Returns the changes to a field's name, presence and type, and their effect.
fn changes_of(line: &Line<'_>) -> (String, Effect) {
    let Line {
        pair,
        old: (old_struct, was, old),
        new: (new_struct, is, new),
    } = *line;
    let both = pair.both;
    let goes = Ways::of(line);
    let (mut what, effect) = named(line, goes);
    let (word, reached) = presence(goes, old.presence, new.presence);
    what.extend(word);
    let before = words::field(both.old, pair.was, old_struct, was);
    let now = words::field(both.new, pair.is, new_struct, is);
    let boxed = |cx: Context<'_>, id, index| cx.facts.boxed.contains(&(id, index));
    let same = both.is_same(&old.ty, &new.ty);
    let other = before != now
        && !(same
            && both.old.facts.presence(pair.was, old) == both.new.facts.presence(pair.is, new)
            && boxed(both.old, pair.was, was) == boxed(both.new, pair.is, is));
    let fit = both.fit(&old.ty, &new.ty);
    if !same && (other || !fit.sent || !fit.read) || other && what.is_empty() {
        what.push("changed its type".to_owned());
    }
    let mut effect = goes.reach(fit, effect.absorb(reached));
    let new = code(&format!("{}::new", pair.name()));
    let asks = asks(line);
    match asks {
        Some(true) if !other => what.push(format!("became an argument of {new}")),
        Some(false) if !other => what.push(format!("is no longer an argument of {new}")),
        Some(true) => effect = effect.because(format!("{new} takes it")),
        Some(false) => effect = effect.because(format!("{new} no longer takes it")),
        None => {}
    }
    let effect = effect.and_callers(other || asks.is_some());
    let mut told = what.join(" and ");
    if other {
        told = format!("{told}: {} is now {}", code(&before), code(&now));
    }
    (told, effect)
}

/// Compares the names of a field.
fn named(line: &Line<'_>, goes: Ways) -> (Vec<String>, Effect) {
    let Line {
        pair,
        old: (_, was, old),
        new: (_, is, new),
    } = *line;
    let ident = |cx: Context<'_>, id: TypeId, index: usize| {
        let members = &cx.names.types[id.index()].members;
        members.get(index).map(ToString::to_string)
    };
    let before = ident(pair.both.old, pair.was, was);
    let renamed = before != ident(pair.both.new, pair.is, is);
    let wire = old.wire != new.wire;
    let before = code(&before.unwrap_or_default());
    let spelled = code(old.wire.as_str());
    let what = match (renamed, wire) {
        (false, false) => None,
        (false, true) => Some(format!("was {spelled} on the wire")),
        (true, true) if before != spelled => Some(format!("was called {before} ({spelled})")),
        (true, _) => Some(format!("was called {before}")),
    };
    let must = new.presence.is_required();
    let effect = Effect::none()
        .and_callers(renamed)
        .and_wire(wire && goes.sent, "deployed clients send the old name")
        .and_wire(
            wire && goes.received && must,
            "deployed clients fail without the old name",
        )
        .and_wire(
            wire && goes.received && !must,
            "deployed clients look for the old name",
        );
    (what.into_iter().collect(), effect)
}

/// Returns whether `new` takes the field now. `None` if that did not change, or if one version has no `new`.
fn asks(line: &Line<'_>) -> Option<bool> {
    let pair = line.pair;
    let facts = (pair.both.old.facts, pair.both.new.facts);
    let before = facts.0.asked(pair.was, line.old.2);
    let now = facts.1.asked(pair.is, line.new.2);
    let made = facts.0.sent.contains(&pair.was) && facts.1.sent.contains(&pair.is);
    (made && before != now).then_some(now)
}

/// Compares the presence of a field. Its type shows whether that affects callers.
fn presence(goes: Ways, old: Presence, new: Presence) -> (Option<String>, Effect) {
    let nullable = |it: Presence| match it {
        Presence::RequiredNullable | Presence::OptionalNullable => true,
        Presence::Required | Presence::Optional => false,
    };
    let need = match (old.is_required(), new.is_required()) {
        (true, false) => Some("became optional"),
        (false, true) => Some("became required"),
        (true, true) | (false, false) => None,
    };
    let null = match (nullable(old), nullable(new)) {
        (false, true) => Some("may now be `null`"),
        (true, false) => Some("can no longer be `null`"),
        (true, true) | (false, false) => None,
    };
    // An optional field reads `null` as `None`, even if its document excludes `null`.
    let reads_null = old == Presence::Optional;
    let effect = Effect::none()
        .and_wire(
            need == Some("became required") && goes.sent,
            "deployed clients may omit it",
        )
        .and_wire(
            need == Some("became optional") && goes.received,
            "deployed clients fail without it",
        )
        .and_wire(
            null.is_some() && nullable(old) && goes.sent,
            "deployed clients may send `null`",
        )
        .and_wire(
            null.is_some() && nullable(new) && goes.received && !reads_null,
            "deployed clients cannot read `null`",
        );
    let words: Vec<&str> = need.into_iter().chain(null).collect();
    ((!words.is_empty()).then(|| words.join(" and ")), effect)
}

/// Compares the fields for unlisted properties.
fn rest(pair: Pair<'_>, old: &Struct, new: &Struct, out: &mut Changes) {
    let both = pair.both;
    let other = &both.new.names.types[pair.is.index()].other;
    let subject = code(&format!("{}.{other}", pair.name()));
    let before = &both.old.names.types[pair.was.index()].other;
    if old.rest().is_some() && new.rest().is_some() && before != other {
        let what = format!("was called {}", code(&before.to_string()));
        out.push(Topic::Type, Effect::callers(), &*subject, what, pair.at());
    }
    let (what, effect) = match (old.rest(), new.rest()) {
        (None, None) => return,
        (None, Some(ty)) => (
            format!(
                "is new: unlisted properties are kept, as {}",
                code(&words::ty(both.new, ty))
            ),
            Effect::adds().because("only code that lists every field fails to compile"),
        ),
        (Some(_), None) => (
            "is gone: unlisted properties are no longer kept".to_owned(),
            Effect::callers().and_wire(
                pair.is_sent() || pair.is_received(),
                "deployed clients may use them",
            ),
        ),
        (Some(before), Some(now)) => {
            let fit = both.fit(before, now);
            let (left, right) = (words::ty(both.old, before), words::ty(both.new, now));
            if left == right || both.is_same(before, now) {
                return;
            }
            (
                format!(
                    "changed the type of its values: {} is now {}",
                    code(&left),
                    code(&right)
                ),
                pair.reach(fit, Effect::callers()),
            )
        }
    };
    out.push(Topic::Type, effect, subject, what, pair.at());
}
