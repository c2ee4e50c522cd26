//! Commands work on the workspace that they are started in, not on the one that they were built in.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};
use tempfile::TempDir;

const DOCUMENT: &str = "\
openapi: 3.0.3
info: { title: Elsewhere, version: '1' }
paths:
  /a: { get: { operationId: askElsewhere, responses: { '204': { description: Done. } } } }
";

/// Creates another checkout, with one document.
fn checkout() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in [
        ("Cargo.toml", "[workspace]\nmembers = [\"xtask\"]\n"),
        ("xtask/Cargo.toml", "[package]\nname = \"xtask\"\n"),
        (
            "spec/codegen.toml",
            "[apis.elsewhere]\ndocument = \"elsewhere.yaml\"\n",
        ),
        ("spec/elsewhere.yaml", DOCUMENT),
    ] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn run(here: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .current_dir(here)
        .args(arguments)
        .output()
        .expect("the command starts")
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn codegen_writes_into_the_checkout_that_it_is_started_in() {
    for below in ["", "spec", "xtask"] {
        let checkout = checkout();
        let output = run(&checkout.path().join(below), &["codegen"]);
        assert!(output.status.success(), "{below}: {}", errors(&output));
        let written = checkout
            .path()
            .join("generated-client/src/generated/elsewhere/mod.rs");
        assert!(written.is_file(), "{below}: {}", errors(&output));
    }
}

#[test]
fn outside_of_a_workspace_commands_say_so() {
    let outside = tempfile::tempdir().expect("a folder");
    for (arguments, code) in [
        (&["codegen"][..], 1),
        (&["dump", "api"], 1),
        (&["ci"], 1),
        (&["diff", "--base", "HEAD"], 3),
    ] {
        let output = run(outside.path(), arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        let errors = errors(&output);
        assert!(
            errors.contains("is the workspace: none has both `Cargo.toml`"),
            "{errors}"
        );
        assert!(
            errors.contains("start the command in a checkout"),
            "{errors}"
        );
    }
}

#[test]
fn whoever_names_all_documents_needs_no_workspace() {
    let outside = tempfile::tempdir().expect("a folder");
    fs::write(outside.path().join("a.yaml"), DOCUMENT).expect("a file");
    for arguments in [
        &["codegen", "--input", "a.yaml", "--output", "out"][..],
        &["dump", "api", "--input", "a.yaml"],
        &["diff", "a.yaml", "a.yaml"],
    ] {
        let output = run(outside.path(), arguments);
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            errors(&output)
        );
    }
}
