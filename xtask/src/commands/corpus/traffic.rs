//! `cargo xtask corpus --traffic`.

use crate::cli::CorpusArgs;
use generator::complain;
use std::{path::Path, process::ExitCode};

/// Reports that the validator is missing in a build without the feature.
#[cfg(not(feature = "examples"))]
pub(super) fn run(_: &Path, _: &CorpusArgs) -> ExitCode {
    complain!(
        "error: --traffic needs a build with the feature: \
         `cargo run --release -p xtask --features examples -- corpus --traffic FILE`\n"
    );
    ExitCode::FAILURE
}

#[cfg(feature = "examples")]
pub(super) fn run(workspace: &Path, arguments: &CorpusArgs) -> ExitCode {
    match with_validator::judged(workspace, arguments) {
        Ok(report) => with_validator::print(&report, arguments),
        Err(error) => {
            complain!("error: {error}\n");
            ExitCode::FAILURE
        }
    }
}

#[cfg(feature = "examples")]
mod with_validator {
    use super::super::scratch;
    use crate::cli::CorpusArgs;
    use generator::{complain, say};
    use std::{
        fs,
        path::{Path, PathBuf},
        process::ExitCode,
    };
    use xtask::corpus::traffic::{self, Options, Report};

    pub(super) fn judged(workspace: &Path, arguments: &CorpusArgs) -> Result<Report, String> {
        let told = |error: std::io::Error| error.to_string();
        let documents = if arguments.documents.is_empty() {
            beside(&arguments.traffic)
        } else {
            arguments.documents.clone()
        };
        let options = Options {
            files: arguments.traffic.clone(),
            documents,
            lock: workspace.join("Cargo.lock"),
            scratch: scratch(workspace).map_err(told)?,
            tolerant: arguments.tolerant,
            debug: false,
        };
        let report = traffic::run(&options, |document| complain!("{document}\n"))?;
        if let Some(path) = &arguments.report {
            let json = serde_json::to_value(&report).map_err(|error| error.to_string())?;
            fs::write(path, format!("{json:#}\n")).map_err(told)?;
        }
        Ok(report)
    }

    /// Returns the folders of the files and those next to them.
    fn beside(files: &[PathBuf]) -> Vec<PathBuf> {
        let mut out = Vec::new();
        for file in files {
            let own = file.parent().unwrap_or(Path::new(""));
            out.push(own.to_owned());
            // The path may lack the folder's own name.
            let entries = fs::read_dir(own.join("..")).into_iter().flatten().flatten();
            let mut folders: Vec<PathBuf> = entries.map(|it| it.path()).collect();
            folders.sort();
            out.extend(folders.into_iter().filter(|it| it.is_dir()));
        }
        out
    }

    pub(super) fn print(report: &Report, arguments: &CorpusArgs) -> ExitCode {
        say!("{report}");
        let (fine, all) = report.share();
        if all == 0 {
            say!("\nno message could be judged\n");
            return ExitCode::FAILURE;
        }
        #[expect(clippy::cast_precision_loss, reason = "nobody has that many messages")]
        let share = fine as f64 * 100.0 / all as f64;
        let least = arguments.at_least;
        if share < least {
            say!(
                "\n{fine} of {all} messages come back as the document has it, which are {share:.2}%: \
                 {least}% have to\n"
            );
            return ExitCode::FAILURE;
        }
        ExitCode::SUCCESS
    }
}
