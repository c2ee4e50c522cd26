//! Validation by an independent implementation: Prism validates each request of a document's conformance tests against
//! the document and answers with the document's examples.
//!
//! <https://docs.stoplight.io/docs/prism>: `prism mock` answers an invalid request with the violations in the header
//! `sl-violations`.

use super::wire::{self, Wire};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// The package of Prism in a version that is known to work.
const PRISM: &str = "@stoplight/prism-cli@5.16.0";

/// The time that Prism may take to start: it reads the whole document first.
const PATIENCE: Duration = Duration::from_secs(180);

/// Known faults of Prism: the body's media type, the text in the violation's message, and where the fault is
/// documented.
const ITS_OWN: &[(&str, &str, &str)] = &[
    (
        "xml",
        "must be ",
        "Prism does not read XML: https://github.com/stoplightio/prism/issues/2050",
    ),
    (
        "application/x-www-form-urlencoded",
        "must be array",
        "Prism takes lists under names with `[]` only: https://github.com/stoplightio/prism/issues/2473",
    ),
    (
        "application/x-www-form-urlencoded",
        "must be object",
        "Prism does not read JSON in a form: https://github.com/stoplightio/prism/pull/2379",
    ),
];

/// Prism's judgement of a document's operations.
#[derive(Clone, Debug, Default)]
pub struct Judgement {
    /// The number of generated operations.
    pub all: usize,
    /// The number of operations whose requests are all valid and answered as documented.
    pub valid: usize,
    /// The number of further operations with no violations except those due to faults of Prism.
    pub excused: usize,
    /// The violations that were found.
    pub found: Vec<Violation>,
    /// The operations without a test, by pointer, and why.
    pub untested: Vec<(String, String)>,
}

/// A violation in a request or an unexpected response.
#[derive(Clone, Debug)]
pub struct Violation {
    /// The operation's pointer.
    pub at: String,
    /// The request.
    pub request: String,
    /// The reason.
    pub why: String,
    /// The fault of Prism that causes the violation, if it is known.
    pub its_own: Option<&'static str>,
}

/// The reason why there is no judgement.
#[derive(Debug)]
pub enum Unjudged {
    /// Node.js or npm is not installed.
    NoNode,
    /// Another failure, and its message.
    Failed(String),
}

impl From<io::Error> for Unjudged {
    fn from(error: io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<String> for Unjudged {
    fn from(error: String) -> Self {
        Self::Failed(error)
    }
}

/// Lets Prism validate the requests of a document's operations. Crates and Prism itself are kept in `scratch`; the lock
/// file `lock` pins the dependencies of the crate.
///
/// # Errors
///
/// Node.js or npm is missing, Prism cannot be installed or rejects the document, or the tests do not compile.
pub fn judge(document: &Path, scratch: &Path, lock: &Path) -> Result<Judgement, Unjudged> {
    for program in ["node", "npm"] {
        let there = Command::new(program).arg("--version").output();
        if !there.is_ok_and(|it| it.status.success()) {
            return Err(Unjudged::NoNode);
        }
    }
    fs::create_dir_all(scratch)?;
    let prism = installed(&scratch.join("prism"))?;
    let stem = document.file_stem().unwrap_or_default();
    let root = scratch.join("crates").join(stem);
    fs::create_dir_all(&root)?;
    fs::copy(lock, root.join("Cargo.lock"))?;
    let target = scratch.join("target");
    fs::create_dir_all(&target)?;
    let (wire, tests) = wire::built(document, &root, &target)?;
    let Some(tests) = tests else {
        return Ok(Judgement::of(wire, ""));
    };
    let server = Prism::start(&prism, document, &scratch.join("prism.log"))?;
    let report = target.join("judge.jsonl");
    wire::run(&tests, &report, Some(&server.url))?;
    let lines = fs::read_to_string(&report).unwrap_or_default();
    Ok(Judgement::of(wire, &lines))
}

/// Installs Prism in a folder of its own unless it is already installed, and returns the path of its program.
fn installed(folder: &Path) -> Result<PathBuf, Unjudged> {
    let program = folder.join("node_modules/@stoplight/prism-cli/dist/index.js");
    let known = fs::read_to_string(folder.join("installed")).unwrap_or_default();
    if known == PRISM && program.is_file() {
        return Ok(program);
    }
    fs::create_dir_all(folder)?;
    let output = Command::new("npm")
        .args([
            "install",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--prefix",
        ])
        .arg(folder)
        .arg(PRISM)
        .output()?;
    if !output.status.success() || !program.is_file() {
        let told = String::from_utf8_lossy(&output.stderr);
        return Err(format!("npm cannot install {PRISM}:\n{told}").into());
    }
    fs::write(folder.join("installed"), PRISM)?;
    Ok(program)
}

/// A running Prism server, which is stopped when this is dropped.
struct Prism {
    url: String,
    process: Child,
}

impl Prism {
    fn start(program: &Path, document: &Path, log: &Path) -> Result<Self, Unjudged> {
        // Another process could take the port before Prism does, which is unlikely.
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let out = File::create(log)?;
        let process = Command::new("node")
            .arg(program)
            .args(["mock", "--host", "127.0.0.1", "--port", &port.to_string()])
            .arg(document)
            .stdin(Stdio::null())
            .stderr(out.try_clone()?)
            .stdout(out)
            .spawn()?;
        let mut prism = Self {
            url: format!("http://127.0.0.1:{port}"),
            process,
        };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = prism.process.try_wait()?.is_some();
            if ended || started.elapsed() > PATIENCE {
                let told = fs::read_to_string(log).unwrap_or_default();
                return Err(format!("Prism does not start:\n{told}").into());
            }
            thread::sleep(Duration::from_millis(100));
        }
        Ok(prism)
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        // The process may already have ended.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

impl Judgement {
    /// Reads the tests' report, which has one line of JSON per call.
    fn of(wire: Wire, lines: &str) -> Self {
        let mut out = Self {
            all: wire.all,
            untested: wire.untested,
            ..Self::default()
        };
        // Whether an operation is without violations, and whether it is except for faults of Prism.
        let mut called: BTreeMap<String, (bool, bool)> = BTreeMap::new();
        let mut told = BTreeSet::new();
        for line in lines.lines() {
            let Ok(line) = serde_json::from_str::<Value>(line) else {
                continue;
            };
            let text = |key: &str| line.get(key).and_then(Value::as_str).unwrap_or_default();
            let at = text("at").to_owned();
            let found = wrong(&line);
            let state = called.entry(at.clone()).or_insert((true, true));
            state.0 &= found.is_empty();
            for why in found {
                let its_own = its_own(text("media"), &why);
                state.1 &= its_own.is_some();
                if told.insert((at.clone(), why.clone())) {
                    out.found.push(Violation {
                        at: at.clone(),
                        request: text("request").to_owned(),
                        why,
                        its_own,
                    });
                }
            }
        }
        let count = |wanted: (bool, bool)| called.values().filter(|it| **it == wanted).count();
        (out.valid, out.excused) = (count((true, true)), count((false, true)));
        out.found
            .sort_by(|one, other| (&one.at, &one.why).cmp(&(&other.at, &other.why)));
        out
    }
}

/// Returns the fault of Prism that causes a violation, if it is known.
fn its_own(media: &str, why: &str) -> Option<&'static str> {
    let known = |(part, message, _): &&(&str, &str, &str)| {
        media.contains(part) && why.starts_with("request/body") && why.contains(message)
    };
    ITS_OWN
        .iter()
        .find(known)
        .map(|(_, _, where_known)| *where_known)
}

/// Returns the problems of a call: violations in the request, or a response that is not a documented success.
fn wrong(line: &Value) -> Vec<String> {
    let mut out = Vec::new();
    let lists = line.get("violations").and_then(Value::as_array);
    for violation in lists
        .into_iter()
        .flatten()
        .filter_map(Value::as_array)
        .flatten()
    {
        let place = violation.get("location").and_then(Value::as_array);
        let place = place.into_iter().flatten().filter_map(Value::as_str);
        let place: Vec<&str> = place.collect();
        let severity = violation.get("severity").and_then(Value::as_str);
        // Violations in the responses that Prism makes up are its own. A deprecated operation is only a warning.
        if place.first() == Some(&"request") && severity == Some("Error") {
            let message = violation.get("message").and_then(Value::as_str);
            out.push(format!(
                "{}: {}",
                place.join("/"),
                message.unwrap_or_default()
            ));
        }
    }
    let told = line.get("told").and_then(Value::as_str).unwrap_or_default();
    if out.is_empty() && !told.ends_with(", as documented") {
        out.push(told.to_owned());
    }
    out
}
