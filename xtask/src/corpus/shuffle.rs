//! Documents with schemas, paths and properties in another order. Their order has no meaning, so that the types must
//! not depend on it.

use crate::random::Random;
use generator::{
    Target,
    diagnostic::{Style, render},
    generate,
    rust::format::surface,
    source::{Source, load_bytes},
    tree::{FILES, Node},
};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The maps at the root whose order has no meaning; for `components`, the maps inside it.
const MAPS: &[&str] = &[
    "paths",
    "definitions",
    "parameters",
    "responses",
    "webhooks",
];

/// Shuffles the schemas, paths and properties of a document by a seed.
pub fn shuffled(root: &Node, seed: u64) -> Value {
    let mut random = Random::new(seed);
    let mut document = root.to_json();
    for map in MAPS {
        if let Some(Value::Object(entries)) = document.get_mut(map) {
            reorder(entries, &mut random);
        }
    }
    let components = document
        .get_mut("components")
        .and_then(Value::as_object_mut);
    for (_, map) in components.into_iter().flatten() {
        if let Value::Object(entries) = map {
            reorder(entries, &mut random);
        }
    }
    properties(&mut document, &mut random);
    document
}

/// Shuffles every map `properties`. A property of that name holds a schema, whose keywords have no order either.
fn properties(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(entries) => {
            if let Some(Value::Object(declared)) = entries.get_mut("properties") {
                reorder(declared, random);
            }
            entries.values_mut().for_each(|it| properties(it, random));
        }
        Value::Array(items) => items.iter_mut().for_each(|it| properties(it, random)),
        _ => {}
    }
}

fn reorder(entries: &mut Map<String, Value>, random: &mut Random) {
    let mut all: Vec<(String, Value)> = std::mem::take(entries).into_iter().collect();
    random.shuffle(&mut all);
    entries.extend(all);
}

/// Returns the public items that only one of the two orders has, with `- ` before those of the original order and `+ `
/// before those of the other one. The order of the arguments of `new` is ignored, since it follows the properties.
///
/// # Errors
///
/// The document cannot be generated, or it has several files.
pub fn differences(source: &Source, seed: u64) -> Result<Vec<String>, String> {
    if source.root.get(FILES).is_some() {
        return Err("it has several files".to_owned());
    }
    let as_it_is = items(&source.root.to_json())?;
    let other = items(&shuffled(&source.root, seed))?;
    let gone = as_it_is.difference(&other).map(|it| format!("- {it}"));
    let new = other.difference(&as_it_is).map(|it| format!("+ {it}"));
    let mut out: Vec<String> = gone.chain(new).collect();
    out.sort_by(|one, other| one[2..].cmp(&other[2..]));
    Ok(out)
}

/// Returns the lines of the public surface.
fn items(document: &Value) -> Result<BTreeSet<String>, String> {
    let source = load_bytes("document.json", document.to_string().into_bytes())
        .map_err(|failure| render(&failure.diagnostics, &failure.files, Style::Plain))?;
    let target = Target {
        module: "api",
        path: "api",
        origin: "a document",
    };
    let output = generate(&source, target);
    let Some(files) = output.files else {
        return Err(render(
            &output.report.diagnostics,
            &source.files,
            Style::Plain,
        ));
    };
    let surface = surface(&files)?;
    Ok(surface.lines().map(without_order).collect())
}

/// Sorts the arguments of `new` in a line.
fn without_order(line: &str) -> String {
    let Some((head, rest)) = line.split_once("::new(") else {
        return line.to_owned();
    };
    let (arguments, tail) = rest.rsplit_once(')').unwrap_or((rest, ""));
    let mut arguments: Vec<&str> = arguments.split(", ").collect();
    arguments.sort_unstable();
    format!("{head}::new({}){tail}", arguments.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = r##"{
        "openapi": "3.0.3",
        "info": { "title": "Order", "version": "1" },
        "paths": {
            "/b": { "get": { "operationId": "b", "responses": { "200": { "$ref": "#/components/responses/B" } } } },
            "/a": { "get": { "operationId": "a", "responses": { "204": { "description": "" } } } }
        },
        "components": {
            "responses": { "B": { "description": "", "content": { "application/json": { "schema": {
                "type": "object", "required": ["x", "y"],
                "properties": { "x": { "type": "string" }, "y": { "type": "integer" }, "z": { "type": "boolean" } }
            } } } } }
        }
    }"##;

    /// A document with unequal schemas of the same title and properties, equal schemas with another title in two
    /// places, alternatives that two properties distinguish, and parts of a multipart body.
    const TITLES: &str = r#"{
        "openapi": "3.1.0",
        "info": { "title": "Titles", "version": "1" },
        "paths": {
            "/upload": { "post": {
                "operationId": "upload",
                "requestBody": { "required": true, "content": { "multipart/form-data": { "schema": {
                    "type": "object", "required": ["name", "file"],
                    "properties": { "file": { "type": "string", "format": "binary" }, "name": { "type": "string" } }
                } } } },
                "responses": { "204": { "description": "" } }
            } }
        },
        "components": { "schemas": {
            "Car": { "type": "object", "properties": {
                "state": { "title": "State", "type": "object", "properties": { "on": { "type": "boolean" } } },
                "place": { "title": "Place", "type": "object", "properties": { "at": { "type": "string" } } }
            } },
            "Boat": { "type": "object", "properties": {
                "state": { "title": "State", "type": "object", "properties": { "on": { "type": "string" } } },
                "place": { "title": "Place", "type": "object", "properties": { "at": { "type": "string" } } }
            } },
            "Place": { "type": "object", "properties": { "x": { "type": "integer" } } },
            "Event": { "oneOf": [
                { "type": "object", "required": ["kind", "name"],
                  "properties": { "kind": { "const": "a" }, "name": { "const": "first" } } },
                { "type": "object", "required": ["kind", "name"],
                  "properties": { "kind": { "const": "b" }, "name": { "const": "second" } } }
            ] }
        } }
    }"#;

    fn source() -> Source {
        load_bytes("order.json", DOCUMENT.as_bytes().to_vec()).expect("it is read")
    }

    #[test]
    fn another_order_holds_the_same() {
        let source = source();
        let orders: BTreeSet<String> = (0..20)
            .map(|seed| shuffled(&source.root, seed).to_string())
            .collect();
        assert!(orders.len() > 4, "only {} orders", orders.len());
        assert_eq!(shuffled(&source.root, 3), source.root.to_json());
    }

    #[test]
    fn one_seed_makes_one_order() {
        let source = source();
        let text = |seed| shuffled(&source.root, seed).to_string();
        assert_eq!(text(7), text(7));
    }

    #[test]
    fn a_plain_document_has_the_same_items_in_any_order() {
        let source = source();
        for seed in 0..5 {
            assert_eq!(differences(&source, seed), Ok(Vec::new()));
        }
    }

    #[test]
    fn names_that_several_want_do_not_depend_on_the_order() {
        let source = load_bytes("titles.json", TITLES.as_bytes().to_vec()).expect("it is read");
        for seed in 0..12 {
            assert_eq!(differences(&source, seed), Ok(Vec::new()), "seed {seed}");
        }
    }

    #[test]
    fn only_the_arguments_of_new_have_no_order() {
        assert_eq!(
            without_order("fn x::A::new(b: i64, a: String) -> Self"),
            "fn x::A::new(a: String, b: i64) -> Self"
        );
        let other = "fn x::Client::get(&self, b: &str, a: &str) -> Get";
        assert_eq!(without_order(other), other);
    }
}
