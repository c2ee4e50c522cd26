//! `codegen.toml`: which document becomes which module.
//!
//! ```toml
//! [apis.apify]
//! document = "apify-actor-env-vars.yaml"
//! overlays = ["apify.overlay.yaml"]
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
//! A crate of its own has a file with the same keys, less `document`, outside of any table.

use super::choices::{Choices, RenameEntry, TypesEntry, choices};
use super::sources::{Format, Place, Sources};
use super::{Failure, Source, load_with};
use crate::diagnostic::{Code, Diagnostic};
use crate::name::module_name;
use indexmap::IndexMap;
use serde::Deserialize;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::Spanned;

const UNREADABLE: Code = Code("unreadable");
pub(super) const CONFIG: Code = Code("config");

/// What is generated from which document, in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// At least one.
    pub apis: Vec<ApiConfig>,
}

/// One API: a document and the module that it becomes.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiConfig {
    /// The module's name, a valid one in `snake_case`.
    pub name: String,
    /// The document, found from where the configuration stands.
    pub document: PathBuf,
    /// Overlay documents that change it, in the order in which they do.
    pub overlays: Vec<PathBuf>,
    /// Types and names of the user's own.
    pub choices: Choices,
}

impl ApiConfig {
    /// Reads the document as this says.
    ///
    /// # Errors
    ///
    /// As [`load_with`].
    pub fn load(&self) -> Result<Source, Failure> {
        Ok(load_with(&self.document, &self.overlays)?.with_choices(self.choices.clone()))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    apis: IndexMap<Spanned<String>, ApiEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ApiEntry {
    document: PathBuf,
    #[serde(default)]
    overlays: Vec<PathBuf>,
    #[serde(default)]
    types: TypesEntry,
    #[serde(default)]
    rename: RenameEntry,
    #[serde(default)]
    sensitive: Vec<Spanned<String>>,
}

/// What a file for one document has; the document is named elsewhere.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnFile {
    #[serde(default)]
    overlays: Vec<PathBuf>,
    #[serde(default)]
    types: TypesEntry,
    #[serde(default)]
    rename: RenameEntry,
    #[serde(default)]
    sensitive: Vec<Spanned<String>>,
}

/// Reads the configuration at `path`.
///
/// # Errors
///
/// A [`Failure`] with an error diagnostic when the file cannot be read, is not TOML, has a key that means nothing, lists no
/// API, or names one in a way that cannot be a module.
pub fn load_config(path: &Path) -> Result<Config, Failure> {
    let name = path.display().to_string();
    read(path, |text| parse(&name, text, folder_of(path)))
}

/// Reads the configuration at `path` of one document, which is a file of its own: what `[apis.NAME]` holds.
///
/// # Errors
///
/// As [`load_config`].
pub fn load_own_config(path: &Path, document: &Path) -> Result<ApiConfig, Failure> {
    let name = path.display().to_string();
    read(path, |text| {
        parse_own(&name, text, folder_of(path), document)
    })
}

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

fn read<T>(path: &Path, parse: impl Fn(&str) -> Result<T, Problem>) -> Result<T, Failure> {
    let (text, problem) = match std::fs::read_to_string(path) {
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

fn parse(name: &str, text: &str, folder: &Path) -> Result<Config, Problem> {
    let file: File = from_toml(text)?;
    let mut entries: Vec<(Spanned<String>, ApiEntry)> = file.apis.into_iter().collect();
    // TOML tables arrive sorted by name; the file's own order is what people chose.
    entries.sort_by_key(|(name, _)| name.span().start);
    let api = |(module, entry): (Spanned<String>, ApiEntry)| {
        if !is_module_name(module.get_ref()) {
            let message = format!(
                "`{}` cannot be the name of a module: it has to be snake_case, and no keyword, device or module of the crate",
                module.get_ref()
            );
            return Err((CONFIG, message, Some(module.span())));
        }
        let choices = choices((name, text), entry.types, entry.rename, entry.sensitive)?;
        if let Some(at) = choices.dependency_at() {
            let message =
                "`crate` is for a crate of its own: this one has a Cargo.toml to add it to";
            return Err((CONFIG, message.to_owned(), Some(at)));
        }
        Ok(ApiConfig {
            name: module.into_inner(),
            document: folder.join(entry.document),
            overlays: entry.overlays.iter().map(|it| folder.join(it)).collect(),
            choices,
        })
    };
    let apis = entries
        .into_iter()
        .map(api)
        .collect::<Result<Vec<_>, _>>()?;
    if apis.is_empty() {
        return Err((
            CONFIG,
            "no API is listed: add a table `[apis.NAME]` with `document = \"FILE\"`".to_owned(),
            None,
        ));
    }
    Ok(Config { apis })
}

fn parse_own(name: &str, text: &str, folder: &Path, document: &Path) -> Result<ApiConfig, Problem> {
    let file: OwnFile = from_toml(text)?;
    Ok(ApiConfig {
        name: String::new(),
        document: document.to_owned(),
        overlays: file.overlays.iter().map(|it| folder.join(it)).collect(),
        choices: choices((name, text), file.types, file.rename, file.sensitive)?,
    })
}

fn from_toml<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, Problem> {
    toml::from_str(text).map_err(|error| (CONFIG, error.message().trim().to_owned(), error.span()))
}

fn is_module_name(name: &str) -> bool {
    // These are what the crate has beside the modules.
    let taken = ["runtime", "generated", "tests"].contains(&name);
    let letters = name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    let words = name.split('_').all(|word| !word.is_empty());
    letters && words && !taken && module_name(name) == name
}
