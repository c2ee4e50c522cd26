//! `cargo xtask bench`.

use crate::cli::BenchArgs;
use generator::bench::{self, Options, Row, Tool};
use std::{env, io, path::Path, process::ExitCode};

pub(crate) fn run(workspace: &Path, arguments: &BenchArgs) -> ExitCode {
    match measured(workspace, arguments) {
        Ok(rows) => {
            if cfg!(debug_assertions) {
                println!("(this generator was not optimized: its generation times say little)");
            }
            print!("{}", bench::table(&rows));
            let failed = |row: &Row| row.tool == Tool::Own && row.failure.is_some();
            if rows.iter().any(failed) {
                ExitCode::FAILURE
            } else {
                ExitCode::SUCCESS
            }
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measured(workspace: &Path, arguments: &BenchArgs) -> io::Result<Vec<Row>> {
    let target = env::var_os("CARGO_TARGET_DIR");
    let target = target.map_or_else(|| workspace.join("target"), Into::into);
    let own = [
        env::current_exe()?.into(),
        "corpus-step".into(),
        "generate".into(),
    ];
    let options = Options {
        command: own.to_vec(),
        lock: workspace.join("Cargo.lock"),
        scratch: std::path::absolute(target.join("bench"))?,
    };
    let tools = if arguments.alone {
        vec![Tool::Own]
    } else {
        Tool::available()
    };
    let mut rows = Vec::new();
    for document in &arguments.documents {
        let document = std::path::absolute(document)?;
        for tool in &tools {
            eprintln!("{}: {}", document.display(), tool.name());
            rows.push(bench::run(&document, *tool, &options)?);
        }
    }
    Ok(rows)
}
