//! Generates: from a document that was read to the text of its files, its tests and its report.

use crate::{
    conformance,
    diagnostic::{Code, Diagnostic, Diagnostics},
    report::Report,
    rust::{
        emit, environment,
        features::{self, Features},
        format::{self, OutputFile},
    },
    source::Source,
    stages::{Stages, stages},
    tree::Place,
};
use indexmap::IndexSet;

/// The destination of an API's code.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The name of the module, in `snake_case`.
    pub module: &'a str,
    /// The path of the module for users of the crate: `generated_client::apify`.
    pub path: &'a str,
    /// The name of the document in the header of each file.
    pub origin: &'a str,
}

/// The result of [`generate`].
#[derive(Debug)]
pub struct Output {
    /// The files, in a folder named after the module; `None` if there was an error.
    pub files: Option<Vec<OutputFile>>,
    /// The report of what was generated and what was not.
    pub report: Report,
    /// The cargo features of the code, if it has any.
    pub features: Vec<features::Feature>,
    /// The documentation of the code, for a standalone crate.
    pub docs: Vec<emit::Section>,
}

/// The result of [`conformance_tests`].
#[derive(Debug)]
pub struct Tests {
    /// The files, in a folder named after the module.
    pub files: Vec<OutputFile>,
    /// The operations without a test.
    pub untested: Vec<conformance::Untested>,
}

/// Emits tests of what the operations of a document send and read; `None` if the document cannot be generated.
///
/// # Errors
///
/// A message if the emitted code is not valid Rust, which is a bug.
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

/// Emits these tests, in a folder named after the module.
///
/// # Errors
///
/// A message if the emitted code is not valid Rust, which is a bug.
pub fn emit_tests(
    stages: &Stages,
    target: Target<'_>,
    tests: &[conformance::Test],
) -> Result<Vec<OutputFile>, String> {
    let folder = format!("{}/", target.module);
    let files = conformance::emit::emit(context(stages, target, None), tests);
    let files = files.into_iter();
    files
        .map(|it| format::format(it, &folder, target.origin))
        .collect()
}

/// The stack size of the thread that generates. Schemas may form chains of references as long as the document, and
/// each link takes some stack; untouched stack takes no memory.
const STACK: usize = 512 << 20;

/// The number of stack sizes that are tried, each half of the previous one.
const SMALLER_STACKS: u32 = 6;

/// Generates the code of one document.
pub fn generate(source: &Source, target: Target<'_>) -> Output {
    on_deep_stack(|| generate_here(source, target, false))
}

/// Generates the code of one document for a standalone crate. Parts of a large one have cargo features.
pub fn generate_crate(source: &Source, target: Target<'_>) -> Output {
    on_deep_stack(|| generate_here(source, target, true))
}

/// Runs a function on a thread with a stack that is large enough for documents of any shape. [`generate`] does
/// so itself, [`stages`] does not.
///
/// # Panics
///
/// If the function panics; it is run only once.
pub fn on_deep_stack<T: Send>(run: impl Fn() -> T + Sync) -> T {
    let done = std::thread::scope(|scope| {
        // If memory is limited, a smaller stack may still be available.
        let mut sizes = (0..SMALLER_STACKS).map(|halved| STACK >> halved);
        sizes.find_map(|size| {
            let builder = std::thread::Builder::new().stack_size(size);
            builder
                .spawn_scoped(scope, &run)
                .ok()
                .map(std::thread::ScopedJoinHandle::join)
        })
    });
    match done {
        Some(Ok(done)) => done,
        Some(Err(panic)) => std::panic::resume_unwind(panic),
        None => run(),
    }
}

fn generate_here(source: &Source, target: Target<'_>, divided: bool) -> Output {
    let mut diagnostics = source.diagnostics.clone();
    let stages = stages(source, &mut diagnostics);
    if let Some(Stages {
        api,
        names,
        environment,
        ..
    }) = &stages
    {
        let made = (api, names, environment);
        diagnostics.extend(environment::clashes(made, target.module, source));
    }
    let ready = stages.as_ref().filter(|_| !diagnostics.has_errors());
    let features = ready
        .filter(|_| divided)
        .and_then(|stages| Features::of(&stages.api, &stages.names, &stages.repeats.polls));
    let docs = ready.filter(|_| divided);
    let docs = docs.map(|it| emit::sections(context(it, target, features.as_ref())));
    let text = |stages| text(stages, target, features.as_ref());
    let files = match ready.map(text).transpose() {
        Ok(files) => files,
        Err(error) => {
            let message = format!("bug: the emitted code is no Rust: {error}");
            diagnostics.push(Diagnostic::error(Code::Bug, source.root.at, message));
            None
        }
    };
    let mut diagnostics = with_pointers(source, stages.as_ref(), diagnostics);
    diagnostics.sort();
    // A schema may be processed more than once.
    let mut seen = IndexSet::new();
    let once = diagnostics
        .into_iter()
        .filter(|it| seen.insert((it.code, it.pointer.clone(), it.message.clone())));
    let diagnostics = once.collect();
    let report = Report::new(source, stages.as_ref(), files.as_deref(), diagnostics);
    Output {
        files,
        report,
        features: features.map(|it| it.tags).unwrap_or_default(),
        docs: docs.unwrap_or_default(),
    }
}

/// Returns the diagnostics with pointers as the document's author knows them: into the original document if the stages
/// read a rewritten one, and with the file name if there are several files.
fn with_pointers(
    source: &Source,
    stages: Option<&Stages>,
    diagnostics: Diagnostics,
) -> Diagnostics {
    let node = |it: &Diagnostic| match it.at {
        Some(Place::Node(at)) => Some(at),
        Some(Place::File(_) | Place::Bytes(..)) | None => None,
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
        features,
        ..stages.context(target.module, target.path)
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
        .into_iter()
        .map(|file| format::format(file, &folder, target.origin))
        .collect()
}
