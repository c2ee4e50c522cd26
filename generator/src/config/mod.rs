//! The configuration `codegen.toml`: it maps documents to modules.
//!
//! ```toml
//! [apis.apify]
//! document = "apify-actor-env-vars.yaml"
//! overlays = ["apify.overlay.yaml"]
//! references = { "https://schemas.example/v1/" = "schemas" }
//! include = ["Actor versions", "GET /v2/acts/**"]
//! exclude = ["deleteActor"]
//! sensitive = ["EnvVar/value"]
//!
//! [apis.apify.types]
//! formats = { date-time = "jiff::Timestamp" }
//! schemas = { Money = "crate::money::Money" }
//!
//! [apis.apify.rename]
//! schemas = { EnvVarRequest = "NewEnvVar" }
//! fields = { "EnvVar/isSecret" = "secret" }
//! operations = { "PUT /v2/acts/{actorId}" = "update_actor" }
//! ```
//!
//! The configuration of a single document has the same keys, except `document`, at the top level. The file that
//! the `clientwright` program reads in a user's repository also gives the destination of each API. [`keys`]
//! lists all of them in one table. For a document that is named beside the configuration, [`load_own_config`] chooses
//! among the APIs of such a file.

mod entry;
mod folders;
pub mod keys;
mod overrides;
mod own;
mod schema;

pub use own::load_own_config;
pub use schema::schema;

use entry::Entry;
use folders::overlapping;
use keys::Kind;

use crate::diagnostic::{Code, Diagnostic};
use crate::{
    output::standalone::{Metadata, Runtime},
    rust::names::module_name,
};
use crate::{
    source::{Failure, Overrides, Prefix, Selection, Source, load_located, load_older, read},
    tree::{Format, Place, Sources},
};
use indexmap::IndexMap;
use serde::Deserialize;
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::Spanned;

const UNREADABLE: Code = Code::Unreadable;
pub(super) const CONFIG: Code = Code::Config;

/// The APIs to generate, in file order.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The APIs: at least one.
    pub apis: Vec<ApiConfig>,
}

/// One API: a document and the module generated from it.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiConfig {
    /// The module's name, a valid one in `snake_case`.
    pub name: String,
    /// The path of the document, resolved against the configuration's folder.
    pub document: PathBuf,
    /// The overlay documents, in the order in which they are applied.
    pub overlays: Vec<PathBuf>,
    /// The files or folders that URL prefixes in references stand for.
    pub references: Vec<Prefix>,
    /// The operations that are generated.
    pub selection: Selection,
    /// Custom types and names.
    pub overrides: Overrides,
    /// The destination of the code, if configured.
    pub destination: Option<Destination>,
    /// The name of the crate, if configured.
    pub package: Option<String>,
    /// The metadata for the crate's manifest.
    pub metadata: Metadata,
    /// Whether the crate has tests of what is sent over the wire.
    pub tests: bool,
    /// The source of the client's runtime.
    pub runtime: Runtime,
}

/// The destination of an API's code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// The folder of a standalone crate.
    Crate(PathBuf),
    /// The folder of a module in an existing crate.
    Module(PathBuf),
}

impl ApiConfig {
    /// Returns the default configuration of a document.
    pub fn of(document: &Path) -> Self {
        Self {
            name: String::new(),
            document: document.to_owned(),
            overlays: Vec::new(),
            references: Vec::new(),
            selection: Selection::default(),
            overrides: Overrides::default(),
            destination: None,
            package: None,
            metadata: Metadata::default(),
            tests: false,
            runtime: Runtime::default(),
        }
    }

    /// Reads the document according to this configuration.
    ///
    /// # Errors
    ///
    /// The same as [`load_located`].
    pub fn load(&self) -> Result<Source, Failure> {
        let source = load_located(&self.document, &self.overlays, &self.references)?;
        Ok(self.apply(source))
    }

    /// Reads an older version of the document, to which entries need not apply.
    pub(crate) fn load_older(&self, document: &Path) -> Result<Source, Failure> {
        let source = load_older(document, &self.overlays, &self.references)?;
        let mut source = self.apply(source);
        source.diagnostics.remove_unmet();
        Ok(source)
    }

    /// Applies the overrides and the selection to the document.
    #[must_use]
    pub fn apply(&self, source: Source) -> Source {
        let source = source.with_overrides(self.overrides.clone());
        source.with_selection(&self.selection)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    apis: IndexMap<Spanned<String>, Entry>,
}

/// Reads the configuration at `path`.
///
/// # Errors
///
/// A [`Failure`] with an error diagnostic when the file cannot be read, is not TOML, has an unknown key, lists no API,
/// or has an API name that is not valid as a module name.
pub fn load_config(path: &Path) -> Result<Config, Failure> {
    let name = path.display().to_string();
    read(path, |text| {
        parse(Kind::Modules, &name, text, folder_of(path))
    })
}

/// Reads the configuration at `path` in a user's repository, which gives the destination of each API.
///
/// # Errors
///
/// The same as [`load_config`], and also if an API has no destination.
pub fn load_outputs(path: &Path) -> Result<Config, Failure> {
    let name = path.display().to_string();
    read(path, |text| {
        parse(Kind::Outputs, &name, text, folder_of(path))
    })
}

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

fn read<T>(path: &Path, parse: impl Fn(&str) -> Result<T, Problem>) -> Result<T, Failure> {
    let text = read::file(path).and_then(|it| {
        String::from_utf8(it).map_err(|error| io::Error::new(ErrorKind::InvalidData, error))
    });
    let (text, problem) = match text {
        Ok(text) => (text, None),
        Err(error) => (
            String::new(),
            Some(format!("cannot read the configuration: {error}")),
        ),
    };
    let mut files = Sources::new();
    let file = files.add(&path.display().to_string(), text, Format::Toml);
    let outcome = match (problem, file) {
        (None, Some(file)) => parse(files.text(file)),
        (problem, _) => Err((UNREADABLE, problem.unwrap_or_default(), None)),
    };
    outcome.map_err(|(code, message, span)| {
        let place = file.map(|file| match span {
            Some(span) => Place::Bytes(file, span.start, span.end),
            None => Place::File(file),
        });
        Failure {
            files,
            diagnostics: Diagnostic::error(code, place, message).into(),
        }
    })
}

pub(super) type Problem = (Code, String, Option<Range<usize>>);

fn parse(kind: Kind, name: &str, text: &str, folder: &Path) -> Result<Config, Problem> {
    let (config, places) = listed(kind, name, text, folder)?;
    let nowhere = |api: &ApiConfig| kind == Kind::Outputs && api.destination.is_none();
    if let Some(index) = config.apis.iter().position(nowhere) {
        let message = "missing field `output` or `module`: the folder of a standalone crate, or of a module of a crate";
        return Err((CONFIG, message.to_owned(), Some(places[index].clone())));
    }
    Ok(config)
}

/// Reads the APIs, whose destinations may be missing, and returns them with the positions of their names.
fn listed(
    kind: Kind,
    name: &str,
    text: &str,
    folder: &Path,
) -> Result<(Config, Vec<Range<usize>>), Problem> {
    let file: File = from_toml(text)?;
    let mut entries: Vec<(Spanned<String>, Entry)> = file.apis.into_iter().collect();
    // `toml` yields tables sorted by name; restore the order of the file.
    entries.sort_by_key(|(name, _)| name.span().start);
    let api = |(module, entry): (Spanned<String>, Entry)| {
        let at = module.span();
        if !is_module_name(module.get_ref()) {
            let message = format!(
                "`{}` cannot be the name of a module: it has to be in snake_case, and not a keyword, a device or a module of the crate",
                module.get_ref()
            );
            return Err((CONFIG, message, Some(at)));
        }
        if entry.document.is_none() {
            return Err((CONFIG, "missing field `document`".to_owned(), Some(at)));
        }
        let api = ApiConfig {
            name: module.into_inner(),
            ..entry.read(kind, (name, text), folder)?
        };
        match (kind, api.overrides.dependency_at()) {
            (Kind::Modules, Some(at)) => {
                let message = "`crate` is for a standalone crate: this crate has a Cargo.toml, so add the dependency there";
                Err((CONFIG, message.to_owned(), Some(at)))
            }
            _ => Ok(api),
        }
    };
    let places: Vec<_> = entries.iter().map(|(name, _)| name.span()).collect();
    let apis = entries
        .into_iter()
        .map(api)
        .collect::<Result<Vec<_>, _>>()?;
    if let Some((one, other)) = overlapping(&apis) {
        let message = format!(
            "its code would go into the folder of `{}`: each API needs a folder of its own",
            apis[other].name
        );
        return Err((CONFIG, message, Some(places[one].clone())));
    }
    if apis.is_empty() {
        return Err((
            CONFIG,
            "no API is listed: add a table `[apis.NAME]` with `document = \"FILE\"`".to_owned(),
            None,
        ));
    }
    Ok((Config { apis }, places))
}

fn from_toml<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, Problem> {
    toml::from_str(text).map_err(|error| (CONFIG, error.message().trim().to_owned(), error.span()))
}

/// Returns a name for an API from a text such as the name of its document: one that a configuration may have.
pub fn api_name(text: &str) -> String {
    let name = module_name(text);
    let words = name.split('_').filter(|it| !it.is_empty());
    let plain = words.collect::<Vec<_>>().join("_");
    if is_module_name(&plain) {
        plain
    } else {
        format!("api_{plain}").trim_end_matches('_').to_owned()
    }
}

fn is_module_name(name: &str) -> bool {
    // The crate has these beside the modules.
    let taken = ["runtime", "generated", "tests"].contains(&name);
    let letters = name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    let words = name.split('_').all(|word| !word.is_empty());
    letters && words && !taken && module_name(name) == name
}
