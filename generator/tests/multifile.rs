//! Documents that consist of several files.

mod support;

use generator::{
    Stages,
    diagnostic::{Diagnostics, Style, render},
    source::{Prefix, Source, load, load_located},
    stages,
};
use std::{collections::BTreeMap, env, fmt::Write as _, fs, path::Path};
use support::generated;

/// Creates a folder with files.
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

/// Returns the names of all types, in order.
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
fn what_is_not_there_costs_its_place() {
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
        "warning[skipped-operation]",
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
    assert!(said.contains("refers to itself"), "{said}");
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

#[test]
fn a_map_can_be_a_reference() {
    let folder = folder(&[
        (
            "api.yaml",
            "openapi: 3.1.0\npaths: { $ref: paths.yaml }\ncomponents:\n  schemas: { $ref: schemas/_index.yaml, Own: { type: string, enum: [x] } }\n  parameters: { $ref: 'parts.yaml#/parameters' }\n",
        ),
        (
            "paths.yaml",
            "/a:\n  get:\n    parameters: [{ $ref: 'api.yaml#/components/parameters/Limit' }]\n    responses: { $ref: 'parts.yaml#/responses' }\n",
        ),
        (
            "parts.yaml",
            "parameters: { Limit: { name: limit, in: query, schema: { $ref: schemas/key.yaml, default: a } } }\nresponses: { '200': { description: '', content: { application/json: { schema: { $ref: 'api.yaml#/components/schemas/Pet' } } } } }\n",
        ),
        (
            "schemas/_index.yaml",
            "Key: { $ref: ./key.yaml }\nPet: { $ref: ./pet.yaml }\nInline: { type: object, properties: { key: { $ref: key.yaml } } }\n",
        ),
        ("schemas/key.yaml", "type: string\nenum: [a, b]\n"),
        (
            "schemas/pet.yaml",
            "type: object\nproperties: { key: { $ref: '_index.yaml#/Key' }, own: { $ref: '../api.yaml#/components/schemas/Own' } }\n",
        ),
    ]);
    let source = read(&folder.path().join("api.yaml"));
    let (stages, said) = staged(&source);
    assert_eq!(stages.api.operations.len(), 1, "{said}");
    assert_eq!(stages.api.operations[0].params.len(), 1, "{said}");
    assert_eq!(types(&source), ["Own", "Key", "Pet", "Inline"]);
    assert!(!said.contains("warning["), "{said}");
}

#[test]
fn lists_and_texts_can_be_references() {
    let folder = folder(&[
        (
            "api.yaml",
            "openapi: 3.1.0\ninfo: { title: T, version: '1', description: { $ref: intro.md } }\nservers: { $ref: 'parts.yaml#/servers' }\npaths: {}\ncomponents:\n  schemas:\n    Either: { oneOf: { $ref: 'parts.yaml#/either' } }\n    Both: { type: object, required: { $ref: 'parts.yaml#/required' }, properties: { $ref: 'parts.yaml#/properties' } }\n    Named: { type: object, properties: { required: { $ref: 'parts.yaml#/key' } } }\n",
        ),
        (
            "parts.yaml",
            "servers: [{ url: 'https://a.example' }]\neither: [{ $ref: '#/key' }, { type: integer, format: int32 }]\nkey: { type: object, required: [b], properties: { b: { type: string } } }\nrequired: [a]\nproperties: { a: { type: string } }\n",
        ),
        ("intro.md", "# It: is\n\n- no: [YAML\n"),
    ]);
    let source = read(&folder.path().join("api.yaml"));
    let (stages, said) = staged(&source);
    assert!(!said.contains("warning["), "{said}");
    assert_eq!(
        stages.api.description.as_deref(),
        Some("# It: is\n\n- no: [YAML\n")
    );
    assert_eq!(stages.api.servers.len(), 1);
    assert_eq!(types(&source), ["Either", "Both", "Named", "Key"]);
}

#[test]
fn urls_can_stand_for_files() {
    let folder = folder(&[
        (
            "api/api.yaml",
            "openapi: 3.1.0\npaths:\n  /a: { get: { responses: { '200': { description: '', content: { application/json: { schema: { $ref: 'https://schemas.example/v1/pets/pet.yaml#/Pet' } } } } } } }\n  /b: { get: { responses: { '200': { description: '', content: { application/json: { schema: { $ref: 'https://whole.example/owner.yaml' } } } } } } }\n",
        ),
        (
            "vendor/pets/pet.yaml",
            "Pet: { type: object, properties: { key: { $ref: '../key.yaml' }, owner: { $ref: 'https://whole.example/owner.yaml' } } }\n",
        ),
        ("vendor/key.yaml", "type: string\nenum: [a]\n"),
        (
            "owner.yaml",
            "type: object\nproperties: { name: { type: string } }\n",
        ),
    ]);
    let prefix = |url: &str, path: &str| Prefix {
        url: url.to_owned(),
        path: folder.path().join(path),
    };
    let document = folder.path().join("api/api.yaml");
    let said = generated(&read(&document));
    assert!(said.contains("error[dangling-reference]"), "{said}");
    assert!(
        said.contains("with `references` in the configuration"),
        "{said}"
    );
    let mut prefixes = vec![
        prefix("https://schemas.example/v1/", "vendor"),
        prefix("https://whole.example/owner.yaml", "owner.yaml"),
    ];
    let source = load_located(&document, &[], &prefixes).expect("a document");
    assert_eq!(types(&source), ["Pet", "Owner", "Key"]);
    prefixes.push(prefix("https://nobody.example/", "vendor"));
    let failure = load_located(&document, &[], &prefixes).expect_err("an unused prefix");
    let said = render(&failure.diagnostics, &failure.files, Style::Plain);
    assert!(
        said.contains("no reference begins with `https://nobody.example/`"),
        "{said}"
    );
}

#[test]
fn all_components_can_be_a_reference() {
    let folder = folder(&[
        (
            "api.yaml",
            "openapi: 3.0.3\npaths:\n  /a: { get: { responses: { '200': { description: '', content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } } } }\ncomponents: { $ref: components.yaml }\n",
        ),
        ("components.yaml", "schemas: { $ref: schemas.yaml }\n"),
        (
            "schemas.yaml",
            "Pet: { type: object, properties: { friend: { $ref: '#/Pet' } } }\n",
        ),
    ]);
    let source = read(&folder.path().join("api.yaml"));
    let (_, said) = staged(&source);
    assert_eq!(types(&source), ["Pet"]);
    assert!(!said.contains("warning["), "{said}");
}

#[test]
fn of_other_files_only_what_is_referred_to_counts() {
    let file = |schemas: &str| {
        format!(
            "openapi: 3.0.3\ninfo: {{ title: c, version: '1' }}\npaths: {{}}\ncomponents:\n  schemas:\n{schemas}"
        )
    };
    let folder = folder(&[
        (
            "api.yaml",
            "openapi: 3.0.3\npaths:\n  /a: { get: { responses: { '200': { description: '', content: { application/json: { schema: { $ref: 'common.yaml#/components/schemas/Used' } } } } } } }\n",
        ),
        (
            "common.yaml",
            &file(
                "    Used: { type: object, properties: { a: { $ref: '#/components/schemas/Inner' } } }\n    Inner: { type: object, properties: { tag: { type: string } }, discriminator: { propertyName: tag, mapping: { x: 'other.yaml#/components/schemas/Mapped' } } }\n    NotUsed: { type: object, properties: { b: { $ref: 'other.yaml#/components/schemas/Other' } } }\n",
            ),
        ),
        (
            "other.yaml",
            &file(
                "    Other: { type: object, properties: { a: { $ref: '#/components/schemas/Further' } } }\n    Further: { type: object, properties: { a: { type: string } } }\n    Mapped: { allOf: [{ $ref: 'common.yaml#/components/schemas/Inner' }, { type: object, properties: { c: { type: string } } }] }\n",
            ),
        ),
    ]);
    let source = read(&folder.path().join("api.yaml"));
    assert_eq!(types(&source), ["Used", "Inner", "Mapped"]);
}

#[test]
fn a_reference_to_nothing_in_a_file_that_is_there_says_so() {
    let folder = linked();
    let root = format!("{ROOT}    Gone: {{ $ref: 'schemas/user.yaml#/Nobody' }}\n");
    fs::write(folder.path().join("openapi.yaml"), root).expect("a file");
    let said = generated(&read(&folder.path().join("openapi.yaml")));
    assert!(
        said.contains("`schemas/user.yaml#/Nobody` dangles: the file has nothing at `/Nobody`"),
        "{said}"
    );
    assert!(!said.contains("there is no file"), "{said}");
}

/// Compares a bundled document with its sources. Neither is part of this repository: `OPENAPI_CORPUS` names the folder
/// with the bundled one, and the folder next to it has the same API as its authors maintain it.
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

/// The meaning of a document without the names and locations of types, which are compared by their contents.
struct Meaning {
    operations: BTreeMap<String, String>,
    /// The types by their hash.
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
        // Each round distinguishes types by one more level of nested types.
        let mut hashes: Vec<u64> = vec![0; shapes.len()];
        for _ in 0..24 {
            hashes = shapes
                .iter()
                .map(|shape| hash(&with_hashes(shape, &hashes)))
                .collect();
        }
        let operations = stages.api.operations.iter().cloned().map(|mut operation| {
            // The bundler is a program that sorts numeric keys first.
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

    /// Returns the texts from their first difference on, in the innermost type that differs.
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

/// Removes locations and names from debug text.
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

/// Computes the FNV-1a hash.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
