//! Each operation of each fixture alone: everything that it needs is generated, and nothing else.

mod support;

use generator::{
    Target,
    diagnostic::{Code, Diagnostic, Severity},
    generate,
    source::{Pattern, Selection, Source, load_bytes},
    tree::Node,
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
    for (path, item) in paths.into_iter().flat_map(generator::tree::Object::iter) {
        let fields = item.as_object().into_iter();
        for (method, _) in fields.flat_map(generator::tree::Object::iter) {
            if matches!(&*method.text, "get" | "put" | "post" | "delete" | "patch") {
                out.insert(format!("{} {}", method.text, path.text));
            }
        }
    }
    out
}

#[test]
fn an_operation_alone_has_all_that_it_needs() {
    let dangling = |it: &Diagnostic| it.code == Code::DanglingReference;
    let mut tried = 0;
    for fixture in fixtures() {
        let whole = generate(&fixture.source(), TARGET);
        let is_whole = !whole.report.diagnostics.iter().any(dangling);
        // A reference into another operation makes that one needed as well.
        if whole.files.is_none() || !is_whole || fixture.text.contains("#/paths/") {
            continue;
        }
        for operation in operations(&fixture.source()) {
            // A pattern with `*` would select several operations.
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
            // Settings for parts that are left out have no target.
            assert!(errors == 0 || name.starts_with("config/"), "{name}");
            assert!(!part.report.diagnostics.iter().any(dangling), "{name}");
            assert!(part.report.types <= whole.report.types, "{name}");
            tried += 1;
        }
    }
    assert!(tried > 200, "{tried} operations were tried");
}

/// Returns the document with only the named operations.
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

/// Returns the names of the remaining security schemes, in document order.
fn schemes(source: &Source) -> Vec<&str> {
    let schemes = ["/components/securitySchemes", "/securityDefinitions"]
        .into_iter()
        .find_map(|at| source.root.pointer(at)?.as_object());
    let schemes = schemes.into_iter().flat_map(generator::tree::Object::iter);
    schemes.map(|(name, _)| &*name.text).collect()
}

fn code(source: &Source) -> String {
    let output = generate(source, TARGET);
    let reported = output.report.diagnostics.iter();
    let codes: Vec<&str> = reported.map(|it| it.code.as_str()).collect();
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

const REFERRING: &str = "\
openapi: 3.0.3
info: { title: Pets, version: '1' }
paths:
  /a:
    get:
      operationId: a
      parameters: [{ $ref: '#/paths/~1b/parameters/0' }]
      responses:
        '200': { $ref: '#/paths/~1b/get/responses/200' }
        '404': { description: No., content: { application/json: { schema: { $ref: '#/paths/~1a/put/responses/200/content/application~1json/schema' } } } }
    put:
      operationId: put
      responses: { '200': { description: Done., content: { application/json: { schema: { type: object, properties: { why: { type: string } } } } } } }
  /b:
    parameters: [{ name: limit, in: query, schema: { type: integer, format: int32 } }]
    get:
      operationId: b
      responses: { '200': { description: Done., content: { application/json: { schema: { type: object, properties: { pet: { $ref: '#/components/schemas/Pet' } } } } } } }
  /c: { get: { operationId: c, responses: { '200': { description: Done., content: { application/json: { schema: { $ref: '#/components/schemas/Other' } } } } } } }
components:
  schemas:
    Pet: { type: object, properties: { name: { type: string } } }
    Other: { type: object, properties: { name: { type: string } } }
";

#[test]
fn what_stands_in_an_operation_that_is_left_out_is_there_for_others() {
    let source = part(REFERRING, &["a"]);
    let output = generate(&source, TARGET);
    let said: Vec<_> = output
        .report
        .diagnostics
        .iter()
        .map(|it| it.code.as_str())
        .collect();
    assert_eq!(said, ["select"]);
    assert_eq!(output.report.operations.generated, 1);
    let code = code(&source);
    for expected in ["pub struct Pet", ".query(\"limit\"", "pub why:"] {
        assert!(code.contains(expected), "{expected}: {code}");
    }
    assert!(!code.contains("pub struct Other"), "{code}");
}

#[test]
fn two_stars_are_everything() {
    for pattern in ["**", "GET **", "/**"] {
        let source = part(REFERRING, &[pattern]);
        assert!(!source.diagnostics.has_errors(), "{pattern}");
        let expected = if pattern == "GET **" { 3 } else { 4 };
        assert_eq!(operations(&source).len(), expected, "{pattern}");
    }
}

#[test]
fn a_path_behind_several_references_is_seen() {
    let text = "\
openapi: 3.1.0
info: { title: Pets, version: '1' }
paths:
  /a: { $ref: '#/components/pathItems/One' }
  /b: { get: { operationId: b, responses: {} } }
components:
  pathItems:
    One: { $ref: '#/components/pathItems/Two', put: { operationId: put, responses: {} } }
    Two: { $ref: '#/components/pathItems/Three' }
    Three: { get: { operationId: a, responses: {} }, delete: { operationId: c, responses: {} } }
";
    for (pattern, expected) in [
        ("a", vec!["get /a"]),
        ("put", vec!["put /a"]),
        ("DELETE /a", vec!["delete /a"]),
    ] {
        let source = part(text, &[pattern]);
        assert!(!source.diagnostics.has_errors(), "{pattern}");
        let left: Vec<String> = operations(&source).into_iter().collect();
        assert_eq!(left, expected, "{pattern}");
        let report = generate(&source, TARGET).report;
        assert_eq!(report.operations.generated, 1, "{pattern}");
    }
}

#[test]
fn a_path_without_its_slash_is_selected_as_it_is_read() {
    let text = REFERRING.replace("  /c:", "  c/d:");
    for pattern in ["/c/*", "GET /c/d", "c"] {
        let source = part(&text, &[pattern]);
        assert!(!source.diagnostics.has_errors(), "{pattern}");
        assert_eq!(
            generate(&source, TARGET).report.operations.generated,
            1,
            "{pattern}"
        );
    }
}
