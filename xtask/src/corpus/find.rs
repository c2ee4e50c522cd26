//! The documents in a folder.

use crate::random::Random;
use std::{
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

/// A file that may be a document.
#[derive(Debug)]
pub(super) struct Document {
    /// The path relative to the folder, with `/` as separator.
    pub(super) name: String,
    /// The path of the file.
    pub(super) path: PathBuf,
}

/// Returns the YAML and JSON files in `folder` and in its direct subfolders, sorted.
pub(super) fn documents(folder: &Path) -> io::Result<Vec<Document>> {
    let mut out = Vec::new();
    for entry in sorted(folder)? {
        if entry.is_dir() {
            out.extend(sorted(&entry)?.into_iter().filter(|it| is_document(it)));
        } else if is_document(&entry) {
            out.push(entry);
        }
    }
    let named = out.into_iter().map(|path| {
        let parts: Vec<_> = path.strip_prefix(folder).unwrap_or(&path).iter().collect();
        let parts: Vec<_> = parts.iter().map(|it| it.to_string_lossy()).collect();
        Document {
            name: parts.join("/"),
            path,
        }
    });
    Ok(named.collect())
}

/// Picks `count` documents by a seed; they stay sorted.
pub(super) fn picked(mut documents: Vec<Document>, count: usize, seed: u64) -> Vec<Document> {
    Random::new(seed).shuffle(&mut documents);
    documents.truncate(count);
    documents.sort_by(|one, other| one.name.cmp(&other.name));
    documents
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|it| it.path()));
    let mut out = entries.collect::<io::Result<Vec<_>>>()?;
    out.sort();
    Ok(out)
}

fn is_document(path: &Path) -> bool {
    let extension = path.extension().map(OsStr::to_ascii_lowercase);
    path.is_file() && extension.is_some_and(|it| it == "yaml" || it == "yml" || it == "json")
}
