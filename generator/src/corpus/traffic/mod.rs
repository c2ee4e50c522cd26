//! Recorded messages: what real clients and servers sent, decoded into the emitted types and encoded again.
//!
//! Which schema a message is of is read from the document: by operation, status and content type, or by the
//! name of a component. What is wrong with what comes back is judged from the document as well, so that what
//! the message has wrong itself is told apart from what the types have wrong.

mod body;
mod classify;
mod exchange;
mod report;
mod routes;

pub use exchange::{Exchange, exchanges};
pub use report::{Finding, Judged, Kind, Report, Unmatched, Verdict};

use super::{
    program::{Generated, Profile},
    verdict::Judge,
};
use crate::{
    Stages,
    diagnostic::{Diagnostics, Style, render},
    load::{self, Source},
    model::{SpecPath, TypeRef},
    on_deep_stack, project, stages, write,
};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Where messages and documents are, and where crates are compiled.
#[derive(Clone, Debug)]
pub struct Options {
    /// The files of messages.
    pub files: Vec<PathBuf>,
    /// The folders in which the documents are that the messages name.
    pub documents: Vec<PathBuf>,
    /// The lock file whose versions the crates take.
    pub lock: PathBuf,
    /// The folder for crates and what is compiled of them.
    pub scratch: PathBuf,
    /// Whether the programs are compiled without optimization, which is faster for few messages.
    pub debug: bool,
}

/// A message, and what it should be.
#[derive(Debug)]
pub(super) struct Case {
    file: String,
    line: usize,
    kind: Kind,
    /// What it is of: an operation, or a schema.
    what: String,
    schema: SpecPath,
    ty: TypeRef,
    value: Value,
}

/// The types of values, and what becomes of the values: JSON with marks, or an error.
pub type Decoded = Result<Vec<(String, Result<Value, String>)>, String>;

/// Judges all messages. Each document that they name is generated and compiled.
///
/// # Errors
///
/// A file or a document cannot be read, and a crate cannot be generated or compiled.
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
    let outcomes = generated.run_in(profile, &target, values)?.into_iter();
    let values = outcomes.map(|(ty, outcome)| (ty, outcome.and_then(|it| it.value())));
    Ok(values.collect())
}

/// Judges the messages of one document; `decode` decodes values and encodes them again.
///
/// # Errors
///
/// There are no types for the document, the validator does not take it, or what `decode` gives.
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
                Ok(case) => cases.push(case),
                Err(unmatched) => report.unmatched.push(unmatched),
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

/// The document of that name in one of the folders.
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

/// Writes the crate of a document.
fn generated(document: &Path, options: &Options) -> Result<(Source, PathBuf), String> {
    let told = |error: std::io::Error| error.to_string();
    let shown =
        |failure: &load::Failure| render(&failure.diagnostics, &failure.files, Style::Plain);
    let folder = document.file_name().unwrap_or_default().to_string_lossy();
    let root = options
        .scratch
        .join("crates")
        .join(folder.replace('.', "-"));
    fs::create_dir_all(&root).map_err(told)?;
    let generation = project::crate_of(document, &root, &project::CrateOptions::default())
        .map_err(|failure| shown(&failure))?;
    let files = generation.files.as_ref().ok_or("nothing was generated")?;
    write::write(&root, files).map_err(told)?;
    fs::copy(&options.lock, root.join("Cargo.lock")).map_err(told)?;
    let source = load::load(document).map_err(|failure| shown(&failure))?;
    Ok((source, root))
}
