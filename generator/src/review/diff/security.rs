//! Changes to credentials and servers.

use super::{
    Both,
    change::{At, Changes, Effect, Topic},
    operation::Pair,
};
use crate::{
    api::{Flow, Need, Operation, SecurityScheme},
    rust::emit::{Context, code, sent_as, set_by},
    tree::SpecName,
};
use std::collections::{BTreeMap, BTreeSet};

/// Compares the security schemes of the API.
pub(super) fn compare_schemes(both: Both<'_>, out: &mut Changes) {
    let (old, new) = (&both.old.api.schemes, &both.new.api.schemes);
    let named =
        |all: &[SecurityScheme], name: &SpecName| all.iter().find(|it| it.name == *name).cloned();
    let subject = |it: &SecurityScheme| format!("credential {}", code(it.name.as_str()));
    for was in old.iter().filter(|it| named(new, &it.name).is_none()) {
        let alike = |it: &&SecurityScheme| it.kind == was.kind && named(old, &it.name).is_none();
        let (what, effect) = match new.iter().find(alike) {
            Some(is) => (
                format!("was renamed to {}", code(is.name.as_str())),
                Effect::callers().because("`build` fails for callers that set it by its old name"),
            ),
            None => (
                "is gone".to_owned(),
                Effect::callers().because("`build` fails for callers that set it"),
            ),
        };
        out.push(Topic::Api, effect, subject(was), what, At::old(&was.at));
    }
    for is in new {
        let Some(was) = named(old, &is.name) else {
            let alike = |it: &SecurityScheme| it.kind == is.kind && named(new, &it.name).is_none();
            if !old.iter().any(alike) {
                let what = format!("is new: {}", sent_as(&is.kind));
                out.push(
                    Topic::Api,
                    Effect::adds(),
                    subject(is),
                    what,
                    At::new(&is.at),
                );
            }
            continue;
        };
        compare_login(&was, is, out);
        if was.kind != is.kind {
            let what = format!(
                "is sent as {} instead of {}",
                sent_as(&is.kind),
                sent_as(&was.kind)
            );
            let (before, now) = (set_by(&was), set_by(is));
            let mut effect = Effect::none();
            if before != now {
                let why = format!(
                    "callers set it by {} instead of {}",
                    code(&now),
                    code(&before)
                );
                effect = Effect::callers().because(why);
            }
            let effect = effect.and_wire(true, "deployed clients send it the old way");
            out.push(
                Topic::Api,
                effect,
                subject(is),
                what,
                At::both(&was.at, &is.at),
            );
        }
    }
}

/// Compares the login of a scheme, which is a constant of the client, and its URLs.
fn compare_login(was: &SecurityScheme, is: &SecurityScheme, out: &mut Changes) {
    let urls = |it: &SecurityScheme| {
        let flows = it.flows.iter().cloned().map(|flow| Flow {
            scopes: Vec::new(),
            ..flow
        });
        (flows.collect::<Vec<_>>(), it.discovery.clone())
    };
    let (what, effect) = match (was.has_login(), is.has_login()) {
        (true, false) => (
            "has no login any more",
            Effect::callers().because("its constant is gone"),
        ),
        (false, true) => ("has a login", Effect::adds()),
        (true, true) if urls(was) != urls(is) => (
            "has another login",
            Effect::none().and_wire(true, "deployed clients log in at the old URLs"),
        ),
        _ => return,
    };
    let subject = format!("credential {}", code(is.name.as_str()));
    out.push(Topic::Api, effect, subject, what, At::both(&was.at, &is.at));
}

/// Returns the alternatives for authentication, each as a set of credentials that are needed together.
fn ways(cx: Context<'_>, it: &Operation) -> BTreeSet<BTreeSet<String>> {
    let word = |need: &Need| {
        let name = &need.scheme;
        let scheme = cx.api.schemes.iter().find(|it| it.name == *name);
        scheme.map_or_else(|| code(name.as_str()), |it| sent_as(&it.kind))
    };
    let each = it.security.iter();
    let mut out: BTreeSet<BTreeSet<String>> =
        each.map(|way| way.iter().map(word).collect()).collect();
    if out.is_empty() {
        out.insert(BTreeSet::new());
    }
    out
}

/// Compares the credentials that an operation needs.
pub(super) fn compare_operation(pair: Pair<'_>, out: &mut Changes) {
    let (before, now) = (
        ways(pair.both.old, pair.before()),
        ways(pair.both.new, pair.after()),
    );
    if before == now {
        scopes(pair, out);
    }
    // Changes to a scheme are reported once, not for each operation that needs it.
    if before == now || pair.before().security == pair.after().security {
        return;
    }
    let words = |ways: &BTreeSet<BTreeSet<String>>| {
        let each = ways.iter().map(|way| {
            let needed: Vec<&str> = way.iter().map(String::as_str).collect();
            if needed.is_empty() {
                "nothing".to_owned()
            } else {
                needed.join(" with ")
            }
        });
        each.collect::<Vec<_>>().join(" or ")
    };
    let shut = |way: &&BTreeSet<String>| !now.iter().any(|it| it.is_subset(way));
    let shut: BTreeSet<BTreeSet<String>> = before.iter().filter(shut).cloned().collect();
    let what = format!("needs {} instead of {}", words(&now), words(&before));
    let why = format!("deployed clients that send {} are rejected", words(&shut));
    let effect = Effect::none().and_wire(!shut.is_empty(), why);
    out.push(Topic::Operation, effect, pair.subject(), what, pair.at());
}

/// Compares the scopes that the credentials of an operation need, scheme by scheme.
fn scopes(pair: Pair<'_>, out: &mut Changes) {
    let all = |it: &Operation| -> BTreeMap<SpecName, BTreeSet<String>> {
        let needs = it.security.iter().flatten();
        let mut out: BTreeMap<SpecName, BTreeSet<String>> = BTreeMap::new();
        for Need { scheme, scopes } in needs {
            let known = out.entry(scheme.clone()).or_default();
            known.extend(scopes.iter().cloned());
        }
        out
    };
    let (before, now) = (all(pair.before()), all(pair.after()));
    for (scheme, now) in &now {
        let Some(before) = before.get(scheme).filter(|before| *before != now) else {
            continue;
        };
        let words = |scopes: &BTreeSet<String>| {
            let each: Vec<String> = scopes.iter().map(|it| code(it)).collect();
            if each.is_empty() {
                "none".to_owned()
            } else {
                each.join(", ")
            }
        };
        let what = format!(
            "needs the scopes {} of {} instead of {}",
            words(now),
            code(scheme.as_str()),
            words(before)
        );
        let more = !now.is_subset(before);
        let why = "the tokens of deployed clients may lack them";
        let effect = Effect::none().and_wire(more, why);
        out.push(Topic::Operation, effect, pair.subject(), what, pair.at());
    }
}

/// Compares the server that is the operation's own.
pub(super) fn compare_server(pair: Pair<'_>, out: &mut Changes) {
    let own = |it: &Operation| {
        let first = it.servers.first().filter(|it| it.usable);
        first.map(|it| it.url.clone())
    };
    let (before, now) = (own(pair.before()), own(pair.after()));
    let known = |url: &Option<String>| {
        let servers = &pair.after().servers;
        servers.iter().any(|it| Some(&it.url) == url.as_ref())
    };
    if before == now {
        return;
    }
    let word = |url: Option<&String>| url.map_or_else(|| "the API's".to_owned(), |it| code(it));
    let what = format!(
        "is on the server {} instead of {}",
        word(now.as_ref()),
        word(before.as_ref())
    );
    let effect = Effect::none().and_wire(!known(&before), "deployed clients call the old one");
    out.push(Topic::Operation, effect, pair.subject(), what, pair.at());
}
