//! A folder of documents at once: each is generated, checked by the compiler and measured.
//!
//! Every document gets processes of its own, one for each [`Step`]: what a document makes of the generator
//! (a panic, an exhausted stack, no end) stays with that document, and the system measures CPU time and
//! peak memory of a process for us. The crates stand in one scratch folder; their dependencies are
//! compiled once a worker.

mod check;
#[cfg(feature = "examples")]
mod examples;
mod find;
#[cfg(feature = "examples")]
mod fragment;
#[cfg(feature = "examples")]
mod instances;
mod judge;
#[cfg(feature = "examples")]
mod keywords;
#[cfg(feature = "examples")]
pub mod program;
mod random;
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
    Examples, InstanceFailure, Instances, Made, Mismatch, Row, too_few_examples,
    too_few_on_the_wire, too_large, unreported_instances, with_order,
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

/// What is done with each document.
#[derive(Clone, Debug)]
pub struct Options {
    /// The program and arguments that run [`step`], to which a step's own arguments are appended.
    pub command: Vec<OsString>,
    /// The lock file whose versions the crates take: nothing is resolved anew.
    pub lock: PathBuf,
    /// The folder for crates and what is compiled of them.
    pub scratch: PathBuf,
    /// How many documents are tried at a time.
    pub jobs: usize,
    /// Whether the crates are compiled.
    pub check: bool,
    /// Whether the examples in the document are decoded and encoded again.
    pub examples: bool,
    /// Whether its operations are called over real sockets.
    pub wire: bool,
    /// Whether the emitted types are measured.
    pub sizes: bool,
    /// Which instances of its schemas are decoded and encoded again, if any.
    pub instances: Option<Sampling>,
    /// What decides the order of schemas, paths and properties in which it is generated once more, if it is.
    pub shuffle: Option<u64>,
}

/// Which instances are made of each schema.
#[derive(Clone, Copy, Debug)]
pub struct Sampling {
    /// What decides where several are as good.
    pub seed: u64,
    /// The most that are tried of one schema.
    pub per_schema: usize,
}

/// What happens while documents are tried.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A document's turn has come; how many are done, of how many.
    Started(&'a str, usize, usize),
    /// A document is done.
    Done(&'a Row, usize, usize),
}

/// Tries every document in `folder`, and in the folders there. The rows are sorted by name.
///
/// # Errors
///
/// The folder cannot be read, or the scratch folder not be written.
pub fn run(folder: &Path, options: &Options, tell: impl FnMut(Event<'_>)) -> io::Result<Vec<Row>> {
    let documents = find::documents(folder)?;
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

/// What a worker tells.
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
        // Nobody listens any more only if the listener panicked, which the caller is told.
        let _ = out.send(Message::Started(document.name.clone()));
        let row = workshop.try_document(&document)?;
        let _ = out.send(Message::Done(Box::new(row)));
    }
}
