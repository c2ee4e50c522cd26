//! The shapes: for each, a document of any size that grows in one way.

use super::parts::{both, document, list, map, operation, root, rooted, to};
use serde_json::{Map, Value, json};

/// A way in which a document can be large.
#[derive(Clone, Copy)]
pub struct Shape {
    /// The name: the thing of which the document has many.
    pub name: &'static str,
    /// The work to measure, for any number of them.
    pub work: Work,
}

/// The work that is measured. Documents are JSON.
#[derive(Clone, Copy)]
pub enum Work {
    /// Generating a module from a document.
    Module(fn(usize) -> String),
    /// Generating a standalone crate, whose parts have cargo features.
    Crate(fn(usize) -> String),
    /// Applying an overlay to a document.
    Overlay(fn(usize) -> [String; 2]),
}

/// Creates the table of shapes from its lines.
macro_rules! shapes {
    ($($name:literal: $make:expr;)* crates: $($whole:literal: $made:expr;)* overlays: $($overlay:literal: $action:expr;)*) => {
        &[
            $(Shape {
                name: $name,
                work: Work::Module(|n| {
                    let make: fn(usize) -> Value = $make;
                    make(n).to_string()
                }),
            },)*
            $(Shape {
                name: $whole,
                work: Work::Crate(|n| {
                    let make: fn(usize) -> Value = $made;
                    make(n).to_string()
                }),
            },)*
            $(Shape {
                name: $overlay,
                work: Work::Overlay(|n| {
                    let action: fn(usize, usize) -> Value = $action;
                    [wide(n).to_string(), overlay(n, action).to_string()]
                }),
            },)*
        ]
    };
}

/// All shapes.
pub const SHAPES: &[Shape] = shapes! {
    "operations": |n| document(map(n, |i| (format!("/a/{i}"), json!({ "get": operation(&format!("get{i}"), &json!({ "type": "string" })) }))), Map::new());
    "operations of one tag": |n| document(map(n, |i| (format!("/a/{i}"), json!({ "get": tagged(i, "One") }))), Map::new());
    "one tag per operation": |n| document(map(n, |i| (format!("/a/{i}"), json!({ "get": tagged(i, &format!("Tag {i}")) }))), Map::new());
    "tags of one operation": |n| document(Map::from_iter([("/a".to_owned(), json!({ "get": with(operation("a", &json!({})), "tags", list(n, |i| json!(format!("t{i}")))) }))]), Map::new());
    "operations without id": |n| document(map(n, |i| (format!("/a/{i}/b"), json!({ "get": { "responses": { "200": { "description": "Done." } } } }))), Map::new());
    "operations with one id": |n| document(map(n, |i| (format!("/a/{i}"), json!({ "get": operation("same", &json!({ "type": "string" })) }))), Map::new());
    "schemas": |n| document(root(), both(map(n, |i| (format!("Thing{i}"), text_object(&format!("p{i}")))), Map::from_iter([("Root".to_owned(), json!({ "type": "string" }))])));
    "schemas that are used": |n| rooted(json!({ "type": "object", "properties": map(n, |i| (format!("p{i}"), to(&format!("Thing{i}")))) }), map(n, |i| (format!("Thing{i}"), text_object(&format!("p{i}")))));
    "schemas of one name": |n| rooted(json!({ "type": "object", "properties": map(n, |i| (format!("p{i}"), to(&format!("a{}", "_".repeat(i % 40) + &i.to_string())))) }), map(n, |i| (format!("a{}", "_".repeat(i % 40) + &i.to_string()), text_object("p"))));
    "inline objects": |n| rooted(json!({ "type": "object", "properties": map(n, |i| (format!("p{i}"), text_object(&format!("q{i}")))) }), Map::new());
    "equal inline objects": |n| rooted(json!({ "type": "object", "properties": map(n, |i| (format!("p{i}"), text_object("q"))) }), Map::new());
    "properties": |n| rooted(json!({ "type": "object", "properties": map(n, |i| (format!("p{i}"), json!({ "type": "string" }))) }), Map::new());
    "required properties": |n| rooted(json!({ "type": "object", "required": list(n, |i| json!(format!("p{i}"))), "properties": map(n, |i| (format!("p{i}"), json!({ "type": "string" }))) }), Map::new());
    "required without properties": |n| rooted(json!({ "type": "object", "required": list(n, |i| json!(format!("p{i}"))) }), Map::new());
    "required beside a reference": |n| rooted(json!({ "allOf": [to("Base"), { "required": list(n, |i| json!(format!("p{i}"))) }] }), Map::from_iter([("Base".to_owned(), json!({ "type": "object", "properties": map(n, |i| (format!("p{i}"), json!({ "type": "string" }))) }))]));
    "properties of one name": |n| rooted(json!({ "type": "object", "properties": map(n, |i| (format!("a{}{}", "-".repeat(1 + i / 200), "_".repeat(i % 200)), json!({ "type": "string" }))) }), Map::new());
    "a long name": |n| rooted(json!({ "type": "object", "properties": { "a".repeat(n): { "type": "string" } } }), Map::new());
    "a long name of words": |n| rooted(json!({ "type": "object", "properties": { "ab ".repeat(n): text_object("q") } }), Map::new());
    "a long schema name": |n| rooted(to(&"Ab".repeat(n)), Map::from_iter([("Ab".repeat(n), text_object("q"))]));
    "a long operation id": |n| document(Map::from_iter([("/a".to_owned(), json!({ "get": operation(&"ab_".repeat(n), &json!({ "type": "string" })) }))]), Map::new());
    "a long path": |n| document(Map::from_iter([("/ab".repeat(n), json!({ "get": { "responses": { "200": { "description": "Done." } } } }))]), Map::new());
    "long names with one beginning": |n| rooted(json!({ "type": "object", "properties": map(n / 64, |i| (format!("{}{i}", "ab_".repeat(256)), json!({ "type": "string" }))) }), Map::new());
    "path parameters": |n| document(Map::from_iter([((0..n).map(|i| format!("/{{p{i}}}")).collect(), json!({ "get": with(operation("a", &json!({})), "parameters", list(n, |i| json!({ "name": format!("p{i}"), "in": "path", "required": true, "schema": { "type": "string" } }))) }))]), Map::new());
    "path parameters not described": |n| document(Map::from_iter([((0..n).map(|i| format!("/{{p{i}}}")).collect(), json!({ "get": operation("a", &json!({})) }))]), Map::new());
    "parameters of an operation": |n| document(Map::from_iter([("/a".to_owned(), json!({ "get": with(operation("a", &json!({})), "parameters", list(n, |i| json!({ "name": format!("p{i}"), "in": "query", "schema": { "type": "string" } }))) }))]), Map::new());
    "parameters of a path": |n| document(Map::from_iter([("/a".to_owned(), json!({ "parameters": list(n, |i| json!({ "name": format!("p{i}"), "in": "query", "schema": { "type": "string" } })), "get": operation("a", &json!({})) }))]), Map::new());
    "header parameters": |n| document(Map::from_iter([("/a".to_owned(), json!({ "get": with(operation("a", &json!({})), "parameters", list(n, |i| json!({ "name": format!("X-P{i}"), "in": "header", "schema": { "type": "string" } }))) }))]), Map::new());
    "responses": |n| document(map(n / 400, |i| (format!("/a/{i}"), json!({ "get": { "responses": map(400, |it| (format!("{}", 200 + it), json!({ "description": "Done.", "content": { "application/json": { "schema": text_object(&format!("q{it}")) } } }))) } }))), Map::new());
    "response headers": |n| document(Map::from_iter([("/a".to_owned(), json!({ "get": { "responses": { "200": { "description": "Done.", "headers": map(n, |i| (format!("X-H{i}"), json!({ "schema": { "type": "string" } }))) } } } }))]), Map::new());
    "media types": |n| document(Map::from_iter([("/a".to_owned(), json!({ "get": { "responses": { "200": { "description": "Done.", "content": map(n, |i| (format!("application/x{i}+json"), json!({ "schema": text_object(&format!("q{i}")) }))) } } } }))]), Map::new());
    "media types of a body": |n| document(Map::from_iter([("/a".to_owned(), json!({ "post": with(operation("a", &json!({})), "requestBody", json!({ "content": map(n, |i| (format!("application/x{i}+json"), json!({ "schema": text_object(&format!("q{i}")) }))) })) }))]), Map::new());
    "form fields": |n| document(Map::from_iter([("/a".to_owned(), json!({ "post": with(operation("a", &json!({})), "requestBody", json!({ "content": { "multipart/form-data": { "schema": { "type": "object", "properties": map(n, |i| (format!("p{i}"), json!({ "type": "string" }))) } } } })) }))]), Map::new());
    "values of an enum": |n| rooted(json!({ "type": "string", "enum": list(n, |i| json!(format!("value-{i}"))) }), Map::new());
    "integers of an enum": |n| rooted(json!({ "type": "integer", "enum": list(n, |i| json!(i)) }), Map::new());
    "values of one name": |n| rooted(json!({ "type": "string", "enum": list(n, |i| json!(format!("a{}{}", "-".repeat(1 + i / 200), "_".repeat(i % 200)))) }), Map::new());
    "constants": |n| rooted(json!({ "oneOf": list(n, |i| json!({ "const": format!("value-{i}"), "description": "One." })) }), Map::new());
    "oneOf of references": |n| rooted(json!({ "oneOf": list(n, |i| to(&format!("Thing{i}"))) }), things(n));
    "anyOf of references": |n| rooted(json!({ "anyOf": list(n, |i| to(&format!("Thing{i}"))) }), things(n));
    "oneOf of inline objects": |n| rooted(json!({ "oneOf": list(n, |i| text_object(&format!("p{i}"))) }), Map::new());
    "oneOf of equal objects": |n| rooted(json!({ "oneOf": list(n, |_| text_object("p")) }), Map::new());
    "oneOf of required properties": |n| rooted(json!({ "type": "object", "properties": map(n, |i| (format!("p{i}"), json!({ "type": "string" }))), "oneOf": list(n, |i| json!({ "required": [format!("p{i}")] })) }), Map::new());
    "oneOf of constants in objects": |n| rooted(json!({ "oneOf": list(n, |i| json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "const": format!("k{i}") } } })) }), Map::new());
    "oneOf with discriminator": |n| rooted(json!({ "oneOf": list(n, |i| to(&format!("Kind{i}"))), "discriminator": { "propertyName": "kind" } }), kinds(n));
    "oneOf with mapping": |n| rooted(json!({ "oneOf": list(n, |i| to(&format!("Kind{i}"))), "discriminator": { "propertyName": "kind", "mapping": map(n, |i| (format!("k{i}"), json!(format!("#/components/schemas/Kind{i}")))) } }), kinds(n));
    "oneOf with mapping to one": |n| rooted(json!({ "oneOf": [to("Kind0"), to("Kind1")], "discriminator": { "propertyName": "kind", "mapping": map(n, |i| (format!("k{i}"), json!(format!("#/components/schemas/Kind{}", i % 2)))) } }), kinds(2));
    "oneOf of arrays": |n| rooted(json!({ "oneOf": list(n, |i| json!({ "type": "array", "items": text_object(&format!("p{i}")) })) }), Map::new());
    "oneOf of oneOf": |n| rooted(json!({ "oneOf": list(n / 16, |i| json!({ "oneOf": list(16, |j| text_object(&format!("p{i}x{j}"))) })) }), Map::new());
    "nested oneOf": |n| chained(n, |next| json!({ "oneOf": [{ "type": "object", "properties": { "own": { "type": "string" } }, "required": ["own"] }, next] }));
    "nested oneOf in properties": |n| chained(n, |next| json!({ "oneOf": [{ "type": "string" }, { "type": "object", "properties": { "next": next } }] }));
    "nested anyOf": |n| chained(n, |next| json!({ "anyOf": [{ "type": "string" }, next] }));
    "nested allOf": |n| chained(n, |next| json!({ "allOf": [next, { "type": "object", "properties": { "own": { "type": "string" } } }] }));
    "nested properties": |n| chained(n, |next| json!({ "type": "object", "properties": { "next": next } }));
    "nested arrays": |n| chained(n, |next| json!({ "type": "array", "items": next }));
    "nested maps": |n| chained(n, |next| json!({ "type": "object", "additionalProperties": next }));
    "a chain of references": |n| chained(n, |next| next);
    "a chain of references with texts": |n| chained(n, |next| with(next, "description", json!("One more.")));
    "a chain of unused references": |n| with_root(map(n, |i| (format!("Link{i}"), if i + 1 == n { text_object("end") } else { to(&format!("Link{}", i + 1)) })));
    "a cycle": |n| rooted(to("Link0"), map(n, |i| (format!("Link{i}"), json!({ "type": "object", "properties": { "next": to(&format!("Link{}", (i + 1) % n)) } }))));
    "a cycle of references": |n| rooted(to("Link0"), map(n, |i| (format!("Link{i}"), to(&format!("Link{}", (i + 1) % n)))));
    "parts of an allOf": |n| rooted(json!({ "allOf": list(n, |i| text_object(&format!("p{i}"))) }), Map::new());
    "named parts of an allOf": |n| rooted(json!({ "allOf": list(n, |i| to(&format!("Thing{i}"))) }), things(n));
    "equal parts of an allOf": |n| rooted(json!({ "allOf": list(n, |_| text_object("p")) }), Map::new());
    "required in parts of an allOf": |n| rooted(json!({ "allOf": list(n, |i| json!({ "required": [format!("p{i}")] })), "type": "object", "properties": map(n, |i| (format!("p{i}"), json!({ "type": "string" }))) }), Map::new());
    "heirs of one base": |n| rooted(to("Base"), both(map(n, |i| (format!("Heir{i}"), json!({ "allOf": [to("Base"), text_object(&format!("p{i}"))] }))), Map::from_iter([("Base".to_owned(), json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" } }, "discriminator": { "propertyName": "kind" } }))])));
    "heirs with mapping": |n| rooted(to("Base"), both(map(n, |i| (format!("Heir{i}"), json!({ "allOf": [to("Base"), text_object(&format!("p{i}"))] }))), Map::from_iter([("Base".to_owned(), json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" } }, "discriminator": { "propertyName": "kind", "mapping": map(n, |i| (format!("k{i}"), json!(format!("#/components/schemas/Heir{i}")))) } }))])));
    "heirs of heirs": |n| rooted(to("Heir0"), map(n, |i| (format!("Heir{i}"), if i == 0 { json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" } }, "discriminator": { "propertyName": "kind" } }) } else { json!({ "allOf": [to(&format!("Heir{}", i / 2)), text_object(&format!("p{i}"))] }) })));
    "references to one schema": |n| rooted(json!({ "type": "object", "properties": map(n, |i| (format!("p{i}"), to("One"))) }), Map::from_iter([("One".to_owned(), text_object("q"))]));
    "dangling references": |n| rooted(json!({ "type": "object", "properties": map(n, |i| (format!("p{i}"), to(&format!("Nothing{i}")))) }), Map::new());
    "pointers into schemas": |n| rooted(json!({ "type": "object", "properties": map(n, |i| (format!("p{i}"), json!({ "$ref": format!("#/components/schemas/Wide/properties/q{i}") }))) }), Map::from_iter([("Wide".to_owned(), json!({ "type": "object", "properties": map(n, |i| (format!("q{i}"), text_object("r"))) }))]));
    "findings": |n| rooted(json!({ "type": "object", "properties": map(n, |i| (format!("p{i}"), json!({ "type": "string", "not": { "const": i } }))) }), Map::new());
    "unknown fields": |n| { let mut it = rooted(text_object("p"), Map::new()); for i in 0..n { it["info"][format!("unknown{i}")] = json!(i); } it };
    "unknown formats": |n| rooted(json!({ "type": "object", "properties": map(n, |i| (format!("p{i}"), json!({ "type": "string", "format": format!("f{i}") }))) }), Map::new());
    "backticks": |n| described("`".repeat(n));
    "backticks with words": |n| described("a ` b `` c ``` ".repeat(n));
    "backticks of growing runs": |n| { let mut text = String::new(); let mut run = 1; while text.len() < n { text.push_str(&"`".repeat(run)); text.push_str(" a "); run += 1; } described(text) };
    "brackets": |n| described("[".repeat(n));
    "brackets and braces": |n| described("[a](b ".repeat(n));
    "angle brackets": |n| described("<a ".repeat(n));
    "asterisks": |n| described("*a _b ".repeat(n));
    "quotes": |n| described("> ".repeat(n));
    "lists": |n| described("- a\n  ".repeat(n));
    "fences": |n| described("```\na\n".repeat(n));
    "table cells": |n| described(format!("|{}\n|{}\n", " a |".repeat(n), " - |".repeat(n)));
    "lines of a description": |n| described("A line of text that is worth reading.\n".repeat(n));
    "words of a description": |n| described("word ".repeat(n));
    "letters of a description": |n| described("w".repeat(n));
    "spaces of a description": |n| described(format!("a{}b", " ".repeat(n)));
    "descriptions": |n| rooted(json!({ "type": "object", "properties": map(n, |i| (format!("p{i}"), json!({ "type": "string", "description": format!("The `text` number {i}.") }))) }), Map::new());
    "examples": |n| rooted(json!({ "type": "object", "properties": { "p": { "type": "string" } }, "examples": list(n, |i| json!({ "p": format!("{i}") })) }), Map::new());
    "a large default": |n| rooted(json!({ "type": "object", "properties": { "p": { "type": "array", "items": { "type": "integer" }, "default": list(n, |i| json!(i)) } } }), Map::new());
    "pattern properties": |n| rooted(json!({ "type": "object", "patternProperties": map(n, |i| (format!("^p{i}$"), json!({ "type": "string" }))) }), Map::new());
    "prefix items": |n| rooted(json!({ "type": "array", "prefixItems": list(n, |i| text_object(&format!("p{i}"))) }), Map::new());
    "definitions": |n| rooted(json!({ "type": "object", "$defs": map(n, |i| (format!("D{i}"), text_object("p"))), "properties": map(n, |i| (format!("p{i}"), json!({ "$ref": format!("#/components/schemas/Root/$defs/D{i}") }))) }), Map::new());
    "extensions": |n| with(rooted(text_object("p"), Map::new()), "x-many", list(n, |i| json!({ "a": i })));
    "servers": |n| with(rooted(text_object("p"), Map::new()), "servers", list(n, |i| json!({ "url": format!("https://s{i}.example.com") })));
    "security schemes": |n| { let mut it = rooted(text_object("p"), Map::new()); it["components"]["securitySchemes"] = map(n, |i| (format!("s{i}"), json!({ "type": "apiKey", "in": "header", "name": format!("X-{i}") }))).into(); it["security"] = list(n, |i| json!({ format!("s{i}"): [] })); it };
    "tags": |n| with(document(map(n, |i| (format!("/a/{i}"), json!({ "get": tagged(i, &format!("Tag {i}")) }))), Map::new()), "tags", list(n, |i| json!({ "name": format!("Tag {i}"), "description": "One." })));
    "webhooks": |n| with(rooted(text_object("p"), Map::new()), "webhooks", map(n, |i| (format!("hook{i}"), json!({ "post": { "requestBody": { "content": { "application/json": { "schema": text_object("p") } } }, "responses": { "200": { "description": "Done." } } } }))).into());
    "equal errors": |n| document(map(n, |i| (format!("/a/{i}"), json!({ "get": { "operationId": format!("get{i}"), "responses": { "200": { "description": "Done." }, "404": { "description": "None.", "content": { "application/json": { "schema": to("Root") } } } } } }))), Map::from_iter([("Root".to_owned(), text_object("p"))]));
    "differing errors": |n| document(map(n, |i| (format!("/a/{i}"), json!({ "get": { "operationId": format!("get{i}"), "responses": { "200": { "description": "Done." }, "404": { "description": "None.", "content": { "application/json": { "schema": to(&format!("Thing{i}")) } } } } } }))), things(n));
    "parameters of components": |n| { let mut it = document(map(n, |i| (format!("/a/{i}"), json!({ "get": with(operation(&format!("get{i}"), &json!({ "type": "string" })), "parameters", json!([{ "$ref": format!("#/components/parameters/P{i}") }])) }))), Map::new()); it["components"]["parameters"] = map(n, |i| (format!("P{i}"), json!({ "name": format!("p{i}"), "in": "query", "schema": { "type": "string" } }))).into(); it };
    "Swagger 2.0 operations": |n| json!({ "swagger": "2.0", "info": { "title": "Shape", "version": "1" }, "paths": map(n, |i| (format!("/a/{i}"), json!({ "get": { "operationId": format!("get{i}"), "parameters": [{ "name": "q", "in": "query", "type": "string" }], "responses": { "200": { "description": "Done.", "schema": { "$ref": format!("#/definitions/D{i}") } } } } }))), "definitions": map(n, |i| (format!("D{i}"), text_object("p"))) });
    crates:
    "tags of a crate": |n| document(map(n, |i| (format!("/a/{i}"), json!({ "get": tagged(i, &format!("Tag {i}")) }))), Map::new());
    "tags of a crate with types": |n| document(map(n, |i| (format!("/a/{i}"), json!({ "get": with(operation(&format!("get{i}"), &to(&format!("Thing{i}"))), "tags", json!([format!("Tag {i}")])) }))), things(n));
    "tags of a crate with one type": |n| document(map(n, |i| (format!("/a/{i}"), json!({ "get": with(operation(&format!("get{i}"), &to("Thing0")), "tags", json!([format!("Tag {i}")])) }))), things(1));
    overlays:
    "overlay that changes many": |i, _| json!({ "target": format!("$['x-wide'].a{i}"), "update": { "c": 1 } });
    "overlay that adds many": |i, _| json!({ "target": "$['x-wide']", "update": { format!("c{i}"): 1 } });
    "overlay that removes many": |i, _| json!({ "target": format!("$['x-wide'].a{i}"), "remove": true });
    "overlay that copies many": |i, n| json!({ "target": format!("$['x-wide'].a{i}"), "copy": format!("$['x-wide'].a{}", (i + 1) % n) });
    "overlay that lists many": |i, _| json!({ "target": "$.info", "update": { "x-list": [i] } });
};

fn text_object(property: &str) -> Value {
    json!({ "type": "object", "properties": { property: { "type": "string" } } })
}

fn with(mut value: Value, key: &str, what: Value) -> Value {
    value[key] = what;
    value
}

fn tagged(number: usize, tag: &str) -> Value {
    let own = operation(&format!("get{number}"), &json!({ "type": "string" }));
    with(own, "tags", json!([tag]))
}

fn things(count: usize) -> Map<String, Value> {
    map(count, |i| {
        (format!("Thing{i}"), text_object(&format!("p{i}")))
    })
}

/// Creates objects that are told apart by a property.
fn kinds(count: usize) -> Map<String, Value> {
    map(count, |i| {
        let kind = json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" }, format!("p{i}"): { "type": "string" } } });
        (format!("Kind{i}"), kind)
    })
}

/// Creates a chain of schemas, each made of the next one.
fn chained(count: usize, link: impl Fn(Value) -> Value) -> Value {
    let links = map(count, |i| {
        let schema = if i + 1 == count {
            text_object("end")
        } else {
            link(to(&format!("Link{}", i + 1)))
        };
        (format!("Link{i}"), schema)
    });
    rooted(to("Link0"), links)
}

fn with_root(schemas: Map<String, Value>) -> Value {
    rooted(json!({ "type": "string" }), schemas)
}

/// Creates a document with a description.
#[expect(clippy::needless_pass_by_value, reason = "callers make it for this")]
fn described(text: String) -> Value {
    rooted(
        json!({ "type": "object", "description": text, "properties": { "p": { "type": "string" } } }),
        Map::new(),
    )
}

/// Creates a document with many entries in one object.
fn wide(count: usize) -> Value {
    let mut out = rooted(text_object("p"), Map::new());
    out["x-wide"] = map(count, |i| (format!("a{i}"), json!({ "b": i }))).into();
    out
}

/// Creates an overlay with many actions.
fn overlay(count: usize, action: fn(usize, usize) -> Value) -> Value {
    json!({
        "overlay": "1.1.0",
        "info": { "title": "Shape", "version": "1" },
        "actions": list(count, |i| action(i, count)),
    })
}
