//! `cargo xtask dump`.

use crate::{
    cli::{DumpArgs, Stage},
    codegen::unreadable,
};
use generator::{
    Stages, Target,
    diagnostic::{Diagnostics, Style, render},
    format::surface,
    generate,
    load::{self, ApiConfig, Failure, Source, load_config},
    on_deep_stack, project, stages,
};
use std::{
    io::{ErrorKind, Write as _},
    path::Path,
    process::ExitCode,
};

pub(crate) fn run(workspace: &Path, arguments: &DumpArgs) -> ExitCode {
    match on_deep_stack(|| text(workspace, arguments)) {
        Ok(text) if text.is_empty() => {
            let only = arguments.only.as_deref().unwrap_or_default();
            eprintln!("error: nothing is called `{only}`");
            ExitCode::FAILURE
        }
        Ok(text) => show(&text),
        Err(code) => code,
    }
}

/// Prints a text that its reader may have enough of before it ends.
pub(crate) fn show(text: &str) -> ExitCode {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

fn text(workspace: &Path, arguments: &DumpArgs) -> Result<String, ExitCode> {
    if let (Stage::Facts | Stage::Names, Some(_)) = (arguments.stage, &arguments.only) {
        eprintln!("error: `--only` is for the other stages: `api` shows one type or operation");
        return Err(ExitCode::from(2));
    }
    let source = source(workspace, arguments).map_err(|failure| unreadable(&failure))?;
    match arguments.stage {
        Stage::Source => {
            let pointer = arguments.only.as_deref().unwrap_or_default();
            let node = source.root.pointer(pointer);
            Ok(node.map_or_else(String::new, |it| format!("{:#}\n", it.to_json())))
        }
        Stage::Files | Stage::Surface => files(&source, arguments),
        Stage::Document | Stage::Api | Stage::Facts | Stage::Names => {
            let mut diagnostics = Diagnostics::default();
            let stages = stages(&source, &mut diagnostics);
            eprint!("{}", render(&diagnostics, &source.files, Style::Plain));
            let stages = stages.ok_or(ExitCode::FAILURE)?;
            Ok(shown(arguments, &stages))
        }
    }
}

fn source(workspace: &Path, arguments: &DumpArgs) -> Result<Source, Failure> {
    if let Some(input) = &arguments.input {
        return load::load(input);
    }
    let config = load_config(&workspace.join(project::CONFIG))?;
    // The configuration has at least one.
    config
        .apis
        .first()
        .map_or_else(|| load::load(Path::new("")), ApiConfig::load)
}

fn shown(arguments: &DumpArgs, stages: &Stages) -> String {
    let Stages {
        document,
        api,
        facts,
        names,
    } = stages;
    match arguments.stage {
        Stage::Source | Stage::Files | Stage::Surface => String::new(),
        Stage::Document => match serde_json::to_value(&document.openapi) {
            Ok(value) => {
                let pointer = arguments.only.as_deref().unwrap_or_default();
                let found = value.pointer(pointer);
                found.map_or_else(String::new, |it| format!("{it:#}\n"))
            }
            Err(error) => format!("{error}\n"),
        },
        Stage::Facts => format!("{facts:#?}\n"),
        Stage::Names => format!("{names:#?}\n"),
        Stage::Api => {
            let only = |name: &String| arguments.only.as_deref().is_none_or(|only| name == only);
            let types = api
                .types()
                .map(|(id, def)| (names.ty(id).to_string(), format!("{def:#?}")));
            let operations = api.operations.iter().zip(&names.operations);
            let operations =
                operations.map(|(it, names)| (names.function.to_string(), format!("{it:#?}")));
            let all = types.chain(operations).filter(|(name, _)| only(name));
            all.map(|(name, text)| format!("{name} = {text}\n"))
                .collect()
        }
    }
}

fn files(source: &Source, arguments: &DumpArgs) -> Result<String, ExitCode> {
    let output = generate(
        source,
        Target {
            module: "api",
            path: "api",
            origin: "the document",
        },
    );
    eprint!(
        "{}",
        render(&output.report.diagnostics, &source.files, Style::Plain)
    );
    let mut files = output.files.ok_or(ExitCode::FAILURE)?;
    if let Some(only) = &arguments.only {
        files.retain(|file| file.path.ends_with(only.as_str()));
    }
    if matches!(arguments.stage, Stage::Surface) {
        return Ok(surface(&files).unwrap_or_else(|error| error + "\n"));
    }
    let texts = files
        .iter()
        .map(|file| format!("// ---- {}\n{}\n", file.path, file.text));
    Ok(texts.collect())
}
