//! The source of a crate's runtime: its own files, or a crate that clients share.

use super::{SOME, inherited::manifest};
use crate::rust::format::OutputFile;
use std::path::{Component, Path, PathBuf};
use toml::{Table, Value};

/// The crate of the runtime.
pub const RUNTIME_CRATE: &str = "clientwright-runtime";

/// The source of a client's runtime.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Runtime {
    /// The client has a copy of the runtime's files.
    #[default]
    Vendored,
    /// The client depends on the runtime crate, with these keys in its manifest.
    Shared(Table),
}

/// The crates that generated code uses directly, apart from the runtime.
const NAMED: &[&str] = &["bytes", "serde_json"];

impl Runtime {
    /// Returns the runtime of clients that depend on the runtime's crate in a folder.
    pub fn shared_at(folder: &Path) -> Self {
        let path = folder.display().to_string();
        Self::Shared(Table::from_iter([("path".to_owned(), Value::String(path))]))
    }

    /// Returns the declaration of the runtime for the root of a crate.
    pub(crate) fn declaration(&self) -> String {
        match self {
            Self::Vendored => "pub mod runtime;".to_owned(),
            Self::Shared(_) => {
                let name = RUNTIME_CRATE.replace('-', "_");
                format!("pub use {name} as runtime;")
            }
        }
    }

    /// Returns the dependencies of a crate in `folder` with this code, except those of custom types.
    pub(crate) fn dependencies(&self, code: &[OutputFile], folder: &Path) -> Table {
        let all = manifest().dependencies.into_iter();
        let is_named = |name: &str| {
            let mark = format!("{name}::");
            code.iter().any(|file| file.text.contains(&mark))
        };
        let is_some = |name: &str| SOME.iter().any(|(it, _)| *it == name);
        match self {
            Self::Vendored => all
                .filter(|(name, _)| !is_some(name) || is_named(name))
                .collect(),
            Self::Shared(at) => {
                let named = |name: &str| NAMED.contains(&name) || is_some(name);
                let own = all.filter(|(name, _)| named(name) && is_named(name));
                let runtime = Value::Table(from(at.clone(), folder));
                own.chain([(RUNTIME_CRATE.to_owned(), runtime)]).collect()
            }
        }
    }
}

/// Returns a dependency for a manifest in `folder`: without default features, and with
/// its path relative to that folder.
fn from(mut dependency: Table, folder: &Path) -> Table {
    if let Some(path) = dependency.get("path").and_then(Value::as_str) {
        let path = relative(Path::new(path), folder);
        dependency.insert("path".to_owned(), path.into());
    }
    dependency.insert("default-features".to_owned(), false.into());
    dependency
}

/// Returns a path relative to a folder, with `/`.
fn relative(path: &Path, folder: &Path) -> String {
    let (path, folder) = (plain(path), plain(folder));
    let shared = path.iter().zip(folder.iter());
    let shared = shared.take_while(|(one, other)| one == other).count();
    let up = folder.iter().skip(shared).map(|_| "..".to_owned());
    let down = path.iter().skip(shared);
    let all: Vec<String> = up.chain(down.cloned()).collect();
    if all.is_empty() {
        ".".to_owned()
    } else {
        all.join("/")
    }
}

/// Returns the components of an absolute path, without following links.
fn plain(path: &Path) -> Vec<String> {
    let full = std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path));
    let mut out: Vec<String> = Vec::new();
    for part in full.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            part => out.push(part.as_os_str().to_string_lossy().into_owned()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::relative;
    use std::path::Path;

    #[test]
    fn paths_are_seen_from_the_crate() {
        let seen = |path: &str, folder: &str| relative(Path::new(path), Path::new(folder));
        assert_eq!(seen("/work/runtime", "/work/crates/pets"), "../../runtime");
        assert_eq!(
            seen("/work/./crates/../runtime", "/work/pets"),
            "../runtime"
        );
        assert_eq!(seen("/work", "/work"), ".");
        assert_eq!(seen("runtime", "clients/pets"), "../../runtime");
    }
}
