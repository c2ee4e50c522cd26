//! The cost of generating a document of one shape and size.

use super::{Options, Shape, Work};
use crate::measure::{self, Usage};
use std::{ffi::OsString, fs, io, path::Path};

/// The unit of a cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counted {
    /// Seconds of CPU time in user mode. System time does not count: it is the time of allocating memory, which depends
    /// on the load of the machine and on how much memory the system hands out at a time.
    #[default]
    Time,
    /// Billions of instructions, as counted by valgrind: the same number in each run on a machine, but fifty times as
    /// slow. The count separates the algorithm from the caches, which a large document does not fit into.
    Instructions,
}

/// The cost of one run.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Seconds or billions of instructions, as [`Counted`] says.
    pub amount: f64,
    /// The resources that the process used.
    pub usage: Usage,
}

/// The documents of a shape and size, in a folder of their own. They are written before anything is measured.
pub(super) struct Documents<'a> {
    shape: &'a Shape,
    folder: std::path::PathBuf,
}

impl<'a> Documents<'a> {
    pub(super) fn new(shape: &'a Shape, size: usize, options: &Options) -> io::Result<Self> {
        let folder = format!("{}-{size}", shape.name.replace(' ', "-"));
        let folder = options.scratch.join(folder);
        fs::create_dir_all(&folder)?;
        match shape.work {
            Work::Module(document) | Work::Crate(document) => {
                fs::write(folder.join(BASE), document(size))?;
            }
            Work::Overlay(documents) => {
                let [base, overlay] = documents(size);
                fs::write(folder.join(BASE), base)?;
                fs::write(folder.join(OVERLAY), overlay)?;
            }
        }
        Ok(Self { shape, folder })
    }

    /// Generates the documents in a process of its own, and returns the cost or, if the process fails, its error
    /// message.
    pub(super) fn run(&self, options: &Options) -> io::Result<Result<Cost, String>> {
        let counts = self.folder.join("counts");
        let mut words: Vec<OsString> = Vec::new();
        if options.counted == Counted::Instructions {
            words.extend(["valgrind", "--tool=cachegrind", "--cache-sim=no"].map(Into::into));
            let mut out = OsString::from("--cachegrind-out-file=");
            out.push(&counts);
            words.push(out);
        }
        words.extend(options.command.iter().cloned());
        let mut command = measure::command(&words)?;
        command.arg(self.shape.name).arg(&self.folder);
        let ran = measure::run(&mut command, &self.folder.join("log"))?;
        if !ran.success {
            let first = ran.stderr.lines().next().unwrap_or_default();
            return Ok(Err(first.chars().take(200).collect()));
        }
        let amount = match options.counted {
            Counted::Time => ran.usage.user_seconds,
            Counted::Instructions => billions(&counts)?,
        };
        let usage = ran.usage;
        Ok(Ok(Cost { amount, usage }))
    }

    /// Removes the folder.
    pub(super) fn remove(self) -> io::Result<()> {
        fs::remove_dir_all(self.folder)
    }
}

/// The name of the document in its folder.
pub(super) const BASE: &str = "base.json";

/// The name of the overlay next to it.
pub(super) const OVERLAY: &str = "overlay.json";

/// Reads the number of instructions that cachegrind counted, in billions.
fn billions(counts: &Path) -> io::Result<f64> {
    let text = fs::read_to_string(counts)?;
    let summary = text.lines().find_map(|it| it.strip_prefix("summary:"));
    let count = summary.and_then(|it| it.trim().parse::<f64>().ok());
    let count = count.ok_or_else(|| io::Error::other("cachegrind wrote no `summary`"))?;
    Ok(count / 1e9)
}
