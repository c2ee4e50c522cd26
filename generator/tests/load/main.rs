//! Loading valid documents: the tree, the positions and the notes.

mod positions;

use generator::{
    config::load_config,
    diagnostic::{Severity, Style, render},
    source::{Source, load_bytes},
    tree::{Format, Node, NodeAt, Number},
};
use std::{fs, path::PathBuf};

fn yaml(text: &str) -> Source {
    read("test.yaml", text)
}

fn read(name: &str, text: &str) -> Source {
    match load_bytes(name, text.as_bytes().to_vec()) {
        Ok(source) => source,
        Err(failure) => panic!(
            "{}",
            render(&failure.diagnostics, &failure.files, Style::Plain)
        ),
    }
}

/// Returns `line:column spelling` of the node at `pointer`.
fn shown(source: &Source, pointer: &str) -> String {
    let (node, _) = source
        .find(pointer)
        .unwrap_or_else(|| panic!("no {pointer}"));
    shown_at(source, node.at)
}

fn shown_at(source: &Source, at: NodeAt) -> String {
    let position = source.position(at).expect("a position");
    format!(
        "{}:{} {}",
        position.line,
        position.column,
        source.files.spelling(at).expect("a spelling")
    )
}

fn shown_key(source: &Source, pointer: &str, key: &str) -> String {
    let (node, _) = source.find(pointer).expect("a node");
    let (key, _) = node.get_entry(key).expect("an entry");
    shown_at(source, key.at)
}

#[test]
fn a_document_is_the_same_tree_in_yaml_and_json() {
    let from_yaml = yaml(concat!(
        "openapi: 3.0.3\nnumber: 3.0\nbig: 18446744073709552000\nsmall: -9223372036854775809\n",
        "huge: 123456789012345678901234567890123456789012345678901234567890\n",
        "responses:\n  200: {description: \"a\\u00e9\\n\"}\n  default: ~\ntext: 'it''s'\nno: [yes, true, 1e3, 0o17, 007]\n",
    ));
    let from_json = read(
        "test.json",
        r#"{"openapi": "3.0.3", "number": 3.0, "big": 18446744073709552000, "small": -9223372036854775809,
        "huge": 123456789012345678901234567890123456789012345678901234567890,
        "responses": {"200": {"description": "a\u00e9\n"}, "default": null}, "text": "it's",
        "no": ["yes", true, 1000.0, 15, "007"]}"#,
    );
    assert_eq!(from_yaml.root, from_json.root);
    assert_eq!(
        from_yaml.root.to_json().to_string(),
        from_json.root.to_json().to_string()
    );
    let big = from_json
        .root
        .get("big")
        .and_then(Node::as_number)
        .map(ToString::to_string);
    assert_eq!(big.as_deref(), Some("18446744073709552000"));
    let huge = from_yaml
        .root
        .get("huge")
        .and_then(Node::as_number)
        .map(ToString::to_string);
    assert_eq!(
        huge.as_deref(),
        Some("123456789012345678901234567890123456789012345678901234567890")
    );
    assert!(from_yaml.diagnostics.is_empty() && from_json.diagnostics.is_empty());
}

#[test]
fn keys_keep_the_text_they_are_written_as() {
    let source = yaml("200: a\ntrue: b\n1.10: c\n~: d\n0x1F: e\n'quoted': f\n? long\n: g\n");
    let keys: Vec<&str> = source
        .root
        .as_object()
        .expect("an object")
        .keys()
        .map(|key| &*key.text)
        .collect();
    assert_eq!(keys, ["200", "true", "1.10", "~", "0x1F", "quoted", "long"]);
}

#[test]
fn numbers_compare_and_convert_by_value() {
    let source = yaml("[10, 10.0, 1.5, 18446744073709551615, -1, 1e300, 36893488147419103232]");
    let numbers: Vec<&Number> = source
        .root
        .as_array()
        .expect("an array")
        .iter()
        .filter_map(Node::as_number)
        .collect();
    assert_eq!(numbers[0], numbers[1]);
    assert_eq!(
        numbers
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" "),
        "10 10.0 1.5 18446744073709551615 -1 1e+300 36893488147419103232"
    );
    assert_eq!(
        numbers
            .iter()
            .map(|number| number.as_i64())
            .collect::<Vec<_>>(),
        [Some(10), Some(10), None, None, Some(-1), None, None]
    );
    assert_eq!(
        numbers
            .iter()
            .map(|number| number.as_u64())
            .collect::<Vec<_>>(),
        [Some(10), Some(10), None, Some(u64::MAX), None, None, None]
    );
    assert!(numbers[6].is_integer() && !numbers[2].is_integer());
    let kinds: Vec<&str> = source
        .root
        .as_array()
        .expect("an array")
        .iter()
        .map(Node::kind)
        .collect();
    assert_eq!(kinds[..3], ["an integer", "an integer", "a number"]);
}

#[test]
fn pointers_lead_to_nodes_and_back() {
    let source = yaml("paths:\n  /pets/{id}~x:\n    get: [a, b]\n");
    let pointer = "/paths/~1pets~1{id}~0x/get/1";
    let (node, position) = source.find(pointer).expect("a node");
    assert_eq!(node.as_str(), Some("b"));
    assert_eq!(
        position.map(|position| (position.line, position.column)),
        Some((3, 14))
    );
    assert_eq!(source.pointer_of(node.at).as_deref(), Some(pointer));
    for nowhere in [
        "paths",
        "/paths/x",
        "/paths/~1pets~1{id}~0x/get/01",
        "/paths/~1pets~1{id}~0x/get/2",
        "/paths/",
    ] {
        assert!(source.find(nowhere).is_none(), "{nowhere}");
    }
}

#[test]
fn a_large_object_finds_its_keys_and_keeps_their_order() {
    let mut lines: Vec<String> = (0..1000)
        .rev()
        .map(|number| format!("k{number}: {number}"))
        .collect();
    lines.push("k7: again".to_owned());
    let source = yaml(&lines.join("\n"));
    let object = source.root.as_object().expect("an object");
    assert_eq!(object.len(), 1000);
    assert_eq!(object.keys().next().map(|key| &*key.text), Some("k999"));
    assert_eq!(object.get("k500").and_then(Node::as_i64), Some(500));
    assert_eq!(object.get("k7").and_then(Node::as_str), Some("again"));
    assert!(object.get("k1000").is_none());
    assert_eq!(source.diagnostics.len(), 1);
}

#[test]
fn what_was_read_with_a_loss_is_told() {
    let source = yaml("a: 1\nb: {x: 1, x: 2}\na: !Mine 3\nc: .inf\nd:\n  <<: 4\n");
    assert_eq!(
        source.root.to_json().to_string(),
        r#"{"a":3,"b":{"x":2},"c":".inf","d":{}}"#
    );
    let mut diagnostics = source.diagnostics.clone();
    diagnostics.sort();
    let told: Vec<String> = diagnostics
        .iter()
        .map(|diagnostic| {
            let line = diagnostic
                .at
                .and_then(|at| source.position(at))
                .map(|position| position.line);
            format!(
                "{} {} {} {}",
                diagnostic.severity,
                diagnostic.code,
                diagnostic.pointer.as_deref().unwrap_or("-"),
                line.unwrap_or(0)
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "warning duplicate-key /b/x 2",
            "warning duplicate-key /a 3",
            "note yaml-tag /a 3",
            "warning not-finite /c 4",
            "warning merge-key - 6",
        ]
    );
    assert_eq!(diagnostics.count(Severity::Warning), 4);
    let json = diagnostics.to_json(&source.files);
    assert_eq!(json[0]["line"], 2);
    assert_eq!(json[0]["column"], 11);
    assert_eq!(json[0]["file"], "test.yaml");
    assert_eq!(json[0]["at"], "/b/x");
}

#[test]
fn what_is_said_of_several_places_is_said_once() {
    let lines: Vec<String> = (0..14)
        .map(|number| format!("k{number}: !T {number}"))
        .collect();
    let source = yaml(&lines.join("\n"));
    let shown = render(&source.diagnostics, &source.files, Style::Plain);
    assert_eq!(shown.matches("note[yaml-tag]").count(), 1, "{shown}");
    assert!(
        shown.contains("test.yaml:1:5") && shown.contains("/k0\n"),
        "{shown}"
    );
    assert!(
        shown.contains("/k10 (test.yaml:11:6)") && shown.contains("and 3 more"),
        "{shown}"
    );
}

#[test]
fn json_is_told_by_name_or_by_its_first_character() {
    for (name, text, format) in [
        ("a.json", "1", Format::Json),
        ("a.JSON", " {}", Format::Json),
        ("a", "\u{feff}\n {\"a\": 1}", Format::Json),
        ("a.yaml", "{\"a\": 1}", Format::Json),
        ("a.yaml", "{a: 1} # not JSON", Format::Yaml),
        ("a", "a: 1", Format::Yaml),
    ] {
        let source = read(name, text);
        assert_eq!(
            source.files.format(source.root.at.file()),
            Some(format),
            "{name} {text}"
        );
        assert!(source.position(source.root.at).is_some(), "{name} {text}");
    }
}

#[test]
fn the_configuration_keeps_its_order_and_finds_its_documents() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("codegen.toml");
    let config = |text: &str| {
        fs::write(&path, text).expect("writes");
        load_config(&path).map_err(|failure| {
            let shown = render(&failure.diagnostics, &failure.files, Style::Plain);
            shown.replace(&folder.path().display().to_string(), "DIR")
        })
    };
    let good =
        config("[apis.zoo]\ndocument = \"z.yaml\"\n[apis.apify_2]\ndocument = \"sub/a.json\"\n")
            .expect("reads");
    let apis: Vec<(&str, PathBuf)> = good
        .apis
        .iter()
        .map(|api| (api.name.as_str(), api.document.clone()))
        .collect();
    assert_eq!(
        apis,
        [
            ("zoo", folder.path().join("z.yaml")),
            ("apify_2", folder.path().join("sub/a.json"))
        ]
    );
    for (text, line) in [
        (
            "[apis.a]\ndocument = \"a\"\nextra = 1\n",
            "codegen.toml:3:1",
        ),
        ("[apis.a]\ndocument = \"a\"\n[other]\n", "codegen.toml:3:2"),
        ("[apis.a]\n", "codegen.toml:1:7"),
        ("\n[apis.Pets]\ndocument = \"a\"\n", "codegen.toml:2:7"),
        ("[apis.type]\ndocument = \"a\"\n", "codegen.toml:1:7"),
        ("[apis.\"a-b\"]\ndocument = \"a\"\n", "codegen.toml:1:7"),
        ("x = [\n", "codegen.toml"),
        ("", "codegen.toml"),
    ] {
        let shown = config(text).expect_err("refuses");
        assert!(
            shown.starts_with("error[config]") && shown.contains(line),
            "{text}\n{shown}"
        );
    }
    fs::remove_file(&path).expect("removes");
    assert!(load_config(&path).is_err());
}

#[test]
fn yaml_of_version_1_2_is_read() {
    for (text, json) in [
        (
            "a:\n  b: x\n\t\t# a comment after tabs\n  c: y\n",
            r#"{"a":{"b":"x","c":"y"}}"#,
        ),
        ("a: 1\t# a comment\nb: 2\n", r#"{"a":1,"b":2}"#),
        ("a: {b:[ ], c:{d: 1}}\n", r#"{"a":{"b":[],"c":{"d":1}}}"#),
        (
            "a: {\n  b:[1],\n}\nc: \"x:[ ]\"\nd: |\n  y:[ ]\n",
            r#"{"a":{"b":[1]},"c":"x:[ ]","d":"y:[ ]\n"}"#,
        ),
        (
            "é: {b:[ ]}\nn: [~, true, 0x1F, 007, 1e3, '1', !!str 2]\n",
            r#"{"é":{"b":[]},"n":[null,true,31,"007",1000.0,"1","2"]}"#,
        ),
        (
            "a: &x {b:[ ]}\nc: *x\nd: {<<: *x, e: 1}\n",
            r#"{"a":{"b":[]},"c":{"b":[]},"d":{"b":[],"e":1}}"#,
        ),
        (
            "--- >\n line1\n # no comment\n line3\n",
            r#""line1 # no comment line3\n""#,
        ),
        ("a: !Ref {b:[ ]}\nc: !Ref x\n", r#"{"a":{"b":[]},"c":"x"}"#),
    ] {
        assert_eq!(yaml(text).root.to_json().to_string(), json, "{text}");
    }
}

#[test]
fn what_is_not_quite_json_is_read_and_told() {
    let source = read("test.json", "{\n \"a\": [1, 2,],\n \"b\": {},\n}");
    let said = render(&source.diagnostics, &source.files, Style::Plain);
    assert_eq!(source.root.to_json().to_string(), r#"{"a":[1,2],"b":{}}"#);
    assert!(
        said.starts_with("note[syntax]: not valid JSON: trailing comma"),
        "{said}"
    );
    assert!(said.contains("test.json:2:13"), "{said}");
    assert_eq!(shown(&source, "/b"), "3:7 {");
}

#[test]
fn keys_of_a_large_object_are_found_and_the_last_of_equal_ones_wins() {
    let mut entries: Vec<String> = (0..1000).map(|it| format!("\"k{it}\": {it}")).collect();
    entries.extend((0..1000).step_by(7).map(|it| format!("\"k{it}\": -1")));
    let text = format!("{{{}}}", entries.join(","));
    let source = load_bytes("large.json", text.into_bytes()).expect("it is read");
    let object = source.root.as_object().expect("an object");
    let keys: Vec<_> = object.keys().map(|it| it.text.to_string()).collect();
    assert_eq!(
        keys,
        (0..1000).map(|it| format!("k{it}")).collect::<Vec<_>>()
    );
    for it in 0..1000 {
        let found = object.get(&format!("k{it}")).and_then(Node::as_i64);
        assert_eq!(found, Some(if it % 7 == 0 { -1 } else { it }));
    }
    assert_eq!(object.get("k1000"), None);
    assert_eq!(source.diagnostics.iter().count(), 143);
}
