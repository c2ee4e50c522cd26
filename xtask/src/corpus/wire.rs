//! The conformance tests of a document, compiled and run: they compare the operations' requests and responses with the
//! document.

use super::check::cargo;
use crate::measure::{self, Usage};
use generator::{
    diagnostic::{Style, render},
    output::write,
    project,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The maximum length of the problems kept per operation.
const MAX_WHY: usize = 2000;

/// The results of a document's conformance tests.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Wire {
    /// The number of generated operations.
    pub all: usize,
    /// The number of operations whose requests and responses agree with the document.
    pub same: usize,
    /// The operations without a test, by pointer, and why.
    pub untested: Vec<(String, String)>,
    /// The operations that differ from the document, by pointer, and how.
    pub different: Vec<(String, String)>,
    /// The number of calls. Operations are called with and without their optional parts.
    pub calls: usize,
    /// The resources that compiling the tests used.
    pub build: Usage,
}

/// Generates a crate with tests into `root`, compiles it and runs the tests.
pub(super) fn wire(document: &Path, root: &Path) -> Result<Wire, String> {
    let target = env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| root.join("target").into());
    let target = Path::new(&target);
    let (mut wire, tests) = built(document, root, target)?;
    let Some(tests) = tests else { return Ok(wire) };
    let report = target.join("wire.jsonl");
    let ran = run(&tests, &report, None)?;
    let lines = fs::read_to_string(&report).unwrap_or_default();
    if lines.is_empty() {
        return Err(format!("no test ran\n{ran}"));
    }
    wire.read(&lines);
    Ok(wire)
}

/// Generates a crate with tests into `root` and compiles it. Returns the results known so far and the test program,
/// which is missing if the document has no operations.
pub(super) fn built(
    document: &Path,
    root: &Path,
    target: &Path,
) -> Result<(Wire, Option<PathBuf>), String> {
    let told = |error: std::io::Error| error.to_string();
    let generation = project::crate_of(document, root, &tested())
        .map_err(|failure| render(&failure.diagnostics, &failure.files, Style::Plain))?;
    let files = generation.files.as_ref().ok_or("nothing was generated")?;
    write::write(root, files).map_err(told)?;
    let reports = generation.apis.iter().map(|it| &it.output.report);
    let untested = generation.untested.iter();
    let mut wire = Wire {
        all: reports.map(|it| it.operations.generated).sum(),
        untested: untested
            .map(|it| (it.at.to_string(), it.why.clone()))
            .collect(),
        ..Wire::default()
    };
    if wire.all == 0 {
        return Ok((wire, None));
    }
    let mut command = cargo(root, target, "test");
    command
        .args(["--features", "reqwest", "--test", "conformance", "--no-run"])
        .args(["--message-format", "json"])
        .env("CARGO_PROFILE_DEV_DEBUG", "0");
    let built = measure::run(&mut command, &target.join("wire-build")).map_err(told)?;
    wire.build = built.usage;
    if !built.success {
        let messages = rendered(&built.stdout);
        return Err(format!(
            "the tests do not compile\n{messages}{}",
            built.stderr
        ));
    }
    let program = program(&built.stdout).ok_or("cargo names no program")?;
    Ok((wire, Some(program)))
}

/// Returns the compiler's messages as rendered text.
fn rendered(stdout: &str) -> String {
    let messages = stdout
        .lines()
        .filter_map(|it| serde_json::from_str::<Value>(it).ok());
    let texts =
        messages.filter_map(|it| Some(it.pointer("/message/rendered")?.as_str()?.to_owned()));
    texts.collect()
}

/// Returns the program that cargo has compiled.
fn program(stdout: &str) -> Option<PathBuf> {
    let messages = stdout
        .lines()
        .filter_map(|it| serde_json::from_str::<Value>(it).ok());
    let mut programs =
        messages.filter_map(|it| Some(PathBuf::from(it.get("executable")?.as_str()?)));
    programs.next_back()
}

/// Runs the tests, against another server if there is one, and returns their output. They append their results to
/// `report`.
pub(super) fn run(tests: &Path, report: &Path, server: Option<&str>) -> Result<String, String> {
    let told = |error: std::io::Error| error.to_string();
    if report.exists() {
        fs::remove_file(report).map_err(told)?;
    }
    let mut command = Command::new(tests);
    command.env("WIRE_REPORT", report);
    match server {
        Some(url) => command.env("WIRE_BASE_URL", url),
        None => command.env_remove("WIRE_BASE_URL"),
    };
    let ran = measure::run(&mut command, &report.with_file_name("wire-run")).map_err(told)?;
    Ok(ran.stdout + &ran.stderr)
}

impl Wire {
    /// Reads the tests' report, which has one line of JSON per call.
    fn read(&mut self, lines: &str) {
        let mut problems: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in lines.lines() {
            let Ok(line) = serde_json::from_str::<Value>(line) else {
                continue;
            };
            self.calls += 1;
            let at = line.get("at").and_then(Value::as_str).unwrap_or_default();
            let found = line.get("problems").and_then(Value::as_array);
            let found = found.into_iter().flatten().filter_map(Value::as_str);
            problems
                .entry(at.to_owned())
                .or_default()
                .extend(found.map(str::to_owned));
        }
        let different = problems.iter().filter(|(_, found)| !found.is_empty());
        let short = |found: &Vec<String>| found.join("\n").chars().take(MAX_WHY).collect();
        self.different = different
            .map(|(at, found)| (at.clone(), short(found)))
            .collect();
        let known: BTreeSet<&String> = self.different.iter().map(|(at, _)| at).collect();
        self.same = problems.keys().filter(|at| !known.contains(at)).count();
    }
}

fn tested() -> project::CrateOptions<'static> {
    project::CrateOptions {
        tests: true,
        alone: true,
        ..project::CrateOptions::default()
    }
}
