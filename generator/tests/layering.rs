//! The modules that may use each library and capability.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Names and the only places that may use them: files, or folders with everything below them.
const RULES: &[(&str, &[&str])] = &[
    ("openapiv3", &["document", "api/lower"]),
    ("serde_yaml", &["source"]),
    ("saphyr_parser", &["source", "tree"]),
    ("serde_json_path", &["source"]),
    ("quote", &["rust/emit", "rust/format", "conformance/emit"]),
    ("prettyplease", &["rust/format"]),
    ("heck", &["rust/names"]),
    ("Ident::new", &["rust/names"]),
    ("Ident::new_raw", &["rust/names"]),
    ("format_ident", &[]),
    ("annotate_snippets", &["diagnostic"]),
    (
        "fs",
        &[
            "source",
            "config",
            "output/write.rs",
            "output/write",
            "output/package",
            "command/generate.rs",
            "bin",
            "review/git.rs",
            "review/bump.rs",
        ],
    ),
    ("Command", &["review/git.rs"]),
    ("toml_edit", &["output/package", "review/bump.rs"]),
    ("HashMap", &[]),
    ("HashSet", &[]),
];

/// The rooms of the library. Each uses only rooms before it.
const ROOMS: &[&str] = &[
    "tree",
    "diagnostic",
    "vocabulary",
    "source",
    "document",
    "schema",
    "api",
    "rust",
    "stages",
    "conformance",
    "report",
    "generate",
    "output",
    "config",
    "project",
    "review",
    "command",
];

/// The rules inside rooms, and those about artefacts that a room gets in another form: what each folder must not use.
const STAGES: &[(&str, &[&str])] = &[
    (
        "rust/facts",
        &["source", "rust/plan", "rust/names", "rust/emit"],
    ),
    ("rust/plan", &["source", "rust/names", "rust/emit"]),
    ("rust/names", &["source", "rust/emit"]),
    ("rust/emit", &["source", "document", "api/lower"]),
    (
        "conformance/witness",
        &["api", "schema", "document", "rust"],
    ),
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

/// Checks the order of the rooms, which rules out circles between them. `lib.rs` only names what the library offers.
#[test]
fn each_room_uses_only_those_before_it() {
    let mut wrong = Vec::new();
    for (place, text) in sources() {
        if place == Path::new("lib.rs") || place.starts_with("bin") {
            continue;
        }
        let own = ROOMS.iter().position(|room| is_in(&place, room));
        let own = own.unwrap_or_else(|| panic!("`{}` is in no room", place.display()));
        let known = |name: &str| ROOMS.iter().position(|room| *room == name);
        for (line, path) in uses(&text) {
            // Macros of the library are named without a room, and those of a room after it.
            let first = path.split('/').next().unwrap_or_default();
            if known(first).is_some_and(|it| it > own) {
                wrong.push(format!("{}:{line}: `{path}`", place.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "rooms that come later:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn each_stage_looks_only_at_those_before_it() {
    let mut wrong = Vec::new();
    for (stage, others) in STAGES {
        let mut found = false;
        for (place, text) in sources() {
            let tests = place.ends_with("tests.rs");
            if !is_in(&place, stage) || tests {
                continue;
            }
            found = true;
            for (line, path) in uses(&text) {
                if others.iter().any(|it| is_in(Path::new(&path), it)) {
                    wrong.push(format!("{}:{line}: `{path}`", place.display()));
                }
            }
        }
        assert!(found, "`{stage}` has sources");
    }
    assert!(
        wrong.is_empty(),
        "stages that do not come before:\n{}",
        wrong.join("\n")
    );
}

/// Returns the library's sources, each with its place below `src`.
fn sources() -> Vec<(PathBuf, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    list(&src, &mut files);
    let text = |file: &PathBuf| fs::read_to_string(file).expect("a source is text");
    let sources = files
        .iter()
        .map(|file| (place(&src, file).to_owned(), text(file)));
    sources.collect()
}

/// Returns the paths below `crate::` that a file names, each with its line: `rust/emit/Item`.
fn uses(text: &str) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    let code: Vec<&str> = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect();
    let code = code.join("\n");
    for (at, begin) in code.match_indices("crate::") {
        let line = code[..at].matches('\n').count() + 1;
        paths(&code[at + begin.len()..], "", line, &mut out);
    }
    out
}

/// Collects the paths of a tree of uses, and returns what follows it.
fn paths<'t>(tree: &'t str, above: &str, line: usize, out: &mut Vec<(usize, String)>) -> &'t str {
    if let Some(mut rest) = tree.strip_prefix('{') {
        loop {
            rest = rest.trim_start();
            match rest.strip_prefix('}') {
                Some(after) => return after,
                None if rest.is_empty() => return rest,
                None => rest = paths(rest, above, line, out),
            }
            let end = rest.find([',', '}']).unwrap_or(rest.len());
            rest = rest[end..].trim_start_matches(',');
        }
    }
    let part = |it: char| it.is_alphanumeric() || it == '_' || it == '*';
    let end = tree.find(|it| !part(it)).unwrap_or(tree.len());
    let (name, rest) = tree.split_at(end);
    let path = format!("{above}{name}");
    match rest.strip_prefix("::") {
        Some(below) => paths(below, &format!("{path}/"), line, out),
        None => {
            out.push((line, path));
            rest
        }
    }
}

#[test]
fn uses_are_found() {
    let text = "use crate::{\n    api::{Api, lower::{self, Doc}},\n    tree,\n};\nlet it = crate::source::load();";
    let found: Vec<String> = uses(text)
        .into_iter()
        .map(|(line, path)| format!("{line} {path}"))
        .collect();
    assert_eq!(
        found,
        [
            "1 api/Api",
            "1 api/lower/self",
            "1 api/lower/Doc",
            "1 tree",
            "5 source/load"
        ]
    );
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
