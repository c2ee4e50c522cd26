//! The installed program: parses the arguments and calls the matching function of the library.

mod bump;
mod cli;
mod generate;
mod init;

use clap::Parser as _;
use cli::{Action, Cli, DiffArgs, DumpArgs, listing};
use generator::{
    command::{Dump, compared, dump, explain, misread, show},
    config::{self, ApiConfig, load_outputs, load_own_config},
    review::diff::{Format, documents, outputs_against},
    source::{self, Failure, Source},
};
use std::{
    io::stdin,
    path::{Path, PathBuf},
    process::ExitCode,
};

fn main() -> ExitCode {
    let command = match Cli::try_parse() {
        Ok(cli) => cli.command,
        Err(error) => return refused(&error),
    };
    match command {
        Action::Init(arguments) => init::run(&arguments),
        Action::Generate(arguments) if arguments.bump => bump::run(&arguments.what),
        Action::Generate(arguments) => generate::run(&arguments.what, false),
        Action::Check(arguments) => generate::run(&arguments, true),
        Action::Diff(arguments) => diff(&arguments),
        Action::Dump(arguments) => dumped(&arguments),
        Action::Explain(arguments) => explain(arguments.code.as_deref()),
        Action::Schema => show(&format!("{:#}\n", config::schema())),
    }
}

/// Prints the argument error, or the requested help.
fn refused(error: &clap::Error) -> ExitCode {
    // If nobody reads the output, there is nobody to report the failure to.
    let _ = error.print();
    misread(error.exit_code())
}

fn diff(arguments: &DiffArgs) -> ExitCode {
    let diffs = match (&arguments.old, &arguments.new) {
        (Some(old), Some(new)) => {
            documents(old, new, arguments.config.as_deref()).map(|it| vec![it])
        }
        _ => {
            let (root, config) = place(listing(arguments.config.as_deref()));
            outputs_against(&root, &config, arguments.base.as_deref().unwrap_or("HEAD"))
        }
    };
    let format = if arguments.markdown {
        Format::Markdown
    } else {
        Format::Text
    };
    compared(diffs, format)
}

/// Returns the folder of a configuration, and its file name.
fn place(config: &Path) -> (PathBuf, String) {
    let name = config.file_name().unwrap_or_default().to_string_lossy();
    let folder = config.parent().unwrap_or(Path::new(""));
    (folder.to_owned(), name.into_owned())
}

fn dumped(arguments: &DumpArgs) -> ExitCode {
    let what = Dump {
        stage: arguments.stage,
        only: arguments.only.as_deref(),
    };
    dump(what, || source(arguments))
}

fn source(arguments: &DumpArgs) -> Result<Source, Failure> {
    let config = arguments.config.as_deref();
    if let Some(input) = &arguments.input {
        return load(input, &settings(input, config)?);
    }
    // The configuration has at least one API.
    let apis = load_outputs(listing(config))?.apis;
    apis.first()
        .map_or_else(|| source::load(Path::new("")), ApiConfig::load)
}

/// Returns the settings of a document that the command line names.
fn settings(input: &Path, config: Option<&Path>) -> Result<ApiConfig, Failure> {
    match config {
        Some(config) => load_own_config(config, &[input]),
        None => Ok(ApiConfig::of(input)),
    }
}

/// Reads a document that the command line names.
fn load(input: &Path, settings: &ApiConfig) -> Result<Source, Failure> {
    if !is_stream(input) {
        return settings.load();
    }
    let source = source::load_stream(stdin(), &settings.overlays, &settings.references)?;
    Ok(settings.apply(source))
}

fn is_stream(input: &Path) -> bool {
    input == Path::new("-")
}
