//! `codegen.toml`: which document becomes which module.
//!
//! ```toml
//! [apis.apify]
//! document = "apify-actor-env-vars.yaml"
//! overlays = ["apify.overlay.yaml"]
//! ```

use super::Failure;
use super::sources::{Format, Place, Sources};
use crate::diagnostic::{Code, Diagnostic};
use crate::name::module_name;
use indexmap::IndexMap;
use serde::Deserialize;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::Spanned;

const UNREADABLE: Code = Code("unreadable");
const CONFIG: Code = Code("config");

/// What is generated from which document, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// At least one.
    pub apis: Vec<ApiConfig>,
}

/// One API: a document and the module that it becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiConfig {
    /// The module's name, a valid one in `snake_case`.
    pub name: String,
    /// The document, found from where the configuration stands.
    pub document: PathBuf,
    /// Overlay documents that change it, in the order in which they do.
    pub overlays: Vec<PathBuf>,
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
}

/// Reads the configuration at `path`.
///
/// # Errors
///
/// A [`Failure`] with an error diagnostic when the file cannot be read, is not TOML, has a key that means nothing, lists no
/// API, or names one in a way that cannot be a module.
pub fn load_config(path: &Path) -> Result<Config, Failure> {
    let name = path.display().to_string();
    let (text, problem) = match std::fs::read_to_string(path) {
        Ok(text) => (text, None),
        Err(error) => (
            String::new(),
            Some(format!("cannot read the configuration: {error}")),
        ),
    };
    let mut files = Sources::new();
    let file = files.add(&name, text, Format::Toml);
    let outcome = match (problem, file) {
        (None, Some(file)) => parse(files.text(file), path.parent().unwrap_or(Path::new(""))),
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

type Problem = (Code, String, Option<Range<usize>>);

fn parse(text: &str, folder: &Path) -> Result<Config, Problem> {
    let file: File = toml::from_str(text)
        .map_err(|error| (CONFIG, error.message().trim().to_owned(), error.span()))?;
    let mut entries: Vec<(Spanned<String>, ApiEntry)> = file.apis.into_iter().collect();
    // TOML tables arrive sorted by name; the file's own order is what people chose.
    entries.sort_by_key(|(name, _)| name.span().start);
    let api = |(name, entry): (Spanned<String>, ApiEntry)| {
        if is_module_name(name.get_ref()) {
            Ok(ApiConfig {
                name: name.into_inner(),
                document: folder.join(entry.document),
                overlays: entry.overlays.iter().map(|it| folder.join(it)).collect(),
            })
        } else {
            let message = format!(
                "`{}` cannot be the name of a module: it has to be snake_case, and no keyword, device or module of the crate",
                name.get_ref()
            );
            Err((CONFIG, message, Some(name.span())))
        }
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

fn is_module_name(name: &str) -> bool {
    // These are what the crate has beside the modules.
    let taken = ["runtime", "generated", "tests"].contains(&name);
    let letters = name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    let words = name.split('_').all(|word| !word.is_empty());
    letters && words && !taken && module_name(name) == name
}
