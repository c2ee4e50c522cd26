//! What `spec/` was at a revision: git has it, and a folder of its own gets it for as long as it is looked at.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::atomic::{AtomicU32, Ordering},
};

/// The folder, from the workspace's root.
const SPEC: &str = "spec";

/// `spec/` as it was, in a folder that is removed in the end.
#[derive(Debug)]
pub(crate) struct Base {
    folder: PathBuf,
    /// What the workspace's root was.
    pub(crate) root: PathBuf,
}

impl Drop for Base {
    fn drop(&mut self) {
        // It stands where the system puts what may be lost: what cannot be removed does no harm.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// `spec/` at the revision; `None` if it is what it is now.
///
/// # Errors
///
/// Why git cannot tell, in words.
pub(crate) fn spec_at(workspace: &Path, revision: &str) -> Result<Option<Base>, String> {
    let workspace = if workspace.as_os_str().is_empty() {
        Path::new(".")
    } else {
        workspace
    };
    let commit = format!("{revision}^{{commit}}");
    let commit = git(
        workspace,
        &[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &commit,
        ],
        None,
    )?;
    if !commit.status.success() {
        return Err(match git(workspace, &["rev-parse", "--git-dir"], None)? {
            Output { status, .. } if status.success() => {
                format!("git knows no revision `{revision}`")
            }
            outside => line(&outside.stderr),
        });
    }
    let commit = line(&commit.stdout);
    let same = git(workspace, &["diff", "--quiet", &commit, "--", SPEC], None)?;
    match same.status.code() {
        Some(0) => Ok(None),
        Some(1) => checked_out(workspace, &commit).map(Some),
        _ => Err(line(&same.stderr)),
    }
}

/// Puts `spec/` at a commit into a folder, through an index of its own: nothing of the repository changes.
fn checked_out(workspace: &Path, commit: &str) -> Result<Base, String> {
    let folder = scratch().map_err(|error| format!("no folder for what git has: {error}"))?;
    let inside = ok(&git(workspace, &["rev-parse", "--show-prefix"], None)?)?;
    let base = Base {
        root: folder.join(&inside),
        folder,
    };
    let tree = format!("{commit}:{inside}{SPEC}");
    let known = git(workspace, &["cat-file", "-e", &tree], None)?;
    if known.status.success() {
        let index = base.folder.join("index");
        let prefix = format!("--prefix={inside}{SPEC}/");
        ok(&git(
            workspace,
            &["read-tree", &prefix, &tree],
            Some(&index),
        )?)?;
        let into = format!("--prefix={}/", base.folder.display());
        // From the top, since of an index git takes only what is below the folder it is called in.
        let top = ok(&git(workspace, &["rev-parse", "--show-toplevel"], None)?)?;
        ok(&git(
            Path::new(&top),
            &["checkout-index", "--all", &into],
            Some(&index),
        )?)?;
    }
    Ok(base)
}

/// A new folder that nobody else has.
fn scratch() -> io::Result<PathBuf> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("spec-at-base-{}-{number}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    fs::create_dir(&folder)?;
    folder.canonicalize()
}

fn git(folder: &Path, arguments: &[&str], index: Option<&Path>) -> Result<Output, String> {
    let mut command = Command::new("git");
    command.current_dir(folder).args(arguments);
    if let Some(index) = index {
        command.env("GIT_INDEX_FILE", index);
    }
    let output = command.output();
    output.map_err(|error| format!("git cannot be started: {error}"))
}

/// What it printed if it went well, and what it complained of otherwise.
fn ok(output: &Output) -> Result<String, String> {
    if output.status.success() {
        Ok(line(&output.stdout))
    } else {
        Err(line(&output.stderr))
    }
}

fn line(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}
