//! `cargo xtask corpus --traffic`.

use crate::cli::CorpusArgs;
use std::{path::Path, process::ExitCode};

/// Without the feature there is no validator to judge by.
#[cfg(not(feature = "examples"))]
pub(super) fn run(_: &Path, _: &CorpusArgs) -> ExitCode {
    eprintln!(
        "error: --traffic needs a build with the feature: \
         `cargo run --release -p xtask --features examples -- corpus --traffic FILE`"
    );
    ExitCode::FAILURE
}

#[cfg(feature = "examples")]
pub(super) fn run(workspace: &Path, arguments: &CorpusArgs) -> ExitCode {
    match with_validator::judged(workspace, arguments) {
        Ok(report) => with_validator::tell(&report, arguments),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(feature = "examples")]
mod with_validator {
    use super::super::scratch;
    use crate::cli::CorpusArgs;
    use generator::corpus::traffic::{self, Options, Report};
    use std::{
        fs,
        path::{Path, PathBuf},
        process::ExitCode,
    };

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
            debug: false,
        };
        let report = traffic::run(&options, |document| eprintln!("{document}"))?;
        if let Some(path) = &arguments.report {
            let json = serde_json::to_value(&report).map_err(|error| error.to_string())?;
            fs::write(path, format!("{json:#}\n")).map_err(told)?;
        }
        Ok(report)
    }

    /// The folders beside those of the files.
    fn beside(files: &[PathBuf]) -> Vec<PathBuf> {
        let mut out = Vec::new();
        for file in files {
            let own = file.parent().unwrap_or(Path::new(""));
            out.push(own.to_owned());
            // The folder's own name may not be in the path.
            let entries = fs::read_dir(own.join("..")).into_iter().flatten().flatten();
            let mut folders: Vec<PathBuf> = entries.map(|it| it.path()).collect();
            folders.sort();
            out.extend(folders.into_iter().filter(|it| it.is_dir()));
        }
        out
    }

    pub(super) fn tell(report: &Report, arguments: &CorpusArgs) -> ExitCode {
        print!("{report}");
        let (fine, all) = report.share();
        if all == 0 {
            println!("\nno message could be judged");
            return ExitCode::FAILURE;
        }
        #[expect(clippy::cast_precision_loss, reason = "nobody has that many messages")]
        let share = fine as f64 * 100.0 / all as f64;
        let least = arguments.at_least;
        if share < least {
            println!(
                "\n{fine} of {all} messages come back as the document has it, which are {share:.2}%: \
                 {least}% have to"
            );
            return ExitCode::FAILURE;
        }
        ExitCode::SUCCESS
    }
}
