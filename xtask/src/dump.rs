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
    load::{self, Failure, Source, load_config},
    project, stages,
};
use std::{path::Path, process::ExitCode};

pub(crate) fn run(workspace: &Path, arguments: &DumpArgs) -> ExitCode {
    let source = match source(workspace, arguments) {
        Ok(source) => source,
        Err(failure) => return unreadable(&failure),
    };
    let only = |name: &str| arguments.only.as_deref().is_none_or(|only| only == name);
    match arguments.stage {
        Stage::Source => println!("{:#}", source.root.to_json()),
        Stage::Files | Stage::Surface => return files(&source, arguments),
        Stage::Document | Stage::Api | Stage::Facts | Stage::Names => {
            let mut diagnostics = Diagnostics::default();
            let stages = stages(&source, &mut diagnostics);
            eprint!("{}", render(&diagnostics, &source.files, Style::Plain));
            let Some(stages) = stages else {
                return ExitCode::FAILURE;
            };
            print(arguments.stage, &stages, only);
        }
    }
    ExitCode::SUCCESS
}

fn source(workspace: &Path, arguments: &DumpArgs) -> Result<Source, Failure> {
    if let Some(input) = &arguments.input {
        return load::load(input);
    }
    let config = load_config(&workspace.join(project::CONFIG))?;
    // The configuration has at least one.
    config.apis.first().map_or_else(
        || load::load(Path::new("")),
        |api| load::load_with(&api.document, &api.overlays),
    )
}

fn print(stage: Stage, stages: &Stages, only: impl Fn(&str) -> bool) {
    let Stages {
        document,
        api,
        facts,
        names,
    } = stages;
    match stage {
        Stage::Source | Stage::Files | Stage::Surface => {}
        Stage::Document => match serde_json::to_string_pretty(&document.openapi) {
            Ok(text) => println!("{text}"),
            Err(error) => println!("{error}"),
        },
        Stage::Facts => println!("{facts:#?}"),
        Stage::Names => println!("{names:#?}"),
        Stage::Api => {
            for (id, def) in api
                .types()
                .filter(|(id, _)| only(&names.ty(*id).to_string()))
            {
                println!("{} = {def:#?}", names.ty(id));
            }
            let operations = api.operations.iter().zip(&names.operations);
            for (operation, names) in
                operations.filter(|(_, names)| only(&names.function.to_string()))
            {
                println!("{} = {operation:#?}", names.function);
            }
        }
    }
}

fn files(source: &Source, arguments: &DumpArgs) -> ExitCode {
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
    let Some(mut files) = output.files else {
        return ExitCode::FAILURE;
    };
    if let Some(only) = &arguments.only {
        files.retain(|file| file.path.ends_with(only.as_str()));
    }
    if matches!(arguments.stage, Stage::Surface) {
        print!("{}", surface(&files).unwrap_or_else(|error| error + "\n"));
    } else {
        for file in &files {
            println!(
                "// ---- {}
{}",
                file.path, file.text
            );
        }
    }
    ExitCode::SUCCESS
}
