//! Who may use what: each library and each power has its stages.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// What is named only in these places: files, or folders with all below them.
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
    // The programs that `emit/round_trip.rs` and `emit/probe.rs` emit read a file.
    (
        "fs",
        &[
            "load",
            "write.rs",
            "corpus",
            "bench",
            "measure.rs",
            "base.rs",
            "emit/probe.rs",
            "emit/round_trip.rs",
        ],
    ),
    ("Command", &["corpus", "bench", "measure.rs", "base.rs"]),
    ("wait4", &["measure.rs"]),
    ("jsonschema", &["corpus"]),
    ("HashMap", &[]),
    ("HashSet", &[]),
];

#[test]
fn each_library_is_used_where_it_belongs() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    list(&src, &mut files);
    assert!(files.len() > 20, "the sources are found");
    let mut wrong = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a source is text");
        let place = file.strip_prefix(&src).expect("below the sources");
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for (word, allowed) in RULES {
                let admitted = allowed
                    .iter()
                    .any(|it| place.starts_with(it) || place == Path::new(&format!("{it}.rs")));
                if !admitted && names(code, word) {
                    wrong.push(format!("{}:{}: `{word}`", place.display(), number + 1));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "named outside its stages:\n{}",
        wrong.join("\n")
    );
}

/// Whether the code has the word as a word.
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

#[test]
fn a_crate_of_its_own_gets_the_whole_runtime() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated-client/src/runtime");
    let mut files = Vec::new();
    list(&folder, &mut files);
    let names: Vec<_> = files
        .iter()
        .map(|file| {
            file.strip_prefix(&folder)
                .expect("below the folder")
                .to_string_lossy()
        })
        .collect();
    let taken: Vec<_> = generator::standalone::RUNTIME
        .iter()
        .map(|(name, _)| *name)
        .collect();
    assert_eq!(
        taken, names,
        "RUNTIME in standalone.rs lists the files of the runtime"
    );
}

/// What every request type has is no name for an optional input.
#[test]
fn methods_of_requests_are_reserved() {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated-client/src/runtime");
    let text = fs::read_to_string(runtime.join("request.rs")).expect("the runtime's requests");
    let (_, made) = text.split_once("macro_rules! request").expect("the macro");
    let functions = made.split("fn ").skip(1);
    let taking_self = functions.filter_map(|it| {
        let (name, arguments) = it.split_once('(')?;
        arguments.trim_start().starts_with("self").then_some(name)
    });
    let mut methods: Vec<&str> = taking_self.collect();
    methods.sort_unstable();
    let mut reserved = generator::name::REQUEST_METHODS.to_vec();
    reserved.sort_unstable();
    assert_eq!(methods, reserved);
}
