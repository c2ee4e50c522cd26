//! The documents and configurations at a git revision, checked out into a temporary folder
//! for as long as they are needed.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

/// The file endings of documents and configurations.
const ENDS: [&str; 4] = [".yaml", ".yml", ".json", ".toml"];

/// Files at a revision, in a folder that is removed on drop.
#[derive(Debug)]
pub(crate) struct Base {
    folder: PathBuf,
    /// The root, as it was at the revision.
    pub(crate) root: PathBuf,
}

impl Drop for Base {
    fn drop(&mut self) {
        // The folder is in the system's temporary directory, so a failed removal does no harm.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Returns the documents and configurations below `scope`, a folder of `workspace`, at the revision;
/// `None` if they are unchanged since.
///
/// # Errors
///
/// A message if git fails.
pub(crate) fn at(workspace: &Path, scope: &str, revision: &str) -> Result<Option<Base>, String> {
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
    let same = git(workspace, &["diff", "--quiet", &commit, "--", scope], None)?;
    match same.status.code() {
        Some(0) => Ok(None),
        Some(1) => checked_out(workspace, scope, &commit).map(Some),
        _ => Err(line(&same.stderr)),
    }
}

/// Returns the text of a file at the revision; `None` if the file did not exist.
///
/// # Errors
///
/// A message if git fails.
pub(crate) fn text_at(root: &Path, path: &str, revision: &str) -> Result<Option<String>, String> {
    let root = if root.as_os_str().is_empty() {
        Path::new(".")
    } else {
        root
    };
    let commit = format!("{revision}^{{commit}}");
    let known = [
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        &commit,
    ];
    ok(&git(root, &known, None)?)?;
    let object = format!("{revision}:./{path}");
    let shown = git(root, &["cat-file", "blob", &object], None)?;
    let text = String::from_utf8_lossy(&shown.stdout).into_owned();
    Ok(shown.status.success().then_some(text))
}

/// Checks out files at a commit into a folder, through a separate index, so that the repository is left unchanged.
fn checked_out(workspace: &Path, scope: &str, commit: &str) -> Result<Base, String> {
    let folder = scratch().map_err(|error| format!("no folder for what git has: {error}"))?;
    let inside = ok(&git(workspace, &["rev-parse", "--show-prefix"], None)?)?;
    let base = Base {
        root: folder.join(&inside),
        folder,
    };
    let index = base.folder.join("index");
    let all = [
        "ls-tree",
        "-r",
        "-z",
        "--full-name",
        "--name-only",
        commit,
        "--",
        scope,
    ];
    let all = git(workspace, &all, None)?;
    ok(&all)?;
    let names = all.stdout.split(|byte| *byte == 0);
    let names = names.map(String::from_utf8_lossy);
    let wanted = names.filter(|name| ENDS.iter().any(|end| name.ends_with(end)));
    let list = wanted.map(|name| format!("{name}\0")).collect::<String>();
    if list.is_empty() {
        return Ok(base);
    }
    ok(&git(workspace, &["read-tree", commit], Some(&index))?)?;
    let into = format!("--prefix={}/", base.folder.display());
    // Run from the top, since git only checks out the part of an index that is below the current folder.
    let top = ok(&git(workspace, &["rev-parse", "--show-toplevel"], None)?)?;
    ok(&fed(
        Path::new(&top),
        &["checkout-index", "-z", "--stdin", &into],
        &index,
        &list,
    )?)?;
    Ok(base)
}

/// Creates a new folder that nothing else uses.
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

/// Runs git with a separate index, and passes a text to its standard input.
fn fed(folder: &Path, arguments: &[&str], index: &Path, text: &str) -> Result<Output, String> {
    let told = |error: io::Error| format!("git cannot be started: {error}");
    let mut child = Command::new("git")
        .current_dir(folder)
        .args(arguments)
        .env("GIT_INDEX_FILE", index)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(told)?;
    if let Some(mut input) = child.stdin.take() {
        // If git does not read to the end, it reports the reason itself.
        let _ = input.write_all(text.as_bytes());
    }
    child.wait_with_output().map_err(told)
}

/// Returns the output of a successful command, or the error output of a failed one.
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
