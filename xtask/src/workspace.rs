//! The location of the workspace that a command works on.

use std::{
    env,
    path::{Path, PathBuf},
};

/// The paths that exist together only in the workspace's root.
const MARKS: [&str; 2] = ["Cargo.toml", "xtask/Cargo.toml"];

/// Returns the root of the workspace that the command is started in, which need not be the checkout that the command
/// was built in. If the current folder is the root, the path is empty, which keeps messages short.
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

/// Returns the nearest folder from `here` upwards that is the root of a workspace.
fn root_above(here: &Path) -> Option<&Path> {
    let is_root = |folder: &&Path| MARKS.iter().all(|mark| folder.join(mark).is_file());
    here.ancestors().find(is_root)
}
