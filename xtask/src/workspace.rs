//! Where the workspace is that a command works on.

use std::{
    env,
    path::{Path, PathBuf},
};

/// What the workspace's root has, and no folder below it.
const MARKS: [&str; 2] = ["Cargo.toml", "xtask/Cargo.toml"];

/// Returns the root of the workspace that the command is started in, which may be another checkout than the
/// one that the command was built in. In the root itself that is the empty path, so that messages are short.
pub(crate) fn find() -> Result<PathBuf, String> {
    let here = env::current_dir()
        .map_err(|error| format!("the current folder cannot be told: {error}"))?;
    match root_above(&here) {
        Some(root) if root == here => Ok(PathBuf::new()),
        Some(root) => Ok(root.to_owned()),
        None => Err(format!(
            "neither {} nor a folder above it is the workspace: none has both `{}` and `{}`\n\
             start the command in a checkout of the workspace",
            here.display(),
            MARKS[0],
            MARKS[1],
        )),
    }
}

/// The nearest folder from `here` upward that is a workspace's root.
fn root_above(here: &Path) -> Option<&Path> {
    let is_root = |folder: &&Path| MARKS.iter().all(|mark| folder.join(mark).is_file());
    here.ancestors().find(is_root)
}
