//! Each operation of each fixture alone: what it needs is there, and what nothing needs is not.

mod support;

use generator::{
    Target,
    diagnostic::{Diagnostic, Severity},
    generate,
    load::{Node, Pattern, Selection, Source, load_bytes},
};
use std::collections::BTreeSet;
use support::fixtures;

const SECURED: &str = include_str!("selection/security.yaml");

const TARGET: Target<'_> = Target {
    module: "api",
    path: "krate::api",
    origin: "fixture",
};

fn operations(source: &Source) -> BTreeSet<String> {
    let paths = source.root.get("paths").and_then(Node::as_object);
    let mut out = BTreeSet::new();
    for (path, item) in paths.into_iter().flat_map(generator::load::Object::iter) {
        let fields = item.as_object().into_iter();
        for (method, _) in fields.flat_map(generator::load::Object::iter) {
            if matches!(&*method.text, "get" | "put" | "post" | "delete" | "patch") {
                out.insert(format!("{} {}", method.text, path.text));
            }
        }
    }
    out
}

#[test]
fn an_operation_alone_has_all_that_it_needs() {
    let dangling = |it: &Diagnostic| it.code.0 == "dangling-reference";
    let mut tried = 0;
    for fixture in fixtures() {
        let whole = generate(&fixture.source(), TARGET);
        let is_whole = !whole.report.diagnostics.iter().any(dangling);
        // What refers into an operation needs that as well.
        if whole.files.is_none() || !is_whole || fixture.text.contains("#/paths/") {
            continue;
        }
        for operation in operations(&fixture.source()) {
            // It would stand for several.
            if operation.contains('*') {
                continue;
            }
            let pattern = Pattern {
                text: operation.clone(),
                at: None,
            };
            let selection = Selection {
                include: vec![pattern],
                exclude: Vec::new(),
            };
            let part = generate(&fixture.source().with_selection(&selection), TARGET);
            let name = format!("{}: {operation}", fixture.name);
            let errors = part.report.diagnostics.count(Severity::Error);
            // Choices that mean something left out have nothing to mean.
            assert!(errors == 0 || name.starts_with("config/"), "{name}");
            assert!(!part.report.diagnostics.iter().any(dangling), "{name}");
            assert!(part.report.types <= whole.report.types, "{name}");
            tried += 1;
        }
    }
    assert!(tried > 200, "{tried} operations were tried");
}

/// The operations that are named, and nothing else of the document.
fn part(text: &str, include: &[&str]) -> Source {
    let source = load_bytes("document.yaml", text.as_bytes().to_vec()).expect("a document");
    let pattern = |text: &&str| Pattern {
        text: (*text).to_owned(),
        at: None,
    };
    source.with_selection(&Selection {
        include: include.iter().map(pattern).collect(),
        exclude: Vec::new(),
    })
}

/// The names of the security schemes that are left, in document order.
fn schemes(source: &Source) -> Vec<&str> {
    let schemes = ["/components/securitySchemes", "/securityDefinitions"]
        .into_iter()
        .find_map(|at| source.root.pointer(at)?.as_object());
    let schemes = schemes.into_iter().flat_map(generator::load::Object::iter);
    schemes.map(|(name, _)| &*name.text).collect()
}

fn code(source: &Source) -> String {
    let output = generate(source, TARGET);
    let reported = output.report.diagnostics.iter();
    let codes: Vec<&str> = reported.map(|it| it.code.0).collect();
    assert!(!codes.contains(&"undeclared-scheme"), "{codes:?}");
    let files = output.files.into_iter().flatten();
    files.map(|it| it.text).collect()
}

#[test]
fn credentials_that_the_root_asks_for_are_sent_by_a_part_too() {
    let source = part(SECURED, &["plain"]);
    assert_eq!(schemes(&source), ["root", "root_too"]);
    let code = code(&source);
    assert!(
        code.contains(r#".auth(&[&["root", "root_too"]])"#),
        "{code}"
    );
}

#[test]
fn only_schemes_that_somebody_names_are_kept() {
    let source = part(SECURED, &["own"]);
    assert_eq!(schemes(&source), ["root", "root_too", "own"]);
    let code = code(&source);
    assert!(code.contains(r#".auth(&[&["own"]])"#), "{code}");
}

#[test]
fn a_part_of_swagger_keeps_its_credentials() {
    let text = "\
swagger: '2.0'
info: { title: Pets, version: '1' }
host: pets.example
security: [{ key: [] }]
securityDefinitions:
  key: { type: apiKey, in: header, name: x-key }
  other: { type: basic }
paths:
  /a: { get: { operationId: a, responses: { '204': { description: Done. } } } }
  /b: { get: { operationId: b, responses: { '204': { description: Done. } } } }
";
    let source = part(text, &["a"]);
    assert_eq!(schemes(&source), ["key"]);
    let code = code(&source);
    assert!(code.contains(r#".auth(&[&["key"]])"#), "{code}");
}
