//! Real documents, as crates of their own: they are generated whole and compile without a warning.
//!
//! The documents are not part of this repository: `OPENAPI_CORPUS` names the folder they are in.

mod support;

use generator::{
    diagnostic::{Style, render},
    project::{self, Generation},
    write::write,
};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};
use support::workspace;

/// The documents, and what has to be generated of each: operations and types.
const DOCUMENTS: &[(&str, usize, usize)] = &[
    ("petstore.yaml", 19, 9),
    ("keeper.json", 6, 10),
    ("link-example.json", 6, 4),
];

#[test]
fn real_documents_give_crates_that_compile() {
    let Some(corpus) = env::var_os("OPENAPI_CORPUS").map(PathBuf::from) else {
        println!("skipped: OPENAPI_CORPUS names no folder");
        return;
    };
    for (document, operations, types) in DOCUMENTS {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("corpus-{}", document.replace('.', "-")));
        let generation = match project::crate_of(&corpus.join(document), &root, None) {
            Ok(generation) => generation,
            Err(failure) => panic!(
                "{}",
                render(&failure.diagnostics, &failure.files, Style::Plain)
            ),
        };
        let report = &generation.apis[0].output.report;
        println!(
            "{document}: {:?}, types {}, untyped {}, lines {}",
            report.operations,
            report.types,
            report.untyped(),
            report.lines
        );
        assert_eq!(
            (
                report.operations.in_document,
                report.operations.generated,
                report.types
            ),
            (*operations, *operations, *types),
            "{document}"
        );
        check(&generation);
    }
}

fn check(generation: &Generation) {
    let root = &generation.root;
    fs::create_dir_all(root).expect("a folder for the crate");
    write(
        root,
        generation
            .files
            .as_ref()
            .expect("the document is generated"),
    )
    .expect("the crate is written");
    fs::copy(workspace().join("Cargo.lock"), root.join("Cargo.lock"))
        .expect("the lock file is copied");
    let output = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--all-targets", "--manifest-path"])
        .arg(root.join("Cargo.toml"))
        .env(
            "CARGO_TARGET_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"),
        )
        .env("RUSTFLAGS", "-D warnings")
        .output()
        .expect("cargo starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
