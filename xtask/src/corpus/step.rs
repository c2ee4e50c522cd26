//! The steps that are done with a document in processes of their own.

use super::{Made, Sampling};
use generator::complain;
use generator::{
    Output,
    diagnostic::{Code, Severity, Style, render},
    output::{standalone::Runtime, write},
    project,
    source::{self, Failure},
};
use std::{
    path::{Path, PathBuf},
    process, thread,
    time::Duration,
};

/// The time after which a step is stopped.
const PATIENCE: Duration = Duration::from_secs(300);

/// The time after which a step is stopped that compiles a thousand tests or optimizes.
const LONG_PATIENCE: Duration = Duration::from_secs(1800);

/// One step.
#[derive(Clone, Debug)]
pub enum Step {
    /// Writes the crate of a document to a folder.
    Generate {
        /// The document.
        document: PathBuf,
        /// The folder.
        output: PathBuf,
        /// The folder of the runtime's crate, if the crate depends on it.
        runtime: Option<PathBuf>,
    },
    /// Calls the document's operations with a crate that is written to the folder.
    Wire {
        /// The document.
        document: PathBuf,
        /// The folder.
        output: PathBuf,
    },
    /// Decodes and encodes the document's examples with the crate in the folder.
    Examples {
        /// The document.
        document: PathBuf,
        /// The folder.
        output: PathBuf,
        /// Whether they are tried in a release build as well.
        release: bool,
    },
    /// Measures the emitted types in the crate in the folder.
    Sizes {
        /// The document.
        document: PathBuf,
        /// The folder.
        output: PathBuf,
    },
    /// Decodes and encodes instances of the document's schemas with the interpreter of the model.
    Instances {
        /// The document.
        document: PathBuf,
        /// The folder of the crate that decodes and encodes them as well, if there is one.
        compiled: Option<PathBuf>,
        /// The choice of instances.
        sampling: Sampling,
    },
    /// Generates the document in two orders, and compares the public items.
    Shuffle {
        /// The document.
        document: PathBuf,
        /// The seed that decides the other order.
        seed: u64,
    },
}

/// Runs one step, and returns the output for the parent process.
///
/// # Errors
///
/// The step cannot be done.
pub fn step(step: &Step) -> Result<String, String> {
    // A process that hangs would block all others.
    let patience = match step {
        Step::Examples { release: true, .. } | Step::Wire { .. } | Step::Instances { .. } => {
            LONG_PATIENCE
        }
        Step::Generate { .. }
        | Step::Examples { .. }
        | Step::Sizes { .. }
        | Step::Shuffle { .. } => PATIENCE,
    };
    thread::spawn(move || {
        thread::sleep(patience);
        complain!("no end after {} seconds\n", patience.as_secs());
        process::exit(1);
    });
    match step {
        Step::Generate {
            document,
            output,
            runtime,
        } => {
            let made = generate(document, output, runtime.as_deref())?;
            serde_json::to_string(&made).map_err(|error| error.to_string())
        }
        Step::Wire { document, output } => {
            let wire = super::wire::wire(document, output)?;
            serde_json::to_string(&wire).map_err(|error| error.to_string())
        }
        Step::Sizes { document, output } => {
            let sizes = super::sizes::sizes(document, output)?;
            serde_json::to_string(&sizes).map_err(|error| error.to_string())
        }
        Step::Shuffle { document, seed } => {
            let source = source::load(document)
                .map_err(|failure| render(&failure.diagnostics, &failure.files, Style::Plain))?;
            let found = super::shuffle::differences(&source, *seed)?;
            serde_json::to_string(&found).map_err(|error| error.to_string())
        }
        #[cfg(feature = "examples")]
        Step::Examples {
            document,
            output,
            release,
        } => {
            let examples = super::examples::examples(document, output, *release)?;
            serde_json::to_string(&examples).map_err(|error| error.to_string())
        }
        #[cfg(feature = "examples")]
        Step::Instances {
            document,
            compiled,
            sampling,
        } => {
            let tried = generator::on_deep_stack(|| {
                super::instances::instances(document, compiled.as_deref(), *sampling)
            })?;
            serde_json::to_string(&tried).map_err(|error| error.to_string())
        }
        #[cfg(not(feature = "examples"))]
        Step::Examples { .. } | Step::Instances { .. } => {
            Err("values are tried by a build with `--features examples`: \
             `cargo run -p xtask --features examples -- corpus DIR --examples`"
                .to_owned())
        }
    }
}

fn generate(document: &Path, output: &Path, runtime: Option<&Path>) -> Result<Made, String> {
    let options = project::CrateOptions {
        runtime: runtime.map(Runtime::shared_at).unwrap_or_default(),
        ..project::CrateOptions::alone()
    };
    let generation = match project::crate_of(document, output, &options) {
        Ok(generation) => generation,
        Err(failure) => return Ok(refused(&failure)),
    };
    let api = generation.apis.first().ok_or("bug: no API")?;
    let root = &api.source.root;
    let Some(version) = root.get("openapi").or_else(|| root.get("swagger")) else {
        return Ok(Made::default());
    };
    let mut made = summary(&api.output);
    // The version may be a number, as in `swagger: 2.0` without quotes.
    let text = version.as_str().map(str::to_owned);
    made.openapi = Some(text.unwrap_or_else(|| version.to_json().to_string()));
    match &generation.files {
        Some(files) => {
            write::write(output, files).map_err(|error| error.to_string())?;
        }
        None => {
            let all = api.output.report.diagnostics.iter();
            let errors = all.filter(|it| it.severity == Severity::Error).cloned();
            let errors = errors.collect();
            made.refused = Some(render(&errors, &api.source.files, Style::Plain));
        }
    }
    Ok(made)
}

fn refused(failure: &Failure) -> Made {
    Made {
        openapi: Some(String::new()),
        refused: Some(render(&failure.diagnostics, &failure.files, Style::Plain)),
        ..Made::default()
    }
}

fn summary(output: &Output) -> Made {
    let report = &output.report;
    let all = report.diagnostics.iter();
    let free_form = all.filter(|it| it.code == Code::FreeForm).count();
    Made {
        openapi: None,
        in_document: report.operations.in_document,
        generated: report.operations.generated,
        skipped: report.skipped().len(),
        types: report.types,
        free_form,
        widened: report.untyped() - free_form,
        warning: report.warnings(),
        notes: report.diagnostics.count(Severity::Note),
        lines: report.lines,
        refused: None,
    }
}
