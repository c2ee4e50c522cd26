//! The JSON Schema of the configuration is generated from the table of keys that the parser uses.

use generator::config::{
    keys::{KEYS, Key, Kind},
    load_config, load_outputs, load_own_config,
};
use std::{fs, path::Path};

/// Returns the parser's errors for a configuration, or `None` if it is valid.
fn refused(lines: &str) -> Option<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("clientwright.toml");
    fs::write(&path, format!("[apis.a]\n{lines}\n")).expect("a file");
    let failure = load_outputs(&path).err()?;
    let messages = failure.diagnostics.iter().map(|it| it.message.clone());
    Some(messages.collect::<Vec<_>>().join("\n"))
}

/// Returns configurations: the lines of the API, and whether they are valid.
fn tried() -> Vec<(String, bool)> {
    let base = "document = \"a.yaml\"\noutput = \"a\"\n";
    let mut out = vec![
        (base.to_owned(), true),
        ("document = \"a.yaml\"\nmodule = \"src/a\"".to_owned(), true),
        ("document = \"a.yaml\"".to_owned(), false),
        ("output = \"a\"".to_owned(), false),
        (
            "document = \"a.yaml\"\noutput = \"a\"\nmodule = \"src/a\"".to_owned(),
            false,
        ),
        (format!("{base}nonsense = 1"), false),
        (format!("{base}types = {{ names = {{}} }}"), false),
        (
            format!("{base}types = {{ formats = {{ a = {{ type = \"a::B\", crate = \"1\" }} }} }}"),
            true,
        ),
        (
            format!("{base}types = {{ formats = {{ a = {{ crate = \"1\" }} }} }}"),
            false,
        ),
    ];
    for key in KEYS
        .iter()
        .filter(|it| !["document", "output", "module"].contains(&it.name))
    {
        out.push((format!("{base}{} = {}", key.name, key.example), true));
        out.push((format!("{base}{} = 1979-05-27", key.name), false));
    }
    out
}

#[test]
fn the_table_has_the_keys_that_the_parser_reads() {
    let said = refused("nonsense = 1").expect("a refusal");
    let (_, listed) = said.split_once("expected one of ").expect("a list");
    let listed: Vec<&str> = listed.split('`').skip(1).step_by(2).collect();
    let known: Vec<&str> = KEYS.iter().map(|it| it.name).collect();
    let sorted = |mut all: Vec<&str>| {
        all.sort_unstable();
        all.join(" ")
    };
    assert_eq!(sorted(listed), sorted(known));
    assert!(KEYS.iter().all(|it| it.kinds.contains(&Kind::Outputs)));
}

#[test]
fn the_parser_takes_what_is_right() {
    for (lines, right) in tried() {
        let said = refused(&lines);
        assert_eq!(said.is_none(), right, "{lines}\n{said:?}");
    }
}

#[test]
fn the_schema_takes_what_the_parser_takes() {
    let schema = generator::config::schema();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for (lines, right) in tried() {
        // The `toml` crate serializes a date as a table with one key, and JSON has it as a string; a number is neither.
        let lines = lines.replace("1979-05-27", "0.5");
        let text = format!("[apis.a]\n{lines}\n");
        let table: toml::Table = text.parse().expect("TOML");
        let value = serde_json::to_value(table).expect("JSON");
        assert_eq!(validator.is_valid(&value), right, "{lines}");
    }
}

#[test]
fn a_key_is_refused_in_a_file_that_may_not_have_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("it.toml");
    let refused = |kind: Kind, key: &Key| {
        let document = if key.name == "document" {
            ""
        } else {
            "document = \"a.yaml\"\n"
        };
        let line = format!("{} = {}", key.name, key.example);
        let text = match kind {
            Kind::Document => line,
            Kind::Modules | Kind::Outputs => format!("[apis.a]\n{document}{line}\n"),
        };
        fs::write(&path, text).expect("a file");
        let failure = match kind {
            Kind::Document => load_own_config(&path, &[Path::new("a.yaml")]).err(),
            Kind::Modules => load_config(&path).err(),
            Kind::Outputs => load_outputs(&path).err(),
        };
        let said = failure.map(|it| it.diagnostics.iter().map(|it| it.message.clone()).collect());
        said.is_some_and(|it: String| it.contains("is not allowed here"))
    };
    for key in KEYS {
        for kind in [Kind::Document, Kind::Modules, Kind::Outputs] {
            let is_wrong = !key.kinds.contains(&kind);
            assert_eq!(refused(kind, key), is_wrong, "{} in {kind:?}", key.name);
        }
    }
}
