//! The commands of this workspace: arguments, printing and exit codes. What they do is in `generator`.

mod bench;
mod cli;
mod codegen;
mod corpus;
mod diff;
mod dump;
mod judge;
mod workspace;

use clap::Parser as _;
use cli::{Cli, Command};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

fn main() -> ExitCode {
    let command = match Cli::try_parse() {
        Ok(cli) => cli.command,
        Err(error) => return refused(&error),
    };
    let workspace = match workspace_of(&command) {
        Ok(workspace) => workspace,
        Err(code) => return code,
    };
    match command {
        Command::Bench(arguments) => bench::run(&workspace, &arguments),
        Command::Codegen(arguments) => codegen::run(&workspace, &arguments),
        Command::Diff(arguments) => diff::run(&workspace, &arguments),
        Command::Corpus(arguments) => corpus::run(&workspace, &arguments),
        Command::CorpusStep(arguments) => corpus::step(arguments),
        Command::Dump(arguments) => dump::run(&workspace, &arguments),
        Command::Judge(arguments) => judge::run(&workspace, &arguments),
        Command::Ci => ci(&workspace),
    }
}

/// Says what is wrong with the arguments, or what was asked for: the help. To `diff` the usual exit code means
/// something else.
fn refused(error: &clap::Error) -> ExitCode {
    // Where nobody reads it there is nobody to tell.
    let _ = error.print();
    let diff = std::env::args_os().nth(1).is_some_and(|it| it == "diff");
    match error.exit_code() {
        0 => ExitCode::SUCCESS,
        _ if diff => ExitCode::from(diff::UNREADABLE),
        code => ExitCode::from(u8::try_from(code).unwrap_or(2)),
    }
}

/// Returns the root of the workspace that a command works on. Whoever names all documents needs none.
fn workspace_of(command: &Command) -> Result<PathBuf, ExitCode> {
    workspace::find().or_else(|why| {
        if !command.needs_workspace() {
            return Ok(PathBuf::new());
        }
        eprintln!("error: {why}");
        Err(match command {
            Command::Diff(_) => ExitCode::from(diff::UNREADABLE),
            _ => ExitCode::FAILURE,
        })
    })
}

/// Runs what CI runs.
fn ci(workspace: &Path) -> ExitCode {
    let script = workspace.join(".ci/run");
    match std::process::Command::new("bash").arg(&script).status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: cannot start `bash {}`: {error}", script.display());
            ExitCode::FAILURE
        }
    }
}
