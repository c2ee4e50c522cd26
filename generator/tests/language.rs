//! The language of comments, held as far as a test can hold it; `docs/contributing.md` has the rules.

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
};
use support::workspace;

/// The folders with handwritten Rust.
const ROOMS: &[&str] = &[
    "bench/src",
    "generated-client/runtime/src",
    "generated-client/tests/support",
    "generator/src",
    "generator/tests",
    "xtask/src",
    "xtask/tests",
];

/// First words of a comment that begins with a relative or interrogative clause.
const CLAUSES: &[&str] = &[
    "What", "Where", "Which", "Whoever", "Whatever", "Why", "How",
];

/// First words of a summary that end in `s` and are no verbs.
const NO_VERBS: &[&str] = &["This", "Its", "As", "Always", "Sometimes", "Types", "Items"];

/// Wordings that a native reader stumbles over, in lower case, with the usual ones.
const ODD: &[(&str, &str)] = &[
    ("a file a tag", "one file per tag"),
    ("times in a minute", "times per minute"),
    ("stays untold", "is unknown"),
    ("goes unsaid", "is missing"),
    ("is no rust", "is not Rust"),
    ("leads nowhere", "dangles"),
];

#[test]
fn comments_are_plain() {
    let root = workspace();
    let mut wrong = Vec::new();
    for room in ROOMS {
        let mut files = Vec::new();
        list(&root.join(room), &mut files);
        assert!(!files.is_empty(), "{room} has no files");
        for file in files {
            let place = file.strip_prefix(&root).expect("below the root");
            let text = fs::read_to_string(&file).expect("a source is text");
            let found = odd(&text).into_iter();
            wrong.extend(found.map(|(line, why)| format!("{}:{line}: {why}", place.display())));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\n{} in all",
        wrong.join("\n"),
        wrong.len()
    );
}

/// Returns the lines of a file that break a rule, and the rules.
fn odd(text: &str) -> Vec<(usize, String)> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let mut out = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let Some(comment) = comment(line) else {
            continue;
        };
        let first = comment.split([' ', ',']).next().unwrap_or_default();
        let above = index.checked_sub(1).and_then(|it| self::comment(lines[it]));
        if above.is_none_or(str::is_empty) && CLAUSES.contains(&first) {
            out.push((index + 1, format!("begins with `{first}`")));
        } else if above.is_none() && line.starts_with("///") && !is_verb(first) {
            let item = lines[index..]
                .iter()
                .find(|it| comment_or_attribute(it).is_none());
            if item.is_some_and(|it| is_function(it)) {
                let rule = "a function's summary begins with a verb, as `Returns`";
                out.push((index + 1, format!("`{first}`: {rule}")));
            }
        }
        let lower = comment.to_lowercase();
        let known = ODD.iter().filter(|(odd, _)| lower.contains(odd));
        out.extend(known.map(|(odd, usual)| (index + 1, format!("`{odd}`: say `{usual}`"))));
    }
    out
}

/// Returns the text of a line that is a comment.
fn comment(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("//")?;
    Some(rest.trim_start_matches(['/', '!']).trim())
}

/// Returns a line that stands between a function's summary and the function.
fn comment_or_attribute<'l>(line: &&'l str) -> Option<&'l str> {
    let attribute = line.starts_with("#[") || line.ends_with(")]") || line.ends_with(',');
    (attribute || line.starts_with("//")).then_some(*line)
}

/// Returns whether a word is a verb in the third person.
fn is_verb(word: &str) -> bool {
    word.ends_with('s') && !NO_VERBS.contains(&word)
}

/// Returns whether a line declares a function.
fn is_function(line: &str) -> bool {
    let words = line.split_whitespace();
    let mut words = words.skip_while(|it| {
        it.starts_with("pub") || ["const", "async", "unsafe", "super)", "crate)"].contains(it)
    });
    words.next() == Some("fn")
}

fn list(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            list(&path, out);
        } else if path.extension().is_some_and(|it| it == "rs") {
            out.push(path);
        }
    }
}

#[test]
fn odd_comments_are_found() {
    let lines = [
        "/// The sum.",
        "#[inline]",
        "pub(crate) fn sum() {}",
        "// What it is.",
        "/// Returns",
        "/// Where.",
        "fn a() {}",
        "// One, a file a tag.",
    ];
    let text = lines.join("\n");
    let found: Vec<usize> = odd(&text).into_iter().map(|(line, _)| line).collect();
    assert_eq!(found, [1, 4, 8]);
}
