//! What the operations of all fixtures send and read is what their documents say: their conformance
//! tests as one crate, over real sockets.

mod support;

use generator::{
    Target, conformance_tests,
    project::HARNESS,
    standalone::RUNTIME,
    write::{OutputFile, write},
};
use std::{fs, path::Path, process::Command};
use support::{Fixture, fixtures, workspace};

#[test]
fn every_operation_of_every_fixture_is_on_the_wire_as_documented() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance");
    fs::create_dir_all(&root).expect("a folder for the crate");
    write(&root, &files()).expect("the crate is written");
    fs::copy(workspace().join("Cargo.lock"), root.join("Cargo.lock"))
        .expect("the lock file is copied");
    let output = Command::new(env!("CARGO"))
        .args(["test", "--quiet", "--offline", "--no-fail-fast"])
        .args(["--no-default-features", "--features", "reqwest"])
        .args(["--test", "conformance", "--manifest-path"])
        .arg(root.join("Cargo.toml"))
        .env(
            "CARGO_TARGET_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("target-wire"),
        )
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env_remove("WIRE_BASE_URL")
        .output()
        .expect("cargo starts");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{text}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(text.contains(" passed"), "no test ran: {text}");
}

/// The operations that have no test, and why: each is one that cannot be sent.
#[test]
fn every_operation_of_every_fixture_has_a_test() {
    let mut without = Vec::new();
    for fixture in fixtures() {
        let (_, untested) = tests(&fixture);
        without.extend(untested.iter().map(|it| format!("{} {it}", fixture.name)));
    }
    let no_value = "a parameter of the path has no value";
    let expected = [format!(
        "operation/parameter_undeclared #/paths/~1broken~1{{open/get: {no_value}"
    )];
    assert_eq!(without, expected);
}

fn tests(fixture: &Fixture) -> (Vec<OutputFile>, Vec<String>) {
    let module = fixture.module();
    let target = Target {
        module: &module,
        path: &format!("fixtures::{module}"),
        origin: &fixture.name,
    };
    let tests = conformance_tests(&fixture.source(), target).expect("the tests are Rust");
    let Some(tests) = tests else {
        return (Vec::new(), Vec::new());
    };
    let told = tests
        .untested
        .iter()
        .map(|it| format!("{}: {}", it.at, it.why));
    (tests.files, told.collect())
}

/// The crate: all fixtures as modules, and their tests as modules of one test.
fn files() -> Vec<OutputFile> {
    let file = |path: &str, text: String| OutputFile {
        path: path.to_owned(),
        text,
    };
    let mut names = Vec::new();
    let mut files = Vec::new();
    for fixture in fixtures() {
        let (_, output) = fixture.output("fixtures");
        let Some(code) = output.files else { continue };
        names.push(fixture.module());
        files.extend(
            code.into_iter()
                .map(|it| file(&format!("src/{}", it.path), it.text)),
        );
        let (tests, _) = tests(&fixture);
        let tests = tests.into_iter();
        files.extend(tests.map(|it| file(&format!("tests/conformance/{}", it.path), it.text)));
    }
    let lines = |start: &str| -> String {
        names
            .iter()
            .map(|name| format!("{start} {name};\n"))
            .collect()
    };
    files.push(file(
        "src/lib.rs",
        format!(
            "// @generated\n//! All fixtures.\n\npub mod runtime;\n{}",
            lines("pub mod")
        ),
    ));
    files.push(file(
        "tests/conformance/main.rs",
        format!(
            "// @generated\n#![allow(deprecated, unused_imports)]\nuse fixtures as library;\n\
             #[path = \"../support/wire/mod.rs\"]\nmod wire;\n{}",
            lines("mod")
        ),
    ));
    let manifest =
        generator::standalone::manifest_text("fixtures", "the fixtures", &["jiff", "uuid"]);
    let tokio = "tokio = { version = \"1\", features = [\"net\", \"rt\", \"time\"] }\n";
    files.push(file(
        "Cargo.toml",
        format!("{manifest}\n[dev-dependencies]\n{tokio}"),
    ));
    let copies = [("src/runtime", RUNTIME), ("tests/support/wire", HARNESS)];
    for (folder, all) in copies {
        files.extend(all.iter().map(|(name, text)| {
            file(
                &format!("{folder}/{name}"),
                format!("// @generated\n{text}"),
            )
        }));
    }
    files
}
