//! Processes, and what they use.
//!
//! The numbers are those of the `wait4` system call, which counts the process and all that it waited
//! for: `cargo` with its `rustc`. The crate of that name is the call and nothing else, on every system;
//! `rustix` does not have it, `/proc` forgets a process when it ends, and `RUSAGE_CHILDREN` mixes up what
//! runs at the same time.

use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File},
    io,
    path::Path,
    process::{Command, Stdio},
};
use wait4::Wait4 as _;

/// What a process used.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Usage {
    /// CPU time, in user and system mode.
    pub cpu_seconds: f64,
    /// The most memory that it, or one of the processes it started, had at a time.
    pub peak_bytes: u64,
}

/// A process that has ended.
pub(crate) struct Ran {
    pub(crate) success: bool,
    pub(crate) usage: Usage,
    pub(crate) stdout: String,
    /// What it said of a failure, and how it ended if it said nothing.
    pub(crate) stderr: String,
}

/// Runs `command` to its end. What it prints goes through two files called `log`, which can hold more
/// than a pipe that nobody reads.
pub(crate) fn run(command: &mut Command, log: &Path) -> io::Result<Ran> {
    let (out, err) = (log.with_extension("out"), log.with_extension("err"));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(File::create(&out)?)
        .stderr(File::create(&err)?)
        .spawn()?;
    let ended = child.wait4()?;
    let text = |path| fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let mut stderr = text(&err)?;
    if !ended.status.success() && stderr.trim().is_empty() {
        stderr = ended.status.to_string();
    }
    let used = ended.rusage;
    Ok(Ran {
        success: ended.status.success(),
        usage: Usage {
            cpu_seconds: (used.utime + used.stime).as_secs_f64(),
            peak_bytes: used.maxrss,
        },
        stdout: text(&out)?,
        stderr,
    })
}
