//! The two things that `cargo xtask codegen` makes: the modules of generated-client, and a crate of
//! its own for any document.

mod conformance;

pub use conformance::{CONFORMANCE, HARNESS};

use crate::{
    Output, Target,
    conformance::Untested,
    diagnostic::{Code, Diagnostic},
    format, generate, generate_crate,
    load::{self, Failure, Selection, Source, Sources, load_config, load_own_config},
    name::module_name,
    standalone,
    write::OutputFile,
};
use std::path::{Path, PathBuf};

/// The folder that the modules are written to, from the workspace's root.
pub const GENERATED: &str = "generated-client/src/generated";

/// The configuration, from the workspace's root.
pub const CONFIG: &str = "spec/codegen.toml";

/// The crate of the modules, as its users call it.
const CRATE: &str = "generated_client";

/// What was made, before anything is written.
#[derive(Debug)]
pub struct Generation {
    /// The folder that `files` belong in.
    pub root: PathBuf,
    /// The APIs, in the order of the configuration.
    pub apis: Vec<Generated>,
    /// All files; none if an API had an error.
    pub files: Option<Vec<OutputFile>>,
    /// The tests in a folder of their own; a crate of its own has them among its files.
    pub tests: Option<(PathBuf, Vec<OutputFile>)>,
    /// The operations that have no test, where tests were asked for.
    pub untested: Vec<Untested>,
}

/// What was made of one document.
#[derive(Debug)]
pub struct Generated {
    /// The module.
    pub name: String,
    /// The document.
    pub source: Source,
    /// Its code and report.
    pub output: Output,
}

/// Generates all that `spec/codegen.toml` lists. `workspace` is the folder that has `spec/`.
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
    tests.extend(conformance::root(CRATE, &names, "spec/codegen.toml", false));
    let tests = files
        .is_some()
        .then(|| (workspace.join(CONFORMANCE), tests));
    Ok(Generation {
        root: workspace.join(GENERATED),
        apis,
        files,
        tests,
        untested,
    })
}

/// What is chosen for a crate of its own.
#[derive(Debug, Clone, Default)]
pub struct CrateOptions<'a> {
    /// Its name; otherwise that of the document's file.
    pub name: Option<&'a str>,
    /// The configuration of its API.
    pub config: Option<&'a Path>,
    /// The operations that it has.
    pub selection: Selection,
    /// Whether it has tests of what goes over the wire.
    pub tests: bool,
}

/// Generates a crate of its own from the document at `input`, to be written to `output`.
///
/// # Errors
///
/// A [`Failure`] if the document or the configuration cannot be read or the name cannot be that of a crate.
pub fn crate_of(
    input: &Path,
    output: &Path,
    options: &CrateOptions<'_>,
) -> Result<Generation, Failure> {
    let mut source = match options.config {
        Some(config) => load_own_config(config, input)?.load()?,
        None => load::load(input)?,
    }
    .with_selection(&options.selection);
    let more = match standalone::own::dependencies(&source) {
        Ok(more) => more,
        Err(wrong) => {
            source.diagnostics.extend(wrong);
            toml::Table::new()
        }
    };
    let name = match options.name {
        Some(name) => checked(name)?,
        None => standalone::crate_name(&module_name(
            &input.file_stem().unwrap_or_default().to_string_lossy(),
        )),
    };
    let module = module_name(&name);
    let origin = input
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let target = Target {
        module: &module,
        path: &module,
        origin: &origin,
    };
    let output_of = generate_crate(&source, target);
    let tests = options.tests.then(|| conformance::of(&source, target));
    let tests = tests.transpose().map_err(|error| bug(&error))?;
    let api = Generated {
        name: module.clone(),
        source,
        output: output_of,
    };
    let features = &api.output.features;
    let mut files = api
        .output
        .files
        .as_ref()
        .map(|files| standalone::files(&name, &module, &origin, files, &more, features));
    let (tests, untested) = tests.unwrap_or_default();
    if let Some(files) = files.as_mut().filter(|_| options.tests) {
        let divided = !features.is_empty();
        let root = conformance::root(&module, &[&module], &origin, divided);
        standalone::add_tests(files, root, tests);
    }
    Ok(Generation {
        root: output.to_owned(),
        apis: vec![api],
        files,
        tests: None,
        untested,
    })
}

/// The tests are no Rust.
fn bug(error: &str) -> Failure {
    let message = format!("bug: the emitted tests are no Rust: {error}");
    Failure {
        files: Sources::new(),
        diagnostics: Diagnostic::error(Code("bug"), None::<load::Place>, message).into(),
    }
}

/// Refuses what cargo would refuse as the name of a package.
fn checked(name: &str) -> Result<String, Failure> {
    let spelled = name.replace('-', "_");
    if spelled == module_name(&spelled) && standalone::crate_name(&spelled) == spelled {
        return Ok(name.to_owned());
    }
    // It has no place to show, so that what to do about it is said in the same line.
    let message = format!(
        "`{name}` cannot be the name of the crate, but `{}` can",
        standalone::crate_name(&module_name(name))
    );
    let diagnostic = Diagnostic::error(Code("crate-name"), None::<load::Place>, message);
    Err(Failure {
        files: Sources::new(),
        diagnostics: diagnostic.into(),
    })
}

fn all_files(apis: &[Generated]) -> Option<Vec<OutputFile>> {
    let files: Option<Vec<_>> = apis.iter().map(|api| api.output.files.clone()).collect();
    files.map(|files| files.into_iter().flatten().collect())
}

/// `generated/mod.rs`.
pub(crate) fn modules(names: &[&str], origin: &str) -> OutputFile {
    let mut text = format::header(origin);
    text.push_str("//! The generated APIs, a module each.\n\n");
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

/// How a file's header calls the document: from the workspace's root, with `/`.
fn origin(workspace: &Path, document: &Path) -> String {
    let path = document.strip_prefix(workspace).unwrap_or(document);
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
