//! Any names and texts in a document become identifiers and literals. Neither the structure of the code nor the places
//! of its files depend on them, on any system.

mod support;

use generator::{
    Target, conformance_tests,
    diagnostic::{Style, render},
    generate,
    rust::format::OutputFile,
    source::load_bytes,
};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use serde_json::{Map, Value, json};
use std::{collections::BTreeSet, env};
use support::fixtures;

/// The places in a document that hold text of the author's.
const PLACES: &[&str] = &[
    "schema",
    "tag",
    "operation",
    "property",
    "value",
    "parameter",
    "title",
    "description",
    "default",
    "path",
    "scheme",
    "header",
    "example",
    "info",
    "media",
];

/// The name for all of the places at once.
const EVERYWHERE: &str = "all names and texts";

/// The names that Windows takes for devices, whatever extension follows.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];

fn hostile() -> Vec<String> {
    let mut out: Vec<String> = [
        "../../x",
        "..\\..\\x",
        "/etc/passwd",
        "C:\\x",
        "con",
        "NUL",
        "com1",
        "Lpt9",
        "aux.h",
        "mod",
        "self",
        "Self",
        "\0",
        "a\0b",
        "a\nb",
        "\r\n#![allow(warnings)]",
        "*/",
        "/*",
        "\"",
        "\\\"",
        "\\",
        "#[cfg(any())]",
        "]]",
        "}}",
        "{",
        "'",
        "r#\"",
        "\u{202e}evil\u{202c}",
        "\u{2066}\u{200f}",
        "\u{feff}",
        "\u{2028}",
        "```\nfn main() {}\n```",
        "<script>",
        "); panic!(\"\"); (",
        "$crate",
        "{}",
        " ",
        "_",
        "__",
        "1",
        "-1",
        "Привет",
        "e\u{301}",
        "😀",
    ]
    .map(str::to_owned)
    .into();
    out.push("x".repeat(10_000));
    out.push("../".repeat(3_000));
    out.push("é".repeat(10_000));
    out
}

/// Returns a document with one of everything, and `text` at `place`.
fn document(place: &str, text: &str) -> Value {
    let at = |here: &'static str| {
        if here == place || place == EVERYWHERE {
            text
        } else {
            here
        }
    };
    let entry = |here: &'static str, value: Value| Map::from_iter([(at(here).to_owned(), value)]);
    json!({
        "openapi": "3.0.3",
        "info": { "title": at("info"), "version": "1", "description": at("info") },
        "servers": [{ "url": "https://example.com", "description": at("description") }],
        "tags": [{ "name": at("tag"), "description": at("description") }],
        "paths": { format!("/a/{}", at("path").replace(['{', '}'], "")): { "post": {
            "operationId": at("operation"),
            "tags": [at("tag")],
            "summary": at("title"),
            "description": at("description"),
            "security": [entry("scheme", json!([]))],
            "parameters": [
                { "name": at("parameter"), "in": "query", "required": true, "schema": { "type": "string" },
                  "example": at("example"), "description": at("description") },
                { "name": "other", "in": "query", "schema": { "type": "string", "default": at("default") } },
            ],
            "requestBody": { "required": true, "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/Fixed" },
                "example": { "kind": at("example"), "own": at("example") },
            } } },
            "responses": {
                "200": { "description": at("description"), "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/Fixed" },
                } } },
                "404": { "description": at("description"), "content": { "application/json": {
                    "schema": { "type": "object", "properties": { "inner": { "type": "integer" } } },
                } } },
            },
        } } },
        "components": {
            "securitySchemes": entry("scheme", json!({
                "type": "apiKey", "in": "query", "name": at("header"), "description": at("description"),
            })),
            "schemas": { "Fixed": {
                "type": "object",
                "title": at("title"),
                "description": at("description"),
                "required": ["kind", "own"],
                "properties": {
                    "own": { "type": "string", "description": at("description"), "default": at("default"), "pattern": at("default") },
                    "kind": { "type": "string", "enum": ["first", at("value")], "description": at("description") },
                    "union": { "$ref": "#/components/schemas/Union" },
                },
            }, "Union": {
                "oneOf": [{ "$ref": "#/components/schemas/One" }, { "$ref": "#/components/schemas/Two" }],
                "discriminator": { "propertyName": at("property"), "mapping": {
                    at("value"): "#/components/schemas/One", "two": "#/components/schemas/Two",
                } },
            }, "One": {
                "type": "object", "required": [at("property")],
                "properties": entry("property", json!({ "type": "string", "description": at("description") })),
            }, "Two": {
                "type": "object", "required": [at("property")],
                "properties": entry("property", json!({ "type": "string" })),
            }, at("schema"): { "type": "object", "properties": { "field": { "type": "string" } } } },
        },
    })
}

fn files(document: &Value, name: &str) -> Vec<OutputFile> {
    let bytes = document.to_string().into_bytes();
    let source = load_bytes("hostile.json", bytes).expect("the document is read");
    let target = Target {
        module: "api",
        path: "api",
        origin: "hostile.json",
    };
    let output = generate(&source, target);
    // The layout of a test depends on the length of its texts, so that only this can be checked.
    conformance_tests(&source, target).expect("the tests are Rust");
    output.files.unwrap_or_else(|| {
        let told = render(&output.report.diagnostics, &source.files, Style::Plain);
        panic!("{name} is not generated: {told}")
    })
}

/// Checks all places at once, and with `EXHAUSTIVE` set also each place alone, which takes a minute.
#[test]
fn hostile_text_never_changes_the_structure_of_the_code() {
    let mut places = vec![EVERYWHERE];
    if env::var_os("EXHAUSTIVE").is_some() {
        places.extend(PLACES);
    }
    for place in places {
        let harmless = skeletons(&files(&document(place, "harmless"), place));
        for text in hostile() {
            let short: String = text.chars().take(20).collect();
            let name = format!("{short:?} as {place}");
            let files = files(&document(place, &text), &name);
            assert_well_placed(&files, &name);
            let found = skeletons(&files);
            if found != harmless {
                let differs = found
                    .iter()
                    .zip(&harmless)
                    .find(|(one, other)| one != other);
                panic!("{name} changes the code: {differs:#?}");
            }
        }
    }
}

#[test]
fn files_of_fixtures_are_well_placed() {
    for fixture in fixtures() {
        let (_, output) = fixture.output("fixtures");
        assert_well_placed(&output.files.unwrap_or_default(), &fixture.name);
    }
}

/// Asserts that all files stay below the folder, and can exist next to each other on every system.
fn assert_well_placed(files: &[OutputFile], name: &str) {
    let mut seen = BTreeSet::new();
    for file in files {
        let path = &file.path;
        for part in path.split('/') {
            let stem = part.strip_suffix(".rs").unwrap_or(part);
            let plain = stem.chars().all(|it| it.is_alphanumeric() || it == '_');
            assert!(
                plain && !stem.is_empty(),
                "{name}: `{path}` is no plain path"
            );
            assert!(part.len() < 250, "{name}: `{path}` is too long for a file");
            let stem = stem.to_lowercase();
            let numbered = stem
                .strip_prefix("com")
                .or_else(|| stem.strip_prefix("lpt"));
            let port = numbered.is_some_and(|it| it.len() == 1 && it.chars().all(char::is_numeric));
            let device = port || DEVICES.contains(&stem.as_str());
            assert!(!device, "{name}: `{path}` is a device on Windows");
        }
        let first = seen.insert(path.to_lowercase());
        assert!(
            first,
            "{name}: `{path}` is there twice where case does not count"
        );
    }
}

/// Returns the files without identifiers, documentation and literals, sorted, since the order of files follows their
/// names.
fn skeletons(files: &[OutputFile]) -> Vec<String> {
    let mut out: Vec<String> = files
        .iter()
        .map(|file| {
            if let Err(error) = syn::parse_file(&file.text) {
                panic!("{} is no Rust: {error}", file.path);
            }
            let tokens = file.text.parse().expect("Rust is tokens");
            let mut out = String::new();
            skeleton(tokens, &mut out);
            out.replace(",>", ">")
        })
        .collect();
    out.sort();
    out
}

fn skeleton(tokens: TokenStream, out: &mut String) {
    let mut trees = tokens.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            // `#[doc = ".."]` and `#![doc = ".."]`.
            TokenTree::Punct(sign) if sign.as_char() == '#' => {
                let inner =
                    matches!(trees.peek(), Some(TokenTree::Punct(it)) if it.as_char() == '!');
                if inner {
                    trees.next();
                }
                match trees.next() {
                    Some(TokenTree::Group(group)) if is_doc(&group.stream()) => {}
                    Some(TokenTree::Group(group)) => out.push_str(&format!("{group}\n")),
                    other => panic!("an attribute is a group: {other:?}"),
                }
            }
            TokenTree::Punct(sign) => out.push(sign.as_char()),
            TokenTree::Ident(_) => out.push_str(" i"),
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                out.push_str(if text.starts_with(['"', 'r']) {
                    " s"
                } else {
                    " l"
                });
            }
            TokenTree::Group(group) => {
                let (left, right) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{\n", "}\n"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                out.push_str(left);
                skeleton(group.stream(), out);
                // A list has a trailing comma if it spans several lines, which depends on its length.
                if out.ends_with(',') {
                    out.pop();
                }
                out.push_str(right);
            }
        }
    }
}

fn is_doc(tokens: &TokenStream) -> bool {
    let first = tokens.clone().into_iter().next();
    matches!(first, Some(TokenTree::Ident(it)) if it == "doc")
}
