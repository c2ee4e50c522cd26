//! Tests of what is kept, added and removed in a user's manifest.

use super::{Kept, Merged, merged};
use crate::output::package::keys::{Key, Keys, Section};
use std::collections::BTreeSet;
use toml::Table;

/// Returns the keys of a text, as wanted by the generator.
fn keys(text: &str) -> Keys {
    let table: Table = text.parse().expect("TOML");
    let section = |(name, keys): (&String, &toml::Value)| Section {
        path: vec![name.clone()],
        keys: keys
            .as_table()
            .into_iter()
            .flatten()
            .map(|(name, value)| Key {
                name: name.clone(),
                value: value.clone(),
                above: String::new(),
                beside: String::new(),
                long: false,
            })
            .collect(),
    };
    Keys {
        sections: table.iter().map(section).collect(),
    }
}

fn brought(present: &str, last: &str, wanted: &str) -> Merged {
    let found = BTreeSet::new();
    let kept = Kept {
        found: &found,
        everything: false,
    };
    merged(present, &keys(wanted), &last.parse().expect("TOML"), kept).expect("a manifest")
}

/// Returns the entry of a dependency after an update from the keys last written to those wanted now.
fn dependency(present: &str, last: &str, wanted: &str) -> String {
    let text = |it: &str| match it {
        "" => "[dependencies]\n".to_owned(),
        it => format!("[dependencies]\na = {it}\n"),
    };
    let out = brought(&text(present), &text(last), &text(wanted)).text;
    let entry = out.strip_prefix("[dependencies]\n").expect("the section");
    entry.trim_start_matches("a = ").trim_end().to_owned()
}

#[test]
fn dependencies_are_brought_up_to_date_around_changes_by_hand() {
    for (present, last, wanted, is) in [
        // Added, updated, and removed.
        ("", "", "'1'", "'1'"),
        ("'1'", "'1'", "'2'", "\"2\""),
        (
            "'1'",
            "'1'",
            "{ version = '1', optional = true }",
            "{ optional = true, version = \"1\" }",
        ),
        ("'1'", "'1'", "", ""),
        // The user has another version, or another source.
        ("'1.5'", "'1'", "'2'", "'1.5'"),
        ("'1.5'", "'1'", "", "'1.5'"),
        ("{ workspace = true }", "'1'", "'2'", "{ workspace = true }"),
        // Features are added and removed one by one.
        (
            "{ version = '1', features = ['mine', 'old'] }",
            "{ version = '1', features = ['old'] }",
            "{ version = '1', features = ['new'] }",
            "{ version = '1', features = ['mine', \"new\"] }",
        ),
        (
            "'1.5'",
            "",
            "{ version = '1', features = ['f'] }",
            "{ version = \"1.5\", features = [\"f\"] }",
        ),
        (
            "{ workspace = true }",
            "",
            "{ version = '1', default-features = false, features = ['f'] }",
            "{ workspace = true, features = [\"f\"] }",
        ),
        // A feature that the user removed stays removed, and new keys for the generator's own dependency are added.
        (
            "{ version = '1', features = ['mine'] }",
            "{ version = '1', features = ['f'] }",
            "{ version = '1', features = ['f'] }",
            "{ version = '1', features = ['mine'] }",
        ),
        (
            "{ version = '1', features = ['mine'] }",
            "'1'",
            "{ version = '1', optional = true }",
            "{ version = '1', features = ['mine'] , optional = true }",
        ),
    ] {
        let out = dependency(present, last, wanted);
        let same = |text: &str| text.replace('\'', "\"").replace(" ,", ",");
        assert_eq!(same(&out), same(is), "{present} | {last} | {wanted}");
    }
}

#[test]
fn comments_order_and_tables_stay() {
    let present = "\
# Mine.
[dependencies.a] # here
features = [\"old\"] # why
version = \"1\"

[package] # last
name = \"x\"
";
    let last = "[dependencies]\na = { version = '1', features = ['old'] }\n";
    let wanted = "[dependencies]\na = { version = '2', features = ['old', 'new'] }\nb = '1'\n";
    let out = brought(present, last, wanted);
    let expected = present
        .replace("[\"old\"]", "[\"old\", \"new\"]")
        .replace("version = \"1\"", "version = \"2\"");
    // A table that only had nested tables now has keys of its own.
    assert_eq!(out.text, format!("[dependencies]\nb = \"1\"\n{expected}"));
    assert_eq!(
        out.changes,
        ["changed dependencies.a", "added dependencies.b"]
    );
}

#[test]
fn a_feature_that_another_turns_on_stays() {
    let present = "[features]\ndefault = [\"cats\"]\ncats = []\ndogs = []\nmine = [\"cats\"]\n";
    let last = "[features]\ndefault = ['cats']\ncats = []\ndogs = []\n";
    let out = brought(present, last, "[features]\ndefault = []\n");
    assert_eq!(
        out.text,
        "[features]\ndefault = []\ncats = []\nmine = [\"cats\"]\n"
    );
    assert_eq!(
        out.changes,
        ["changed features.default", "removed features.dogs"]
    );
    assert!(out.notes[0].contains("`features.cats`"), "{:?}", out.notes);
}

#[test]
fn a_dependency_that_is_always_there_is_turned_on_by_nothing() {
    let present = "[dependencies]\na = \"1\"\n";
    let wanted = "[dependencies]\na = { version = '1', optional = true }\n[features]\nf = ['dep:a', 'g']\ng = []\n";
    let out = brought(present, "", wanted);
    assert!(out.text.contains("\nf = [\"g\"]\n"), "{}", out.text);
    // The dependency is recorded as the user's, so that it is never removed.
    assert!(out.found.contains("dependencies.a"));
}

#[test]
fn what_is_no_manifest_is_refused() {
    let kept = Kept {
        found: &BTreeSet::new(),
        everything: false,
    };
    for text in ["[dependencies", "dependencies = 1"] {
        let wanted = keys("[dependencies]\na = '1'\n");
        assert!(
            merged(text, &wanted, &Table::new(), kept).is_err(),
            "{text}"
        );
    }
}
