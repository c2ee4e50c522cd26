//! `cargo xtask growth`.

use super::scratch;
use crate::cli::{GrowthArgs, GrowthStepArgs};
use generator::{complain, say};
use std::{env, io, path::Path, process::ExitCode};
use xtask::growth::{self, Counted, Growth, Options, SHAPES};

pub(crate) fn run(workspace: &Path, arguments: &GrowthArgs) -> ExitCode {
    match measured(workspace, arguments) {
        Ok(all) => {
            if cfg!(debug_assertions) {
                say!("(the generator was not optimized: its CPU times say little)\n");
            }
            say!("{}", growth::table(&all));
            if all.iter().all(Growth::is_linear) {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(error) => {
            complain!("error: {error}\n");
            ExitCode::FAILURE
        }
    }
}

fn measured(workspace: &Path, arguments: &GrowthArgs) -> io::Result<Vec<Growth>> {
    let options = Options {
        command: vec![env::current_exe()?.into(), "growth-step".into()],
        up_to: arguments.up_to,
        doublings: 7,
        counted: if arguments.instructions {
            Counted::Instructions
        } else {
            Counted::Time
        },
        scratch: scratch(workspace, "growth")?,
    };
    let wanted = |name: &str| {
        arguments.shapes.is_empty() || arguments.shapes.iter().any(|it| name.contains(it.as_str()))
    };
    let mut all = Vec::new();
    for shape in SHAPES.iter().filter(|it| wanted(it.name)) {
        let growth = growth::measure(shape, &options)?;
        complain!("{}", growth::line(&growth));
        all.push(growth);
    }
    Ok(all)
}

pub(crate) fn step(arguments: &GrowthStepArgs) -> ExitCode {
    match growth::step(&arguments.shape, &arguments.folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain!("{error}\n");
            ExitCode::FAILURE
        }
    }
}
