//! The positions of nodes in the text of a document.

use super::{read, shown, shown_key, yaml};
use generator::{
    diagnostic::{Style, render},
    source::{Source, load},
    tree::{Node, NodeAt, Value},
};
use std::{fs, path::Path};

#[test]
fn positions_in_block_yaml() {
    let source = yaml(
        "# é first\ninfo:\n  title: Ünïcode plain\n  'quoted': \"dou\\\"ble\"\n  list:\n    - one\n    - two: 2\n      zwei: 2\n  flat:\n  - é: x\n",
    );
    assert_eq!(shown(&source, ""), "2:1 info");
    assert_eq!(shown(&source, "/info"), "3:3 title");
    assert_eq!(shown_key(&source, "/info", "title"), "3:3 title");
    assert_eq!(shown(&source, "/info/title"), "3:10 Ünïcode plain");
    assert_eq!(shown_key(&source, "/info", "quoted"), "4:3 'quoted'");
    assert_eq!(shown(&source, "/info/quoted"), "4:13 \"dou\\\"ble\"");
    assert_eq!(shown(&source, "/info/list"), "6:5 -");
    assert_eq!(shown(&source, "/info/list/1"), "7:7 two");
    assert_eq!(shown(&source, "/info/list/1/zwei"), "8:13 2");
    assert_eq!(shown(&source, "/info/flat"), "10:3 -");
    assert_eq!(shown(&source, "/info/flat/0/é"), "10:8 x");
}

#[test]
fn positions_of_scalars_over_several_lines() {
    let source = yaml(
        "a: |\n  literal\n  é text\nb: >-\n  folded\n  text\nc: 'one\n  two'\nd: plain\n  goes on\ne: end\n",
    );
    assert_eq!(shown(&source, "/a").lines().next(), Some("2:3 literal"));
    assert_eq!(shown(&source, "/b").lines().next(), Some("5:3 folded"));
    assert_eq!(shown(&source, "/c"), "7:4 'one\n  two'");
    assert_eq!(shown(&source, "/d"), "9:4 plain\n  goes on");
    assert_eq!(shown(&source, "/e"), "11:4 end");
}

#[test]
fn positions_in_flow_yaml_and_with_windows_line_ends() {
    let source = yaml("a: {b: [1, {c: é}, ''], d: }\r\ne:\r\n  f: {\r\n    g: 1\r\n  }\r\n");
    assert_eq!(shown(&source, "/a"), "1:4 {");
    assert_eq!(shown(&source, "/a/b"), "1:8 [");
    assert_eq!(shown(&source, "/a/b/1/c"), "1:16 é");
    assert_eq!(shown(&source, "/a/b/2"), "1:20 ''");
    assert_eq!(shown_key(&source, "/a", "d"), "1:25 d");
    assert_eq!(shown(&source, "/e/f/g"), "4:8 1");
}

#[test]
fn positions_behind_aliases_and_merge_keys_are_where_the_text_stands() {
    let source = yaml(concat!(
        "base: &base\n  x: 1\n  y: &why [2, 3]\nother: &other {y: 0, z: 4}\nuse: *base\nlist: [*why, 5]\n",
        "merged:\n  <<: [*base, *other]\n  x: 6\nlater:\n  k: 7\n  <<: *other\nend: 8\n",
    ));
    assert_eq!(shown(&source, "/use/x"), "2:6 1");
    assert_eq!(shown(&source, "/use/y/1"), "3:15 3");
    assert_eq!(shown(&source, "/list/0/0"), "3:12 2");
    assert_eq!(shown(&source, "/list/1"), "6:14 5");
    assert_eq!(
        source
            .root
            .get("merged")
            .map(|node| node.to_json().to_string())
            .as_deref(),
        Some(r#"{"y":[2,3],"z":4,"x":6}"#)
    );
    assert_eq!(shown(&source, "/merged/x"), "9:6 6");
    assert_eq!(shown(&source, "/merged/z"), "4:25 4");
    assert_eq!(
        source
            .root
            .get("later")
            .map(|node| node.to_json().to_string())
            .as_deref(),
        Some(r#"{"k":7,"y":0,"z":4}"#)
    );
    assert_eq!(shown(&source, "/end"), "13:6 8");
    assert!(source.diagnostics.is_empty());
}

#[test]
fn brackets_closed_left_of_where_the_standard_wants_them_do_not_lose_positions() {
    let source = yaml(
        "a:\n  example: {\n    \"b\": [\n      1\n  ]\n  }\n  text: |\n    }\n  c: 2\nlast: 3\n",
    );
    assert_eq!(shown(&source, "/a/example/b/0"), "4:7 1");
    assert_eq!(shown(&source, "/a/c"), "9:6 2");
    assert_eq!(shown(&source, "/last"), "10:7 3");
}

#[test]
fn positions_in_json_count_characters() {
    let source = read(
        "test.json",
        "{\n  \"é\\\"{\": [true, -1.5e3, \"a\\\\\"],\n\t\"ключ\": {\"k\":null}\n}",
    );
    assert_eq!(shown(&source, ""), "1:1 {");
    assert_eq!(shown_key(&source, "", "é\"{"), "2:3 \"é\\\"{\"");
    assert_eq!(shown(&source, "/é\"{"), "2:11 [");
    assert_eq!(shown(&source, "/é\"{/1"), "2:18 -1.5e3");
    assert_eq!(shown(&source, "/é\"{/2"), "2:26 \"a\\\\\"");
    assert_eq!(shown(&source, "/ключ/k"), "3:15 null");
}

/// Checks that every document in the folder that `OPENAPI_CORPUS` names loads, and that each node is at its position.
#[test]
fn real_documents_load_and_their_positions_hold() {
    let Some(corpus) = std::env::var_os("OPENAPI_CORPUS") else {
        println!("skipped: OPENAPI_CORPUS names no folder of documents");
        return;
    };
    let mut seen = 0;
    for entry in fs::read_dir(Path::new(&corpus)).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json" || extension == "yaml")
        {
            let source = load(&path)
                .map_err(|failure| render(&failure.diagnostics, &failure.files, Style::Plain));
            let source = source.unwrap_or_else(|shown| panic!("{shown}"));
            check_positions(&source, &source.root, &path);
            seen += 1;
        }
    }
    assert!(seen > 0, "no documents in OPENAPI_CORPUS");
}

fn check_positions(source: &Source, node: &Node, path: &Path) {
    check_position(source, node.at, &node.value, path);
    match &node.value {
        Value::Array(items) => items
            .iter()
            .for_each(|item| check_positions(source, item, path)),
        Value::Object(object) => {
            for (key, child) in object.iter() {
                check_position(source, key.at, &Value::String(key.text.clone()), path);
                check_positions(source, child, path);
            }
        }
        _ => {}
    }
}

fn check_position(source: &Source, at: NodeAt, value: &Value, path: &Path) {
    let spelling = source.files.spelling(at);
    let spelling = spelling.unwrap_or_else(|| panic!("{}: no place for {value:?}", path.display()));
    // Only the words of a block scalar can be compared without its header.
    let words = |text: &str| {
        text.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let agrees = match value {
        Value::String(text) => {
            let alone = serde_yaml::from_str::<String>(&spelling.replace('\n', "\n "));
            words(spelling) == words(text) || alone.is_ok_and(|alone| words(&alone) == words(text))
        }
        Value::Number(number) => serde_yaml::from_str::<f64>(spelling)
            .is_ok_and(|float| (float - number.as_f64()).abs() <= float.abs() * 1e-15),
        Value::Null => ["", "~", "null"].contains(&spelling),
        Value::Bool(value) => spelling.eq_ignore_ascii_case(&value.to_string()),
        Value::Array(_) => spelling == "[" || spelling == "-",
        Value::Object(_) => !spelling.is_empty(),
    };
    assert!(
        agrees,
        "{}: {value:?} is said to be at {spelling:?}",
        path.display()
    );
}

#[test]
fn positions_in_yaml_of_version_1_2_are_those_of_the_text() {
    let source = yaml("x:\n  a: {\n b:[ ],\n c: here\n }\n  d: there\n");
    assert_eq!(shown(&source, "/x/a/b"), "3:4 [ ");
    assert_eq!(shown(&source, "/x/a/c"), "4:5 here");
    assert_eq!(shown(&source, "/x/d"), "6:6 there");
    let source = yaml("é: {b:[ ], c: here}\nd:\n  e: x\n\t# tabs\n  f: there\n");
    assert_eq!(shown(&source, "/é/c"), "1:15 here");
    assert_eq!(shown(&source, "/d/f"), "5:6 there");
}
