//! `cargo xtask codegen`.

use crate::cli::CodegenArgs;
use generator::{
    command::{Run, changes, generate, unreadable},
    project::{self, CrateOptions},
    review::diff::against,
    source::{Pattern, Selection},
};
use std::{path::Path, process::ExitCode};

pub(crate) fn run(workspace: &Path, arguments: &CodegenArgs) -> ExitCode {
    let generation = match (&arguments.input, &arguments.output) {
        (Some(input), Some(output)) => {
            let options = CrateOptions {
                name: arguments.name.as_deref(),
                config: arguments.config.as_deref(),
                selection: selection(arguments),
                tests: arguments.tests,
                ..CrateOptions::default()
            };
            project::crate_of(input, output, &options)
        }
        _ => project::workspace(workspace),
    };
    let generation = match generation {
        Ok(generation) => generation,
        Err(failure) => return unreadable(&failure),
    };
    let done = generate(
        &[generation],
        Run {
            check: arguments.check,
            report: arguments.report.as_deref(),
            deny_warnings: arguments.deny.is_some(),
            notes: arguments.notes,
            mend: &mend(arguments),
        },
    );
    let told = arguments.input.is_some()
        || changes("spec/", arguments.base.as_deref(), |revision| {
            against(workspace, revision)
        });
    if told { done } else { ExitCode::FAILURE }
}

fn selection(arguments: &CodegenArgs) -> Selection {
    let patterns = |all: &[String]| {
        let pattern = |text: &String| Pattern {
            text: text.clone(),
            at: None,
        };
        all.iter().map(pattern).collect()
    };
    Selection {
        include: patterns(&arguments.include),
        exclude: patterns(&arguments.exclude),
    }
}

/// Returns the command that removes the difference by writing the files.
fn mend(arguments: &CodegenArgs) -> String {
    let mut out = "cargo xtask codegen".to_owned();
    for (flag, path) in [
        ("--input", &arguments.input),
        ("--output", &arguments.output),
        ("--config", &arguments.config),
    ] {
        if let Some(path) = path {
            out.push_str(&format!(" {flag} {}", path.display()));
        }
    }
    let patterns = [
        ("--include", &arguments.include),
        ("--exclude", &arguments.exclude),
    ];
    for (flag, all) in patterns {
        for pattern in all {
            out.push_str(&format!(" {flag} '{pattern}'"));
        }
    }
    if let Some(name) = &arguments.name {
        out.push_str(&format!(" --name {name}"));
    }
    if arguments.tests {
        out.push_str(" --tests");
    }
    out
}
