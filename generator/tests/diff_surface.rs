//! The reported changes agree with the changes of the public surface of the emitted code.

#[path = "support/changed.rs"]
mod changed;
mod support;

use changed::spoilt;
use generator::{
    Target, generate,
    review::diff::{Breaks, Change, Semver, sources},
    rust::format::surface,
    source::{Source, load_bytes},
};
use serde_json::Value;
use std::{collections::BTreeSet, env};
use support::{Fixture, fixtures};

/// Checks that a lost line of the surface is reported as breaking for callers, and an added line as new.
#[test]
fn what_is_said_agrees_with_the_surface() {
    let every = if env::var_os("EXHAUSTIVE").is_some() {
        7
    } else {
        61
    };
    let (mut all, mut tried) = (0, 0);
    let mut wrong = Vec::new();
    // In a cycle of aliases it does not matter which one is resolved to the other, and a tag of two alternatives gives
    // a variant to only one of them.
    let odd = ["schema/recursion_alias", "compose/union_tag_twice"];
    // The effects of a configuration are not tested here.
    let is_left_out = |it: &Fixture| it.config.is_some() || odd.contains(&it.name.as_str());
    for fixture in fixtures().into_iter().filter(|it| !is_left_out(it)) {
        // The count starts again for each fixture, so that a new fixture does not change the selection in the others.
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
    let kept = |was: &&String| now.iter().any(|is| takes_what(is, was));
    let lost: Vec<_> = before.difference(now).filter(|it| !kept(it)).collect();
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

/// Returns whether callers of the function `was` can call `is` unchanged: a `File` is an iterator over itself.
fn takes_what(is: &str, was: &str) -> bool {
    let sets = ["impl IntoIterator<Item = File>", "impl Into<FileOr<"];
    let arguments = |line: &str| -> Vec<String> { line.split(", ").map(str::to_owned).collect() };
    let (is, was) = (arguments(is), arguments(was));
    is.len() == was.len()
        && is.iter().zip(&was).all(|(is, was)| {
            is == was || was == "File" && sets.iter().any(|set| is.starts_with(set))
        })
}

fn source(document: &Value) -> Source {
    load_bytes("document.json", document.to_string().into_bytes()).expect("a document")
}

/// Returns the lines of the surface. Arguments are identified by their position and not by their name.
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

/// Returns an alias and its target: `type api::types::Label = String`.
fn alias(line: &str) -> Option<(&str, &str)> {
    let (path, ty) = line.strip_prefix("type ")?.split_once(" = ")?;
    Some((path.rsplit("::").next()?, ty))
}

/// Replaces the aliases in a line by their targets, which are the same types to callers.
fn spelled_out(line: &str, aliases: &[(&str, &str)]) -> String {
    let is_name = |it: char| it.is_alphanumeric() || it == '_';
    let mut out = line.replace("types::", "");
    // An alias may have another one as its target.
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
        // Callers get the same string from plain text and from JSON.
        return line.replace("Json<String>", "Text");
    };
    let types = tail
        .split(", ")
        .map(|it| it.split_once(": ").map_or(it, |(_, ty)| ty));
    format!("{head}({}", types.collect::<Vec<_>>().join(", "))
}
