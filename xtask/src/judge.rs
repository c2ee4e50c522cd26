//! `cargo xtask judge`.

use crate::cli::JudgeArgs;
use generator::corpus::{self, Judgement, Unjudged};
use std::{env, path::Path, process::ExitCode};

pub(crate) fn run(workspace: &Path, arguments: &JudgeArgs) -> ExitCode {
    let target = env::var_os("CARGO_TARGET_DIR");
    let target = target.map_or_else(|| workspace.join("target"), Into::into);
    let scratch = match std::path::absolute(target.join("judge")) {
        Ok(scratch) => scratch,
        Err(error) => return failed(&error.to_string()),
    };
    let lock = workspace.join("Cargo.lock");
    let mut code = ExitCode::SUCCESS;
    for document in &arguments.documents {
        match corpus::judge(document, &scratch, &lock) {
            Ok(judgement) if tell(document, &judgement) >= arguments.at_least => {}
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
    eprintln!("error: {why}");
    ExitCode::FAILURE
}

/// Prints what was found; the share of operations without fault, in percent.
fn tell(document: &Path, judgement: &Judgement) -> usize {
    let Judgement {
        all,
        valid,
        excused,
        found,
        untested,
    } = judgement;
    let document = document.display();
    println!(
        "{document}: operations {valid}/{all} without violation, {excused} more but for Prism's own faults"
    );
    for (at, why) in untested {
        println!("  no test: {at}: {why}");
    }
    for it in found {
        println!("  {}\n    {}\n    {}", it.at, it.request, it.why);
        if let Some(its_own) = it.its_own {
            println!("    {its_own}");
        }
    }
    ((valid + excused) * 100).checked_div(*all).unwrap_or(100)
}
