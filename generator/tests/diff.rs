//! Reports on changes: between pairs of documents with one idea each, and between arbitrary documents.

#[path = "support/changed.rs"]
mod changed;
mod support;

use changed::{changed, pointers};
use generator::{
    Output, Target,
    diagnostic::{Style, render as shown},
    generate,
    review::diff::{ApiDiff, Format, Unread, documents, render, sources},
    rust::format::surface,
    source::{Source, load, load_bytes},
};
use serde_json::{Value, json};
use std::{
    env, fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use support::{fixtures, snapshots, sorted, workspace};

fn pairs() -> Vec<PathBuf> {
    sorted(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff"))
}

fn compared(old: &Path, new: &Path) -> ApiDiff {
    match documents(old, new, None) {
        Ok(diff) => diff,
        Err(Unread::Document(failure)) => panic!(
            "{}: {}",
            old.display(),
            shown(&failure.diagnostics, &failure.files, Style::Plain)
        ),
        Err(Unread::Base(why)) => panic!("{}: {why}", old.display()),
    }
}

#[test]
fn each_pair_gives_its_snapshot() {
    let pairs = pairs();
    assert!(pairs.len() >= 12, "only {} pairs", pairs.len());
    let mut texts = Vec::new();
    for folder in pairs {
        let (old, new) = (folder.join("old.yaml"), folder.join("new.yaml"));
        let idea = fs::read_to_string(&old).expect("a document is text");
        let idea = idea.lines().next().unwrap_or_default().to_owned();
        let name = folder.file_name().expect("a name").to_string_lossy();
        let diff = [compared(&old, &new)];
        texts.push((
            name.clone().into_owned(),
            format!("{idea}\n\n{}", render(&diff, Format::Text)),
        ));
        if ["operations", "fields_added_and_gone", "the_same_everywhere"].contains(&&*name) {
            texts.push((format!("{name}.md"), render(&diff, Format::Markdown)));
        }
    }
    snapshots("diff", texts);
}

/// Compares the fragment in spec/ with the official document, which moves and renames parts of it and contains more.
#[test]
fn a_real_document_is_told_apart_from_an_older_one() {
    let shared = workspace().join("../shared/apify/official-versions-and-env-vars.yaml");
    if !shared.is_file() {
        println!("skipped: no {}", shared.display());
        return;
    }
    let diff = compared(&workspace().join("spec/apify-actor-env-vars.yaml"), &shared);
    let text = render(&[diff], Format::Text);
    let says = |what: &str| assert!(text.contains(what), "{what}\n{text}");
    says("semver: major");
    for method in ["GET", "PUT", "DELETE"] {
        let name = method.to_lowercase();
        says(&format!(
            "`actor_version_env_var_{name}` (`{method} /v2/actors/{{actorId}}/versions/{{versionNumber}}/env-vars/{{envVarName}}`) \
             was `act_version_env_var_{name}` (`{method} /v2/acts/{{actorId}}/versions/{{versionNumber}}/env-vars/{{envVarName}}`)"
        ));
    }
    says(
        "needs `Authorization: Bearer` or the query parameter `token` instead of `Authorization: Bearer`",
    );
    says("`ErrorDetail.message` became optional: `String` is now `Option<String>`");
    says("`types::Version`\n");
}

/// The beginning of two versions of a document, without its paths.
const SHOP: &str = "openapi: 3.1.0\ninfo: { title: Shop, version: '1' }\n";
const SHOP_OLD: &str = "\
paths:
  /things: { get: { operationId: listThings, responses: { '200': { description: Things. } } } }
";
const SHOP_NEW: &str = "\
paths:
  /things: { get: { operationId: listThings, responses: { '200': { description: Things. } } } }
  /boxes: { get: { operationId: listBoxes, responses: { '200': { description: Boxes., content: { application/json: {
    schema: { $ref: '#/components/schemas/Box2' } } } } } } }
components:
  schemas:
    Box2: { type: object, properties: { size: { type: integer, format: int32 } } }
";
const OVERLAY: &str = "\
overlay: 1.0.0
info: { title: Boxes, version: '1' }
actions:
- { target: $.components.schemas.Box2.properties, update: { name: { type: string } } }
";

/// Compares the two versions with a configuration.
fn compared_with(config: &str, old: &str, new: &str) -> Result<String, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a file");
        path
    };
    put("boxes.overlay.yaml", OVERLAY);
    let old = put("old.yaml", &format!("{SHOP}{old}"));
    let new = put("new.yaml", &format!("{SHOP}{new}"));
    match documents(&old, &new, Some(&put("config.toml", config))) {
        Ok(diff) => Ok(render(&[diff], Format::Text)),
        Err(Unread::Document(it)) => Err(shown(&it.diagnostics, &it.files, Style::Plain)),
        Err(Unread::Base(why)) => Err(why),
    }
}

#[test]
fn a_setting_may_concern_only_the_new_version() {
    for (setting, said) in [
        (
            "rename.schemas = { Box2 = \"Container\" }",
            "types::Container",
        ),
        ("rename.operations = { listBoxes = \"boxes\" }", "`boxes`"),
        ("include = [\"listThings\", \"/boxes\"]", "`list_boxes`"),
        ("include = [\"/boxes\"]", "`list_boxes`"),
        ("overlays = [\"boxes.overlay.yaml\"]", "types::Box2"),
        ("derives = { Box2 = [\"Eq\"] }", "types::Box2"),
        ("sensitive = [\"Box2/size\"]", "types::Box2"),
    ] {
        let text = compared_with(setting, SHOP_OLD, SHOP_NEW);
        let text = text.unwrap_or_else(|error| panic!("{setting}: {error}"));
        assert!(text.contains(said), "{setting}: {text}");
        // It is an error of the new version if it concerns neither, or only the old one.
        for old in [SHOP_OLD, SHOP_NEW] {
            let error = compared_with(setting, old, SHOP_OLD).expect_err(setting);
            assert!(error.contains("error["), "{setting}: {error}");
            assert!(!error.contains("old.yaml"), "{setting}: {error}");
        }
    }
}

#[test]
fn nothing_changed_between_a_document_and_itself() {
    for fixture in fixtures() {
        if let Ok(changes) = sources(fixture.source(), fixture.source()) {
            assert_eq!(changes, [], "{}", fixture.name);
        }
    }
}

fn source(document: &Value) -> Source {
    load_bytes("document.json", document.to_string().into_bytes()).expect("a document")
}

/// Compares each document in the folder that `OPENAPI_CORPUS` names with itself after a change of one node in a
/// hundred.
#[test]
fn real_documents_are_compared_the_same_way_each_time() {
    let Some(corpus) = env::var_os("OPENAPI_CORPUS") else {
        println!("skipped: OPENAPI_CORPUS names no folder");
        return;
    };
    // One run takes a second, but the machine may be busy.
    let patience = Duration::from_secs(60);
    for path in sorted(Path::new(&corpus)) {
        let Some(whole) = load(&path).ok().map(|it| it.root.to_json()) else {
            continue;
        };
        for seed in 0..3 {
            let new = edited(&whole, seed);
            let read = || load_bytes("new.json", new.to_string().into_bytes()).ok();
            let (Ok(old), Some(once), Some(again)) = (load(&path), read(), read()) else {
                continue;
            };
            let start = Instant::now();
            let Ok(changes) = sources(old, once) else {
                continue;
            };
            let took = start.elapsed();
            println!("{}: {} changes, {took:?}", path.display(), changes.len());
            assert!(took < patience, "{}: {took:?}", path.display());
            let old = load(&path).expect("it was read before");
            assert_eq!(
                sources(old, again).ok(),
                Some(changes),
                "{}",
                path.display()
            );
        }
    }
}

/// Returns the document with some of its leaves changed, the same ones every time.
fn edited(whole: &Value, seed: usize) -> Value {
    let mut out = whole.clone();
    let leaf = |it: &Value| !it.is_object() && !it.is_array();
    let all = pointers(whole, String::new());
    for pointer in all.iter().skip(seed * 31).step_by(101) {
        let version = pointer.is_empty() || pointer == "/openapi" || pointer == "/swagger";
        let node = out.pointer_mut(pointer).filter(|it| leaf(it) && !version);
        // A dangling reference is an error, and would leave nothing to compare.
        if let Some(node) = node.filter(|_| !pointer.ends_with("/$ref")) {
            *node = changed(node);
        }
    }
    out
}

/// Changes one property of the fragment, and expects one changed line of the surface, and changed lines in one file.
#[test]
fn a_change_of_one_property_shows_in_one_place() {
    let path = workspace().join("spec/apify-actor-env-vars.yaml");
    let text = fs::read_to_string(path).expect("a document");
    let changed = text.replacen(
        "          type: boolean\n          nullable: true",
        "          type: boolean",
        1,
    );
    assert_ne!(text, changed, "the fragment has a nullable property");
    let made = |text: &str| -> Output {
        let source = load_bytes("fragment.yaml", text.as_bytes().to_vec()).expect("a document");
        let target = Target {
            module: "apify",
            path: "x::apify",
            origin: "fragment.yaml",
        };
        generate(&source, target)
    };
    let before = made(&text).files.expect("code");
    let now = made(&changed).files.expect("code");
    let differing: Vec<_> = before
        .iter()
        .zip(&now)
        .filter(|(old, new)| old != new)
        .collect();
    let files: Vec<&str> = differing.iter().map(|(old, _)| old.path.as_str()).collect();
    assert_eq!(files, ["apify/types/env_var.rs"]);
    assert_eq!(before.len(), now.len());
    let lost = |old: &str, new: &str| -> Vec<String> {
        let gone = old
            .lines()
            .filter(|it| !new.lines().any(|line| line == *it));
        gone.map(|it| it.trim().to_owned()).collect()
    };
    let (old, new) = differing[0];
    assert_eq!(
        lost(&old.text, &new.text),
        [
            "use crate::runtime::{Field, json_object};",
            "pub is_secret: Field<bool>,",
            "is_secret: \"isSecret\" tri,"
        ]
    );
    let (old, new) = (
        surface(&before).expect("Rust"),
        surface(&now).expect("Rust"),
    );
    assert_eq!(
        lost(&old, &new),
        ["struct apify::types::EnvVar.is_secret: Field<bool>"]
    );
    assert_eq!(
        lost(&new, &old),
        ["struct apify::types::EnvVar.is_secret: Option<bool>"]
    );
}

#[test]
fn a_comment_is_never_too_long() {
    let document = |new: bool| -> Value {
        let mut schemas = serde_json::Map::new();
        let mut properties = serde_json::Map::new();
        for number in 0..1_500 {
            let schema = format!("S{number}");
            let reference = json!({"$ref": format!("#/components/schemas/{schema}")});
            schemas.insert(
                schema,
                json!({"type": "object", "properties": {"a": {"type": "string"}}}),
            );
            let property = if new {
                reference
            } else {
                json!({"type": "string"})
            };
            properties.insert(format!("p{number}"), property);
        }
        schemas.insert(
            "Big".to_owned(),
            json!({"type": "object", "properties": properties}),
        );
        let info = json!({"title": "Big", "version": "1"});
        json!({"openapi": "3.0.3", "info": info, "paths": {}, "components": {"schemas": schemas}})
    };
    let (old, new) = (source(&document(false)), source(&document(true)));
    let changes = sources(old, new).expect("documents");
    assert_eq!(changes.len(), 1_500);
    let diff = ApiDiff {
        name: "big".to_owned(),
        changes,
    };
    let text = render(&[diff], Format::Markdown);
    assert!(text.len() < 65_536, "{}", text.len());
    assert!(
        text.ends_with(" more: `cargo xtask diff` shows them\n"),
        "{}",
        &text[text.len() - 200..]
    );
    let count = |tag: &str| text.matches(tag).count();
    assert_eq!(count("<details>"), count("</details>"));
}
