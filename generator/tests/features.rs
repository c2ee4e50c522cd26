//! The tags of a large API are features of its crate, and each of them compiles alone.

mod support;

use generator::{
    output::write::write,
    project,
    rust::{features::ALL, format::OutputFile},
};
use std::{fs, path::Path, process::Command};
use support::workspace;

/// Returns a document with the given number of operations in three tags, some of them without a tag. Two tags use
/// `Shared`, and none uses `Lonely`. An operation of the tag `testing` asks one of another tag for its result.
fn document(operations: usize) -> String {
    let mut out = String::from("openapi: 3.1.0\ninfo: {title: Test, version: '1'}\npaths:\n");
    for index in 0..operations {
        let (tag, schema) = [
            ("tags: [1-Click cats], ", "Cat"),
            ("tags: [all], ", "Shared"),
            ("tags: [testing], ", "Dog"),
            ("", "Shared"),
        ][index % 4];
        let response = |schema: &str| {
            format!(
                "{{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/{schema}'}}}}}}}}"
            )
        };
        let (ok, bad) = (response(schema), response("Problem"));
        let worse = response(schema);
        out.push_str(&format!(
            "  /x{index}:\n    get: {{{tag}operationId: get{index}, responses: {{'200': {ok}, '400': {bad}, '409': {worse}}}}}\n"
        ));
    }
    out.push_str(
        "  /start:\n    post: {tags: [testing], operationId: start, responses: {'204': {description: d}}}\n",
    );
    out.push_str("components:\n  schemas:\n");
    for (name, property) in [
        ("Cat", "{$ref: '#/components/schemas/Paw'}"),
        ("Paw", "{type: string}"),
        ("Dog", "{type: string, enum: [a, b]}"),
        ("Shared", "{type: string}"),
        ("Problem", "{type: string}"),
        ("Lonely", "{type: string}"),
    ] {
        out.push_str(&format!(
            "    {name}: {{type: object, properties: {{it: {property}}}}}\n"
        ));
    }
    out
}

fn crate_of(operations: usize) -> Vec<OutputFile> {
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("divided.yaml");
    fs::write(&input, document(operations)).expect("the document is written");
    let config = folder.path().join("divided.toml");
    let polls = "[polls]\nstart = { ask = \"get0\", status = \"/it\", until = [\"done\"] }\n";
    fs::write(&config, polls).expect("the configuration is written");
    let options = project::CrateOptions {
        config: Some(&config),
        ..project::CrateOptions::alone()
    };
    let made = project::crate_of(&input, folder.path(), &options);
    let made = made.unwrap_or_else(|_| panic!("the document is read"));
    made.files.expect("the document is generated")
}

fn text<'f>(files: &'f [OutputFile], path: &str) -> &'f str {
    let file = files.iter().find(|it| it.path == path);
    &file.unwrap_or_else(|| panic!("there is {path}")).text
}

#[test]
fn a_tag_is_a_feature_with_the_types_it_needs() {
    let files = crate_of(32);
    let manifest = text(&files, "Cargo.toml");
    for line in [
        "default = [\"all\", \"rustls\"]",
        "1-click-cats = [] # 1-Click cats",
        // The names `all` and `testing` are taken.
        "tag-all = [] # all",
        "tag-testing = [] # testing",
        "all = [",
    ] {
        assert!(manifest.lines().any(|it| it == line), "{line}:\n{manifest}");
    }
    let types = text(&files, "src/generated/divided/types/mod.rs");
    for (condition, modules) in [
        (
            "any(feature = \"1-click-cats\", feature = \"tag-testing\")",
            "cat,\n    paw",
        ),
        ("feature = \"tag-testing\"", "dog"),
        (
            "any(feature = \"tag-all\", feature = \"tag-default\")",
            "shared",
        ),
        ("feature = \"all\"", "lonely"),
    ] {
        let group = format!("types_for!({condition} {{\n    {modules},\n}});\n");
        assert!(types.contains(&group), "{group}\n{types}");
    }
    assert!(types.contains("\nmod problem;\n"), "{types}");
}

#[test]
fn a_small_api_is_not_divided() {
    let files = crate_of(8);
    assert!(
        files
            .iter()
            .all(|file| !file.text.contains("cfg(feature = \"1-click-cats\")"))
    );
    assert!(!text(&files, "Cargo.toml").contains("\nall = "));
}

#[test]
fn every_feature_compiles_alone_without_a_warning() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("divided");
    fs::create_dir_all(&root).expect("a folder for the crate");
    write(&root, &crate_of(32)).expect("the crate is written");
    fs::copy(workspace().join("Cargo.lock"), root.join("Cargo.lock"))
        .expect("the lock file is copied");
    for feature in ["1-click-cats", "tag-all", "tag-testing", "tag-default", ALL] {
        let output = Command::new(env!("CARGO"))
            .args([
                "check",
                "--quiet",
                "--no-default-features",
                "--features",
                feature,
            ])
            .arg("--manifest-path")
            .arg(root.join("Cargo.toml"))
            .env(
                "CARGO_TARGET_DIR",
                Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"),
            )
            .env("RUSTFLAGS", "-D warnings")
            .output()
            .expect("cargo starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{feature}: {said}");
    }
}
