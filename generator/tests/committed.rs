//! The committed code equals the code generated from spec/, every time.

mod support;

use generator::{
    diagnostic::{Style, render},
    output::write::compare,
    project,
    rust::format::{OutputFile, surface},
};
use support::{snapshots, workspace};

/// The advice on how to fix a difference.
const MEND: &str = "run `cargo xtask codegen` and commit what it writes";

fn generated() -> Vec<OutputFile> {
    generated_with_tests().0
}

/// Returns the code and the wire tests.
fn generated_with_tests() -> (Vec<OutputFile>, Vec<OutputFile>) {
    let generation = match project::workspace(&workspace()) {
        Ok(generation) => generation,
        Err(failure) => panic!(
            "{}",
            render(&failure.diagnostics, &failure.files, Style::Plain)
        ),
    };
    let said: String = generation
        .apis
        .iter()
        .map(|api| {
            render(
                &api.output.report.diagnostics,
                &api.source.files,
                Style::Plain,
            )
        })
        .collect();
    let files = generation.files.unwrap_or_else(|| panic!("{said}"));
    let tests = generation.tests.map(|(_, tests)| tests);
    (files, tests.unwrap_or_default())
}

#[test]
fn the_committed_code_is_what_the_documents_give() {
    let root = workspace().join(project::GENERATED);
    let difference = compare(&root, &generated()).expect("the folder can be read");
    assert!(
        difference.is_empty(),
        "{}: {MEND}\n{difference:#?}",
        project::GENERATED
    );
}

#[test]
fn the_committed_tests_are_what_the_documents_give() {
    let root = workspace().join(project::CONFORMANCE);
    let (_, tests) = generated_with_tests();
    let difference = compare(&root, &tests).expect("the folder can be read");
    assert!(
        difference.is_empty(),
        "{}: {MEND}\n{difference:#?}",
        project::CONFORMANCE
    );
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(generated(), generated());
}

#[test]
fn each_file_gives_its_snapshot() {
    let files = generated();
    let surface = surface(&files).expect("the code is Rust");
    let mut texts = vec![("surface".to_owned(), surface)];
    texts.extend(
        files
            .into_iter()
            .map(|file| (file.path.replace('/', "__"), file.text)),
    );
    snapshots("committed", texts);
}
