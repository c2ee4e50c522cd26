//! Documents of several files.

mod support;

use generator::{
    Stages,
    diagnostic::{Diagnostics, Style, render},
    load::{Source, load},
    stages,
};
use std::{collections::BTreeMap, env, fmt::Write as _, fs, path::Path};
use support::generated;

/// Files in a folder of their own.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn read(path: &Path) -> Source {
    match load(path) {
        Ok(source) => source,
        Err(failure) => panic!(
            "{}",
            render(&failure.diagnostics, &failure.files, Style::Plain)
        ),
    }
}

fn staged(source: &Source) -> (Stages, String) {
    let mut diagnostics = Diagnostics::new();
    let stages = stages(source, &mut diagnostics).expect("a document");
    (stages, render(&diagnostics, &source.files, Style::Plain))
}

/// The names of all types, in order.
fn types(source: &Source) -> Vec<String> {
    let (stages, _) = staged(source);
    let names = stages.api.types();
    names
        .map(|(id, _)| stages.names.ty(id).to_string())
        .collect()
}

const ROOT: &str = "\
openapi: 3.0.3
info: { title: Files, version: '1' }
paths:
  /a: { $ref: paths/a.yaml }
  /b: { $ref: 'paths/a.yaml' }
components:
  schemas:
    Actor: { $ref: ./schemas/actor.yaml }
";

const PATH: &str = "\
get:
  parameters:
    - $ref: '../parameters.yaml#/limit'
  responses:
    '200':
      description: Done.
      headers: { $ref: '../headers.json' }
      content:
        application/json:
          schema: { $ref: ../schemas/actor.yaml }
    '404': { $ref: '../openapi.yaml#/paths/~1a/get/responses/200' }
";

const ACTOR: &str = "\
type: object
required: [id]
properties:
  id: { $ref: 'id.yaml' }
  owner: { $ref: 'user.yaml#/User' }
  name: { $ref: 'user.yaml#/User/properties/name' }
";

const USER: &str = "\
User:
  type: object
  properties:
    name: { type: string, enum: [x] }
    actors: { type: array, items: { $ref: 'actor.yaml' } }
";

fn linked() -> tempfile::TempDir {
    folder(&[
        ("openapi.yaml", ROOT),
        ("paths/a.yaml", PATH),
        (
            "parameters.yaml",
            "limit: { name: limit, in: query, schema: { type: integer } }\n",
        ),
        (
            "headers.json",
            "{ \"X-Left\": { \"schema\": { \"type\": \"integer\" } } }",
        ),
        ("schemas/actor.yaml", ACTOR),
        ("schemas/id.yaml", "type: string\nenum: [a, b]\n"),
        ("schemas/user.yaml", USER),
    ])
}

#[test]
fn every_file_is_read_once_and_every_schema_is_one_type() {
    let folder = linked();
    let source = read(&folder.path().join("openapi.yaml"));
    assert_eq!(source.files.ids().count(), 7);
    let (stages, _) = staged(&source);
    assert_eq!(stages.api.operations.len(), 2);
    assert_eq!(stages.api.operations[0].params.len(), 1);
    assert_eq!(stages.api.operations[1].responses.len(), 2);
    assert_eq!(types(&source), ["Actor", "Id", "User", "UserName"]);
}

#[test]
fn what_is_said_names_file_line_and_pointer() {
    let folder = linked();
    fs::write(
        folder.path().join("schemas/id.yaml"),
        "type: string\n\nodd: 1\n",
    )
    .expect("a file");
    let source = read(&folder.path().join("openapi.yaml"));
    let said = generated(&source);
    assert!(said.contains("schemas/id.yaml:3:1"), "{said}");
    assert!(said.contains("at: schemas/id.yaml#/odd"), "{said}");
}

#[test]
fn what_is_not_there_costs_its_operation() {
    let folder = linked();
    let root = format!("{ROOT}    Gone: {{ $ref: gone.yaml }}\n");
    let root = root.replace("paths:\n", "paths:\n  /gone: { $ref: 'no/path.yaml' }\n  /far: { get: { responses: { '200': { $ref: 'https://example.com/x.yaml' } } } }\n");
    fs::write(folder.path().join("openapi.yaml"), root).expect("a file");
    let source = read(&folder.path().join("openapi.yaml"));
    let said = generated(&source);
    assert!(!said.contains("error["), "{said}");
    for expected in [
        "there is no file `no/path.yaml`",
        "there is no file `gone.yaml`",
        "leads to another host",
        "openapi.yaml:4:18",
        "lossy[skipped-operation]",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
}

#[test]
fn a_broken_file_is_an_error_in_that_file() {
    let folder = linked();
    fs::write(folder.path().join("schemas/id.yaml"), "a: [b\n").expect("a file");
    let failure = load(&folder.path().join("openapi.yaml")).expect_err("broken");
    let said = render(&failure.diagnostics, &failure.files, Style::Plain);
    assert!(said.contains("schemas/id.yaml:1:6"), "{said}");
}

#[test]
fn circles_between_files_and_in_examples_end() {
    let folder = folder(&[
        (
            "a.yaml",
            "openapi: 3.1.0\npaths:\n  /a: { $ref: b.yaml }\n  /c: { get: { responses: { '200': { description: '', content: { application/json: { example: { $ref: e.yaml }, schema: { $ref: 's.yaml' } } } } } } }\n",
        ),
        ("b.yaml", "$ref: a.yaml#/paths/~1a\n"),
        ("e.yaml", "x: { $ref: e.yaml }\ny: { $ref: e.yaml }\n"),
        ("s.yaml", "$ref: t.yaml\n"),
        ("t.yaml", "$ref: s.yaml\n"),
    ]);
    let source = read(&folder.path().join("a.yaml"));
    let said = generated(&source);
    assert!(said.contains("leads back to itself"), "{said}");
}

#[test]
fn a_swagger_document_can_have_several_files() {
    let folder = folder(&[
        (
            "swagger.yaml",
            "swagger: '2.0'\npaths:\n  /a:\n    post:\n      parameters:\n        - { $ref: 'p.yaml#/Body' }\n        - { $ref: 'p.yaml#/Limit' }\n      responses: { 200: { description: '', schema: { $ref: 'd.yaml#/Pet' } } }\n",
        ),
        (
            "p.yaml",
            "Body: { in: body, name: body, schema: { $ref: 'd.yaml#/Pet' } }\nLimit: { in: query, name: limit, type: integer }\n",
        ),
        (
            "d.yaml",
            "Pet: { type: object, properties: { id: { type: string, x-nullable: true } } }\n",
        ),
    ]);
    let source = read(&folder.path().join("swagger.yaml"));
    let (stages, said) = staged(&source);
    let operation = &stages.api.operations[0];
    assert_eq!(operation.params.len(), 1, "{said}");
    assert!(operation.body.is_some(), "{said}");
    assert_eq!(types(&source), ["Pet"]);
}

/// Needs documents that are not part of this repository: `OPENAPI_CORPUS` names the folder that they are
/// in, and beside it is the same API as its authors keep it.
#[test]
fn a_real_document_in_files_is_the_bundled_one() {
    let Some(corpus) = env::var_os("OPENAPI_CORPUS") else {
        println!("skipped: OPENAPI_CORPUS names no folder");
        return;
    };
    let corpus = Path::new(&corpus);
    let bundled = read(&corpus.join("apify.yaml"));
    let files = read(&corpus.join("../multifile/apify/apify-api/openapi/openapi.yaml"));
    let (bundled, files) = (Meaning::of(&bundled), Meaning::of(&files));
    assert_eq!(bundled.operations.len(), 231);
    assert_eq!(files.operations.len(), 231);
    let mut differing = String::new();
    for (operation, meaning) in &bundled.operations {
        let other = files
            .operations
            .get(operation)
            .expect("the same operations");
        if meaning != other {
            let (ours, theirs) = bundled.difference(&files, meaning, other);
            let _ = writeln!(differing, "{operation}:\n  {ours}\n  {theirs}");
        }
    }
    assert!(differing.is_empty(), "{differing}");
}

/// What a document means, names and places of types aside: types are compared by what they hold.
struct Meaning {
    operations: BTreeMap<String, String>,
    /// Types by the hash that stands for them.
    shapes: BTreeMap<String, String>,
}

impl Meaning {
    fn of(source: &Source) -> Self {
        let (stages, _) = staged(source);
        let shapes: Vec<String> = stages
            .api
            .types()
            .map(|(_, def)| nameless(&format!("{:?} {:?}", def.doc, def.shape)))
            .collect();
        // Types that hold others are told apart one step further each time.
        let mut hashes: Vec<u64> = vec![0; shapes.len()];
        for _ in 0..24 {
            hashes = shapes
                .iter()
                .map(|shape| hash(&with_hashes(shape, &hashes)))
                .collect();
        }
        let operations = stages.api.operations.iter().cloned().map(|mut operation| {
            // The bundler is a program in which keys that are numbers come first.
            operation.responses.sort_by_key(|it| it.key);
            let name = format!("{} {}", operation.method.wire(), operation.path);
            let text = nameless(&format!("{operation:?}"));
            (name, with_hashes(&text, &hashes))
        });
        let shown = shapes.iter().zip(&hashes);
        let shown = shown.map(|(text, hash)| (format!("{hash:x}"), with_hashes(text, &hashes)));
        Self {
            operations: operations.collect(),
            shapes: shown.collect(),
        }
    }

    /// The texts from where they differ, in the innermost type that does.
    fn difference(&self, other: &Self, ours: &str, theirs: &str) -> (String, String) {
        let (mut ours, mut theirs) = (ours.to_owned(), theirs.to_owned());
        for _ in 0..24 {
            let at = ours
                .bytes()
                .zip(theirs.bytes())
                .position(|(left, right)| left != right);
            let at = at.unwrap_or(ours.len().min(theirs.len()));
            let within = |text: &str, meaning: &Self| {
                let start = text.get(..at)?.rfind('<')?;
                let (hash, _) = text.get(start + 1..)?.split_once('>')?;
                meaning.shapes.get(hash).cloned()
            };
            match (within(&ours, self), within(&theirs, other)) {
                (Some(left), Some(right)) if left != right => (ours, theirs) = (left, right),
                _ => {
                    let cut =
                        |text: &str| text.chars().skip(at.saturating_sub(80)).take(300).collect();
                    return (cut(&ours), cut(&theirs));
                }
            }
        }
        (ours, theirs)
    }
}

/// Debug text without places and names.
fn nameless(text: &str) -> String {
    let mut out = text.to_owned();
    for start in ["SpecPath(\"", "words: \""] {
        let mut parts = out.split(start);
        let mut kept = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            kept.push_str(part.split_once('"').map_or("", |(_, rest)| rest));
        }
        out = kept;
    }
    out
}

fn with_hashes(text: &str, hashes: &[u64]) -> String {
    let mut parts = text.split("TypeId(");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (id, rest) = part.split_once(')').unwrap_or((part, ""));
        let id: usize = id.parse().expect("an id");
        let _ = write!(out, "<{:x}>{rest}", hashes[id]);
    }
    out
}

/// FNV-1a.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
