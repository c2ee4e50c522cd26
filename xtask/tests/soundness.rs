//! The emitted types decode and encode what a document admits, as stated in the rows of `tests/soundness`, whose README
//! explains how to add one.

#![cfg(feature = "examples")]

mod support;

use generator::{
    Report,
    api::{Representation, TypeRef},
    diagnostic::{Style, render},
    source::{Source, load_bytes},
    tree::SpecPath,
};
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};
use support::{configured, stem, workspace};
use xtask::corpus::{
    program::{Ask, Back, Case, Module, Outcome, Place, Profile, run},
    verdict::{Judge, Verdict},
};

/// The name of the crate with all documents.
const CRATE: &str = "soundness";

/// The prefix of a row that does not hold yet.
const FAILS: &str = "TODO_FAILS ";

/// The prefix before the code of a diagnostic that explains why a value does not come back.
const REPORTED: &str = "reported ";

/// The prefix before the output of `Debug` for a value that the document does not list.
const UNLISTED: &str = "unlisted ";

/// A value that the type of a schema has to decode and encode.
#[derive(Debug)]
struct Row {
    /// The row as it is in the file, without the prefix of one that fails.
    text: String,
    /// Whether the file marks the row as failing.
    fails: bool,
    schema: String,
    json: String,
    wanted: Wanted,
}

/// The condition besides that the value comes back.
#[derive(Debug)]
enum Wanted {
    Nothing,
    /// The output of `Debug` contains this.
    Shown(String),
    /// The value has a part that the document does not list. Every property comes back, and the output of `Debug`
    /// contains this.
    Unlisted(String),
    /// Every digit comes back.
    Exactly,
    /// Every property comes back, declared or not.
    Whole,
    /// The value does not come back, and a diagnostic with this code reports it for the schema.
    Reported(String),
}

/// A file of the folder.
struct Document {
    name: String,
    source: Source,
    rows: Vec<Row>,
}

#[test]
fn every_row_holds_or_is_marked() {
    let documents = documents();
    let rows: usize = documents.iter().map(|it| it.rows.len()).sum();
    assert!(rows >= 60, "only {rows} rows");
    let modules: Vec<Module> = documents.iter().map(module).collect();
    let cases = cases(&documents, &modules);
    let mut outcomes = outcomes(&modules, &cases).into_iter();
    let (mut wrong, mut mended) = (String::new(), String::new());
    for (document, module) in documents.iter().zip(&modules) {
        let judge = Judge::new(&document.source.root, module.stages()).expect("a judge");
        for (row, outcome) in document.rows.iter().zip(&mut outcomes) {
            let place = format!("\n{}: {}", document.name, row.text);
            match (problem(&judge, &module.report, row, outcome), row.fails) {
                (Some(why), false) => wrong.push_str(&format!("{place}\n    {why}")),
                (None, true) => mended.push_str(&place),
                (Some(_), true) | (None, false) => {}
            }
        }
    }
    assert!(
        wrong.is_empty() && mended.is_empty(),
        "these rows do not hold:{wrong}\n\nthese hold, so that `{FAILS}` before them has to go:{mended}"
    );
}

fn documents() -> Vec<Document> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/soundness");
    let files = support::documents(&folder);
    files.iter().map(|file| document(file)).collect()
}

fn document(file: &Path) -> Document {
    let name = stem(file);
    let written = read(&name, fs::read(file).expect("a file"));
    let written = written.root.to_json();
    let rows = written["rows"].as_str().expect("rows");
    let rows: Vec<Row> = rows.lines().map(row).collect();
    let document = json!({
        "openapi": written["openapi"],
        "info": { "title": "Rows", "version": "1" },
        "paths": paths(&rows),
        "components": { "schemas": written["schemas"] },
    });
    let source = read(&name, document.to_string().into_bytes());
    Document {
        source: configured(source, file),
        name,
        rows,
    }
}

fn read(name: &str, bytes: Vec<u8>) -> Source {
    load_bytes(name, bytes).unwrap_or_else(|failure| {
        panic!(
            "{}",
            render(&failure.diagnostics, &failure.files, Style::Plain)
        )
    })
}

/// Returns an operation for each schema of the rows, with the schema as its response.
fn paths(rows: &[Row]) -> Map<String, Value> {
    let schemas: BTreeSet<&String> = rows.iter().map(|it| &it.schema).collect();
    let paths = schemas.into_iter().map(|schema| {
        let reference = format!("#/components/schemas/{schema}");
        let content = json!({ "application/json": { "schema": { "$ref": reference } } });
        let responses = json!({ "200": { "description": "", "content": content } });
        let operation = json!({ "operationId": format!("get{schema}"), "responses": responses });
        (format!("/{schema}"), json!({ "get": operation }))
    });
    paths.collect()
}

fn row(line: &str) -> Row {
    let text = line.strip_prefix(FAILS);
    let fails = text.is_some();
    let text = text.unwrap_or(line);
    let (schema, rest) = text.split_once(' ').expect("a schema and a value");
    let (json, wanted) = match rest.rsplit_once(" => ") {
        None => (rest, Wanted::Nothing),
        Some((json, "exactly")) => (json, Wanted::Exactly),
        Some((json, "whole")) => (json, Wanted::Whole),
        Some((json, code)) if code.starts_with(REPORTED) => {
            (json, Wanted::Reported(code[REPORTED.len()..].to_owned()))
        }
        Some((json, shown)) => match shown.strip_prefix(UNLISTED) {
            Some(shown) => (json, Wanted::Unlisted(shown.to_owned())),
            None => (json, Wanted::Shown(shown.to_owned())),
        },
    };
    serde_json::from_str::<Value>(json).unwrap_or_else(|error| panic!("{line}: {error}"));
    Row {
        text: text.to_owned(),
        fails,
        schema: schema.to_owned(),
        json: json.to_owned(),
        wanted,
    }
}

fn module(document: &Document) -> Module {
    Module::new(&document.source, CRATE, &document.name).unwrap_or_else(|report| {
        let said = render(&report.diagnostics, &document.source.files, Style::Plain);
        panic!("{}: {said}", document.name)
    })
}

fn cases(documents: &[Document], modules: &[Module]) -> Vec<Case> {
    let mut out = Vec::new();
    for (api, (document, module)) in documents.iter().zip(modules).enumerate() {
        let types = responses(module);
        for row in &document.rows {
            let ty = types.get(row.schema.as_str());
            let ty = ty.unwrap_or_else(|| panic!("{}: no type `{}`", document.name, row.schema));
            out.push(Case {
                api,
                ty: (*ty).clone(),
                json: row.json.clone(),
            });
        }
    }
    out
}

/// Returns the types of the operations' responses, by the name of the schema.
fn responses(module: &Module) -> BTreeMap<&str, &TypeRef> {
    let operations = module.stages().api.operations.iter();
    let types =
        operations.filter_map(
            |it| match &it.responses.first()?.content.first()?.representation {
                Representation::Json(ty) => Some((it.path.trim_start_matches('/'), ty)),
                _ => None,
            },
        );
    types.collect()
}

fn outcomes(modules: &[Module], cases: &[Case]) -> Vec<Outcome> {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (root, target): (PathBuf, PathBuf) = (scratch.join(CRATE), scratch.join("target"));
    fs::create_dir_all(&target).expect("a folder");
    let all: Vec<&Module> = modules.iter().collect();
    Module::write(&all, CRATE, &root, &workspace().join("Cargo.lock")).expect("a crate");
    let place = Place {
        root: &root,
        target: &target,
        krate: CRATE,
        profile: Profile::Debug,
        ask: Ask::Shown,
    };
    let contexts: Vec<_> = modules.iter().map(Module::context).collect();
    run(place, &contexts, cases).unwrap_or_else(|error| panic!("{error}"))
}

/// Returns the reason why a row does not hold.
fn problem(judge: &Judge<'_>, report: &Report, row: &Row, outcome: Outcome) -> Option<String> {
    let at = SpecPath::from_pointer(format!("/components/schemas/{}", row.schema));
    let sent: Value = serde_json::from_str(&row.json).expect("a row has JSON");
    let verdict = judge.verdict(&at, &sent, outcome.clone().and_then(|it| it.value()));
    if let Wanted::Reported(code) = &row.wanted {
        return match verdict {
            Verdict::Unchanged => Some("it comes back as it was".to_owned()),
            _ if is_reported(report, code, &at) => None,
            _ => Some(format!("there is no `{code}` of it")),
        };
    }
    let back = match (verdict, outcome) {
        (Verdict::Unknown(_), Ok(back)) if matches!(row.wanted, Wanted::Unlisted(_)) => back,
        (Verdict::Unchanged, _) if matches!(row.wanted, Wanted::Unlisted(_)) => {
            return Some("the document lists all of it".to_owned());
        }
        (Verdict::Unchanged, Ok(back)) => back,
        (Verdict::Unchanged, Err(why)) => return Some(why),
        (other, back) => {
            let (kind, why) = other.words();
            let shown = back.map(|it| it.shown).unwrap_or_default();
            return Some(format!("{kind}: {why}\n    {shown}"));
        }
    };
    match &row.wanted {
        Wanted::Exactly if back.json != row.json => Some(format!("other digits: {}", back.json)),
        Wanted::Unlisted(text) if !back.shown.contains(text.as_str()) => {
            Some(format!("shown: {}", back.shown))
        }
        Wanted::Whole | Wanted::Unlisted(_) if !is_whole(&back, &sent) => {
            Some(format!("not whole: {}", back.json))
        }
        Wanted::Shown(text) if !back.shown.contains(text.as_str()) => {
            Some(format!("shown: {}", back.shown))
        }
        Wanted::Nothing
        | Wanted::Exactly
        | Wanted::Whole
        | Wanted::Shown(_)
        | Wanted::Unlisted(_)
        | Wanted::Reported(_) => None,
    }
}

/// Returns whether an encoded value has all that was decoded, and nothing else but marks.
fn is_whole(back: &Back, sent: &Value) -> bool {
    fn unmarked(value: Value) -> Value {
        match value {
            Value::Array(items) => items.into_iter().map(unmarked).collect(),
            Value::Object(entries) => {
                let mut entries = entries;
                for mark in ["\0unknown", "\0unlisted"] {
                    if let Some(kept) = entries.remove(mark) {
                        return unmarked(kept);
                    }
                }
                let entries = entries.into_iter();
                let own = entries.filter(|(key, _)| !key.starts_with('\0'));
                own.map(|(key, it)| (key, unmarked(it))).collect()
            }
            scalar => scalar,
        }
    }
    back.value().is_ok_and(|it| unmarked(it) == *sent)
}

/// Returns whether the report has a diagnostic with this code for the schema or a part of it.
fn is_reported(report: &Report, code: &str, schema: &SpecPath) -> bool {
    let mut all = report.diagnostics.iter();
    all.any(|it| {
        let at = it.pointer.clone().map(SpecPath::from_pointer);
        // A diagnostic without a location is about the whole document.
        it.code.as_str() == code && at.is_none_or(|at| at == *schema || at.is_inside(schema))
    })
}
