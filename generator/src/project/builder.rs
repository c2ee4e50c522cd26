//! Generates a client in a build script.

use crate::say;
use crate::{
    config::{ApiConfig, load_own_config},
    diagnostic::{Diagnostics, Severity, Style, render},
    generate::{Target, generate},
    output::{
        package::{Needed, Wishes, inlined, needs, new_text},
        standalone::{self, Runtime},
    },
    project::{Placed, root_of_included},
    rust::names::module_name,
    source::{Failure, Pattern, Selection, Source},
    tree::Sources,
};
use std::{
    env, fmt,
    path::{Path, PathBuf},
};

/// A generator for build scripts: from a document, it writes one file into `OUT_DIR` for `include!`.
///
/// ```no_run
/// // build.rs
/// fn main() -> Result<(), generator::BuildError> {
///     generator::Builder::new("petstore.yaml").generate()
/// }
/// ```
///
/// ```ignore
/// // src/main.rs
/// mod petstore {
///     include!(concat!(env!("OUT_DIR"), "/petstore.rs"));
/// }
/// ```
///
/// The module is named after the document's file and is at the root of the crate; [`Builder::module`] overrides that.
/// Cargo reruns the script when the document changes, or a file that it refers to, an overlay, or the configuration.
///
/// The crate must have the dependencies of the client. If one is missing, the script fails and prints
/// the lines to add to `Cargo.toml`.
#[derive(Clone, Debug)]
pub struct Builder {
    document: PathBuf,
    config: Option<PathBuf>,
    overlays: Vec<PathBuf>,
    selection: Selection,
    module: Option<String>,
}

/// The result of [`Builder::build`].
#[derive(Clone, Debug)]
pub struct Built {
    /// The file to include.
    pub file: PathBuf,
    /// The files that the client was generated from.
    pub read: Vec<PathBuf>,
    /// The warnings about parts of the document that were widened or left out, as text.
    pub warnings: String,
}

/// The reason why no client was generated. `Debug` prints the same as `Display`, so that the output of a build
/// script that returns it is readable.
pub struct BuildError {
    message: String,
    /// The files that were read before the failure.
    read: Vec<PathBuf>,
}

impl Builder {
    /// Creates a builder for the document at this path, relative to the crate's manifest folder.
    pub fn new(document: impl Into<PathBuf>) -> Self {
        Self {
            document: document.into(),
            config: None,
            overlays: Vec::new(),
            selection: Selection::default(),
            module: None,
        }
    }

    /// Uses the custom types and names from a configuration.
    #[must_use]
    pub fn config(mut self, path: impl Into<PathBuf>) -> Self {
        self.config = Some(path.into());
        self
    }

    /// Applies an overlay to the document.
    #[must_use]
    pub fn overlay(mut self, path: impl Into<PathBuf>) -> Self {
        self.overlays.push(path.into());
        self
    }

    /// Generates only the operations that match the pattern: a tag, an operationId, a path, or a method and a path.
    #[must_use]
    pub fn include(mut self, pattern: impl Into<String>) -> Self {
        self.selection.include.push(Pattern {
            text: pattern.into(),
            at: None,
        });
        self
    }

    /// Leaves out the operations that match the pattern.
    #[must_use]
    pub fn exclude(mut self, pattern: impl Into<String>) -> Self {
        self.selection.exclude.push(Pattern {
            text: pattern.into(),
            at: None,
        });
        self
    }

    /// Sets the module of the crate in which the file is included, such as `api::petstore`.
    #[must_use]
    pub fn module(mut self, path: impl Into<String>) -> Self {
        self.module = Some(path.into());
        self
    }

    /// Generates the client into `OUT_DIR`, and tells cargo when to rerun the script.
    ///
    /// # Errors
    ///
    /// A [`BuildError`] if the document cannot be read or generated from, if the crate lacks a dependency, or if this
    /// is not called from a build script.
    pub fn generate(&self) -> Result<(), BuildError> {
        let variable = |name: &str| {
            let value = env::var_os(name).map(PathBuf::from);
            value.ok_or_else(|| {
                BuildError::new(format!("{name} is not set: this is for build scripts"))
            })
        };
        let (out, root) = (variable("OUT_DIR")?, variable("CARGO_MANIFEST_DIR")?);
        let built = self.build(&out, &root);
        let read = match &built {
            Ok(built) => &built.read,
            Err(error) => &error.read,
        };
        for path in read {
            say!("cargo::rerun-if-changed={}\n", path.display());
        }
        for line in built?.warnings.lines() {
            say!("cargo::warning={line}\n");
        }
        Ok(())
    }

    /// Generates the client into the folder `out`, for the crate at `root`.
    ///
    /// # Errors
    ///
    /// The same as [`Builder::generate`].
    pub fn build(&self, out: &Path, root: &Path) -> Result<Built, BuildError> {
        let config = self.settled();
        let mut read = vec![self.document.clone()];
        read.extend(self.config.iter().chain(&self.overlays).cloned());
        let source = config.and_then(|it| {
            let overlays = it.overlays.iter().cloned();
            read.extend(overlays);
            it.load()
        });
        let source = source.map_err(|failure| failed(&failure, &read))?;
        read.extend(files(&source.files));
        let fail = |message: String| BuildError {
            message,
            read: read.clone(),
        };
        let name = module_name(
            &self
                .document
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy(),
        );
        let module = self.module.as_deref().unwrap_or(&name);
        let placed = Placed::new(module).ok_or_else(|| {
            fail(format!(
                "`{module}` is no path of a module, such as `api::petstore`"
            ))
        })?;
        let (text, warnings) = self.text(&source, &placed, root).map_err(fail)?;
        let file = out.join(format!("{name}.rs"));
        new_text(&file, &text).map_err(|error| fail(format!("{}: {error}", file.display())))?;
        let manifest = root.join("Cargo.toml");
        read.push(manifest);
        read.sort();
        read.dedup();
        Ok(Built {
            file,
            read,
            warnings,
        })
    }

    /// Combines the configuration with the builder's own settings.
    fn settled(&self) -> Result<ApiConfig, Failure> {
        let mut config = match &self.config {
            Some(path) => load_own_config(path, &[&self.document])?,
            None => ApiConfig::of(&self.document),
        };
        config.overlays.extend(self.overlays.iter().cloned());
        let Selection { include, exclude } = self.selection.clone();
        config.selection.include.extend(include);
        config.selection.exclude.extend(exclude);
        Ok(config)
    }

    /// Returns the text of the file, and the warnings about the document.
    fn text(
        &self,
        source: &Source,
        placed: &Placed,
        root: &Path,
    ) -> Result<(String, String), String> {
        let origin = self.document.file_name().unwrap_or_default();
        let origin = origin.to_string_lossy();
        let shown = |diagnostics: &Diagnostics| render(diagnostics, &source.files, Style::Plain);
        let more = standalone::own::dependencies_of_module(source).map_err(|it| shown(&it))?;
        let target = Target {
            module: "generated",
            path: &placed.path,
            origin: &origin,
        };
        let output = generate(source, target);
        let told = output.report.diagnostics.iter();
        let told = told.filter(|it| it.severity != Severity::Note);
        let told = shown(&told.cloned().collect());
        let Some(api) = output.files else {
            return Err(told);
        };
        let manifest = root.join("Cargo.toml");
        let dependencies = Runtime::Vendored.dependencies(&api, root);
        let lacking = needs(&manifest, Wishes::of_code(dependencies, &more))
            .map_err(|error| format!("{}: {error}", manifest.display()))?;
        if let Needed::Lacking(lines) = lacking {
            return Err(format!(
                "{} lacks dependencies of the client; add\n\n{lines}",
                manifest.display()
            ));
        }
        Ok((
            inlined(
                &root_of_included(),
                &placed.files(&api, &origin, &Runtime::Vendored),
            ),
            told,
        ))
    }
}

/// Returns the paths of the files that were read.
fn files(all: &Sources) -> Vec<PathBuf> {
    all.ids().map(|id| PathBuf::from(all.name(id))).collect()
}

fn failed(failure: &Failure, read: &[PathBuf]) -> BuildError {
    let mut read = read.to_vec();
    read.extend(files(&failure.files));
    BuildError {
        message: render(&failure.diagnostics, &failure.files, Style::Plain),
        read,
    }
}

impl BuildError {
    fn new(message: String) -> Self {
        Self {
            message,
            read: Vec::new(),
        }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message.trim_end())
    }
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the client cannot be made").and_then(|()| write!(f, "{self}"))
    }
}

impl std::error::Error for BuildError {}
