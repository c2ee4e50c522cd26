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
        151
    };
    let (mut made, mut tried) = (0, 0);
    let mut wrong = Vec::new();
    // Of names for one another that mean nothing, it does not matter which stands for which.
    let circles = |it: &Fixture| it.name == "schema/recursion_alias";
    for fixture in fixtures().into_iter().filter(|it| !circles(it)) {
        let whole = fixture.source().root.to_json();
        for spoilt in spoilt(&whole) {
            made += 1;
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
    println!("{tried} of {made} pairs");
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
    Some(text.lines().map(without_names).collect())
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
