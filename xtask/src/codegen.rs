//! `cargo xtask codegen`.

use crate::{cli::CodegenArgs, diff};
use generator::{
    diagnostic::{Diagnostics, Severity, Style, render},
    load::{Failure, Pattern, Selection},
    project::{self, CrateOptions, Generated, Generation},
    write::{Difference, OutputFile, compare, write},
};
use std::{io::IsTerminal as _, path::Path, process::ExitCode};

pub(crate) fn run(workspace: &Path, arguments: &CodegenArgs) -> ExitCode {
    let generation = match (&arguments.input, &arguments.output) {
        (Some(input), Some(output)) => {
            let options = CrateOptions {
                name: arguments.name.as_deref(),
                config: arguments.config.as_deref(),
                selection: selection(arguments),
                tests: arguments.tests,
            };
            project::crate_of(input, output, &options)
        }
        _ => project::workspace(workspace),
    };
    let generation = match generation {
        Ok(generation) => generation,
        Err(failure) => return unreadable(&failure),
    };
    generation
        .apis
        .iter()
        .for_each(|api| tell(api, arguments.notes));
    if let Err(error) = report(&generation, arguments) {
        let path = arguments.report.as_deref().unwrap_or(Path::new(""));
        eprintln!("error: {}: {error}", path.display());
        return ExitCode::FAILURE;
    }
    let Some(files) = &generation.files else {
        eprintln!("error: nothing was written");
        return ExitCode::FAILURE;
    };
    if arguments.deny.is_some()
        && generation
            .apis
            .iter()
            .any(|api| api.output.report.lossy() > 0)
    {
        eprintln!(
            "error: nothing was written, since something was widened or left out and --deny lossy was given"
        );
        return ExitCode::FAILURE;
    }
    for it in &generation.untested {
        println!("no test: {}: {}", it.at, it.why);
    }
    let code = finish(&generation.root, files, arguments);
    let done = match &generation.tests {
        Some((root, files)) if code == ExitCode::SUCCESS => finish(root, files, arguments),
        _ => code,
    };
    if arguments.input.is_none() && !diff::tell(workspace, arguments.base.as_deref()) {
        return ExitCode::FAILURE;
    }
    done
}

fn finish(root: &Path, files: &[OutputFile], arguments: &CodegenArgs) -> ExitCode {
    let check = arguments.check;
    let shown = root.display();
    let difference = if check {
        compare(root, files)
    } else {
        write(root, files)
    };
    match difference {
        Err(error) => {
            eprintln!("error: {shown}: {error}");
            ExitCode::FAILURE
        }
        Ok(difference) if difference.is_empty() => {
            println!("{shown}: {} files, all up to date", files.len());
            ExitCode::SUCCESS
        }
        Ok(difference) if check => {
            println!("{shown}: not what the documents give");
            list(&difference, ["changed", "missing", "orphan"]);
            println!("run `{}` and commit what it writes", mend(arguments));
            ExitCode::FAILURE
        }
        Ok(difference) if difference.missing.len() == files.len() => {
            println!("{shown}: {} files, all new", files.len());
            ExitCode::SUCCESS
        }
        Ok(difference) => {
            println!("{shown}: {} files", files.len());
            list(&difference, ["updated", "added", "removed"]);
            ExitCode::SUCCESS
        }
    }
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

/// The call that mends a difference: this one, writing.
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

fn list(difference: &Difference, words: [&str; 3]) {
    let lists = [
        &difference.changed,
        &difference.missing,
        &difference.orphans,
    ];
    for (word, files) in words.into_iter().zip(lists) {
        const SHOWN: usize = 20;
        files
            .iter()
            .take(SHOWN)
            .for_each(|file| println!("  {word:8} {file}"));
        if files.len() > SHOWN {
            println!("  {word:8} .. and {} more", files.len() - SHOWN);
        }
    }
}

/// One line an API, and what there is to say about its document.
fn tell(api: &Generated, notes: bool) {
    let report = &api.output.report;
    let told = report
        .diagnostics
        .iter()
        .filter(|it| notes || it.severity != Severity::Note);
    let shown: Diagnostics = told.cloned().collect();
    eprint!("{}", render(&shown, &api.source.files, style()));
    let informing = report.diagnostics.count(Severity::Note);
    let hint = if informing > 0 && !notes {
        " (--notes shows them)"
    } else {
        ""
    };
    println!(
        "{}: operations {}/{}, types {}, untyped {}, lossy {}, notes {informing}{hint}",
        api.name,
        report.operations.generated,
        report.operations.in_document,
        report.types,
        report.untyped(),
        report.lossy(),
    );
}

fn report(generation: &Generation, arguments: &CodegenArgs) -> std::io::Result<()> {
    let Some(path) = &arguments.report else {
        return Ok(());
    };
    let mut reports: Vec<_> = generation
        .apis
        .iter()
        .map(|api| api.output.report.to_json(&api.source))
        .collect();
    let json = if reports.len() == 1 {
        reports.remove(0)
    } else {
        reports.into()
    };
    std::fs::write(path, format!("{json:#}\n"))
}

pub(crate) fn unreadable(failure: &Failure) -> ExitCode {
    eprint!("{}", render(&failure.diagnostics, &failure.files, style()));
    ExitCode::FAILURE
}

fn style() -> Style {
    if std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        Style::Coloured
    } else {
        Style::Plain
    }
}
