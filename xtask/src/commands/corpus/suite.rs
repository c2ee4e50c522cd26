//! `cargo xtask corpus --suite`.

use crate::cli::CorpusArgs;
use generator::complain;
use std::{path::Path, process::ExitCode};

#[cfg(feature = "examples")]
pub(super) fn run(workspace: &Path, folder: &Path, arguments: &CorpusArgs) -> ExitCode {
    use generator::on_deep_stack;
    use xtask::corpus::suite;

    let tried = on_deep_stack(|| {
        let scratch = super::scratch(workspace).map_err(|error| error.to_string())?;
        let lock = workspace.join("Cargo.lock");
        suite::suite(folder, arguments.optional, &scratch, &lock)
    });
    match tried {
        Ok(verdicts) => {
            generator::say!("{}", suite::table(&verdicts));
            let failed = verdicts.iter().any(|it| it.failures().next().is_some());
            ExitCode::from(u8::from(failed))
        }
        Err(error) => {
            complain!("error: {error}\n");
            ExitCode::FAILURE
        }
    }
}

#[cfg(not(feature = "examples"))]
pub(super) fn run(_: &Path, _: &Path, _: &CorpusArgs) -> ExitCode {
    complain!(
        "error: --suite needs a build with the feature: \
         `cargo run --release -p xtask --features examples -- corpus DIR --suite`\n"
    );
    ExitCode::FAILURE
}
