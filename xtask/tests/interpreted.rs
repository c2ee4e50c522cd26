//! The interpreter of the model agrees with the compiled code about every value: about instances of every schema of the
//! fixtures and of `tests/soundness`, and about values that are not valid.

#![cfg(feature = "examples")]

mod support;

use generator::{
    Stages, on_deep_stack,
    source::{Source, load_bytes},
};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
};
use support::{configured, documents, sorted, stem, workspace};
use xtask::corpus::{
    Sampling,
    agree::disagreement,
    instances::values,
    program::{Ask, Case, Module, Outcome, Place, Profile, run},
};

/// The name of the crate with all documents.
const CRATE: &str = "interpreted";

const SAMPLING: Sampling = Sampling {
    seed: 1,
    per_schema: 40,
};

#[test]
fn the_interpreter_says_what_the_compiled_code_does() {
    let (compared, wrong) = on_deep_stack(compared);
    assert!(compared > 20_000, "only {compared} values");
    let shown: Vec<&str> = wrong.iter().take(40).map(String::as_str).collect();
    assert!(
        wrong.is_empty(),
        "{} of {compared} values:\n{}",
        wrong.len(),
        shown.join("\n")
    );
}

/// Returns the number of values that were tried, and those on which interpreter and compiled code disagree.
fn compared() -> (usize, Vec<String>) {
    let documents: Vec<(String, Source)> = of_fixtures().chain(of_soundness()).collect();
    // Fixtures with errors have no code.
    let modules: Vec<(Module, &Source)> = documents
        .iter()
        .filter_map(|(name, source)| Some((Module::new(source, CRATE, name).ok()?, source)))
        .collect();
    let indexed = modules.iter().enumerate();
    let cases: Vec<Case> = indexed
        .flat_map(|(api, (module, source))| cases(api, source, module.stages()))
        .collect();
    let modules: Vec<&Module> = modules.iter().map(|(module, _)| module).collect();
    let outcomes = outcomes(&modules, &cases);
    let refused = outcomes.iter().filter(|it| it.is_err()).count();
    assert!(refused > 1_000, "only {refused} values are refused");
    let tried = cases.iter().zip(&outcomes);
    let wrong = tried.filter_map(|(case, outcome)| {
        let value: Value = serde_json::from_str(&case.json).expect("a case is JSON");
        let stages = modules[case.api].stages();
        let why = disagreement(stages, &case.ty, &value, outcome)?;
        Some(format!("{:?} {}: {why}", case.ty, case.json))
    });
    (cases.len(), wrong.collect())
}

fn outcomes(modules: &[&Module], cases: &[Case]) -> Vec<Outcome> {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (root, target) = (scratch.join(CRATE), scratch.join("target"));
    fs::create_dir_all(&target).expect("a folder");
    Module::write(modules, CRATE, &root, &workspace().join("Cargo.lock")).expect("a crate");
    let place = Place {
        root: &root,
        target: &target,
        krate: CRATE,
        profile: Profile::Debug,
        ask: Ask::Json,
    };
    let contexts: Vec<_> = modules.iter().map(|it| it.context()).collect();
    run(place, &contexts, cases).unwrap_or_else(|error| panic!("{error}"))
}

/// The fixtures whose configuration names no types that do not exist here.
const CONFIGURED: &[&str] = &["keep_undeclared"];

/// Returns the fixtures without a configuration, and those whose configuration can be used here.
fn of_fixtures() -> impl Iterator<Item = (String, Source)> {
    let areas = sorted(&workspace().join("generator/tests/fixtures")).into_iter();
    let files = areas.filter(|it| it.is_dir()).flat_map(|it| documents(&it));
    let plain = |it: &PathBuf| !it.with_extension("toml").exists();
    let files = files.filter(move |it| plain(it) || CONFIGURED.contains(&&*stem(it)));
    files.map(|file| {
        let area = file.parent().expect("a fixture is in a folder");
        let module = format!("{}_{}", stem(area), stem(&file));
        let source = read(fs::read(&file).expect("a fixture"));
        (module, configured(source, &file))
    })
}

fn of_soundness() -> impl Iterator<Item = (String, Source)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/soundness");
    let files = documents(&folder).into_iter();
    files.map(|file| {
        let source = configured(document(&file), &file);
        (format!("soundness_{}", stem(&file)), source)
    })
}

/// Reads the schemas of a file of rows as a document.
fn document(file: &Path) -> Source {
    let written = read(fs::read(file).expect("a file")).root.to_json();
    let document = serde_json::json!({
        "openapi": written["openapi"],
        "info": { "title": "Rows", "version": "1" },
        "paths": {},
        "components": { "schemas": written["schemas"] },
    });
    read(document.to_string().into_bytes())
}

fn read(bytes: Vec<u8>) -> Source {
    load_bytes("document.yaml", bytes).expect("a document")
}

fn cases(api: usize, source: &Source, stages: &Stages) -> Vec<Case> {
    let values = values(source, stages, SAMPLING).expect("a judge");
    let cases = values.into_iter().map(|(ty, value)| Case {
        api,
        ty,
        json: value.to_string(),
    });
    cases.collect()
}
