//! Stable names: the public surface of one part of a document depends neither on other parts nor on their order.

mod support;

use generator::{
    Target,
    config::load_own_config,
    generate,
    rust::format::surface,
    source::{Source, load_bytes},
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use support::{Fixture, fixtures};

const TARGET: Target<'_> = Target {
    module: "api",
    path: "x::api",
    origin: "document.json",
};

/// The fixtures in which the order of the document decides where a cycle of types is boxed, since `analyze.rs` cuts a
/// cycle where a walk in that order closes it. Everything else in them is compared.
const BOXED_IN_ORDER: &[&str] = &[
    "compose/union_nested",
    "compose/union_recursive",
    "compose/union_recursive_by_look",
    "naming/types_collisions",
    "naming/types_generics",
    "naming/types_keywords",
    "schema/recursion",
    "schema/references_by_name",
];

/// The fixtures whose types depend on the order of the document, since `lower/` reads each schema once, from the place
/// that refers to it first.
const LOWERED_IN_ORDER: &[&str] = &[
    // A cyclic alias is any value; of two aliases for each other, the first one becomes that.
    "schema/recursion_alias",
    // A schema inside a property that others refer to is named after the place that is read first.
    "schema/references",
];

/// The fixtures in which a schema in a shared response is named after the first operation with the response, as
/// `lower/` decides.
const CALLED_AFTER_THE_FIRST: &[&str] = &["dialect/v32_item_schema"];

/// Returns the public items of a document, one per line, or `None` if it cannot be generated.
fn lines(fixture: &Fixture, document: &Value) -> Option<BTreeSet<String>> {
    let source = load_bytes("document.json", document.to_string().into_bytes()).ok()?;
    let files = generate(&configured(fixture, source), TARGET).files?;
    let text = surface(&files).expect("the code is Rust");
    Some(text.lines().map(str::to_owned).collect())
}

fn configured(fixture: &Fixture, source: Source) -> Source {
    match &fixture.config {
        None => source,
        Some(path) => load_own_config(path, &[])
            .expect("a configuration")
            .apply(source),
    }
}

/// Returns the paths and methods of a document's operations.
fn operations(document: &Value) -> Vec<(String, String)> {
    const METHODS: &[&str] = &["get", "put", "post", "delete", "patch"];
    let paths = document.get("paths").and_then(Value::as_object);
    let mut out = Vec::new();
    for (path, item) in paths.into_iter().flatten() {
        let fields = item.as_object().into_iter().flatten();
        let methods = fields.filter(|(key, _)| METHODS.contains(&key.as_str()));
        out.extend(methods.map(|(method, _)| (path.clone(), method.clone())));
    }
    out
}

/// Returns the document with a copy of an operation on a path of its own, before or after all others.
fn with_copy(document: &Value, path: &str, method: &str, first: bool) -> Option<Value> {
    let item = document.get("paths")?.get(path)?;
    let mut copy = item.get(method)?.clone();
    let id = json!("operationThatCameLater");
    let fields = copy.as_object_mut()?;
    fields.insert("operationId".to_owned(), id);
    // An extension may name the operation, and a name that two have is nobody's.
    fields.retain(|key, _| !key.starts_with("x-"));
    let mut new = json!({ method: copy });
    if let Some(parameters) = item.get("parameters") {
        new["parameters"] = parameters.clone();
    }
    let new = (format!("{path}/later"), new);
    let mut out = document.clone();
    let paths = out.get_mut("paths")?.as_object_mut()?;
    let old = std::mem::take(paths);
    let before = first.then(|| new.clone());
    let behind = (!first).then_some(new);
    paths.extend(before.into_iter().chain(old).chain(behind));
    Some(out)
}

#[test]
fn an_operation_that_ends_like_another_renames_nothing() {
    let mut tried = 0;
    let mut wrong = Vec::new();
    for fixture in fixtures() {
        let whole = fixture.source().root.to_json();
        let text = whole.to_string();
        // The target of a reference into an operation is not copied.
        if text.contains("#/paths/") || CALLED_AFTER_THE_FIRST.contains(&fixture.name.as_str()) {
            continue;
        }
        let Some(before) = lines(&fixture, &whole) else {
            continue;
        };
        for (path, method) in operations(&whole) {
            for first in [true, false] {
                let Some(more) = with_copy(&whole, &path, &method, first) else {
                    continue;
                };
                let Some(now) = lines(&fixture, &more) else {
                    continue;
                };
                tried += 1;
                let lost = before.difference(&now).map(|it| format!("- {it}"));
                let added = now.difference(&before).filter(|it| !is_later(it));
                let told: Vec<String> = lost.chain(added.map(|it| format!("+ {it}"))).collect();
                if !told.is_empty() {
                    wrong.push(format!("{} {method} {path}: {told:#?}", fixture.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.join("\n"), wrong.len());
    assert!(tried > 400, "only {tried} operations");
}

fn is_later(line: &str) -> bool {
    line.contains("operation_that_came_later") || line.contains("OperationThatCameLater")
}

/// A sequence of numbers that is the same in every run (Marsaglia's xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let end = u64::try_from(end).expect("it fits");
        usize::try_from(self.0 % end).expect("it fits")
    }

    fn shuffle(&mut self, object: &mut Map<String, Value>) {
        let mut entries: Vec<_> = std::mem::take(object).into_iter().collect();
        for end in (1..entries.len()).rev() {
            let other = self.below(end + 1);
            entries.swap(end, other);
        }
        object.extend(entries);
    }
}

/// Shuffles paths, methods, the contents of `components`, and properties.
fn shuffle(document: &mut Value, dice: &mut Dice) {
    const SECTIONS: &[&str] = &["/paths", "/definitions", "/parameters", "/responses"];
    for section in SECTIONS {
        if let Some(Value::Object(object)) = document.pointer_mut(section) {
            dice.shuffle(object);
        }
    }
    for parts in ["/components", "/paths"] {
        let entries = document.pointer_mut(parts).and_then(Value::as_object_mut);
        for (_, entry) in entries.into_iter().flatten() {
            if let Value::Object(object) = entry {
                dice.shuffle(object);
            }
        }
    }
    shuffle_properties(document, dice);
}

fn shuffle_properties(node: &mut Value, dice: &mut Dice) {
    match node {
        Value::Array(items) => items.iter_mut().for_each(|it| shuffle_properties(it, dice)),
        Value::Object(object) => {
            if let Some(Value::Object(properties)) = object.get_mut("properties") {
                dice.shuffle(properties);
            }
            for (_, node) in object {
                shuffle_properties(node, dice);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Sorts the arguments in a line, which follow the order of the document.
fn ordered(line: &str) -> String {
    let Some((head, tail)) = line.split_once('(').filter(|_| line.starts_with("fn ")) else {
        return line.to_owned();
    };
    let (arguments, gives) = tail.rsplit_once(") -> ").unwrap_or((tail, ""));
    let mut arguments: Vec<&str> = arguments.split(", ").collect();
    arguments.sort_unstable();
    format!("{head}({}) -> {gives}", arguments.join(", "))
}

/// Removes the boxes from a line.
fn unboxed(line: &str) -> String {
    match line.split_once("Box<") {
        None => line.to_owned(),
        Some((before, behind)) => {
            let mut open = 1;
            let end = behind.find(|it| {
                open += i32::from(it == '<') - i32::from(it == '>');
                open == 0
            });
            let (inside, behind) = behind.split_at(end.expect("brackets are closed"));
            unboxed(&format!("{before}{inside}{}", &behind[1..]))
        }
    }
}

#[test]
fn order_means_nothing() {
    let mut tried = 0;
    let mut wrong = Vec::new();
    let is_left_out = |it: &Fixture| LOWERED_IN_ORDER.contains(&it.name.as_str());
    for fixture in fixtures().into_iter().filter(|it| !is_left_out(it)) {
        let whole = fixture.source().root.to_json();
        let Some(before) = lines(&fixture, &whole) else {
            continue;
        };
        let boxes = !BOXED_IN_ORDER.contains(&fixture.name.as_str());
        let seen = |lines: &BTreeSet<String>| -> BTreeSet<String> {
            let lines = lines.iter().map(|it| ordered(it));
            lines
                .map(|it| if boxes { it } else { unboxed(&it) })
                .collect()
        };
        let before = seen(&before);
        // The sequence starts again for each fixture, so that a new fixture does not change the order of the others.
        let mut dice = Dice(0x5eed);
        for _ in 0..4 {
            let mut shuffled = whole.clone();
            shuffle(&mut shuffled, &mut dice);
            let now = seen(&lines(&fixture, &shuffled).unwrap_or_default());
            tried += 1;
            if before != now {
                let lost = before.difference(&now).map(|it| format!("- {it}"));
                let added = now.difference(&before).map(|it| format!("+ {it}"));
                let told: Vec<String> = lost.chain(added).collect();
                wrong.push(format!("{}: {told:#?}", fixture.name));
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.join("\n"), wrong.len());
    assert!(tried > 400, "only {tried} documents");
}
