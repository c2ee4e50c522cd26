//! The growth of the generator's cost with the size of a document.
//!
//! Each shape of document is generated at doubling sizes, each size in a process of its own, and the CPU time of that
//! process is its cost. The exponent is the slope of the logarithms: 1 is linear, 2 is quadratic.
//!
//! Three measures keep other costs out of the slope:
//!
//! - the documents are made, and written to files, before anything is measured;
//! - the time of a document of size 1, which is the time to start a process, is subtracted;
//! - the sizes are measured in turns, and the least of several turns counts: other programs on the machine only ever
//!   add time, and a program that runs for a minute adds to all sizes and not only to the largest.
//!
//! The caches still have an effect: less of a large document is in them, so that each instruction takes longer. If a
//! shape exceeds the limit by little, [`Counted::Instructions`] shows whether the caches are the reason.

mod cost;
mod parts;
mod shapes;

pub use cost::{Cost, Counted};
pub use shapes::{SHAPES, Shape, Work};

use cost::{BASE, Documents, OVERLAY};
use generator::{
    Output, Target,
    diagnostic::{Code, Style, render},
    generate, generate_crate,
    source::{Failure, Source, load, load_with},
};
use std::{
    ffi::OsString,
    io,
    path::{Path, PathBuf},
};

/// The largest permitted exponent. The logarithm of a lookup and the memory's caches account for the part above 1.
pub const LIMIT: f64 = 1.1;

/// The number of times that each size is measured. The least cost counts.
const TURNS: usize = 3;

/// The number of seconds above which a size is measured only once.
const LONG: f64 = 10.0;

/// The cost above which larger sizes are not measured: a shape that is this slow is known to be wrong.
const TOO_LONG: f64 = 30.0;

/// The cost below which a measurement is mostly noise from the start of the process, and is ignored.
const SHORT: f64 = 0.02;

/// The settings of a measurement.
#[derive(Clone, Debug)]
pub struct Options {
    /// The command that starts this program again. It is given the name of a shape and the folder with the documents.
    pub command: Vec<OsString>,
    /// The largest size.
    pub up_to: usize,
    /// The number of sizes, each twice the previous one.
    pub doublings: u32,
    /// The unit of the costs.
    pub counted: Counted,
    /// The folder for the documents and for the output of the processes.
    pub scratch: PathBuf,
}

/// The measured growth of a shape.
#[derive(Clone, Debug)]
pub struct Growth {
    /// The shape's name.
    pub shape: &'static str,
    /// The sizes, with the cost of each.
    pub points: Vec<(usize, Cost)>,
    /// The slope, or `None` if all sizes are too small to tell.
    pub exponent: Option<f64>,
    /// The reason why the shape could not be measured.
    pub failure: Option<String>,
}

impl Growth {
    /// Returns whether the cost grows no faster than [`LIMIT`].
    pub fn is_linear(&self) -> bool {
        self.failure.is_none() && self.exponent.is_none_or(|it| it <= LIMIT)
    }
}

/// Measures a shape.
///
/// # Errors
///
/// A process cannot be started, or a file cannot be written.
pub fn measure(shape: &Shape, options: &Options) -> io::Result<Growth> {
    let mut growth = Growth {
        shape: shape.name,
        points: Vec::new(),
        exponent: None,
        failure: None,
    };
    let sizes = (0..options.doublings).rev().map(|it| options.up_to >> it);
    let sizes: Vec<usize> = std::iter::once(1).chain(sizes).collect();
    let mut documents = Vec::new();
    for size in &sizes {
        documents.push(Documents::new(shape, *size, options)?);
    }
    let mut least: Vec<Cost> = Vec::new();
    let turns = match options.counted {
        Counted::Time => TURNS,
        Counted::Instructions => 1,
    };
    for _ in 0..turns {
        if let Err(why) = turn(&documents, &mut least, options)? {
            let size = sizes.get(least.len()).copied().unwrap_or_default();
            growth.failure = Some(format!("at {size}: {why}"));
            break;
        }
    }
    documents.into_iter().try_for_each(Documents::remove)?;
    let idle = least.first().map_or(0.0, |it| it.amount);
    growth.points = sizes.into_iter().zip(least).skip(1).collect();
    let costs = growth.points.iter();
    let costs: Vec<_> = costs.map(|(size, it)| (*size, it.amount - idle)).collect();
    growth.exponent = slope(&costs);
    Ok(growth)
}

/// Measures each size once, and keeps the least cost of each. Sizes that take long are measured only in the first turn.
fn turn(
    documents: &[Documents<'_>],
    least: &mut Vec<Cost>,
    options: &Options,
) -> io::Result<Result<(), String>> {
    let first = least.is_empty();
    for (index, documents) in documents.iter().enumerate() {
        let known = least.get(index).copied();
        let wanted = match known {
            Some(it) => it.usage.user_seconds < LONG,
            None => first,
        };
        if !wanted {
            break;
        }
        let cost = match documents.run(options)? {
            Ok(cost) => cost,
            Err(why) => return Ok(Err(why)),
        };
        match known {
            Some(known) if known.amount <= cost.amount => {}
            Some(_) => least[index] = cost,
            None => least.push(cost),
        }
        if first && cost.amount > TOO_LONG {
            break;
        }
    }
    Ok(Ok(()))
}

/// Returns the slope of the last doublings in logarithms, by least squares.
#[expect(clippy::cast_precision_loss, reason = "sizes are small")]
pub fn slope(costs: &[(usize, f64)]) -> Option<f64> {
    const LAST: usize = 4;
    let long: Vec<(f64, f64)> = costs
        .iter()
        .filter(|(_, cost)| *cost > SHORT)
        .map(|(size, cost)| ((*size as f64).ln(), cost.ln()))
        .collect();
    let last = &long[long.len().saturating_sub(LAST)..];
    if last.len() < 2 {
        return None;
    }
    let count = last.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| last.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|it| it.0), mean(|it| it.1));
    let above: f64 = last.iter().map(|it| (it.0 - x) * (it.1 - y)).sum();
    let below: f64 = last.iter().map(|it| (it.0 - x).powi(2)).sum();
    Some(above / below)
}

/// Generates the documents of a shape that are in a folder. The measured process runs this.
///
/// # Errors
///
/// The document cannot be generated.
pub fn step(name: &str, folder: &Path) -> Result<(), String> {
    let shape = SHAPES.iter().find(|it| it.name == name);
    let shape = shape.ok_or_else(|| format!("no shape is called `{name}`"))?;
    let base = folder.join(BASE);
    match shape.work {
        Work::Module(_) => generated(&base, generate),
        Work::Crate(_) => generated(&base, generate_crate),
        Work::Overlay(_) => {
            let loaded = load_with(&base, &[folder.join(OVERLAY)]);
            loaded.map(drop).map_err(|it| message(&it))
        }
    }
}

/// Generates a document, and returns all of its diagnostics as an error if one of them is a bug of the generator.
fn generated(document: &Path, generate: fn(&Source, Target<'_>) -> Output) -> Result<(), String> {
    let source = load(document).map_err(|it| message(&it))?;
    let target = Target {
        module: "shape",
        path: "shape",
        origin: "shape.json",
    };
    let output = generate(&source, target);
    let told = render(&output.report.diagnostics, &source.files, Style::Plain);
    // Other errors, such as dangling references, do not prevent the measurement.
    let bug = output
        .report
        .diagnostics
        .iter()
        .any(|it| it.code == Code::Bug);
    if bug { Err(told) } else { Ok(()) }
}

fn message(failure: &Failure) -> String {
    render(&failure.diagnostics, &failure.files, Style::Plain)
}

/// Renders a table for people.
pub fn table(all: &[Growth]) -> String {
    let mut out = String::from(
        "shape                            exponent  seconds (or billions of instructions) at the sizes, peak memory of the last\n",
    );
    out.extend(all.iter().map(line));
    out
}

/// Renders the line of a shape.
pub fn line(it: &Growth) -> String {
    let exponent = it
        .exponent
        .map_or_else(|| "-".to_owned(), |it| format!("{it:.2}"));
    let mark = if it.is_linear() { ' ' } else { '!' };
    let mut out = format!("{:<32} {exponent:>7}{mark} ", it.shape);
    for (size, cost) in &it.points {
        out.push_str(&format!(" {size}: {:.2}", cost.amount));
    }
    if let Some((_, last)) = it.points.last() {
        out.push_str(&format!(", {} MB", last.usage.peak_bytes >> 20));
    }
    if let Some(why) = &it.failure {
        out.push_str(&format!("; {why}"));
    }
    out.push('\n');
    out
}
