//! No document makes the generator panic: every fixture with every node removed, or replaced by
//! something that does not belong there.

mod support;

use generator::{Target, generate, load::load_bytes};
use serde_json::{Value, json};
use std::{env, panic::catch_unwind};
use support::fixtures;

/// Of how many spoilt documents one is tried, unless `EXHAUSTIVE` is set: all of them take a minute.
const SAMPLE: usize = 11;

#[test]
fn a_document_with_any_node_spoilt_gives_code_or_says_why_not() {
    let every = if env::var_os("EXHAUSTIVE").is_some() {
        1
    } else {
        SAMPLE
    };
    let (mut made, mut tried) = (0, 0);
    for fixture in fixtures() {
        let whole = fixture.source().root.to_json();
        for pointer in pointers(&whole) {
            for change in [
                None,
                Some(json!(null)),
                Some(json!("x")),
                Some(json!({})),
                Some(json!([1])),
            ] {
                let mut spoilt = whole.clone();
                match change {
                    None => remove(&mut spoilt, &pointer),
                    Some(value) => {
                        if let Some(node) = spoilt.pointer_mut(&pointer) {
                            *node = value;
                        }
                    }
                }
                made += 1;
                if made % every != 0 {
                    continue;
                }
                tried += 1;
                check(&spoilt, &format!("{} at {pointer}", fixture.name));
            }
        }
    }
    println!("{tried} of {made} documents");
    assert!(tried > 1_000, "only {tried} documents");
}

fn check(document: &Value, name: &str) {
    let text = document.to_string();
    let outcome = catch_unwind(|| {
        let Ok(source) = load_bytes("spoilt.json", text.clone().into_bytes()) else {
            return true;
        };
        let output = generate(
            &source,
            Target {
                module: "api",
                path: "x::api",
                origin: "spoilt.json",
            },
        );
        output.files.is_some() || output.report.diagnostics.has_errors()
    });
    assert!(matches!(outcome, Ok(true)), "{name}: {text}");
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
