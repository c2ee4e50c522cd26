//! Trials of all documents in a folder: each is generated, checked by the compiler and measured.
//!
//! Every document gets processes of its own, one per [`Step`], so that a panic, an exhausted stack or an endless loop
//! of the generator affects only that document, and the system can measure the CPU time and peak memory of each
//! process. The crates are written to one scratch folder; their dependencies are compiled once per worker.

#[cfg(feature = "examples")]
pub mod agree;
mod check;
#[cfg(feature = "examples")]
mod examples;
mod find;
#[cfg(feature = "examples")]
mod fragment;
#[cfg(feature = "examples")]
pub mod instances;
mod judge;
#[cfg(feature = "examples")]
mod keywords;
#[cfg(feature = "examples")]
pub mod program;
mod row;
pub mod shuffle;
mod sizes;
mod step;
#[cfg(feature = "examples")]
pub mod suite;
mod table;
#[cfg(feature = "examples")]
pub mod traffic;
#[cfg(feature = "examples")]
pub mod verdict;
mod wire;

pub use judge::{Judgement, Unjudged, Violation, judge};
pub use row::{
    Disagreement, Examples, InstanceFailure, Instances, Made, Mismatch, Row, disagreements,
    too_few_examples, too_few_on_the_wire, too_large, unreported_instances, with_order,
};
pub use sizes::{Large, Sizes};
pub use step::{Step, step};
pub use table::table;
pub use wire::Wire;

pub use crate::measure::Usage;

use check::Workshop;
use std::{
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError, mpsc},
    thread,
};

/// The settings of a run.
#[derive(Clone, Debug)]
pub struct Options {
    /// The program and arguments that run [`step`], to which the arguments of the step are appended.
    pub command: Vec<OsString>,
    /// The lock file that pins the dependencies of the crates.
    pub lock: PathBuf,
    /// The folder for crates and their build output.
    pub scratch: PathBuf,
    /// The number of documents that are tried and the seed that picks them, if not all are tried.
    pub pick: Option<(usize, u64)>,
    /// The number of documents that are tried at the same time.
    pub jobs: usize,
    /// Whether the crates are compiled.
    pub check: bool,
    /// Whether the examples in the document are decoded and encoded again.
    pub examples: bool,
    /// Whether the operations are called over real sockets.
    pub wire: bool,
    /// Whether the emitted types are measured.
    pub sizes: bool,
    /// The instances of schemas that are decoded and encoded again, if any.
    pub instances: Option<Sampling>,
    /// Whether the compiled code also decodes and encodes the instances, and is compared with the interpreter.
    pub compiled: bool,
    /// The seed for the other order of schemas, paths and properties in which documents are generated once more, if
    /// they are.
    pub shuffle: Option<u64>,
}

/// The choice of instances per schema.
#[derive(Clone, Copy, Debug)]
pub struct Sampling {
    /// The seed that decides between equally good instances.
    pub seed: u64,
    /// The largest number of instances tried per schema.
    pub per_schema: usize,
}

/// The progress of a run.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A document is started; the number of finished documents, and of all.
    Started(&'a str, usize, usize),
    /// A document is finished; the number of finished documents, and of all.
    Done(&'a Row, usize, usize),
}

/// Tries every document in `folder` and in its direct subfolders. The rows are sorted by name.
///
/// # Errors
///
/// The folder cannot be read, or the scratch folder cannot be written.
pub fn run(folder: &Path, options: &Options, tell: impl FnMut(Event<'_>)) -> io::Result<Vec<Row>> {
    let mut documents = find::documents(folder)?;
    if let Some((count, seed)) = options.pick {
        documents = find::picked(documents, count, seed);
    }
    let count = documents.len();
    let queue = Mutex::new(documents.into_iter());
    let mut rows = thread::scope(|scope| {
        let (sender, received) = mpsc::channel();
        let mut workers = Vec::new();
        for index in 0..options.jobs.clamp(1, count.max(1)) {
            let (queue, sender) = (&queue, sender.clone());
            workers.push(scope.spawn(move || worker(index, options, queue, &sender)));
        }
        drop(sender);
        let rows = collect(&received, count, tell);
        for worker in workers {
            worker
                .join()
                .unwrap_or_else(|_| Err(io::Error::other("bug: a worker panicked")))?;
        }
        Ok::<_, io::Error>(rows)
    })?;
    rows.sort_by(|one, other| one.document.cmp(&other.document));
    Ok(rows)
}

/// A message from a worker.
enum Message {
    Started(String),
    Done(Box<Row>),
}

fn collect(
    received: &mpsc::Receiver<Message>,
    count: usize,
    mut tell: impl FnMut(Event<'_>),
) -> Vec<Row> {
    let mut rows = Vec::new();
    for message in received {
        match message {
            Message::Started(document) => tell(Event::Started(&document, rows.len(), count)),
            Message::Done(row) => {
                tell(Event::Done(&row, rows.len() + 1, count));
                rows.push(*row);
            }
        }
    }
    rows
}

/// Takes documents from the queue until it is empty.
fn worker(
    index: usize,
    options: &Options,
    queue: &Mutex<impl Iterator<Item = find::Document>>,
    out: &mpsc::Sender<Message>,
) -> io::Result<()> {
    let workshop = Workshop::new(index, options)?;
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
        let Some(document) = next else {
            return Ok(());
        };
        // Sending fails only if the receiver panicked, which the caller learns anyway.
        let _ = out.send(Message::Started(document.name.clone()));
        let row = workshop.try_document(&document)?;
        let _ = out.send(Message::Done(Box::new(row)));
    }
}
