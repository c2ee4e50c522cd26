//! The commands of this workspace: arguments, output and exit codes. The work itself is done by `generator`, and by
//! this package's library for everything that only this repository needs.

mod cli;
mod commands;
mod workspace;

use clap::Parser as _;
use cli::{Cli, Command};
use commands::{bench, codegen, corpus, diff, dump, fuzz, growth, judge};
use generator::command::{UNREADABLE, misread};
use generator::complain;
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
        Command::Fuzz(arguments) => fuzz::run(&workspace, &arguments),
        Command::FuzzStep(arguments) => fuzz::step(&arguments),
        Command::Growth(arguments) => growth::run(&workspace, &arguments),
        Command::GrowthStep(arguments) => growth::step(&arguments),
        Command::Judge(arguments) => judge::run(&workspace, &arguments),
        Command::Ci => ci(&workspace),
    }
}

/// Prints what is wrong with the arguments, or the requested help.
fn refused(error: &clap::Error) -> ExitCode {
    // A failure to print cannot be reported to anyone.
    let _ = error.print();
    misread(error.exit_code())
}

/// Returns the root of the workspace that a command works on. A command whose documents are all named by its arguments
/// needs none.
fn workspace_of(command: &Command) -> Result<PathBuf, ExitCode> {
    workspace::find().or_else(|why| {
        if !command.needs_workspace() {
            return Ok(PathBuf::new());
        }
        complain!("error: {why}\n");
        Err(match command {
            Command::Diff(_) => ExitCode::from(UNREADABLE),
            _ => ExitCode::FAILURE,
        })
    })
}

/// Runs the same script as CI.
fn ci(workspace: &Path) -> ExitCode {
    let script = workspace.join(".ci/run");
    match std::process::Command::new("bash").arg(&script).status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            complain!("error: cannot start `bash {}`: {error}\n", script.display());
            ExitCode::FAILURE
        }
    }
}
