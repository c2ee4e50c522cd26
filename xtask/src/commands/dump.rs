//! `cargo xtask dump`.

use crate::cli::DumpArgs;
use generator::{
    command::{Dump, dump},
    config::{ApiConfig, load_config},
    project,
    source::{self, Failure, Source},
};
use std::{path::Path, process::ExitCode};

pub(crate) fn run(workspace: &Path, arguments: &DumpArgs) -> ExitCode {
    let what = Dump {
        stage: arguments.stage,
        only: arguments.only.as_deref(),
    };
    dump(what, || source(workspace, arguments))
}

fn source(workspace: &Path, arguments: &DumpArgs) -> Result<Source, Failure> {
    if let Some(input) = &arguments.input {
        return source::load(input);
    }
    let config = load_config(&workspace.join(project::CONFIG))?;
    // A configuration has at least one API.
    config
        .apis
        .first()
        .map_or_else(|| source::load(Path::new("")), ApiConfig::load)
}
