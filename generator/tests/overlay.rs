//! Overlays: what they change, and what is said where they cannot.

use generator::{
    diagnostic::{Style, render},
    load::{Failure, Source, load_config, load_with},
};
use std::fs;

const DOCUMENT: &str = "\
openapi: 3.0.3
info: { title: Pets, version: '1' }
tags: [{ name: a }, { name: b }, { name: c }]
paths:
  /pets:
    get:
      summary: Pets
      parameters:
        - { name: limit, in: query, schema: { type: string } }
        - { name: old, in: query, schema: { type: string } }
      responses: { '200': { description: Done. } }
  /admin:
    get: { responses: { '200': { description: Done. } } }
";

/// The document with one overlay whose actions these are.
fn changed(actions: &str) -> Result<Source, Failure> {
    let folder = tempfile::tempdir().expect("a folder");
    let document = folder.path().join("pets.yaml");
    let overlay = folder.path().join("pets.overlay.yaml");
    fs::write(&document, DOCUMENT).expect("a file");
    let head = "overlay: 1.0.0\ninfo: { title: Fixes, version: '1' }\nactions:\n";
    fs::write(&overlay, format!("{head}{actions}")).expect("a file");
    load_with(&document, &[overlay])
}

fn json(actions: &str) -> serde_json::Value {
    match changed(actions) {
        Ok(source) => source.root.to_json(),
        Err(failure) => panic!(
            "{}",
            render(&failure.diagnostics, &failure.files, Style::Plain)
        ),
    }
}

fn refused(actions: &str) -> String {
    let failure = changed(actions).expect_err("refused");
    render(&failure.diagnostics, &failure.files, Style::Plain)
}

#[test]
fn objects_are_merged_and_lists_get_longer() {
    let json = json(
        "\
- target: $.paths['/pets'].get
  update:
    summary: All pets
    tags: [a]
    responses: { '404': { description: None. } }
- target: $.paths.*.get.parameters
  update: { name: page, in: query, schema: { type: integer } }
- target: $.paths['/pets'].get.parameters[?@.name=='limit']
  update: { schema: { type: integer } }
",
    );
    let get = &json["paths"]["/pets"]["get"];
    assert_eq!(get["summary"], "All pets");
    assert_eq!(get["tags"][0], "a");
    assert_eq!(get["responses"]["200"]["description"], "Done.");
    assert_eq!(get["responses"]["404"]["description"], "None.");
    assert_eq!(get["parameters"][2]["name"], "page");
    assert_eq!(get["parameters"][0]["schema"]["type"], "integer");
}

#[test]
fn what_is_removed_is_gone_and_the_rest_stays_in_place() {
    let json = json(
        "\
- { target: '$.tags[0,2]', remove: true }
- { target: \"$.paths['/admin']\", remove: true }
- { target: \"$..parameters[?@.name=='old']\", remove: true, update: { ignored: true } }
- { target: $.info.version, update: '2' }
",
    );
    assert_eq!(json["tags"], serde_json::json!([{ "name": "b" }]));
    assert!(json["paths"].get("/admin").is_none());
    let parameters = &json["paths"]["/pets"]["get"]["parameters"];
    assert_eq!(parameters.as_array().map(Vec::len), Some(1));
    assert_eq!(json["info"]["version"], "2");
}

#[test]
fn what_an_overlay_adds_has_its_place_in_the_overlay() {
    let source = changed("- { target: $.info, update: { x-new: 1 } }\n").expect("changed");
    let (_, position) = source.find("/info/x-new").expect("added");
    let position = position.expect("a place");
    assert!(position.file.ends_with("pets.overlay.yaml"));
    assert_eq!(position.line, 4);
}

#[test]
fn an_action_that_cannot_be_done_is_an_error_with_its_line() {
    let cases = [
        (
            "- { target: $.nope, remove: true }\n",
            "selects nothing in the document",
            ":4:13",
        ),
        (
            "- { target: 'nope', remove: true }\n",
            "is no JSONPath",
            ":4:13",
        ),
        ("- { target: $.info }\n", "neither `update` nor", ":4:3"),
        ("- { update: {} }\n", "has no `target`", ":4:3"),
        (
            "- { target: $, remove: true }\n",
            "cannot be removed",
            ":4:13",
        ),
        (
            "- { target: $.info, update: x }\n",
            "an object cannot become a string",
            ":4:29",
        ),
        (
            "- { target: $.info, copy: $.tags }\n",
            "`copy` is not a field",
            ":4:27",
        ),
    ];
    for (actions, message, place) in cases {
        let said = refused(actions);
        assert!(said.contains(message) && said.contains(place), "{said}");
    }
}

#[test]
fn an_overlay_that_is_none_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let document = folder.path().join("pets.yaml");
    fs::write(&document, DOCUMENT).expect("a file");
    let overlay = folder.path().join("x.yaml");
    let said = |overlay| {
        let failure = load_with(&document, &[overlay]).expect_err("refused");
        render(&failure.diagnostics, &failure.files, Style::Plain)
    };
    assert!(said(overlay.clone()).contains("cannot read the overlay"));
    fs::write(&overlay, "openapi: 3.0.0\n").expect("a file");
    assert!(said(overlay.clone()).contains("starts with `overlay: 1.0.0`"));
    fs::write(&overlay, "overlay: 1.0.0\nactions: []\n").expect("a file");
    assert!(said(overlay).contains("at least one entry"));
}

#[test]
fn the_configuration_lists_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("codegen.toml");
    let text = "[apis.pets]\ndocument = 'pets.yaml'\noverlays = ['a.yaml', 'b.yaml']\n";
    fs::write(&path, text).expect("a file");
    let config = load_config(&path).expect("a configuration");
    let expected = ["a.yaml", "b.yaml"].map(|it| folder.path().join(it));
    assert_eq!(config.apis[0].overlays, expected);
}
