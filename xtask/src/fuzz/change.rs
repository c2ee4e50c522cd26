//! The changes of a document.

use super::files::Files;
use crate::random::Random;
use serde_json::{Map, Value, json};

/// The largest number of changes per document.
const CHANGES: usize = 6;

/// The keywords and fields under which a part is put, or to which a key is renamed.
const NAMES: &[&str] = &[
    "$ref",
    "$dynamicRef",
    "$id",
    "$anchor",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "if",
    "then",
    "items",
    "prefixItems",
    "properties",
    "additionalProperties",
    "patternProperties",
    "unevaluatedProperties",
    "dependentSchemas",
    "required",
    "type",
    "enum",
    "const",
    "default",
    "example",
    "nullable",
    "discriminator",
    "mapping",
    "propertyName",
    "format",
    "schema",
    "content",
    "parameters",
    "requestBody",
    "responses",
    "headers",
    "callbacks",
    "webhooks",
    "links",
    "security",
    "servers",
    "get",
    "post",
    "additionalOperations",
    "200",
    "default",
    "application/json",
    "multipart/form-data",
    "text/event-stream",
    "encoding",
    "in",
    "name",
    "style",
    "itemSchema",
];

/// Values that have a meaning in some position.
const VALUES: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-1",
    "1e999",
    "18446744073709551616",
    "\"\"",
    "\"object\"",
    "\"array\"",
    "\"string\"",
    "\"integer\"",
    "[\"string\", \"null\"]",
    "{}",
    "[]",
    "[{}]",
    "\"path\"",
    "\"query\"",
    "\"header\"",
    "\"deepObject\"",
    "\"date-time\"",
    "\"binary\"",
    "\"#\"",
    "\"#/\"",
    "\"a/b~c\"",
    "\"\\u0000\"",
];

/// Returns the document of a run: a seed with some changes, in several files for every third run.
pub fn changed(seeds: &[Value], seed: u64, number: usize) -> Files {
    let mixed = seed ^ (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut random = Random::new(mixed);
    // Neighbouring seeds give similar first numbers.
    for _ in 0..4 {
        random.below(2);
    }
    let mut out = seeds
        .get(random.below(seeds.len()))
        .cloned()
        .unwrap_or_default();
    for _ in 0..=random.below(CHANGES) {
        change(&mut out, &mut random);
    }
    let mut out = Files::of(out);
    if number.is_multiple_of(3) {
        out.spread(&mut random);
    }
    out
}

pub(super) fn change(document: &mut Value, random: &mut Random) {
    let places = pointers(document);
    let mut pick = || {
        places
            .get(random.below(places.len()))
            .cloned()
            .unwrap_or_default()
    };
    let (one, other) = (pick(), pick());
    let part = document.pointer(&other).cloned().unwrap_or_default();
    match random.below(10) {
        0 => swap(document, &one, &other),
        1 => put(document, &one, part),
        2 => put(document, &one, reference(&other)),
        3 => put(document, &one, reference(&one)),
        // A reference to a part around it makes a cycle.
        4 => {
            let ends: Vec<usize> = one.match_indices('/').map(|(end, _)| end).collect();
            let end = ends.get(random.below(ends.len())).copied().unwrap_or(0);
            let above = one[..end].to_owned();
            put(document, &one, reference(&above));
        }
        5 => beside(
            document,
            &one,
            "$ref",
            format!("#{}", escaped(&other)).into(),
        ),
        6 => beside(document, &one, name(random), part),
        7 => wrap(document, &one, name(random)),
        8 => rename(document, &one, name(random)),
        _ => {
            let value = VALUES[random.below(VALUES.len())];
            let value = serde_json::from_str(value).unwrap_or(Value::Null);
            put(document, &one, value);
        }
    }
}

fn name(random: &mut Random) -> &'static str {
    NAMES[random.below(NAMES.len())]
}

fn reference(pointer: &str) -> Value {
    json!({ "$ref": format!("#{}", escaped(pointer)) })
}

/// Escapes a pointer for a URI fragment.
pub(super) fn escaped(pointer: &str) -> String {
    pointer.replace('%', "%25")
}

pub(super) fn put(document: &mut Value, pointer: &str, value: Value) {
    // The root is never replaced.
    if !pointer.is_empty()
        && let Some(place) = document.pointer_mut(pointer)
    {
        *place = value;
    }
}

fn swap(document: &mut Value, one: &str, other: &str) {
    let parts = [one, other].map(|it| document.pointer(it).cloned());
    if let [Some(left), Some(right)] = parts {
        put(document, one, right);
        put(document, other, left);
    }
}

fn beside(document: &mut Value, pointer: &str, name: &str, value: Value) {
    if let Some(Value::Object(object)) = document.pointer_mut(pointer) {
        object.insert(name.to_owned(), value);
    }
}

/// Puts a part under a name, as an object or as the only element of an array.
fn wrap(document: &mut Value, pointer: &str, name: &str) {
    if let Some(part) = document.pointer(pointer).cloned() {
        let inner = if name.ends_with("Of") {
            json!([part])
        } else {
            part
        };
        put(document, pointer, json!({ name: inner }));
    }
}

/// Renames the key of the part at a pointer.
fn rename(document: &mut Value, pointer: &str, name: &str) {
    let Some((parent, token)) = pointer.rsplit_once('/') else {
        return;
    };
    let token = token.replace("~1", "/").replace("~0", "~");
    if let Some(Value::Object(object)) = document.pointer_mut(parent) {
        let entries = std::mem::take(object).into_iter();
        let renamed = entries.map(|(key, value)| {
            let key = if key == token { name.to_owned() } else { key };
            (key, value)
        });
        *object = renamed.collect::<Map<String, Value>>();
    }
}

pub(super) fn pointers(value: &Value) -> Vec<String> {
    let mut out = Vec::new();
    collect(value, String::new(), &mut out);
    out
}

fn collect(value: &Value, at: String, out: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let key = key.replace('~', "~0").replace('/', "~1");
                collect(value, format!("{at}/{key}"), out);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                collect(value, format!("{at}/{index}"), out);
            }
        }
        _ => {}
    }
    out.push(at);
}
