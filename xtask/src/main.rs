//! The commands of this workspace: arguments, printing and exit codes. What they do is in `generator`.

mod cli;
mod codegen;
mod corpus;
mod dump;
mod judge;

use clap::Parser as _;
use cli::{Cli, Command};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Codegen(arguments) => codegen::run(&workspace(), &arguments),
        Command::Corpus(arguments) => corpus::run(&workspace(), &arguments),
        Command::CorpusStep(arguments) => corpus::step(arguments),
        Command::Dump(arguments) => dump::run(&workspace(), &arguments),
        Command::Judge(arguments) => judge::run(&workspace(), &arguments),
        Command::Ci => ci(&workspace()),
    }
}

/// The workspace's root: the folder above this crate's, as the relative path where possible, so that
/// messages are short.
fn workspace() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."));
    let here = std::env::current_dir()
        .and_then(|here| here.canonicalize())
        .ok();
    let same = here.is_some() && here == root.canonicalize().ok();
    if same {
        PathBuf::new()
    } else {
        root.to_owned()
    }
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
