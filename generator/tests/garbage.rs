//! Loading input that is no document reports one clear error, quickly, and never panics.

use generator::diagnostic::{Style, render};
use generator::{
    Target, generate,
    source::{Failure, Source, load, load_bytes},
    tree::{Node, Value},
};
use proptest::prelude::*;
use std::path::Path;
use std::time::{Duration, Instant};

const DEPTH: usize = 100_000;

/// A second is promised, but unoptimized builds on a busy machine need more. A quadratic cost takes half a minute.
const PATIENCE: Duration = Duration::from_secs(20);

/// Returns the rendered error that loading ends with.
fn refused(name: &str, bytes: impl Into<Vec<u8>>) -> String {
    let start = Instant::now();
    let outcome = load_bytes(name, bytes.into());
    assert!(
        start.elapsed() < PATIENCE,
        "{name} took {:?}",
        start.elapsed()
    );
    shown(outcome)
}

fn shown(outcome: Result<Source, Failure>) -> String {
    let failure = outcome.expect_err("not a document");
    assert_eq!(failure.diagnostics.len(), 1);
    assert!(failure.diagnostics.has_errors());
    render(&failure.diagnostics, &failure.files, Style::Plain)
}

fn assert_says(shown: &str, parts: &[&str]) {
    for part in parts {
        assert!(shown.contains(part), "`{part}` is not in:\n{shown}");
    }
}

#[test]
fn a_comment_that_may_be_part_of_a_value_is_refused() {
    for (text, place) in [
        ("a: \"b\"#c\n", "a.yaml:1:7"),
        ("a: [red,#0f0\n]\n", "a.yaml:1:9"),
        ("a: [b, c]#d\n", "a.yaml:1:10"),
        ("é: 'b'#\na: 'b'# \nc: [d]#e\n", "a.yaml:3:7"),
        ("a: { b: c }#d\n", "a.yaml:1:12"),
        ("é: >\n   \n  # Lost\nb: 1\n", "a.yaml:3:3"),
        ("a: |\n      \n\n    # Lost\nb: 1\n", "a.yaml:4:5"),
        ("a: |\r      \r\r    # Lost\rb: 1\r", "a.yaml:1:18"),
        ("title: \"No: \"#5\n", "a.yaml:1:14"),
        ("title: 'it''s ('#5\n", "a.yaml:1:17"),
        ("a: \"b\n  c \"#d\n", "a.yaml:2:6"),
        ("{\"a\":\"=\"#c\n}\n", "a.yaml:1:9"),
        ("a: |\n  the 'b\nc: ''#d\n", "a.yaml:3:6"),
        ("# it's\na: |\n  the 'b\nc: \"d \"#e\n", "a.yaml:4:8"),
    ] {
        assert_says(
            &refused("a.yaml", text),
            &["not valid YAML", "comment", place],
        );
    }
    assert_says(
        &refused("a.yaml", "a: \"b\"#c\n"),
        &["only after a space: add one, or, if it is part of the value, put both in quotes"],
    );
    for text in [
        "a: |\n\n      \n    \n      # Heading\nb: \"'#c'\" #d\n",
        "a: 'b' # c\nd: [e, #f\n  g]\nh: {i: j} #k\n",
        "a: b,#c\nd: it's 'e'#f\nh: \"i]#j\"\n",
        "a: |\n\n  # Heading\n\n  [b](#c)#d\n   \n  # Another\n",
        "a: 'b'#\nc: [d]#  \n",
        "a: { b: '#/c', d: \"#e\" }\n",
    ] {
        assert!(
            load_bytes("a.yaml", text.as_bytes().to_vec()).is_ok(),
            "{text}"
        );
    }
}

#[test]
fn other_formats_are_named() {
    for (text, what) in [
        (&b"\x1F\x8B\x08\0"[..], "compressed with gzip"),
        (b"PK\x03\x04", "compressed with zip"),
        (b"PK\x03\x04", "decompress the file"),
        (
            b"<!DOCTYPE html>\n<html lang=\"en\">a: b</html>",
            "HTML or XML",
        ),
        (b" <?xml version='1.0'?>", "HTML or XML"),
    ] {
        assert_says(&refused("a.yaml", text), &[what]);
    }
    assert!(load_bytes("a.yaml", b"<<: { a: 1 }".to_vec()).is_ok());
    for (text, what) in [
        ("asyncapi: 2.6.0\n", "this is an AsyncAPI document"),
        (
            "{\"info\": {\"_postman_id\": \"\"}, \"item\": []}",
            "a Postman collection",
        ),
        ("overlay: 1.0.0\n", "list it under `overlays`"),
        ("swaggerVersion: '1.2'\n", "Swagger 1"),
        ("info: {}\npaths: {}\n", "it has no `openapi` field"),
    ] {
        let source = load_bytes("a.yaml", text.as_bytes().to_vec()).expect("a tree");
        let target = Target {
            module: "a",
            path: "a",
            origin: "a",
        };
        let output = generate(&source, target);
        let shown = render(&output.report.diagnostics, &source.files, Style::Plain);
        assert!(output.files.is_none());
        assert_says(&shown, &["error[unsupported-version]", what]);
    }
}

#[test]
fn broken_syntax_is_shown_where_it_is() {
    assert_eq!(
        refused("a.yaml", "not: [yaml\n"),
        "error[syntax]: not valid YAML: did not find expected ',' or ']', while parsing a flow sequence at line 1 column 6\n \
         --> a.yaml:1:11\n  |\n1 | not: [yaml\n  |           ^\n"
    );
    assert_says(
        &refused("a.json", "{\n \"é\": 1,,\n}"),
        &["not valid JSON: key must be a string", "a.json:2:9"],
    );
    assert_says(&refused("a.json", "text"), &["not valid JSON", "a.json:1"]);
    assert_says(
        &refused("a.yaml", "a:\n\tb: 1\n"),
        &["not valid YAML", "tab", "a.yaml:2:1"],
    );
    assert_says(
        &refused("a.json", "{} x"),
        &["trailing characters", "a.json:1:4"],
    );
    assert_says(
        &refused("a.yaml", "é: x\na: *nope\n"),
        &["unknown anchor", "a.yaml:2:4", "a: *nope"],
    );
    assert_says(
        &refused("a.yaml", "a:\n  ? [x]\n  : 1\n"),
        &["a key that is text", "a.yaml:2:5"],
    );
    assert_says(
        &refused("a.yaml", "a: 1\nb: \u{1}\n"),
        &["control characters", "a.yaml:2:4"],
    );
    assert_says(
        &refused("a.yaml", "a: 1\n---\nb: 2\n"),
        &["several YAML documents", "a.yaml:2:1"],
    );
    assert_says(
        &refused("a", "{\"a\": 1,, }"),
        &["error[syntax]", "--> a:1:"],
    );
}

#[test]
fn what_is_no_text_or_nothing_is_said_to_be_so() {
    assert_says(
        &refused("a.yaml", b"\x89PNG\r\n\x1a\n\0\0".as_slice()),
        &["not UTF-8: byte 0 of the file is 0x89", "a.yaml:1:1"],
    );
    assert_says(
        &refused("a.yaml", b"a: 1\nb: caf\xe9\n".as_slice()),
        &["byte 11 of the file is 0xE9", "a.yaml:2:7", "b: caf"],
    );
    for text in [b"\xff\xfea\0".as_slice(), b"a\0:\0", b"\0a\0:"] {
        assert_says(
            &refused("a.yaml", text),
            &["UTF-16", "save the file as UTF-8"],
        );
    }
    for nothing in ["", " \n", "\u{feff}", "# only a comment\n"] {
        assert_says(
            &refused("a.yaml", nothing),
            &["the document is empty", "a.yaml"],
        );
    }
    assert_says(&refused("a.json", ""), &["the document is empty", "a.json"]);
}

#[test]
fn what_is_not_there_is_said_to_be_so() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_says(
        &shown(load(folder.path())),
        &["error[unreadable]", "it is a directory"],
    );
    let missing = folder.path().join("missing.yaml");
    assert_says(
        &shown(load(&missing)),
        &["error[unreadable]", "missing.yaml"],
    );
    assert_says(&shown(load(Path::new("a\0b"))), &["error[unreadable]"]);
}

#[test]
fn a_deep_nest_is_refused_with_its_line() {
    for open in ["[", "{a: ", "- ", "[[{\"}\": ", "{\"a\":", "{\"}}}\": "] {
        let text = format!("# deep\n{}", open.repeat(DEPTH));
        assert_says(
            &refused("a.yaml", text),
            &[
                "nesting too deep: a document may nest 128 levels",
                "a.yaml:2:",
            ],
        );
    }
    assert_says(
        &refused("a.json", "[".repeat(DEPTH)),
        &["nesting too deep", "a.json:1:128"],
    );
    assert_says(
        &refused("a.json", "{\"a\":\n".repeat(DEPTH)),
        &["nesting too deep", "a.json:128:"],
    );
    assert_says(&refused("a.yaml", "? ".repeat(DEPTH)), &["error["]);
    assert_says(
        &refused("a.yaml", "a: &a [*a]\n"),
        &["nesting too deep", "a.yaml:1:"],
    );
}

#[test]
fn alias_bombs_are_refused_with_the_limit() {
    let mut laughs = vec!["a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned()];
    for level in 1..10 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        laughs.push(format!("a{level}: &a{level} [{aliases}]\n"));
    }
    assert_says(
        &refused("a.yaml", laughs.concat()),
        &["too large once its aliases are followed", "the limit"],
    );
    let many = format!(
        "a: &a [{}]\nb: [{}]\n",
        vec!["x"; 20_000].join(","),
        vec!["*a"; 20_000].join(",")
    );
    assert_says(
        &refused("a.yaml", many),
        &[
            "too large once its aliases are followed",
            "the limit for this file is",
        ],
    );
    let long = format!(
        "a: &a {}\nb: [{}]\n",
        "x".repeat(1_000_000),
        vec!["*a"; 20_000].join(",")
    );
    assert_says(
        &refused("a.yaml", long),
        &[
            "too large once its aliases are followed",
            "the limit for this file is",
        ],
    );
}

#[test]
fn a_minified_line_is_cut_around_the_place() {
    let entries: Vec<String> = (0..5_000)
        .map(|number| format!("\"é{number}\":\"{number}\""))
        .collect();
    let text = format!("{{{},\"k7\": [,]}}", entries.join(","));
    let column = text.chars().count() - 2;
    let shown = refused("a.json", text);
    assert_says(
        &shown,
        &[&format!("a.json:1:{column}\n"), "\"k7\": [,]}", "…"],
    );
    assert!(
        shown.lines().all(|line| line.chars().count() < 140),
        "{shown}"
    );
}

#[test]
fn hostile_text_in_a_message_stays_text() {
    let shown = refused("a.yaml", "\"a\\e[31m\\n\": 1\n\"a\\e[31m\\n\": [\n");
    assert!(!shown.contains('\u{1b}'), "{shown:?}");
    let twice = load_bytes(
        "a.yaml",
        b"\"a\\e[31m\\nerror: x\": 1\n\"a\\e[31m\\nerror: x\": 2\n".to_vec(),
    );
    let source = twice.unwrap_or_else(|failure| panic!("{:?}", failure.diagnostics));
    let shown = render(&source.diagnostics, &source.files, Style::Plain);
    assert!(
        !shown.contains('\u{1b}') && !shown.contains("\nerror"),
        "{shown:?}"
    );
}

/// Exercises everything that the outcome of loading offers, whatever the input was.
fn ask_everything(name: &str, bytes: Vec<u8>) {
    match load_bytes(name, bytes) {
        Ok(source) => {
            render(&source.diagnostics, &source.files, Style::Coloured);
            ask_node(&source, &source.root);
            source.root.to_json();
        }
        Err(failure) => {
            assert!(failure.diagnostics.has_errors());
            let shown = render(&failure.diagnostics, &failure.files, Style::Plain);
            assert!(shown.starts_with("error["), "{shown}");
        }
    }
}

fn ask_node(source: &Source, node: &Node) {
    source.position(node.at);
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| ask_node(source, item)),
        Value::Object(object) => object.iter().for_each(|(key, child)| {
            source.position(key.at);
            ask_node(source, child);
        }),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), name in "a(\\.json|\\.yaml)?") {
        ask_everything(&name, bytes);
    }

    /// Checks that characters with a meaning in YAML and JSON cause no panic; they get further than arbitrary bytes.
    #[test]
    fn random_syntax_never_panics(text in "[-{}\\[\\]:,?&*!|>'\"#%@ab1é~<. \\t\\n\\r\u{85}\u{2028}\u{200f}\u{301}\u{feff}😀\0]{0,80}", name in "a(\\.json|\\.yaml)?") {
        ask_everything(&name, text.into_bytes());
    }

    #[test]
    fn random_lines_never_panic(lines in prop::collection::vec("( {0,4})(- |a: |\\? |<<: |\\{|\\[|&a |\\*a|!t |'|\"|\\||>|x|1|\\}|\\]|, |# )*", 0..8)) {
        ask_everything("a.yaml", lines.join("\n").into_bytes());
    }
}
