//! Reports on generated code, and writes it or compares it with the folder.

use super::style;
use crate::{complain, say};
use crate::{
    diagnostic::{Diagnostics, Severity, render},
    output::{
        package::{Plan, plan},
        write::{Difference, compare, replace, write},
    },
    project::{Generated, Generation},
    rust::format::OutputFile,
};
use std::{fs, io, path::Path, process::ExitCode};

/// The options for a run.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// Whether to write nothing, and to fail if something differs.
    pub check: bool,
    /// The path of the JSON report.
    pub report: Option<&'a Path>,
    /// Whether to fail if anything was widened or left out.
    pub deny_warnings: bool,
    /// Whether to print every note.
    pub notes: bool,
    /// The command that resolves the differences found by a check.
    pub mend: &'a str,
}

/// Reports on the generated code, and writes it. Nothing is written if any API failed.
pub fn generate(generations: &[Generation], run: Run<'_>) -> ExitCode {
    let apis = || generations.iter().flat_map(|it| &it.apis);
    apis().for_each(|api| print(api, run.notes));
    if let Err(error) = report(apis(), run.report) {
        let path = run.report.unwrap_or(Path::new(""));
        complain!("error: {}: {error}\n", path.display());
        return ExitCode::FAILURE;
    }
    if generations.iter().any(|it| it.files.is_none()) {
        complain!("error: nothing was written\n");
        return ExitCode::FAILURE;
    }
    if run.deny_warnings && apis().any(|api| api.output.report.warnings() > 0) {
        complain!(
            "error: nothing was written, because something was widened or left out and --deny warnings was given\n"
        );
        return ExitCode::FAILURE;
    }
    for it in generations.iter().flat_map(|it| &it.untested) {
        say!("no test: {}: {}\n", it.at, it.why);
    }
    let mut code = ExitCode::SUCCESS;
    for it in generations {
        if finish(it, run) != ExitCode::SUCCESS {
            code = ExitCode::FAILURE;
        }
    }
    code
}

fn finish(generation: &Generation, run: Run<'_>) -> ExitCode {
    let files = generation.files.as_deref().unwrap_or_default();
    let root = &generation.root;
    let code = match &generation.package {
        Some(package) => settle(
            root,
            files.len(),
            run,
            planned(root, plan(root, files, package), run),
        ),
        None => settle(root, files.len(), run, folder(root, files, run)),
    };
    match &generation.tests {
        Some((root, files)) if code == ExitCode::SUCCESS => {
            settle(root, files.len(), run, folder(root, files, run))
        }
        _ => code,
    }
}

/// Compares or writes a folder that belongs to the generator as a whole.
fn folder(root: &Path, files: &[OutputFile], run: Run<'_>) -> io::Result<Difference> {
    if run.check {
        compare(root, files)
    } else {
        write(root, files)
    }
}

/// Compares or updates a crate that is the user's, with folders that belong to the generator.
fn planned(root: &Path, plan: io::Result<Plan>, run: Run<'_>) -> io::Result<Difference> {
    let plan = plan?;
    let inside = |path: &str| root.join(path).display().to_string();
    for path in &plan.edited {
        let fate = if run.check {
            "`generate` overwrites the change"
        } else {
            "the change is overwritten"
        };
        complain!(
            "warning: {} was changed by hand: {fate}; change the document, an overlay or the configuration instead\n",
            inside(path)
        );
    }
    for note in &plan.notes {
        complain!("note: {}: {note}\n", shown(root));
    }
    if !run.check {
        plan.write()?;
    }
    for change in &plan.manifest {
        let word = if run.check { "to do: " } else { "" };
        say!("{}: {word}{change}\n", inside("Cargo.toml"));
    }
    Ok(plan.difference)
}

/// Returns a folder for a message; the path of the current folder is empty.
fn shown(folder: &Path) -> String {
    if folder.as_os_str().is_empty() {
        ".".to_owned()
    } else {
        folder.display().to_string()
    }
}

fn settle(root: &Path, count: usize, run: Run<'_>, difference: io::Result<Difference>) -> ExitCode {
    let shown = shown(root);
    match difference {
        Err(error) => {
            complain!("error: {shown}: {error}\n");
            ExitCode::FAILURE
        }
        Ok(difference) if difference.is_empty() => {
            say!("{shown}: {count} files, all up to date\n");
            ExitCode::SUCCESS
        }
        Ok(difference) if run.check => {
            say!("{shown}: differs from the code that the documents give\n");
            list(&difference, ["changed", "missing", "orphan"]);
            say!("run `{}` and commit the result\n", run.mend);
            ExitCode::FAILURE
        }
        Ok(difference) if difference.missing.len() >= count => {
            say!("{shown}: {count} files, all new\n");
            ExitCode::SUCCESS
        }
        Ok(difference) => {
            say!("{shown}: {count} files\n");
            list(&difference, ["updated", "added", "removed"]);
            ExitCode::SUCCESS
        }
    }
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
            .for_each(|file| say!("  {word:8} {file}\n"));
        if files.len() > SHOWN {
            say!("  {word:8} .. and {} more\n", files.len() - SHOWN);
        }
    }
}

/// Prints the diagnostics and a one-line summary of an API.
fn print(api: &Generated, notes: bool) {
    let report = &api.output.report;
    let told = report
        .diagnostics
        .iter()
        .filter(|it| notes || it.severity != Severity::Note);
    let shown: Diagnostics = told.cloned().collect();
    complain!("{}", render(&shown, &api.source.files, style()));
    let informing = report.diagnostics.count(Severity::Note);
    let hint = if informing > 0 && !notes {
        " (--notes shows them)"
    } else {
        ""
    };
    say!(
        "{}: operations {}/{}, types {}, untyped {}, warnings {}, notes {informing}{hint}\n",
        api.name,
        report.operations.generated,
        report.operations.in_document,
        report.types,
        report.untyped(),
        report.warnings(),
    );
}

fn report<'a>(apis: impl Iterator<Item = &'a Generated>, path: Option<&Path>) -> io::Result<()> {
    let Some(path) = path else {
        return Ok(());
    };
    let mut reports: Vec<_> = apis
        .map(|api| api.output.report.to_json(&api.source))
        .collect();
    let json = if reports.len() == 1 {
        reports.remove(0)
    } else {
        reports.into()
    };
    let text = format!("{json:#}\n");
    // A device, such as `/dev/stdout`, is written to and not replaced.
    match fs::symlink_metadata(path) {
        Ok(kind) if !kind.is_file() => fs::write(path, text),
        _ => replace(path, &text),
    }
}
