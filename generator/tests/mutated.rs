//! No document makes the generator panic: every fixture is tried with every node removed, or replaced by a value that
//! does not belong there.

mod support;

use generator::{
    Target, conformance_tests, generate,
    source::{load, load_bytes},
};
use serde_json::{Value, json};
use std::{
    env, fs,
    panic::catch_unwind,
    path::Path,
    time::{Duration, Instant},
};
use support::{fixtures, sorted};

/// One in this many changed documents is tried unless `EXHAUSTIVE` is set, since all of them take a minute.
const SAMPLE: usize = 31;

/// The maximum number of changes tried per document of the corpus, unless `EXHAUSTIVE` is set.
const OF_EACH: usize = 1_500;

/// The maximum size in bytes of a tried document of the corpus.
const SMALL: u64 = 64 * 1024;

/// The longest time that a changed document may take.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn a_document_with_any_node_spoilt_gives_code_or_says_why_not() {
    let every = if is_exhaustive() { 1 } else { SAMPLE };
    let (mut made, mut tried) = (0, 0);
    for fixture in fixtures() {
        let whole = fixture.source().root.to_json();
        for (pointer, change) in changes(&whole) {
            made += 1;
            if made % every == 0 {
                tried += 1;
                check(
                    &spoilt(&whole, &pointer, change),
                    &format!("{} at {pointer}", fixture.name),
                );
            }
        }
    }
    println!("{tried} of {made} documents");
    assert!(tried > 1_000, "only {tried} documents");
}

/// Checks the small documents in the folder that `OPENAPI_CORPUS` names in the same way.
#[test]
fn a_real_document_with_any_node_spoilt_gives_code_or_says_why_not() {
    let Some(corpus) = env::var_os("OPENAPI_CORPUS") else {
        println!("skipped: OPENAPI_CORPUS names no folder");
        return;
    };
    for path in sorted(Path::new(&corpus)) {
        let name = path.display().to_string();
        let small = fs::metadata(&path).is_ok_and(|it| it.is_file() && it.len() <= SMALL);
        let Some(source) = load(&path).ok().filter(|_| small) else {
            continue;
        };
        let whole = source.root.to_json();
        let all = changes(&whole);
        let every = if is_exhaustive() {
            1
        } else {
            all.len().div_ceil(OF_EACH).max(1)
        };
        for (pointer, change) in all.iter().step_by(every) {
            check(
                &spoilt(&whole, pointer, *change),
                &format!("{name} at {pointer}"),
            );
        }
        println!("{name}: every {every} of {} documents", all.len());
    }
}

fn is_exhaustive() -> bool {
    env::var_os("EXHAUSTIVE").is_some()
}

/// A change of a node.
#[derive(Clone, Copy)]
enum Change {
    Remove,
    Null,
    Text,
    Object,
    Array,
}

/// Returns every change of every node.
fn changes(whole: &Value) -> Vec<(String, Change)> {
    let all = [
        Change::Remove,
        Change::Null,
        Change::Text,
        Change::Object,
        Change::Array,
    ];
    let pointers = pointers(whole).into_iter();
    pointers
        .flat_map(|pointer| all.map(|change| (pointer.clone(), change)))
        .collect()
}

fn spoilt(whole: &Value, pointer: &str, change: Change) -> Value {
    let mut out = whole.clone();
    let value = match change {
        Change::Remove => {
            remove(&mut out, pointer);
            return out;
        }
        Change::Null => json!(null),
        Change::Text => json!("x"),
        Change::Object => json!({}),
        Change::Array => json!([1]),
    };
    if let Some(node) = out.pointer_mut(pointer) {
        *node = value;
    }
    out
}

fn check(document: &Value, name: &str) {
    let text = document.to_string();
    let start = Instant::now();
    let outcome = catch_unwind(|| {
        let Ok(source) = load_bytes("spoilt.json", text.clone().into_bytes()) else {
            return true;
        };
        let target = Target {
            module: "api",
            path: "x::api",
            origin: "spoilt.json",
        };
        let output = generate(&source, target);
        // Conformance tests are emitted for one document in four.
        let tests = text
            .len()
            .is_multiple_of(4)
            .then(|| conformance_tests(&source, target));
        tests.is_none_or(|it| it.is_ok())
            && (output.files.is_some() || output.report.diagnostics.has_errors())
    });
    assert!(matches!(outcome, Ok(true)), "{name}: {text}");
    assert!(
        start.elapsed() < PATIENCE,
        "{name} takes {:?}: {text}",
        start.elapsed()
    );
}

fn pointers(value: &Value) -> Vec<String> {
    let mut out = Vec::new();
    collect(value, "", &mut out);
    out
}

fn collect(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let key = key.replace('~', "~0").replace('/', "~1");
                collect(value, &format!("{at}/{key}"), out);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                collect(value, &format!("{at}/{index}"), out);
            }
        }
        _ => {}
    }
}

fn remove(value: &mut Value, pointer: &str) {
    let Some((parent, token)) = pointer.rsplit_once('/') else {
        *value = Value::Null;
        return;
    };
    let token = token.replace("~1", "/").replace("~0", "~");
    match value.pointer_mut(parent) {
        Some(Value::Object(map)) => drop(map.remove(&token)),
        Some(Value::Array(items)) => {
            if let Ok(index) = token.parse() {
                let _: Value = items.remove(index);
            }
        }
        _ => {}
    }
}
