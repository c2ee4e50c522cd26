//! The output of each fixture as a snapshot: the document, its diagnostics and the code.

mod support;

use generator::diagnostic::{Style, render};
use std::{fmt::Write as _, fs};
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
