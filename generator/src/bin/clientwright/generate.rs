//! The commands `generate` and `check`.

use crate::{
    cli::{GenerateArgs, listing},
    is_stream, load, place, settings,
};
use generator::complain;
use generator::{
    command::{Run, changes, generate, unreadable},
    config::load_outputs,
    project::{CrateOptions, Generation, crate_from, module_from, output_of},
    review::diff::outputs_against,
    source::{Failure, Pattern, Selection},
};
use std::{path::Path, process::ExitCode};

pub(crate) fn run(arguments: &GenerateArgs, check: bool) -> ExitCode {
    let config = listing(arguments.config.as_deref());
    if arguments.input.is_none() && !config.exists() {
        complain!(
            "error: there is no {}: write one with `clientwright init`, or name a document with --input\n",
            config.display()
        );
        return ExitCode::FAILURE;
    }
    let generations = match &arguments.input {
        Some(input) => one(input, arguments).map(|it| vec![it]),
        None => listed(config, arguments),
    };
    let generations = match generations {
        Ok(generations) => generations,
        Err(failure) => return unreadable(&failure),
    };
    if generations.is_empty() {
        complain!("error: {} has no API of that name\n", config.display());
        return ExitCode::FAILURE;
    }
    let done = generate(
        &generations,
        Run {
            check,
            report: arguments.report.as_deref(),
            deny_warnings: arguments.deny.is_some(),
            notes: arguments.notes,
            mend: &mend(arguments),
        },
    );
    let (root, config) = place(config);
    let told = arguments.input.is_some()
        || changes("the documents", arguments.base.as_deref(), |revision| {
            outputs_against(&root, &config, revision)
        });
    if told { done } else { ExitCode::FAILURE }
}

/// Generates the APIs that the configuration lists.
fn listed(config: &Path, arguments: &GenerateArgs) -> Result<Vec<Generation>, Failure> {
    let (root, _) = place(config);
    let config = load_outputs(config)?;
    let apis = config.apis.iter();
    let wanted = apis.filter(|it| arguments.only.is_empty() || arguments.only.contains(&it.name));
    wanted
        .map(|api| output_of(api, &origin(&root, &api.document)))
        .collect()
}

/// Returns the name of a document for the generated files: its path from the configuration's folder, with `/`.
fn origin(root: &Path, document: &Path) -> String {
    let path = document.strip_prefix(root).unwrap_or(document);
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// Generates code from one document.
fn one(input: &Path, arguments: &GenerateArgs) -> Result<Generation, Failure> {
    let is_stream = is_stream(input);
    let config = settings(input, arguments.config.as_deref())?;
    let source = load(input, &config)?;
    let patterns = |all: &[String]| {
        let pattern = |text: &String| Pattern {
            text: text.clone(),
            at: None,
        };
        all.iter().map(pattern).collect()
    };
    let selection = Selection {
        include: patterns(&arguments.include),
        exclude: patterns(&arguments.exclude),
    };
    let origin = input.file_name().unwrap_or_default().to_string_lossy();
    let origin = if is_stream {
        "standard input".into()
    } else {
        origin
    };
    if let Some(folder) = &arguments.module {
        let source = source.with_selection(&selection);
        return module_from(source, &origin, folder, &config.runtime);
    }
    let output = arguments.output.as_deref().unwrap_or(Path::new(""));
    let named = if is_stream { output } else { input };
    let stem = named.file_stem().unwrap_or_default().to_string_lossy();
    let options = CrateOptions {
        name: arguments.name.as_deref(),
        selection,
        tests: arguments.tests,
        ..CrateOptions::default()
    };
    let options = options.of(&config);
    crate_from(source, &stem, &origin, output, &options)
}

/// Returns the command that resolves a difference: `generate` with the same arguments.
fn mend(arguments: &GenerateArgs) -> String {
    let mut out = "clientwright generate".to_owned();
    for (flag, path) in [
        ("--config", &arguments.config),
        ("--input", &arguments.input),
        ("--output", &arguments.output),
        ("--module", &arguments.module),
    ] {
        if let Some(path) = path {
            out.push_str(&format!(" {flag} {}", path.display()));
        }
    }
    let named: Vec<String> = arguments.name.iter().cloned().collect();
    for (flag, all) in [
        ("--only", &arguments.only),
        ("--include", &arguments.include),
        ("--exclude", &arguments.exclude),
        ("--name", &named),
    ] {
        for text in all {
            out.push_str(&format!(" {flag} '{text}'"));
        }
    }
    if arguments.tests {
        out.push_str(" --tests");
    }
    out
}
