//! `cargo xtask judge`.

use super::scratch;
use crate::cli::JudgeArgs;
use generator::{complain, say};
use std::{path::Path, process::ExitCode};
use xtask::corpus::{self, Judgement, Unjudged};

pub(crate) fn run(workspace: &Path, arguments: &JudgeArgs) -> ExitCode {
    let scratch = match scratch(workspace, "judge") {
        Ok(scratch) => scratch,
        Err(error) => return failed(&error.to_string()),
    };
    let lock = workspace.join("Cargo.lock");
    let mut code = ExitCode::SUCCESS;
    for document in &arguments.documents {
        match corpus::judge(document, &scratch, &lock) {
            Ok(judgement) if print(document, &judgement) >= arguments.at_least => {}
            Ok(_) => code = ExitCode::FAILURE,
            Err(Unjudged::NoNode) => {
                return failed(
                    "Prism, the judge, runs on Node.js: `node` and `npm` have to be on the PATH",
                );
            }
            Err(Unjudged::Failed(why)) => return failed(&format!("{}: {why}", document.display())),
        }
    }
    code
}

fn failed(why: &str) -> ExitCode {
    complain!("error: {why}\n");
    ExitCode::FAILURE
}

/// Prints the findings, and returns the share of operations without faults, in percent.
fn print(document: &Path, judgement: &Judgement) -> usize {
    let Judgement {
        all,
        valid,
        excused,
        found,
        untested,
    } = judgement;
    let document = document.display();
    say!(
        "{document}: operations {valid}/{all} without violation, {excused} more but for Prism's own faults\n"
    );
    for (at, why) in untested {
        say!("  no test: {at}: {why}\n");
    }
    for it in found {
        say!("  {}\n    {}\n    {}\n", it.at, it.request, it.why);
        if let Some(its_own) = it.its_own {
            say!("    {its_own}\n");
        }
    }
    ((valid + excused) * 100).checked_div(*all).unwrap_or(100)
}
