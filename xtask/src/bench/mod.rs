//! The cost of generating, checking and building a document's crate, with this generator and with others.
//!
//! Every figure is for whole processes as the operating system counts them: CPU seconds in user and system mode, and
//! the peak memory of any one process. Dependencies are compiled beforehand and incremental compilation is off, so that
//! the figures cover the crate alone.

mod table;
mod tool;

pub use table::table;
pub use tool::Tool;

use crate::measure::{self, Ran, Usage};
use std::{
    env,
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

/// The settings of a measurement.
#[derive(Clone, Debug)]
pub struct Options {
    /// The program and arguments that generate a crate with this generator; the document and the folder are appended.
    pub command: Vec<OsString>,
    /// The lock file that pins the dependencies of this generator's crates.
    pub lock: PathBuf,
    /// The folder of the runtime's crate.
    pub runtime: PathBuf,
    /// The folder for crates and their build output.
    pub scratch: PathBuf,
}

/// The measurements of one generator for one document.
#[derive(Clone, Debug)]
pub struct Row {
    /// The document's file name.
    pub document: String,
    /// The generator.
    pub tool: Tool,
    /// The resources that generating used.
    pub generation: Usage,
    /// The number of emitted lines of Rust, without code that is the same for all documents if the generator keeps it
    /// apart.
    pub lines: usize,
    /// The resources that `cargo check` used, or `None` if it failed.
    pub check: Option<Usage>,
    /// The resources that `cargo build` used, or `None` if it failed.
    pub build: Option<Usage>,
    /// The first line of the message if something failed.
    pub failure: Option<String>,
}

/// Measures one generator with one document.
///
/// # Errors
///
/// A file or folder cannot be written, or a process cannot be started.
pub fn run(document: &Path, tool: Tool, options: &Options) -> io::Result<Row> {
    let name = document.file_name().unwrap_or_default().to_string_lossy();
    let folder = format!("{}-{}", name.replace('.', "-"), tool.name());
    let root = options.scratch.join("crates").join(folder);
    if root.exists() {
        fs::remove_dir_all(&root)?;
    }
    fs::create_dir_all(&root)?;
    let target = options.scratch.join(format!("target-{}", tool.name()));
    fs::create_dir_all(&target)?;
    let log = target.join("log");

    let mut row = Row {
        document: name.into_owned(),
        tool,
        generation: Usage::default(),
        lines: 0,
        check: None,
        build: None,
        failure: None,
    };
    let mut generate = tool.generate(document, &root, options);
    let ran = measure::run(&mut generate, &log)?;
    row.generation = ran.usage;
    if !ran.success {
        row.failure = Some(first_line(&ran));
        return Ok(row);
    }
    if !tool.counted(&root).is_dir() {
        row.failure = Some("no crate was written".to_owned());
        return Ok(row);
    }
    tool.complete(&root, &options.lock)?;
    row.lines = lines(&tool.counted(&root))?;
    row.check = compiled("check", &root, &target, &mut row.failure)?;
    if row.check.is_some() {
        row.build = compiled("build", &root, &target, &mut row.failure)?;
    }
    Ok(row)
}

/// Compiles the crate once for its dependencies, and a second time to measure it.
fn compiled(
    subcommand: &str,
    root: &Path,
    target: &Path,
    failure: &mut Option<String>,
) -> io::Result<Option<Usage>> {
    let log = target.join("log");
    let first = measure::run(&mut cargo(root, target, subcommand), &log)?;
    if !first.success {
        *failure = Some(first_line(&first));
        return Ok(None);
    }
    let library = fs::File::options()
        .append(true)
        .open(root.join("src/lib.rs"))?;
    library.set_modified(SystemTime::now())?;
    let again = measure::run(&mut cargo(root, target, subcommand), &log)?;
    Ok(again.success.then_some(again.usage))
}

fn cargo(root: &Path, target: &Path, subcommand: &str) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args([subcommand, "--quiet", "--lib", "--manifest-path"])
        .arg(root.join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("RUSTFLAGS");
    command
}

fn first_line(ran: &Ran) -> String {
    let mut lines = ran.stderr.lines().map(str::trim);
    let said = lines
        .clone()
        .find(|line| line.starts_with("error") || line.contains("panicked"));
    let said = said.or_else(|| lines.find(|line| !line.is_empty()));
    said.unwrap_or("it says nothing")
        .chars()
        .take(160)
        .collect()
}

/// Returns the number of lines of all Rust files in a folder.
fn lines(folder: &Path) -> io::Result<usize> {
    let mut count = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            count += lines(&path)?;
        } else if path.extension().is_some_and(|it| it == "rs") {
            count += fs::read_to_string(&path)?.lines().count();
        }
    }
    Ok(count)
}
