//! What the operations of a document send and read: its conformance tests, compiled and run.

use super::{
    check::cargo,
    measure::{self, Usage},
};
use crate::{project, write};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::Path,
};

/// The most that is kept of what went wrong with an operation.
const MAX_WHY: usize = 2000;

/// What became of the operations of a document on the wire.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Wire {
    /// How many operations were generated.
    pub all: usize,
    /// How many of them send and read what the document says.
    pub same: usize,
    /// Those that have no test, by pointer, and why.
    pub untested: Vec<(String, String)>,
    /// Those that send or read something else, by pointer, and what.
    pub different: Vec<(String, String)>,
    /// How many calls were made, of operations with and without what is optional.
    pub calls: usize,
    /// What compiling the tests used.
    pub build: Usage,
}

/// Generates a crate with tests into `root`, compiles it and runs them.
pub(super) fn wire(document: &Path, root: &Path) -> Result<Wire, String> {
    let told = |error: std::io::Error| error.to_string();
    let generation = project::tested_crate_of(document, root, None)
        .map_err(|_| "the document cannot be read".to_owned())?;
    let files = generation.files.as_ref().ok_or("nothing was generated")?;
    fs::create_dir_all(root).map_err(told)?;
    write::write(root, files).map_err(told)?;
    let mut out = Wire {
        all: generation
            .apis
            .iter()
            .map(|it| it.output.report.operations.generated)
            .sum(),
        ..Wire::default()
    };
    let untested = generation.untested.iter();
    out.untested = untested
        .map(|it| (it.at.to_string(), it.why.clone()))
        .collect();
    if out.all == 0 {
        return Ok(out);
    }
    let target = env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| root.join("target").into());
    let target = Path::new(&target);
    let report = target.join("wire.jsonl");
    let ran = run(root, target, &report, &mut out)?;
    let lines = fs::read_to_string(&report).unwrap_or_default();
    if lines.is_empty() {
        return Err(format!("no test ran\n{ran}"));
    }
    out.read(&lines);
    Ok(out)
}

/// Compiles the tests and runs them; what they print.
fn run(root: &Path, target: &Path, report: &Path, out: &mut Wire) -> Result<String, String> {
    let told = |error: std::io::Error| error.to_string();
    // The versions that are built already, and what the runtime's crates need for the tests.
    let features = ["--features", "reqwest", "--test", "conformance"];
    let command = || {
        let mut command = cargo(root, target, "test");
        command.args(features).env("CARGO_PROFILE_DEV_DEBUG", "0");
        command
    };
    let built =
        measure::run(command().arg("--no-run"), &target.join("wire-build")).map_err(told)?;
    out.build = built.usage;
    if !built.success {
        return Err(format!("the tests do not compile\n{}", built.stderr));
    }
    if report.exists() {
        fs::remove_file(report).map_err(told)?;
    }
    let mut command = command();
    command
        .env("WIRE_REPORT", report)
        .env_remove("WIRE_BASE_URL");
    let ran = measure::run(&mut command, &target.join("wire-run")).map_err(told)?;
    Ok(ran.stdout)
}

impl Wire {
    /// Reads what the tests told, a line of JSON each.
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
