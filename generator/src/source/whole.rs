//! Reads a whole document: its file, its overlays, and the files that it refers to.

use super::{
    Failure, Overrides, Source,
    link::{Prefix, link},
    overlay,
    read::{UNREADABLE, file, read, unreadable},
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    tree::{Place, Sources},
};
use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

/// Reads the document at `path`, and returns it with all diagnostics.
pub(super) fn from_file(
    path: &Path,
    overlays: &[PathBuf],
    prefixes: &[Prefix],
) -> Result<Source, Failure> {
    if let Some(message) = remote(path) {
        let diagnostic = Diagnostic::error(UNREADABLE, None::<Place>, message);
        return Err(Failure {
            files: Sources::new(),
            diagnostics: diagnostic.into(),
        });
    }
    from((path, prefixes), file(path), overlays)
}

/// Returns instructions for obtaining a document that is given as a URL.
fn remote(path: &Path) -> Option<String> {
    let url = path.to_str()?;
    let is_remote = ["http://", "https://"].iter().any(|it| url.starts_with(it));
    let name = url.split(['?', '#']).next()?.rsplit('/').next()?;
    let plain = |it: char| it.is_ascii_alphanumeric() || "-_.".contains(it);
    let name = match name {
        "" => "openapi.yaml",
        _ if name.chars().all(plain) && url.matches('/').count() > 2 => name,
        _ => "openapi.yaml",
    };
    is_remote.then(|| {
        format!(
            "`{url}` is not a file, and documents are not fetched: get it with `curl -fsSL -o {name} '{url}'`, commit it, and name `{name}` instead"
        )
    })
}

/// Reads a document from its bytes, as if they were in the file at `path`, and returns it with all diagnostics. URL
/// prefixes may stand for files.
pub(super) fn from(
    (path, prefixes): (&Path, &[Prefix]),
    bytes: io::Result<Vec<u8>>,
    overlays: &[PathBuf],
) -> Result<Source, Failure> {
    let name = path.display().to_string();
    match bytes {
        Ok(bytes) => {
            let mut source = from_bytes(&name, bytes)?;
            let (files, diagnostics) = (&mut source.files, &mut source.diagnostics);
            let root = overlay::apply(overlays, source.root, files, diagnostics);
            (source.root, source.moved) = link((path, prefixes), root, files, diagnostics);
            Ok(source)
        }
        Err(error) => {
            let mut files = Sources::new();
            let diagnostic = unreadable(&mut files, path, "the document", &error);
            Err(Failure {
                files,
                diagnostics: diagnostic.into(),
            })
        }
    }
}

/// Returns the source unless one of its diagnostics is an error.
pub(super) fn checked(source: Source) -> Result<Source, Failure> {
    if source.diagnostics.has_errors() {
        let (files, diagnostics) = (source.files, source.diagnostics);
        return Err(Failure { files, diagnostics });
    }
    Ok(source)
}

pub(super) fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Source, Failure> {
    let mut files = Sources::new();
    let mut diagnostics = Diagnostics::new();
    match read(&mut files, &mut diagnostics, name, bytes) {
        Ok(root) => Ok(Source {
            files,
            root,
            diagnostics,
            moved: BTreeMap::new(),
            overrides: Overrides::default(),
            config: None,
        }),
        Err(error) => {
            diagnostics.push(*error);
            Err(Failure { files, diagnostics })
        }
    }
}
