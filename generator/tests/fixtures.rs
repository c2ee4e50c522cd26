//! The output of each fixture as a snapshot: the document, its diagnostics and the code.

mod support;

use generator::{
    diagnostic::{Style, render},
    rust::names::{OPERATION_IMPORTS, PRELUDE},
};
use std::{collections::BTreeSet, fmt::Write as _, fs};
use support::{Fixture, fixtures, fixtures_folder, snapshots, workspace};

#[test]
fn every_fixture_gives_its_snapshot() {
    let fixtures = fixtures();
    assert!(fixtures.len() >= 25, "only {} fixtures", fixtures.len());
    let texts = fixtures
        .iter()
        .map(|fixture| (fixture.module(), shown(fixture)));
    snapshots("fixtures", texts.collect());
}

/// Checks that no type or request can have the name of an import of its file.
#[test]
fn imported_names_are_reserved() {
    let tables = [("types", PRELUDE), ("operations", OPERATION_IMPORTS)];
    let mut found = BTreeSet::new();
    for fixture in fixtures() {
        for file in fixture.output("fixtures").1.files.into_iter().flatten() {
            let folder = file.path.split('/').nth(1).unwrap_or_default();
            let table = tables.iter().find(|(name, _)| *name == folder);
            for name in table.map(|_| imports(&file.text)).unwrap_or_default() {
                found.insert((folder.to_owned(), name));
            }
        }
    }
    assert!(found.len() > 20, "only {found:?}");
    for (folder, table) in tables {
        let unreserved: Vec<&str> = found
            .iter()
            .filter(|(of, name)| of == folder && !table.contains(&name.as_str()))
            .map(|(_, name)| name.as_str())
            .collect();
        assert!(unreserved.is_empty(), "{folder}: {unreserved:?}");
    }
}

/// Returns the types and traits that a file imports from the runtime and the standard library.
fn imports(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for from in ["\nuse crate::runtime::", "\nuse std::"] {
        for item in text.split(from).skip(1) {
            let names = item.split(';').next().unwrap_or_default();
            let words = names.split(|it: char| !it.is_alphanumeric() && it != '_');
            let types = words.filter(|it| it.starts_with(char::is_uppercase));
            out.extend(types.map(str::to_owned));
        }
    }
    out
}

/// Checks that the table of the fixtures' topics names only existing fixtures.
#[test]
fn the_table_names_fixtures() {
    let root = workspace().join("generator");
    let table = fs::read_to_string(root.join("tests/fixtures/README.md")).expect("a table");
    let rows = table.lines().filter(|line| line.starts_with("| "));
    let mut named = 0;
    for row in rows {
        let shown = row.split('|').nth(2).unwrap_or_default();
        for name in shown.split('`').skip(1).step_by(2) {
            named += 1;
            let fixture = root.join(format!("tests/fixtures/{name}.yaml"));
            let test = root.join(name);
            let other = workspace().join(name);
            let there = fixture.exists() || test.exists() || other.exists();
            assert!(there, "`{name}` is not there");
        }
    }
    assert!(named > 100, "only {named} names");
}

fn commented(text: &str) -> String {
    text.lines().fold(String::new(), |mut out, line| {
        let _ = writeln!(out, "{}", format!("# {line}").trim_end());
        out
    })
}

/// Returns the text of a snapshot for reviewers. Files that are the same for every document are left out, except in the
/// fixtures about them.
fn shown(fixture: &Fixture) -> String {
    let (source, output) = fixture.output("fixtures");
    let mut out = commented(&fixture.text);
    if let Some(config) = &fixture.config {
        let text = fs::read_to_string(config).expect("a configuration is text");
        let _ = write!(out, "\n# ---- the configuration\n\n{}", commented(&text));
    }
    let said = render(&output.report.diagnostics, &source.files, Style::Plain);
    if !said.is_empty() {
        let folder = fixtures_folder().display().to_string();
        let _ = write!(out, "\n{}", said.replace(&format!("{folder}/"), ""));
    }
    let whole = fixture.name.starts_with("client/");
    for file in output.files.into_iter().flatten() {
        let path = file
            .path
            .split_once('/')
            .map_or(file.path.as_str(), |(_, path)| path);
        let usual = path == "mod.rs" || path.ends_with("/mod.rs") || path == "client.rs";
        if whole || !usual {
            let text = file.text.split_once('\n').map_or("", |(_, text)| text);
            let _ = write!(out, "\n// ---- {path}\n\n{}", text.trim_start());
        }
    }
    out
}
