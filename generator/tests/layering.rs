//! The modules that may use each library and capability.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Names and the only places that may use them: files, or folders with everything below them.
const RULES: &[(&str, &[&str])] = &[
    ("openapiv3", &["skeleton", "lower"]),
    ("serde_yaml", &["load"]),
    ("saphyr_parser", &["load"]),
    ("serde_json_path", &["load"]),
    ("quote", &["emit", "format"]),
    ("prettyplease", &["format"]),
    ("heck", &["name"]),
    ("Ident::new", &["name"]),
    ("Ident::new_raw", &["name"]),
    ("format_ident", &[]),
    ("annotate_snippets", &["diagnostic"]),
    (
        "fs",
        &[
            "load",
            "write.rs",
            "write",
            "output",
            "command/generate.rs",
            "bin",
            "base.rs",
        ],
    ),
    ("Command", &["base.rs"]),
    ("toml_edit", &["output"]),
    ("HashMap", &[]),
    ("HashSet", &[]),
];

/// The stages that each stage must not use: later ones, and those whose artefact it gets in another form.
const STAGES: &[(&str, &[&str])] = &[
    ("load", &["skeleton", "lower", "analyze", "plan", "emit"]),
    ("schema", &["lower", "analyze", "plan", "emit"]),
    ("lower", &["analyze", "plan", "emit"]),
    ("model", &["skeleton", "lower", "analyze", "plan", "emit"]),
    ("analyze", &["load", "skeleton", "lower", "plan", "emit"]),
    ("plan", &["load", "skeleton", "schema", "lower", "emit"]),
    ("emit", &["skeleton", "schema", "lower"]),
];

/// The same rules for `xtask`.
const XTASK: &[(&str, &[&str])] = &[
    ("clap", &["cli.rs", "main.rs"]),
    ("jsonschema", &["corpus/verdict"]),
    (
        "quote",
        &["corpus/program/emitted.rs", "corpus/sizes/emitted.rs"],
    ),
    ("wait4", &["measure.rs"]),
    // The interpreter and the judges are independent, so that they can be compared.
    ("interpret", &["corpus", "lib.rs"]),
    ("witness", &["corpus"]),
    ("HashMap", &[]),
    ("HashSet", &[]),
];

#[test]
fn each_library_is_used_where_it_belongs() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = misplaced(&package.join("src"), RULES);
    wrong.extend(misplaced(&package.join("../xtask/src"), XTASK));
    assert!(
        wrong.is_empty(),
        "named outside its stages:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn each_stage_looks_only_at_those_before_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    list(&src, &mut files);
    let mut wrong = Vec::new();
    for (stage, others) in STAGES {
        let below = files.iter().map(|file| (file, place(&src, file)));
        let own: Vec<_> = below.filter(|(_, it)| is_in(it, stage)).collect();
        assert!(!own.is_empty(), "`{stage}` has sources");
        for (file, place) in own {
            let text = fs::read_to_string(file).expect("a source is text");
            for (number, line) in text.lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                let used = others.iter().filter(|it| leads_into(code, it));
                wrong.extend(used.map(|it| format!("{}:{}: `{it}`", place.display(), number + 1)));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "stages that do not come before:\n{}",
        wrong.join("\n")
    );
}

/// Returns whether a line has a path into a stage: `plan::`.
fn leads_into(code: &str, stage: &str) -> bool {
    let part = |it: char| it.is_alphanumeric() || it == '_';
    let path = format!("{stage}::");
    code.match_indices(&path).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        // A module of the same name inside another module is not the stage.
        let inside = code[..at].ends_with("::") && !code[..at].ends_with("crate::");
        !before.is_some_and(part) && !inside
    })
}

fn place<'p>(src: &Path, file: &'p Path) -> &'p Path {
    file.strip_prefix(src).expect("below the sources")
}

/// Returns whether a file is in this folder, or is the file beside it.
fn is_in(place: &Path, folder: &str) -> bool {
    place.starts_with(folder) || place == Path::new(&format!("{folder}.rs"))
}

/// Returns the lines below `src` that use a name outside its places in `rules`.
fn misplaced(src: &Path, rules: &[(&str, &[&str])]) -> Vec<String> {
    let mut files = Vec::new();
    list(src, &mut files);
    assert!(files.len() > 20, "the sources are found");
    let mut wrong = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a source is text");
        let place = place(src, &file);
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for (word, allowed) in rules {
                let admitted = allowed.iter().any(|it| is_in(place, it));
                if !admitted && names(code, word) {
                    wrong.push(format!("{}:{}: `{word}`", place.display(), number + 1));
                }
            }
        }
    }
    wrong
}

/// Returns whether the code contains the word as a whole word.
fn names(code: &str, word: &str) -> bool {
    let part = |it: char| it.is_alphanumeric() || it == '_';
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}

fn list(folder: &Path, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            list(&entry, out);
        } else {
            out.push(entry);
        }
    }
}

/// Returns the folder with the sources of the runtime's crate.
fn runtime() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated-client/runtime/src")
}

#[test]
fn a_crate_of_its_own_gets_the_whole_runtime() {
    let folder = runtime();
    let mut files = Vec::new();
    list(&folder, &mut files);
    let names = files.iter().map(|file| {
        let name = file.strip_prefix(&folder).expect("below the folder");
        name.to_string_lossy().replace("lib.rs", "mod.rs")
    });
    let mut names: Vec<String> = names.filter(|name| !name.starts_with("tests")).collect();
    names.sort();
    let taken = generator::output::standalone::RUNTIME.iter();
    let taken: Vec<_> = taken.map(|(name, _)| *name).collect();
    assert_eq!(
        taken, names,
        "the runtime that is embedded is the one that there is"
    );
}

/// Checks that a copy of the runtime differs from the crate only in what makes macros reachable, and in what only a
/// crate needs.
#[test]
fn a_copy_of_the_runtime_is_the_crate() {
    let only_crate = [
        "#[macro_export]",
        "#[doc(hidden)]",
        "#[cfg(test)]",
        "mod tests;",
        "macro_rules!",
        // The examples of the guide are not tested in a copy.
        "//! ```",
        "//! # use clientwright_runtime",
    ];
    let only_copy = ["#[allow(unused", "pub(crate) use ", "macro_rules!"];
    for (name, copy) in generator::output::standalone::RUNTIME {
        let name = if *name == "mod.rs" { "lib.rs" } else { name };
        let text = fs::read_to_string(runtime().join(name)).expect("a file of the runtime");
        let (own, _) = text
            .split_once("// The rest belongs")
            .unwrap_or((&text, ""));
        let lines = |text: &str, without: &[&str]| -> Vec<String> {
            let kept = text
                .lines()
                .filter(|line| !without.iter().any(|it| line.starts_with(it)));
            let kept = kept.filter(|line| !line.trim().is_empty());
            kept.map(str::to_owned).collect()
        };
        let shared = |text: &str| {
            let all: Vec<&str> = only_crate.iter().chain(&only_copy).copied().collect();
            lines(text, &all)
        };
        assert_eq!(shared(own), shared(copy), "{name}");
        assert!(!copy.contains("#[macro_export]"), "{name}");
    }
}

/// Checks that no optional input takes the name of a method that every request type has.
#[test]
fn methods_of_requests_are_reserved() {
    let text =
        fs::read_to_string(runtime().join("request/mod.rs")).expect("the runtime's requests");
    let (_, made) = text.split_once("macro_rules! request").expect("the macro");
    let functions = made.split("fn ").skip(1);
    let taking_self = functions.filter_map(|it| {
        let (name, arguments) = it.split_once('(')?;
        arguments.trim_start().starts_with("self").then_some(name)
    });
    let mut methods: Vec<&str> = taking_self.collect();
    methods.sort_unstable();
    let mut reserved = generator::rust::names::UPGRADING_METHODS.to_vec();
    reserved.sort_unstable();
    assert_eq!(methods, reserved);
    let usual = generator::rust::names::REQUEST_METHODS;
    reserved.retain(|it| usual.contains(it));
    assert_eq!(
        (reserved.len(), methods.len()),
        (usual.len(), usual.len() + 1)
    );
}
