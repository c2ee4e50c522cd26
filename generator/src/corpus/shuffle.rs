//! A document in another order: schemas, paths and properties have no order, so that its types must not depend
//! on one.

use super::random::Random;
use crate::{
    Target,
    diagnostic::{Style, render},
    format::surface,
    generate,
    load::{FILES, Node, Source, load_bytes},
};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The maps at the root whose order means nothing; of `components` it is the maps in it.
const MAPS: &[&str] = &[
    "paths",
    "definitions",
    "parameters",
    "responses",
    "webhooks",
];

/// The document with its schemas, paths and properties in the order that the seed makes.
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

/// Shuffles what stands under every `properties`. A property of that name holds a schema, whose keywords have
/// no order either.
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

/// The public items that only one of the two orders has: `- ` before those of the document as it is, `+ ` before
/// those of the other one. Where properties have no order, the arguments of `new` have none either.
///
/// # Errors
///
/// What is said of a document that cannot be generated, or one of several files.
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

/// The lines of the surface.
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

/// A line without the order of the arguments of `new`.
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
    fn only_the_arguments_of_new_have_no_order() {
        assert_eq!(
            without_order("fn x::A::new(b: i64, a: String) -> Self"),
            "fn x::A::new(a: String, b: i64) -> Self"
        );
        let other = "fn x::Client::get(&self, b: &str, a: &str) -> Get";
        assert_eq!(without_order(other), other);
    }
}
