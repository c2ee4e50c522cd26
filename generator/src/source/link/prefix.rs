//! The configured files and folders for URL prefixes in references.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use std::cell::Cell;
use std::path::{Component, Path, PathBuf};

/// A URL prefix, and the file or folder that it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefix {
    /// The URL prefix.
    pub url: String,
    /// The file or folder.
    pub path: PathBuf,
}

/// All prefixes for one document.
pub(super) struct Prefixes {
    all: Vec<Known>,
}

struct Known {
    url: String,
    /// The path from the document's folder.
    name: String,
    used: Cell<bool>,
}

impl Prefixes {
    /// Resolves the prefixes relative to the folder of a document.
    pub(super) fn new(folder: &Path, all: &[Prefix]) -> Self {
        let known = |it: &Prefix| Known {
            url: it.url.clone(),
            name: between(folder, &it.path),
            used: Cell::new(false),
        };
        Self {
            all: all.iter().map(known).collect(),
        }
    }

    /// Returns the file that a URL stands for, as a path from the document's folder. The longest prefix wins.
    pub(super) fn name(&self, url: &str) -> Option<String> {
        let fits = self.all.iter().filter_map(|it| {
            let rest = url.strip_prefix(it.url.trim_end_matches('/'))?;
            (rest.is_empty() || rest.starts_with('/')).then_some((it, rest))
        });
        let (known, rest) = fits.max_by_key(|(it, _)| it.url.len())?;
        known.used.set(true);
        Some(format!("{}{rest}", known.name))
    }

    /// Returns whether a reference leads to another file that can be read.
    pub(super) fn is_elsewhere(&self, reference: &str) -> bool {
        let (path, _) = reference.split_once('#').unwrap_or((reference, ""));
        !path.is_empty() && (!path.contains("://") || self.name(path).is_some())
    }

    /// Reports an error for each prefix that no reference begins with.
    pub(super) fn report_unused(&self, diagnostics: &mut Diagnostics) {
        for known in self.all.iter().filter(|it| !it.used.get()) {
            let message = format!(
                "no reference begins with `{}`, which `references` lists",
                known.url
            );
            let code = Code::Config;
            diagnostics.push(
                Diagnostic::error(code, None::<super::NodeAt>, message)
                    .help("remove it from `references`"),
            );
        }
    }
}

/// Returns the relative path from a folder to `path`.
fn between(folder: &Path, path: &Path) -> String {
    let (from, to) = (parts(folder), parts(path));
    let same = from.iter().zip(&to).take_while(|(one, other)| one == other);
    let same = same.count();
    let up = std::iter::repeat_n("..", from.len() - same).map(str::to_owned);
    let down = to.into_iter().skip(same);
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// Returns the names of an absolute path's components.
fn parts(path: &Path) -> Vec<String> {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut out = Vec::new();
    for part in absolute.components() {
        match part {
            Component::ParentDir => drop(out.pop()),
            Component::Normal(name) => out.push(name.to_string_lossy().into_owned()),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    out
}
