//! A standalone crate for any document.

use super::{
    Generated, Generation, bug,
    conformance::{self, Home},
    module::module_from,
};
use crate::{
    config::{ApiConfig, Destination, load_own_config},
    diagnostic::{Code, Diagnostic},
    generate::{Target, generate_crate},
    output::standalone::{self, Metadata, Parts, Runtime},
    rust::{format::one_line, names::module_name},
    source::{self, Failure, Selection, Source},
    tree::Sources,
};
use std::path::Path;

/// The options for a standalone crate.
#[derive(Debug, Clone, Default)]
pub struct CrateOptions<'a> {
    /// The name of the crate; by default that of the document's file.
    pub name: Option<&'a str>,
    /// The configuration of the API. Its metadata and its runtime replace those below.
    pub config: Option<&'a Path>,
    /// The operations to generate.
    pub selection: Selection,
    /// Whether the crate has tests of what is sent over the wire.
    pub tests: bool,
    /// The metadata for the manifest; missing values are taken from the document.
    pub metadata: Metadata,
    /// Whether a new crate is its own workspace.
    pub alone: bool,
    /// The source of the runtime.
    pub runtime: Runtime,
}

impl<'a> CrateOptions<'a> {
    /// Sets the settings of an API; an own name or an own request for tests stays.
    #[must_use]
    pub fn of(self, api: &'a ApiConfig) -> Self {
        Self {
            name: self.name.or(api.package.as_deref()),
            tests: self.tests || api.tests,
            metadata: api.metadata.clone(),
            runtime: api.runtime.clone(),
            ..self
        }
    }

    /// Returns the options of a standalone crate that is its own workspace, with defaults for everything else.
    pub fn alone() -> Self {
        Self {
            alone: true,
            ..Self::default()
        }
    }
}

/// Generates a standalone crate from the document at `input`, to be written to `output`.
///
/// # Errors
///
/// A [`Failure`] if the document or the configuration cannot be read, or the name is not valid for a crate.
pub fn crate_of(
    input: &Path,
    output: &Path,
    options: &CrateOptions<'_>,
) -> Result<Generation, Failure> {
    let stem = input.file_stem().unwrap_or_default().to_string_lossy();
    let origin = input.file_name().unwrap_or_default().to_string_lossy();
    let Some(config) = options.config else {
        return crate_from(source::load(input)?, &stem, &origin, output, options);
    };
    let config = load_own_config(config, &[input])?;
    let options = options.clone().of(&config);
    crate_from(config.load()?, &stem, &origin, output, &options)
}

/// Generates an API as the configuration in a user's repository specifies.
///
/// # Errors
///
/// The same as [`crate_of`], and also if no crate contains the folder of the module.
pub fn output_of(api: &ApiConfig, origin: &str) -> Result<Generation, Failure> {
    let source = api.load()?;
    match &api.destination {
        Some(Destination::Module(folder)) => module_from(source, origin, folder, &api.runtime),
        Some(Destination::Crate(folder)) => {
            let options = CrateOptions::default().of(api);
            crate_from(source, &api.name, origin, folder, &options)
        }
        None => crate_from(
            source,
            &api.name,
            origin,
            Path::new(&api.name),
            &CrateOptions::default(),
        ),
    }
}

/// Generates a standalone crate from a document that has been read. `stem` is the default for its name.
///
/// # Errors
///
/// A [`Failure`] if the name is not valid for a crate.
pub fn crate_from(
    source: Source,
    stem: &str,
    origin: &str,
    output: &Path,
    options: &CrateOptions<'_>,
) -> Result<Generation, Failure> {
    let origin = &*one_line(origin);
    let mut source = source.with_selection(&options.selection);
    let more = match standalone::own::dependencies(&source) {
        Ok(more) => more,
        Err(wrong) => {
            source.diagnostics.extend(wrong);
            toml::Table::new()
        }
    };
    let name = match options.name {
        Some(name) => checked(name)?,
        None => standalone::crate_name(&module_name(stem)),
    };
    let module = module_name(&name);
    let target = Target {
        module: &module,
        path: &module,
        origin,
    };
    let output_of = generate_crate(&source, target);
    let tests = options.tests.then(|| conformance::of(&source, target));
    let (tests, untested) = tests
        .transpose()
        .map_err(|error| bug(&error))?
        .unwrap_or_default();
    let api = Generated {
        name: module.clone(),
        source,
        output: output_of,
    };
    let features = &api.output.features;
    let divided = !features.is_empty();
    let mut all_tests = conformance::root(&module, &[&module], origin, Home::Crate { divided });
    all_tests.extend(tests);
    let made = api.output.files.as_ref().map(|files| {
        standalone::files(Parts {
            name: &name,
            module: &module,
            origin,
            title: &standalone::title(&api.source),
            api: files,
            docs: &api.output.docs,
            more: &more,
            features,
            tests: options.tests.then_some(&all_tests[..]),
            metadata: &options.metadata.or_of(&api.source),
            alone: options.alone,
            runtime: &options.runtime,
            folder: output,
        })
    });
    let (files, package) = made.unzip();
    Ok(Generation {
        root: output.to_owned(),
        apis: vec![api],
        files,
        package,
        tests: None,
        untested,
    })
}

/// Rejects a name that is not valid for a package.
fn checked(name: &str) -> Result<String, Failure> {
    let spelled = name.replace('-', "_");
    if spelled == module_name(&spelled) && standalone::crate_name(&spelled) == spelled {
        return Ok(name.to_owned());
    }
    // There is no place in a file to show, so the message includes the remedy.
    let message = format!(
        "`{name}` cannot be the name of the crate, but `{}` can",
        standalone::crate_name(&module_name(name))
    );
    let diagnostic = Diagnostic::error(Code::CrateName, None::<crate::tree::Place>, message);
    Err(Failure {
        files: Sources::new(),
        diagnostics: diagnostic.into(),
    })
}
