//! Documents that are made to break the generator: small documents whose parts are moved, also to other files, and refer
//! to themselves and to one another.
//!
//! A run is identified by its number and the seed, so that a failing run can be repeated. Each process makes thousands
//! of runs: a run that aborts or takes too long ends only its process, and its number is reported. The memory is that
//! of a whole process, so that too much of it is reported with the first run of the process.

mod change;
mod files;

pub use change::changed;
pub use files::Files;

use crate::measure;
use generator::{
    Target, conformance_tests, generate,
    source::{Source, load, load_bytes},
    tree::FILES,
};
use serde_json::Value;
use std::{
    ffi::OsString,
    fs, io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

/// The longest time that a run may take.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// The largest amount of memory that a process may use, in bytes.
pub const MEMORY: u64 = 1 << 30;

/// The size of the largest document that is changed, in bytes.
const LARGEST: u64 = 16 << 10;

/// The number of runs per process.
const BATCH: usize = 2_000;

/// The number of failures after which no further process is started.
const FAILURES: usize = 10;

/// The runs to make.
#[derive(Clone, Debug)]
pub struct Options {
    /// The command that starts this program again. It is given the seed, the first run, the number of runs, and a file
    /// for the number of the current run.
    pub command: Vec<OsString>,
    /// The seed from which all changes are derived.
    pub seed: u64,
    /// The number of the first run.
    pub first: usize,
    /// The number of runs.
    pub runs: usize,
    /// The folder for the notes and the logs of the processes.
    pub scratch: PathBuf,
}

/// The outcome of all runs.
#[derive(Clone, Debug, Default)]
pub struct Fuzzed {
    /// The number of runs that were made.
    pub runs: usize,
    /// The number of runs that generated code.
    pub generated: usize,
    /// The duration of the longest run, in seconds, and its number.
    pub longest: (f64, usize),
    /// The largest amount of memory that a process used.
    pub peak_bytes: u64,
    /// The failures, with the number of the run.
    pub failures: Vec<(usize, String)>,
}

/// Makes all runs, unless too many of them fail.
///
/// # Errors
///
/// A process cannot be started.
pub fn fuzz(options: &Options, mut told: impl FnMut(&Fuzzed)) -> io::Result<Fuzzed> {
    fs::create_dir_all(&options.scratch)?;
    let mut out = Fuzzed::default();
    let (mut next, end) = (options.first, options.first + options.runs);
    while next < end && out.failures.len() < FAILURES {
        let count = BATCH.min(end - next);
        let done = batch(options, next, count, &mut out)?;
        out.runs += done;
        next += done;
        told(&out);
    }
    Ok(out)
}

/// Makes some runs in one process, and returns their number, which is smaller if a run ended the process.
fn batch(options: &Options, first: usize, count: usize, out: &mut Fuzzed) -> io::Result<usize> {
    let note = options.scratch.join("run");
    let mut command = measure::command(&options.command)?;
    command
        .args([
            options.seed.to_string(),
            first.to_string(),
            count.to_string(),
        ])
        .arg(&note);
    let ran = measure::run(&mut command, &options.scratch.join("log"))?;
    out.peak_bytes = out.peak_bytes.max(ran.usage.peak_bytes);
    if ran.usage.peak_bytes > MEMORY {
        let message = format!("{} MB, in one of {count} runs", ran.usage.peak_bytes >> 20);
        out.failures.push((first, message));
    }
    if let Some((generated, longest, number)) = figures(&ran.stdout).filter(|_| ran.success) {
        out.generated += generated;
        if longest > out.longest.0 {
            out.longest = (longest, number);
        }
        return Ok(count);
    }
    let at = fs::read_to_string(&note)?;
    let at = at.trim().parse().unwrap_or(first);
    let said: String = ran.stderr.chars().take(400).collect();
    out.failures.push((at, said));
    Ok(at + 1 - first)
}

/// Parses the output of a process: the number of runs that generated code, the duration of the longest run, and its
/// number.
fn figures(text: &str) -> Option<(usize, f64, usize)> {
    let mut words = text.split_whitespace();
    let generated = words.next()?.parse().ok()?;
    Some((
        generated,
        words.next()?.parse().ok()?,
        words.next()?.parse().ok()?,
    ))
}

/// Reads the documents to change: the small ones below a folder, sorted by path.
///
/// # Errors
///
/// The folder cannot be read.
pub fn seeds(folder: &Path) -> io::Result<Vec<Value>> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if path
                .extension()
                .is_some_and(|it| it == "yaml" || it == "json")
            {
                files.push(path);
            }
        }
    }
    files.sort();
    files.retain(|it| fs::metadata(it).is_ok_and(|it| it.len() <= LARGEST));
    let read = files.iter().filter_map(|it| {
        let source = load_bytes(&it.display().to_string(), fs::read(it).ok()?).ok()?;
        Some(source.root.to_json())
            .filter(|it| it.get("paths").is_some() && it.get(FILES).is_none())
    });
    Ok(read.collect())
}

/// Makes runs in this process, notes the number of each before it begins, and returns the line that the parent process
/// reads.
///
/// # Errors
///
/// A run fails.
pub fn step(
    seeds: &[Value],
    seed: u64,
    first: usize,
    count: usize,
    note: &Path,
) -> Result<String, String> {
    watch();
    let folder = note.with_extension("files");
    let (mut generated, mut longest) = (0, (0.0, first));
    for number in first..first + count {
        fs::write(note, number.to_string()).map_err(|it| it.to_string())?;
        let document = changed(seeds, seed, number);
        STARTED.fetch_add(1, Ordering::SeqCst);
        let start = Instant::now();
        let outcome = run(&document, number, &folder)?;
        let took = start.elapsed().as_secs_f64();
        generated += usize::from(outcome);
        if took > longest.0 {
            longest = (took, number);
        }
    }
    Ok(format!("{generated} {:.3} {}\n", longest.0, longest.1))
}

/// The number of runs that have begun.
static STARTED: AtomicUsize = AtomicUsize::new(0);

/// Ends the process if a run takes longer than [`PATIENCE`].
fn watch() {
    thread::spawn(|| {
        let mut last = (0, Instant::now());
        loop {
            thread::sleep(Duration::from_millis(100));
            let started = STARTED.load(Ordering::SeqCst);
            if started != last.0 {
                last = (started, Instant::now());
            } else if last.1.elapsed() > PATIENCE {
                generator::complain!("no end after {} seconds\n", PATIENCE.as_secs());
                process::exit(1);
            }
        }
    });
}

/// Generates a document, and for every fourth run its tests as well. Returns whether the generator produced code.
/// A folder is for the document's files if there are several.
///
/// # Errors
///
/// The generator panics, its tests cannot be emitted, or the output has both code and an error, or neither.
pub fn run(document: &Files, number: usize, folder: &Path) -> Result<bool, String> {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let loaded = match document.alone() {
            Some(alone) => load_bytes("fuzz.json", alone.to_string().into_bytes()),
            None => load(&document.write(folder).map_err(|it| it.to_string())?),
        };
        let Ok(source) = loaded else {
            return Ok(false);
        };
        generated(&source, number)
    }));
    let panic = |panic: Box<dyn std::any::Any + Send>| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        format!("panic: {}", text.unwrap_or_default())
    };
    outcome.map_err(panic)?
}

fn generated(source: &Source, number: usize) -> Result<bool, String> {
    let target = Target {
        module: "fuzz",
        path: "fuzz",
        origin: "fuzz.json",
    };
    let output = generate(source, target);
    if number.is_multiple_of(4) {
        conformance_tests(source, target)?;
    }
    let errors = output.report.diagnostics.has_errors();
    if output.files.is_some() == errors {
        return Err("either code or an error".to_owned());
    }
    Ok(!errors)
}
