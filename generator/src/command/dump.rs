//! Prints the artefact of a stage for a document.

use super::{show, unreadable};
use crate::complain;
use crate::{
    api::{Api, Owner},
    diagnostic::{Diagnostics, Style, render},
    generate::{Target, generate, on_deep_stack},
    rust::{
        format::surface,
        pages::{Page, Pages},
    },
    source::{Failure, Source},
    stages::{Stages, stages},
};
use std::process::ExitCode;

/// A stage whose artefact can be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Stage {
    /// The tree that was read, as JSON
    Source,
    /// The document without its schemas, as typed by openapiv3, as JSON
    Document,
    /// The model
    Api,
    /// The facts derived from the model
    Facts,
    /// The client's choices for each operation
    Plan,
    /// The rules for the pages of operations
    Pages,
    /// The events of webhooks: their names and signature
    Events,
    /// All identifiers
    Names,
    /// The emitted files
    Files,
    /// One line per public item
    Surface,
}

/// The arguments of [`dump`].
#[derive(Clone, Copy, Debug)]
pub struct Dump<'a> {
    /// The stage.
    pub stage: Stage,
    /// The part of the artefact to print.
    pub only: Option<&'a str>,
}

/// Prints the artefact of a stage for a document.
pub fn dump(arguments: Dump<'_>, source: impl Fn() -> Result<Source, Failure> + Sync) -> ExitCode {
    match on_deep_stack(|| text(&source, arguments)) {
        Ok(text) if text.is_empty() => {
            let only = arguments.only.unwrap_or_default();
            complain!("error: there is nothing named `{only}`\n");
            ExitCode::FAILURE
        }
        Ok(text) => show(&text),
        Err(code) => code,
    }
}

fn text(
    source: impl Fn() -> Result<Source, Failure>,
    arguments: Dump<'_>,
) -> Result<String, ExitCode> {
    if let (Stage::Facts | Stage::Plan | Stage::Pages | Stage::Events | Stage::Names, Some(_)) =
        (arguments.stage, arguments.only)
    {
        complain!("error: `--only` is for the other stages: `api` shows one type or operation\n");
        return Err(ExitCode::from(2));
    }
    let source = source().map_err(|failure| unreadable(&failure))?;
    match arguments.stage {
        Stage::Source => {
            let pointer = arguments.only.unwrap_or_default();
            let node = source.root.pointer(pointer);
            Ok(node.map_or_else(String::new, |it| format!("{:#}\n", it.to_json())))
        }
        Stage::Files | Stage::Surface => files(&source, arguments),
        Stage::Document
        | Stage::Api
        | Stage::Facts
        | Stage::Plan
        | Stage::Pages
        | Stage::Events
        | Stage::Names => {
            let mut diagnostics = Diagnostics::default();
            let stages = stages(&source, &mut diagnostics);
            complain!("{}", render(&diagnostics, &source.files, Style::Plain));
            let stages = stages.ok_or(ExitCode::FAILURE)?;
            Ok(shown(arguments, &stages))
        }
    }
}

fn shown(arguments: Dump<'_>, stages: &Stages) -> String {
    let Stages {
        document,
        api,
        facts,
        plan,
        pages,
        repeats: _,
        events,
        names,
        environment: _,
    } = stages;
    match arguments.stage {
        Stage::Source | Stage::Files | Stage::Surface => String::new(),
        Stage::Document => match serde_json::to_value(&document.openapi) {
            Ok(value) => {
                let pointer = arguments.only.unwrap_or_default();
                let found = value.pointer(pointer);
                found.map_or_else(String::new, |it| format!("{it:#}\n"))
            }
            Err(error) => format!("{error}\n"),
        },
        Stage::Facts => format!("{facts:#?}\n"),
        Stage::Plan => format!("{plan:#?}\n"),
        Stage::Names => format!("{names:#?}\n"),
        Stage::Pages => listed(api, pages),
        Stage::Events => format!("{events:#?}\n"),
        Stage::Api => {
            let is_meant = |name: &str, words: Option<&str>| {
                let mut only = arguments.only.into_iter();
                only.all(|only| name == only || words == Some(only))
            };
            let mut out = String::new();
            for (id, def) in api.types() {
                let name = names.ty(id).to_string();
                let of_schema = def.name.owner == Owner::Document;
                if is_meant(&name, of_schema.then_some(&def.name.words)) {
                    out.push_str(&format!("{name} = {def:#?}\n"));
                }
            }
            for (it, names) in api.operations.iter().zip(&names.operations) {
                let name = names.function.to_string();
                if is_meant(&name, Some(&it.words)) {
                    out.push_str(&format!("{name} = {it:#?}\n"));
                }
            }
            out
        }
    }
}

/// Returns one line per paginated operation.
fn listed(api: &Api, pages: &Pages) -> String {
    let line = |(index, page): (&usize, &Page)| {
        let it = &api.operations[*index];
        let place = format!("{} {}", it.method.wire(), it.path);
        let (kind, how, why) = (page.kind.word(), page.sentence(), page.why());
        format!("{place}: {kind}: {how} {why}\n")
    };
    pages.iter().map(line).collect()
}

fn files(source: &Source, arguments: Dump<'_>) -> Result<String, ExitCode> {
    let output = generate(
        source,
        Target {
            module: "api",
            path: "api",
            origin: "the document",
        },
    );
    complain!(
        "{}",
        render(&output.report.diagnostics, &source.files, Style::Plain)
    );
    let mut files = output.files.ok_or(ExitCode::FAILURE)?;
    if let Some(only) = arguments.only {
        files.retain(|file| file.path.ends_with(only));
    }
    if matches!(arguments.stage, Stage::Surface) {
        return Ok(surface(&files).unwrap_or_else(|error| error + "\n"));
    }
    let texts = files
        .iter()
        .map(|file| format!("// ---- {}\n{}\n", file.path, file.text));
    Ok(texts.collect())
}
