//! What is said of changes is what other code shows: the public surface of what is emitted.

#[path = "support/changed.rs"]
mod changed;
mod support;

use changed::spoilt;
use generator::{
    Target,
    diff::{Breaks, Change, Semver, sources},
    format::surface,
    generate,
    load::{Source, load_bytes},
};
use serde_json::Value;
use std::{collections::BTreeSet, env};
use support::{Fixture, fixtures};

/// Where it loses a line callers are said to break, and where it
/// gets one something is said to be new.
#[test]
fn what_is_said_agrees_with_the_surface() {
    let every = if env::var_os("EXHAUSTIVE").is_some() {
        7
    } else {
        61
    };
    let (mut all, mut tried) = (0, 0);
    let mut wrong = Vec::new();
    // Of names for one another that mean nothing, it does not matter which stands for which; and a tag that
    // means two alternatives gives a variant to one of them.
    let odd = ["schema/recursion_alias", "compose/union_tag_twice"];
    // What a configuration changes is not looked at here.
    let is_left_out = |it: &Fixture| it.config.is_some() || odd.contains(&it.name.as_str());
    for fixture in fixtures().into_iter().filter(|it| !is_left_out(it)) {
        // Counted anew, so that a new fixture does not change what of the others is tried.
        let mut made = 0;
        let whole = fixture.source().root.to_json();
        for spoilt in spoilt(&whole) {
            made += 1;
            all += 1;
            if made % every == 0
                && let (Some(before), Some(now)) = (lines(&whole), lines(&spoilt))
            {
                tried += 1;
                let there = disagreement((&whole, &before), (&spoilt, &now));
                let back = disagreement((&spoilt, &now), (&whole, &before));
                let both = there.into_iter().chain(back);
                wrong.extend(both.map(|it| format!("{}: {it}", fixture.name)));
            }
        }
    }
    println!("{tried} of {all} pairs");
    assert!(wrong.is_empty(), "{}\n{}", wrong.join("\n"), wrong.len());
    assert!(tried > 60, "only {tried} pairs");
}

type Lines = BTreeSet<String>;

fn disagreement((old, before): (&Value, &Lines), (new, now): (&Value, &Lines)) -> Option<String> {
    let changes = sources(source(old), source(new)).unwrap_or_default();
    let breaks = |it: &Change| matches!(it.breaks, Breaks::Both | Breaks::Callers);
    let lost: Vec<_> = before.difference(now).collect();
    let added: Vec<_> = now.difference(before).collect();
    let silent = !lost.is_empty() && !changes.iter().any(breaks)
        || !added.is_empty() && !changes.iter().any(|it| it.semver != Semver::Patch);
    let name = new.pointer("/info/title").cloned().unwrap_or_default();
    let said: Vec<_> = changes
        .iter()
        .map(|it| format!("{} {}", it.subject, it.what))
        .collect();
    silent.then(|| format!("{name}: lost {lost:#?}, added {added:#?}, said {said:#?}"))
}

fn source(document: &Value) -> Source {
    load_bytes("document.json", document.to_string().into_bytes()).expect("a document")
}

/// The lines of the surface. Arguments are known by their place, and not by their name.
fn lines(document: &Value) -> Option<Lines> {
    let target = Target {
        module: "api",
        path: "x::api",
        origin: "document.json",
    };
    let read = load_bytes("document.json", document.to_string().into_bytes()).ok()?;
    let files = generate(&read, target).files?;
    let text = surface(&files).expect("the code is Rust");
    let aliases: Vec<(&str, &str)> = text.lines().filter_map(alias).collect();
    let plain = |line: &str| match alias(line) {
        Some(_) => line.to_owned(),
        None => spelled_out(&without_names(line), &aliases),
    };
    Some(text.lines().map(plain).collect())
}

/// An alias and what it stands for: `type api::types::Label = String`.
fn alias(line: &str) -> Option<(&str, &str)> {
    let (path, ty) = line.strip_prefix("type ")?.split_once(" = ")?;
    Some((path.rsplit("::").next()?, ty))
}

/// To callers an alias is what it stands for.
fn spelled_out(line: &str, aliases: &[(&str, &str)]) -> String {
    let is_name = |it: char| it.is_alphanumeric() || it == '_';
    let mut out = line.replace("types::", "");
    // One alias may stand for another.
    for _ in 0..3 {
        let mut words = String::new();
        for part in out.split_inclusive(|it| !is_name(it)) {
            let word = part.trim_end_matches(|it| !is_name(it));
            let of_another = words.ends_with("::");
            let known = aliases
                .iter()
                .find(|(name, _)| *name == word && !of_another);
            match known {
                Some((_, ty)) => words.push_str(&part.replacen(word, ty, 1)),
                None => words.push_str(part),
            }
        }
        out = words;
    }
    out
}

fn without_names(line: &str) -> String {
    let Some((head, tail)) = line.split_once('(').filter(|_| line.starts_with("fn ")) else {
        // To callers a text is a text, whether it comes as it is or as JSON.
        return line.replace("Json<String>", "Text");
    };
    let types = tail
        .split(", ")
        .map(|it| it.split_once(": ").map_or(it, |(_, ty)| ty));
    format!("{head}({}", types.collect::<Vec<_>>().join(", "))
}
