//! Compares the folders of the generator with the expected files.

use super::state::{State, hash};
use crate::{
    output::write::{Difference, is_marked, is_unfinished, list, place, present},
    rust::format::OutputFile,
};
use std::{
    collections::BTreeSet,
    fs,
    io::{self, ErrorKind},
    path::Path,
};

/// The result of comparing the folders.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) difference: Difference,
    /// Files of the generator that were changed or removed by hand.
    pub(super) edited: Vec<String>,
    /// Files that do not belong to the generator.
    pub(super) foreign: Vec<String>,
}

/// Compares folders below `root` with the files expected in them.
///
/// # Errors
///
/// [`ErrorKind::PermissionDenied`] if a file that the generator did not write is in the place of a generated one; the
/// system's error if a file cannot be read.
pub(super) fn compare(
    root: &Path,
    folders: &BTreeSet<String>,
    files: &[OutputFile],
    last: &State,
) -> io::Result<Found> {
    let mut listed = BTreeSet::new();
    for folder in folders {
        if place(root, folder).symlink_metadata().is_ok() {
            list(root, folder, &mut listed)?;
        }
    }
    let mut out = Found::default();
    for OutputFile { path, text } in files {
        if !listed.remove(path) {
            out.difference.missing.push(path.clone());
            continue;
        }
        let now = read(root, path)?;
        if now.as_deref().map(hash) == Some(hash(text.as_bytes())) {
            continue;
        }
        match owner(path, now.as_deref(), last) {
            Owner::Generator => {}
            Owner::Edited => out.edited.push(path.clone()),
            Owner::User => return Err(taken(&place(root, path))),
        }
        out.difference.changed.push(path.clone());
    }
    for path in listed {
        if is_unfinished(&path) {
            out.difference.orphans.push(path);
            continue;
        }
        match owner(&path, read(root, &path)?.as_deref(), last) {
            Owner::User => {
                out.foreign.push(path);
                continue;
            }
            Owner::Edited => out.edited.push(path.clone()),
            Owner::Generator => {}
        }
        out.difference.orphans.push(path);
    }
    out.difference.changed.sort();
    out.difference.missing.sort();
    Ok(out)
}

enum Owner {
    Generator,
    /// The generator wrote the file, but it was changed by hand.
    Edited,
    User,
}

/// Returns the owner of a file. If the state is missing, for instance because its folder was
/// removed, the first line decides.
fn owner(path: &str, text: Option<&[u8]>, last: &State) -> Owner {
    match (last.files.get(path), text) {
        (Some(written), Some(text)) if *written == hash(text) => Owner::Generator,
        (Some(_), _) => Owner::Edited,
        (None, Some(text)) if is_marked(&String::from_utf8_lossy(text)) => Owner::Generator,
        (None, _) => Owner::User,
    }
}

/// Returns the contents of a file; `None` for a link, which is not followed.
fn read(root: &Path, path: &str) -> io::Result<Option<Vec<u8>>> {
    let file = place(root, path);
    let kind = present(fs::symlink_metadata(&file), &file)?;
    if !kind.is_some_and(|it| it.is_file()) {
        return Ok(None);
    }
    present(fs::read(&file), &file)
}

fn taken(file: &Path) -> io::Error {
    let message = format!(
        "{} is in the place of a generated file, but the generator did not write it: nothing was written; move it elsewhere",
        file.display()
    );
    io::Error::new(ErrorKind::PermissionDenied, message)
}
