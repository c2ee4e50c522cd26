//! `cargo xtask fuzz`.

use super::scratch;
use crate::cli::{FuzzArgs, FuzzStepArgs};
use generator::{complain, say};
use std::{env, io, path::Path, process::ExitCode};
use xtask::fuzz::{self, Fuzzed, Options};

/// The folder of the documents that are changed, relative to the workspace's root.
const SEEDS: &str = "generator/tests/fixtures";

pub(crate) fn run(workspace: &Path, arguments: &FuzzArgs) -> ExitCode {
    if let Some(number) = arguments.show {
        return match fuzz::seeds(&workspace.join(SEEDS)) {
            Ok(seeds) => {
                say!("{}", fuzz::changed(&seeds, arguments.seed, number));
                ExitCode::SUCCESS
            }
            Err(error) => failed(&error),
        };
    }
    match fuzzed(workspace, arguments) {
        Ok(all) => {
            print(&all, arguments.seed);
            if all.failures.is_empty() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(error) => failed(&error),
    }
}

fn failed(error: &io::Error) -> ExitCode {
    complain!("error: {error}\n");
    ExitCode::FAILURE
}

fn fuzzed(workspace: &Path, arguments: &FuzzArgs) -> io::Result<Fuzzed> {
    let seeds = workspace.join(SEEDS);
    let options = Options {
        command: vec![env::current_exe()?.into(), "fuzz-step".into(), seeds.into()],
        seed: arguments.seed,
        first: arguments.first,
        runs: arguments.runs,
        scratch: scratch(workspace, "fuzz")?,
    };
    let mut shown = 0;
    fuzz::fuzz(&options, |all| {
        if all.runs / 50_000 > shown {
            shown = all.runs / 50_000;
            complain!("{} runs, {} failures\n", all.runs, all.failures.len());
        }
    })
}

fn print(all: &Fuzzed, seed: u64) {
    let (seconds, number) = all.longest;
    say!(
        "{} runs with seed {seed}: {} gave code, {} failed; the longest took {seconds:.2} s (run {number}), \
         and a process used up to {} MB\n",
        all.runs,
        all.generated,
        all.failures.len(),
        all.peak_bytes >> 20,
    );
    for (number, why) in &all.failures {
        say!("run {number}: {}\n", why.trim_end());
        say!("  `cargo xtask fuzz --seed {seed} --show {number}` prints its document\n");
    }
}

pub(crate) fn step(arguments: &FuzzStepArgs) -> ExitCode {
    let seeds = match fuzz::seeds(&arguments.seeds) {
        Ok(seeds) => seeds,
        Err(error) => return failed(&error),
    };
    let done = fuzz::step(
        &seeds,
        arguments.seed,
        arguments.first,
        arguments.count,
        &arguments.note,
    );
    match done {
        Ok(text) => {
            say!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            complain!("{error}\n");
            ExitCode::FAILURE
        }
    }
}
