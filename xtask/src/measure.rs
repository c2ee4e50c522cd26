//! Processes and the resources that they use.
//!
//! The numbers come from the `wait4` system call, which counts the process and every child that it waited for: `cargo`
//! with its `rustc`. The crate `wait4` is a thin wrapper around that call for all systems. The alternatives do not
//! serve: `rustix` lacks the call, `/proc` forgets a process when it ends, and `RUSAGE_CHILDREN` adds up processes that
//! run at the same time.

use serde::{Deserialize, Serialize};
use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    path::Path,
    process::{Command, Stdio},
};
use wait4::Wait4 as _;

/// The resources that a process used.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Usage {
    /// CPU time in user and system mode.
    pub cpu_seconds: f64,
    /// CPU time in user mode alone.
    #[serde(default)]
    pub user_seconds: f64,
    /// The peak memory of the process or of any one of its children.
    pub peak_bytes: u64,
}

/// A process that has ended.
pub(crate) struct Ran {
    pub(crate) success: bool,
    pub(crate) usage: Usage,
    pub(crate) stdout: String,
    /// The standard error output, or the exit status if the process failed without any.
    pub(crate) stderr: String,
}

/// Returns the command with `words` as its program and arguments.
pub(crate) fn command(words: &[OsString]) -> io::Result<Command> {
    let (program, arguments) = words
        .split_first()
        .ok_or_else(|| io::Error::other("bug: no command"))?;
    let mut command = Command::new(program);
    command.args(arguments);
    Ok(command)
}

/// Runs `command` to its end. Its output goes through two files next to `log`, since a pipe that nobody reads can fill
/// up and block the process.
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
            user_seconds: used.utime.as_secs_f64(),
            peak_bytes: used.maxrss,
        },
        stdout: text(&out)?,
        stderr,
    })
}
