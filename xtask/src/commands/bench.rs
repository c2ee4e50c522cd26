//! `cargo xtask bench`.

use super::scratch;
use crate::cli::BenchArgs;
use generator::{complain, say};
use std::{env, io, path::Path, process::ExitCode};
use xtask::bench::{self, Options, Row, Tool};

pub(crate) fn run(workspace: &Path, arguments: &BenchArgs) -> ExitCode {
    match measured(workspace, arguments) {
        Ok(rows) => {
            if cfg!(debug_assertions) {
                say!("(this generator was not optimized: its generation times say little)\n");
            }
            say!("{}", bench::table(&rows));
            let failed = |row: &Row| row.tool.is_own() && row.failure.is_some();
            if rows.iter().any(failed) {
                ExitCode::FAILURE
            } else {
                ExitCode::SUCCESS
            }
        }
        Err(error) => {
            complain!("error: {error}\n");
            ExitCode::FAILURE
        }
    }
}

fn measured(workspace: &Path, arguments: &BenchArgs) -> io::Result<Vec<Row>> {
    let own = [
        env::current_exe()?.into(),
        "corpus-step".into(),
        "generate".into(),
    ];
    let options = Options {
        command: own.to_vec(),
        lock: workspace.join("Cargo.lock"),
        runtime: workspace.join("generated-client/runtime"),
        scratch: scratch(workspace, "bench")?,
    };
    let tools = if arguments.alone {
        Tool::OWN.to_vec()
    } else {
        Tool::available()
    };
    let mut rows = Vec::new();
    for document in &arguments.documents {
        let document = std::path::absolute(document)?;
        for tool in &tools {
            complain!("{}: {}\n", document.display(), tool.name());
            rows.push(bench::run(&document, *tool, &options)?);
        }
    }
    Ok(rows)
}
