//! Reads OpenAPI documents and emits the Rust client that an engineer would have written by hand.
//!
//! Each stage is one function from one artefact to the next:
//!
//! | stage | from | to |
//! |---|---|---|
//! | [`load`] | bytes | [`Source`]: a tree whose nodes know their place |
//! | [`skeleton`] | `Source` | [`Document`](skeleton::Document): typed, schemas aside |
//! | [`lower`] | `Document`, `Source` | [`Api`](model::Api): our model |
//! | [`analyze`] | `Api` | [`Facts`](analyze::Facts): what to box, what is sent |
//! | [`name`] | `Api`, `Facts` | [`Names`](name::Names): all identifiers |
//! | [`emit`] | all of these | [`OutFile`](emit::OutFile)s: paths and tokens |
//! | [`format`](mod@format) | `OutFile` | [`OutputFile`]: path and text |
//! | [`write`](mod@write) | `OutputFile`s | files on disk, or what differs from them |
//!
//! [`diff`](mod@diff) compares the models of two versions of a document.
//!
//! [`generate`] runs them from `skeleton` to `format`. What a stage cannot carry over it reports as a
//! [`Diagnostic`]; nothing is dropped in silence, and nothing panics.

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::todo)
)]

pub mod analyze;
mod base;
pub mod bench;
pub mod conformance;
pub mod corpus;
pub mod diagnostic;
pub mod diff;
pub mod emit;
pub mod features;
pub mod format;
pub mod load;
pub mod lower;
mod measure;
pub mod model;
pub mod name;
pub mod project;
mod report;
mod schema;
mod settle;
pub mod skeleton;
pub mod standalone;
mod vocabulary;
mod witness;
pub mod write;

pub use report::{Operations, Report};

use diagnostic::{Code, Diagnostic, Diagnostics};
use features::Features;
use load::Source;
use std::collections::BTreeSet;
use write::OutputFile;

/// Where the code of an API goes.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The module that it becomes, in `snake_case`.
    pub module: &'a str,
    /// Where that module is for a user of the crate: `generated_client::apify`.
    pub path: &'a str,
    /// What the header of each file calls the document.
    pub origin: &'a str,
}

/// The artefacts of all stages before `format`.
#[derive(Debug)]
pub struct Stages {
    /// The typed skeleton.
    pub document: skeleton::Document,
    /// The model.
    pub api: model::Api,
    /// The facts about it.
    pub facts: analyze::Facts,
    /// The names for it.
    pub names: name::Names,
}

/// The result of [`generate`].
#[derive(Debug)]
pub struct Output {
    /// The files, in a folder called as the module; none if there was an error.
    pub files: Option<Vec<OutputFile>>,
    /// What was generated and what was not.
    pub report: Report,
    /// The cargo features of the code, if it has any.
    pub features: Vec<features::Feature>,
}

/// The result of [`conformance_tests`].
#[derive(Debug)]
pub struct Tests {
    /// The files, in a folder called as the module.
    pub files: Vec<OutputFile>,
    /// The operations that have no test.
    pub untested: Vec<conformance::Untested>,
}

/// Emits tests of what the operations of a document send and read; none if the document cannot be
/// generated.
///
/// # Errors
///
/// The emitted code is no Rust, which is a bug.
pub fn conformance_tests(source: &Source, target: Target<'_>) -> Result<Option<Tests>, String> {
    on_deep_stack(|| {
        let mut diagnostics = Diagnostics::new();
        let stages = stages(source, &mut diagnostics);
        let Some(stages) = stages.filter(|_| !diagnostics.has_errors()) else {
            return Ok(None);
        };
        let (tests, untested) = conformance::tests(&stages, &source.root);
        let files = emit_tests(&stages, target, &tests)?;
        Ok(Some(Tests { files, untested }))
    })
}

/// Emits these tests, in a folder called as the module.
///
/// # Errors
///
/// The emitted code is no Rust, which is a bug.
pub fn emit_tests(
    stages: &Stages,
    target: Target<'_>,
    tests: &[conformance::Test],
) -> Result<Vec<OutputFile>, String> {
    let folder = format!("{}/", target.module);
    let files = emit::emit_conformance(context(stages, target, None), tests);
    let files = files.iter();
    files
        .map(|it| format::format(it, &folder, target.origin))
        .collect()
}

/// Runs the stages up to `name`. `None`, with the reason among `diagnostics`, if the document cannot
/// be generated.
pub fn stages(source: &Source, diagnostics: &mut Diagnostics) -> Option<Stages> {
    let document = skeleton::skeleton(source, diagnostics)?;
    let api = lower::lower(source, &document, diagnostics);
    settle::settle(&api, diagnostics);
    let facts = analyze::analyze(&api);
    let names = name::name(&api, &facts, diagnostics);
    Some(Stages {
        document,
        api,
        facts,
        names,
    })
}

/// The stack of the thread that generates. Schemas may refer to one another in chains as long as the
/// document, and each link takes some stack; what is not touched takes no memory.
const STACK: usize = 512 << 20;

/// Generates the code of one document.
pub fn generate(source: &Source, target: Target<'_>) -> Output {
    on_deep_stack(|| generate_here(source, target, false))
}

/// Generates the code of one document for a crate of its own: parts of a big one have cargo features.
pub fn generate_crate(source: &Source, target: Target<'_>) -> Output {
    on_deep_stack(|| generate_here(source, target, true))
}

/// Runs a function on a thread with a stack for documents of any shape. [`generate`] does so by itself,
/// [`stages`] does not.
pub fn on_deep_stack<T: Send>(run: impl Fn() -> T + Sync) -> T {
    let done = std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(STACK);
        builder.spawn_scoped(scope, &run).ok()?.join().ok()
    });
    // Where no such thread can be had, and to show a bug's own message once more.
    done.unwrap_or_else(run)
}

fn generate_here(source: &Source, target: Target<'_>, divided: bool) -> Output {
    let mut diagnostics = source.diagnostics.clone();
    let stages = stages(source, &mut diagnostics);
    let ready = stages.as_ref().filter(|_| !diagnostics.has_errors());
    let features = ready
        .filter(|_| divided)
        .and_then(|stages| Features::of(&stages.api, &stages.names));
    let text = |stages| text(stages, target, features.as_ref());
    let files = match ready.map(text).transpose() {
        Ok(files) => files,
        Err(error) => {
            let message = format!("bug: the emitted code is no Rust: {error}");
            diagnostics.push(Diagnostic::error(Code("bug"), source.root.at, message));
            None
        }
    };
    let mut diagnostics = told(source, stages.as_ref(), diagnostics);
    diagnostics.sort();
    // A schema can be looked at more than once.
    let mut seen = BTreeSet::new();
    let once = diagnostics
        .into_iter()
        .filter(|it| seen.insert((it.code, it.pointer.clone(), it.message.clone())));
    let diagnostics = once.collect();
    let report = Report::new(source, stages.as_ref(), files.as_deref(), diagnostics);
    Output {
        files,
        report,
        features: features.map(|it| it.tags).unwrap_or_default(),
    }
}

/// What there is to say, with pointers as the document's author knows them: into the document itself where
/// the stages read a rewritten one, and with the name of the file where there are several.
fn told(source: &Source, stages: Option<&Stages>, diagnostics: Diagnostics) -> Diagnostics {
    let node = |it: &Diagnostic| match it.at {
        Some(load::Place::Node(at)) => Some(at),
        Some(load::Place::File(_) | load::Place::Bytes(..)) | None => None,
    };
    let rewritten = stages.is_some_and(|it| it.document.is_rewritten());
    let wanted = diagnostics.iter().filter(|_| rewritten).filter_map(node);
    let pointers = source.pointers_of(&wanted.collect());
    let told = diagnostics.into_iter().map(|mut it| {
        let own = node(&it).and_then(|at| pointers.get(&at).cloned());
        it.pointer = own.or(it.pointer);
        it.pointer = it.pointer.map(|it| source.shown(&it));
        it
    });
    told.collect()
}

fn context<'a>(
    stages: &'a Stages,
    target: Target<'a>,
    features: Option<&'a Features>,
) -> emit::Context<'a> {
    emit::Context {
        api: &stages.api,
        facts: &stages.facts,
        names: &stages.names,
        module: target.module,
        path: target.path,
        features,
    }
}

fn text(
    stages: &Stages,
    target: Target<'_>,
    features: Option<&Features>,
) -> Result<Vec<OutputFile>, String> {
    let cx = context(stages, target, features);
    let folder = format!("{}/", target.module);
    let files = emit::emit(cx);
    files
        .iter()
        .map(|file| format::format(file, &folder, target.origin))
        .collect()
}
