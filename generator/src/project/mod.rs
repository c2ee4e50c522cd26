//! The kinds of output: the modules of generated-client, a crate for any document, and a module of an existing crate.

pub(crate) mod builder;
mod conformance;
mod module;
mod own;

pub use conformance::{CONFORMANCE, HARNESS};

pub(crate) use module::root_of_included;
pub use module::{Placed, module_from, module_of};
pub use own::{CrateOptions, crate_from, crate_of, output_of};

use conformance::Home;

use crate::{
    config::load_config,
    conformance::Untested,
    diagnostic::{Code, Diagnostic},
    generate::{Output, Target, generate},
    output::package::Package,
    rust::format::{self, OutputFile},
    source::{Failure, Source},
    tree::Sources,
};
use std::path::{Path, PathBuf};

/// The folder of the generated modules, relative to the workspace's root.
pub const GENERATED: &str = "generated-client/src/generated";

/// The configuration, relative to the workspace's root.
pub const CONFIG: &str = "spec/codegen.toml";

/// The name of the crate with the modules.
const CRATE: &str = "generated_client";

/// The generated output, before anything is written.
#[derive(Debug)]
pub struct Generation {
    /// The folder that `files` belong in.
    pub root: PathBuf,
    /// The APIs, in the order of the configuration.
    pub apis: Vec<Generated>,
    /// All files; `None` if an API had an error. For a standalone crate, the files of a new one.
    pub files: Option<Vec<OutputFile>>,
    /// The division of the files between the generator and the user; `None` if the generator owns the whole folder.
    pub package: Option<Package>,
    /// The tests, if they are in a folder of their own; a standalone crate has them among its files.
    pub tests: Option<(PathBuf, Vec<OutputFile>)>,
    /// The operations without a test, if tests were requested.
    pub untested: Vec<Untested>,
}

/// The output for one document.
#[derive(Debug)]
pub struct Generated {
    /// The name of the module.
    pub name: String,
    /// The document.
    pub source: Source,
    /// The code and the report.
    pub output: Output,
}

/// Generates all APIs that `spec/codegen.toml` lists. `workspace` is the folder that contains `spec/`.
///
/// # Errors
///
/// A [`Failure`] if the configuration or a document cannot be read.
pub fn workspace(workspace: &Path) -> Result<Generation, Failure> {
    let config = load_config(&workspace.join(CONFIG))?;
    let mut apis = Vec::new();
    let (mut tests, mut untested) = (Vec::new(), Vec::new());
    for api in &config.apis {
        let source = api.load()?;
        let origin = origin(workspace, &api.document);
        let path = format!("{CRATE}::{}", api.name);
        let target = Target {
            module: &api.name,
            path: &path,
            origin: &origin,
        };
        let output = generate(&source, target);
        let (files, without) = conformance::of(&source, target).map_err(|error| bug(&error))?;
        tests.extend(files);
        untested.extend(without);
        apis.push(Generated {
            name: api.name.clone(),
            source,
            output,
        });
    }
    let names: Vec<&str> = apis.iter().map(|api| api.name.as_str()).collect();
    let files = all_files(&apis).map(|mut files| {
        files.insert(0, modules(&names, "spec/codegen.toml"));
        files
    });
    tests.extend(conformance::root(
        CRATE,
        &names,
        "spec/codegen.toml",
        Home::Repository,
    ));
    let tests = files
        .is_some()
        .then(|| (workspace.join(CONFORMANCE), tests));
    Ok(Generation {
        root: workspace.join(GENERATED),
        apis,
        files,
        package: None,
        tests,
        untested,
    })
}

/// Returns the failure for emitted tests that are not valid Rust.
fn bug(error: &str) -> Failure {
    let message = format!("bug: the emitted tests are not Rust: {error}");
    Failure {
        files: Sources::new(),
        diagnostics: Diagnostic::error(Code::Bug, None::<crate::tree::Place>, message).into(),
    }
}

fn all_files(apis: &[Generated]) -> Option<Vec<OutputFile>> {
    let files: Option<Vec<_>> = apis.iter().map(|api| api.output.files.clone()).collect();
    files.map(|files| files.into_iter().flatten().collect())
}

/// Returns the file `generated/mod.rs`.
pub(crate) fn modules(names: &[&str], origin: &str) -> OutputFile {
    let mut text = format::header(origin);
    text.push_str("//! The generated APIs, one module per API.\n\n");
    for name in names {
        text.push_str("pub mod ");
        text.push_str(name);
        text.push_str(";\n");
    }
    OutputFile {
        path: "mod.rs".to_owned(),
        text,
    }
}

/// Returns the name of a document for a file's header: its path from the workspace's root, with `/`.
fn origin(workspace: &Path, document: &Path) -> String {
    let path = document.strip_prefix(workspace).unwrap_or(document);
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
