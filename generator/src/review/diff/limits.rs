//! Changes to limits and defaults. Servers check them, and no type expresses them.

use super::change::{At, Changes, Effect, Topic};
use crate::{
    api::{Bound, Count, Facets},
    rust::emit::{code, facets as words},
};
use std::cmp::Ordering;

/// The limits of the same values in both versions.
#[derive(Clone, Copy)]
pub(super) struct Limits<'a> {
    pub(super) old: Option<&'a Facets>,
    pub(super) new: Option<&'a Facets>,
    /// Whether clients send such values.
    pub(super) sent: bool,
}

/// Compares the limits and the default of a subject.
pub(super) fn compare(it: Limits<'_>, topic: Topic, subject: &str, at: &At, out: &mut Changes) {
    let none = Facets::default();
    let (old, new) = (it.old.unwrap_or(&none), it.new.unwrap_or(&none));
    each(old, new, &mut |before, now, tighter| {
        let what = match (before, now) {
            (Some(before), Some(now)) => format!("changed a limit: {now} (was: {before})"),
            (None, Some(now)) => format!("has a new limit: {now}"),
            (Some(before), None) => format!("no longer has a limit: {before}"),
            (None, None) => return,
        };
        let effect = Effect::none().and_wire(
            it.sent && tighter,
            "the server may reject values that deployed clients send",
        );
        out.push(topic, effect, subject, what, at.clone());
    });
    if old.default != new.default {
        let shown = |it: &Facets| it.default.as_ref().map(|it| code(&it.to_string()));
        let what = match (shown(old), shown(new)) {
            (Some(before), Some(now)) => format!("has the default {now} instead of {before}"),
            (None, Some(now)) => format!("now has the default {now}"),
            (Some(before), None) => format!("no longer has a default: it was {before}"),
            (None, None) => return,
        };
        let why = "the client does not send defaults, so that requests without a value may change their meaning";
        let effect = if it.sent {
            Effect::none().because(why)
        } else {
            Effect::none()
        };
        out.push(topic, effect, subject, what, at.clone());
    }
}

/// Visits each limit that differs: both versions in words, and whether the new one excludes values that the old one
/// admits.
fn each(old: &Facets, new: &Facets, visit: &mut impl FnMut(Option<String>, Option<String>, bool)) {
    let mut visit = |before: Option<String>, now: Option<String>, tighter: bool| {
        if before != now {
            visit(
                before.as_deref().map(phrase),
                now.as_deref().map(phrase),
                tighter,
            );
        }
    };
    let (before, now) = (words::range(&old.range), words::range(&new.range));
    let low = excludes(
        old.range.least.as_ref(),
        new.range.least.as_ref(),
        Ordering::Less,
    );
    let high = excludes(
        old.range.most.as_ref(),
        new.range.most.as_ref(),
        Ordering::Greater,
    );
    visit(before, now, low || high);
    for (old, new, things) in [
        (old.length, new.length, "characters"),
        (old.items, new.items, "items"),
        (old.properties, new.properties, "properties"),
    ] {
        let told = |it: Count| words::count(it, things);
        visit(told(old), told(new), !new.covers(old));
    }
    let patterns = |it: &Facets| {
        let all: Vec<String> = it.patterns.iter().map(|it| words::pattern(it)).collect();
        (!all.is_empty()).then(|| all.join(" "))
    };
    let known = new.patterns.iter().all(|it| old.patterns.contains(it));
    visit(patterns(old), patterns(new), !known);
    let step = |it: &Facets| it.multiple_of.as_ref().map(words::step);
    visit(step(old), step(new), new.multiple_of.is_some());
    let unique = |it: &Facets| it.unique_items.then(|| words::UNIQUE.to_owned());
    visit(unique(old), unique(new), new.unique_items);
}

/// Returns whether the new bound excludes numbers that the old one admits; `outside` is the order of an excluded
/// number relative to the bound.
fn excludes(old: Option<&Bound>, new: Option<&Bound>, outside: Ordering) -> bool {
    match (old, new) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(old), Some(new)) => match old.number.as_f64().total_cmp(&new.number.as_f64()) {
            Ordering::Equal => new.exclusive && !old.exclusive,
            order => order == outside,
        },
    }
}

/// Turns a sentence into a phrase for use inside another one.
fn phrase(sentence: &str) -> String {
    let mut letters = sentence.trim_end_matches('.').chars();
    let first = letters.next().map(|it| it.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}
