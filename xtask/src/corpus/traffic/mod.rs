//! Recorded messages from real clients and servers, decoded into the emitted types and encoded again.
//!
//! The schema of a message is found in the document: by operation, status and content type, or by the name of a
//! component. The results are judged by the document as well, so that mistakes in a message are told apart from faults
//! of the types.

mod body;
mod classify;
mod exchange;
mod report;
mod routes;

pub use exchange::{Exchange, exchanges};
pub use report::{Finding, Judged, Kind, Report, Unmatched, Verdict};

use super::{
    program::{self, Ask, Generated, Profile},
    verdict::Judge,
};
use exchange::Typed;
use generator::{
    Stages,
    api::TypeRef,
    diagnostic::{Diagnostics, Style, render},
    on_deep_stack,
    output::write,
    project,
    source::{self, Source},
    stages,
    tree::SpecPath,
};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The locations of messages, documents and crates.
#[derive(Clone, Debug)]
pub struct Options {
    /// The files of messages.
    pub files: Vec<PathBuf>,
    /// The folders with the documents that messages name.
    pub documents: Vec<PathBuf>,
    /// The lock file that pins the dependencies of the crates.
    pub lock: PathBuf,
    /// The folder for crates and their build output.
    pub scratch: PathBuf,
    /// Whether messages that lack required parts are read tolerantly, as clients can.
    pub tolerant: bool,
    /// Whether the programs are compiled without optimization, which is faster for few messages.
    pub debug: bool,
}

/// A message with its schema and type.
#[derive(Debug)]
pub(super) struct Case {
    file: String,
    line: usize,
    kind: Kind,
    /// The operation or schema that the message belongs to.
    what: String,
    schema: SpecPath,
    ty: TypeRef,
    value: Value,
}

/// A message that was decoded and encoded again.
#[derive(Clone, Debug)]
pub struct Back {
    /// The encoded value, with marks.
    pub value: Value,
    /// The filled locations and the message with the filled values, if it was read tolerantly.
    pub filled: Option<(Vec<String>, Value)>,
}

impl From<Value> for Back {
    fn from(value: Value) -> Self {
        Self {
            value,
            filled: None,
        }
    }
}

/// The types of values and the outcomes of decoding them.
pub type Decoded = Result<Vec<(String, Result<Back, String>)>, String>;

/// Judges all messages. Each document that they name is generated and compiled.
///
/// # Errors
///
/// A file or a document cannot be read, or a crate cannot be generated or compiled.
pub fn run(options: &Options, mut tell: impl FnMut(&str)) -> Result<Report, String> {
    let mut by_document: BTreeMap<String, Vec<Exchange>> = BTreeMap::new();
    for file in &options.files {
        let text = fs::read_to_string(file)
            .map_err(|error| format!("cannot read `{}`: {error}", file.display()))?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        for exchange in exchanges(&name, &text)? {
            let document = exchange.document.clone();
            by_document.entry(document).or_default().push(exchange);
        }
    }
    let mut report = Report::default();
    for (name, exchanges) in by_document {
        let document = found(&options.documents, &name)?;
        tell(&name);
        let judged = on_deep_stack(|| {
            let (source, root) = generated(&document, options)?;
            judge_with(&source, &exchanges, |stages, values| {
                let generated = Generated {
                    root: &root,
                    document: &document,
                    stages,
                };
                decoded(generated, options, values)
            })
        });
        report.add(judged.map_err(|error| format!("{name}: {error}"))?);
    }
    Ok(report)
}

fn decoded(generated: Generated<'_>, options: &Options, values: &[(&TypeRef, &Value)]) -> Decoded {
    let profile = if options.debug {
        Profile::Debug
    } else {
        Profile::Release
    };
    let target = options.scratch.join("target-0");
    let ask = if options.tolerant {
        Ask::Filled
    } else {
        Ask::Json
    };
    let outcomes = generated.run_in(profile, &target, ask, values)?;
    let outcomes = outcomes.into_iter();
    let values = outcomes.map(|(ty, outcome)| (ty, outcome.and_then(|it| came(&it))));
    Ok(values.collect())
}

/// Reads the program's output for a message.
fn came(back: &program::Back) -> Result<Back, String> {
    let filled = (!back.shown.is_empty()).then(|| serde_json::from_str(&back.shown));
    Ok(Back {
        value: back.value()?,
        filled: filled.transpose().map_err(|error| error.to_string())?,
    })
}

/// Judges the messages of one document; `decode` decodes values and encodes them again.
///
/// # Errors
///
/// There are no types for the document, the validator rejects it, or `decode` fails.
pub fn judge_with(
    source: &Source,
    exchanges: &[Exchange],
    decode: impl FnOnce(&Stages, &[(&TypeRef, &Value)]) -> Decoded,
) -> Result<Report, String> {
    let mut diagnostics = Diagnostics::new();
    let stages = stages(source, &mut diagnostics).ok_or("there are no types")?;
    let judge = Judge::new(&source.root, &stages)?;
    let mut report = Report::default();
    let mut cases = Vec::new();
    let routes = routes::Routes::new(&judge.witness);
    for exchange in exchanges {
        for found in exchange.messages(&routes) {
            match found.typed(&judge.witness, &stages.api) {
                Typed::Case(case) => cases.push(case),
                Typed::Refused(judged) => report.judged.push(judged),
                Typed::Unmatched(unmatched) => report.unmatched.push(unmatched),
            }
        }
    }
    let values: Vec<_> = cases.iter().map(|it| (&it.ty, &it.value)).collect();
    let outcomes = decode(&stages, &values)?;
    if outcomes.len() != cases.len() {
        let (some, all) = (outcomes.len(), cases.len());
        return Err(format!("{some} of {all} messages came back"));
    }
    let judged = cases.iter().zip(outcomes);
    let judged = judged.map(|(case, (ty, outcome))| classify::judged(&judge, case, ty, outcome));
    report.judged.extend(judged);
    Ok(report)
}

/// Finds the document with the given name in one of the folders.
fn found(folders: &[PathBuf], name: &str) -> Result<PathBuf, String> {
    let plain = Path::new(name)
        .components()
        .all(|it| matches!(it, std::path::Component::Normal(_)));
    let mut places = folders.iter().map(|folder| folder.join(name));
    let found = places.find(|place| plain && place.is_file());
    found.ok_or_else(|| {
        let folders: Vec<_> = folders.iter().map(|it| it.display().to_string()).collect();
        format!(
            "no document `{name}` in {}: name its folder with --documents",
            folders.join(", ")
        )
    })
}

/// Generates and writes the crate of a document.
fn generated(document: &Path, options: &Options) -> Result<(Source, PathBuf), String> {
    let told = |error: std::io::Error| error.to_string();
    let shown =
        |failure: &source::Failure| render(&failure.diagnostics, &failure.files, Style::Plain);
    let folder = document.file_name().unwrap_or_default().to_string_lossy();
    let root = options
        .scratch
        .join("crates")
        .join(folder.replace('.', "-"));
    fs::create_dir_all(&root).map_err(told)?;
    let generation = project::crate_of(document, &root, &project::CrateOptions::alone())
        .map_err(|failure| shown(&failure))?;
    let files = generation.files.as_ref().ok_or("nothing was generated")?;
    write::write(&root, files).map_err(told)?;
    fs::copy(&options.lock, root.join("Cargo.lock")).map_err(told)?;
    let source = source::load(document).map_err(|failure| shown(&failure))?;
    Ok((source, root))
}
