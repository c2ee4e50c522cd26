//! The commands, one module per command.

pub(crate) mod bench;
pub(crate) mod codegen;
pub(crate) mod corpus;
pub(crate) mod diff;
pub(crate) mod dump;
pub(crate) mod fuzz;
pub(crate) mod growth;
pub(crate) mod judge;

use std::{
    env, io,
    path::{Path, PathBuf},
};

/// Returns the folder below the target folder that a command keeps its output in.
fn scratch(workspace: &Path, name: &str) -> io::Result<PathBuf> {
    let target = env::var_os("CARGO_TARGET_DIR");
    let target = target.map_or_else(|| workspace.join("target"), PathBuf::from);
    std::path::absolute(target.join(name))
}
