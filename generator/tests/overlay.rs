//! Overlays: their changes, and the diagnostics about actions that have no effect or cannot be applied.

use generator::{
    config::load_config,
    diagnostic::{Style, render},
    source::{Failure, Source, load_with},
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

/// Loads the document with one overlay that has these actions.
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
            "is not a JSONPath",
            ":4:13",
        ),
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
            "- { target: $.info, move: $.tags }\n",
            "`move` is not a field",
            ":4:27",
        ),
        (
            "- { target: $.info, copy: $.tags }\n",
            "an object cannot become an array",
            ":4:27",
        ),
        (
            "- { target: $.info, copy: $.tags.* }\n",
            "selects 3 nodes, but only one can be copied",
            ":4:27",
        ),
        (
            "- { target: $.info, copy: $.info, update: {} }\n",
            "`update` or `copy`, not both",
            ":4:27",
        ),
        (
            "- { target: $.info.title, update: { a: b } }\n",
            "a string cannot become an object",
            ":4:35",
        ),
        (
            "- { target: $.info, update: { title: [a] } }\n",
            "a string cannot become an array",
            ":4:29",
        ),
        (
            "- { target: \"$['info', 'tags']\", update: { a: b } }\n",
            "selects arrays and objects",
            ":4:42",
        ),
        (
            "- { target: $, remove: maybe }\n",
            "`remove` has to be `true` or `false`",
            ":4:24",
        ),
        (
            "- { target: 100 }\n",
            "`target` has to be a string",
            ":4:13",
        ),
        (
            "- 123\n",
            "an action has to be an object, not an integer",
            ":4:3",
        ),
    ];
    for (actions, message, place) in cases {
        let said = refused(actions);
        assert!(said.contains(message) && said.contains(place), "{said}");
    }
}

#[test]
fn a_primitive_is_replaced_and_a_node_is_copied() {
    let json = json(
        "\
- { target: $.info.title, update: Cats }
- { target: \"$.paths['/admin']\", copy: \"$.paths['/pets']\" }
- { target: \"$.paths['/pets'].get.parameters\", copy: $.tags }
- { target: $.tags, copy: \"$.tags[0]\" }
- { target: $, update: { components: null, x-a: null } }
- { target: $, update: { tags: null } }
",
    );
    assert_eq!(json["info"]["title"], "Cats");
    let admin = &json["paths"]["/admin"]["get"];
    assert_eq!(admin["parameters"][1]["name"], "old");
    assert_eq!(admin["responses"]["200"]["description"], "Done.");
    let parameters = &json["paths"]["/pets"]["get"]["parameters"];
    assert_eq!(parameters.as_array().map(Vec::len), Some(5));
    assert_eq!(json["tags"][3], serde_json::json!({ "name": "a" }));
}

#[test]
fn an_action_that_says_nothing_is_told() {
    let source = changed("- { target: $.info, description: Nothing. }\n").expect("changed");
    let said = render(&source.diagnostics, &source.files, Style::Plain);
    assert!(
        said.contains("neither `update` nor `copy` nor `remove: true`"),
        "{said}"
    );
    assert!(said.contains(":4:3"), "{said}");
}

/// Checks the removal of properties with names for which sorting pointers by hand is inconsistent: `10` before `9`, and
/// after `9a`.
#[test]
fn properties_of_any_name_are_removed() {
    let names: Vec<String> = (0..200)
        .map(|it| match it % 4 {
            0 => format!("{}", it * 37 % 1_000),
            1 => format!("{}{}", it * 53 % 400, ["a", "x", "y"][it % 3]),
            2 => format!("{}_{}", it % 30, it % 41),
            _ => format!("{it}/~{it}"),
        })
        .collect();
    let properties: Vec<String> = names.iter().map(|it| format!("'{it}': 1")).collect();
    let list: Vec<String> = (0..40).map(|it| format!("[{it}, a, b]")).collect();
    let json = json(&format!(
        "\
- target: $
  update: {{ x-wide: {{ {}, keep: 1 }}, x-list: [{}] }}
- {{ target: \"$.x-wide[?@ == 1]\", remove: true }}
- {{ target: \"$..x-list[1:39,3][0,1,0]\", remove: true }}
",
        properties.join(", "),
        list.join(", ")
    ));
    assert_eq!(json["x-wide"], serde_json::json!({}));
    assert_eq!(json["x-list"][0], serde_json::json!([0, "a", "b"]));
    assert_eq!(json["x-list"][20], serde_json::json!(["b"]));
}

#[test]
fn overlays_that_would_make_too_much_are_refused() {
    let copied = "- { target: $.tags, copy: $.tags }\n".repeat(40);
    assert!(refused(&copied).contains("make the document too large"));
}

#[test]
fn searches_that_would_not_end_are_refused() {
    let deep = format!(
        "- {{ target: $, update: {{ x: {}1{} }} }}\n",
        "[".repeat(100),
        "]".repeat(100)
    );
    for path in [
        format!("$.x{}", "..*".repeat(8)),
        format!("$.x{}", "[0,0,0,0,0,0,0,0]".repeat(20)),
        format!("$.x{}", "[\\\"a\\\",'a','\\\\u0061',*,*]".repeat(20)),
        "$..[?$..[?$..[?$..*]]]".to_owned(),
        format!("$[?{}@.a{}]", "(".repeat(2_000), ")".repeat(2_000)),
        format!("$.{}", "a".repeat(100_000)),
    ] {
        let start = std::time::Instant::now();
        let said = refused(&format!("{deep}- {{ target: \"{path}\", remove: true }}\n"));
        assert!(start.elapsed().as_secs() < 10, "{path}");
        assert!(
            ["too often", "too deep", "can have up to"]
                .iter()
                .any(|it| said.contains(it)),
            "{said}"
        );
    }
}

/// Checks that an action costs as much as it changes, on a document with many entries of which each action changes one.
#[test]
fn many_actions_on_a_large_document_take_no_time() {
    const COUNT: usize = 20_000;
    let mut actions = String::from("- target: $\n  update:\n    x-wide:\n");
    for it in 0..COUNT {
        actions.push_str(&format!("      a{it}: {{ b: {it} }}\n"));
    }
    for it in 0..COUNT {
        actions.push_str(&match it % 3 {
            0 => format!("- {{ target: $.x-wide.a{it}, update: {{ c: 1 }} }}\n"),
            1 => format!("- {{ target: $.x-wide.a{it}, remove: true }}\n"),
            _ => format!("- {{ target: $.x-wide, update: {{ c{it}: 1 }} }}\n"),
        });
    }
    let start = std::time::Instant::now();
    let json = json(&actions);
    let took = start.elapsed();
    assert_eq!(json["x-wide"]["a0"]["c"], 1);
    assert!(json["x-wide"].get("a1").is_none());
    // This takes a second or two without optimization. It was quadratic once and took hours.
    assert!(took.as_secs() < 60, "{took:?}");
}

/// Runs the specification's own cases, if `OVERLAY_SUITE` names their folder.
#[test]
fn the_sets_of_the_specification_give_what_it_says() {
    let Some(suite) = std::env::var_os("OVERLAY_SUITE") else {
        println!("skipped: OVERLAY_SUITE names no folder");
        return;
    };
    let suite = std::path::Path::new(&suite);
    let mut count = 0;
    for entry in fs::read_dir(suite.join("compliant-sets")).expect("a folder") {
        let folder = entry.expect("an entry").path();
        if !folder.is_dir() {
            continue;
        }
        let base = folder.join("openapi.yaml");
        let changed = load_with(&base, &[folder.join("overlay.yaml")]).unwrap_or_else(|failure| {
            panic!(
                "{}",
                render(&failure.diagnostics, &failure.files, Style::Plain)
            )
        });
        let wanted = generator::source::load(&folder.join("output.yaml")).expect("read");
        assert_eq!(changed.root, wanted.root, "{}", folder.display());
        count += 1;
    }
    assert!(count >= 8, "{count}");
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
    fs::write(&overlay, "overlay: '1.1'\nactions: []\n").expect("a file");
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
