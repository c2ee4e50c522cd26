//! Writes generated files into a folder, or reports how the folder differs from them.
//!
//! The generator owns the folder: files outside the set are removed. To protect handwritten files, nothing is removed
//! or replaced unless its first line contains `@generated`.

use crate::rust::format::OutputFile;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

mod swap;

pub(crate) use swap::{is_unfinished, replace};

/// The mark in the first line of a generated file.
pub const MARKER: &str = "@generated";

/// The differences between a folder and a set of files; paths as in [`OutputFile`], sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Files with other contents.
    pub changed: Vec<String>,
    /// Files that are missing from the folder.
    pub missing: Vec<String>,
    /// Files in the folder that are not in the set.
    pub orphans: Vec<String>,
}

impl Difference {
    /// Returns whether the folder is exactly the set.
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.missing.is_empty() && self.orphans.is_empty()
    }
}

/// Compares the folder `root` with a set of files, without writing.
///
/// Directly below the root, files of cargo and git are ignored: `Cargo.lock`, `.git`, and folders marked with a
/// `CACHEDIR.TAG`, such as `target`.
///
/// # Errors
///
/// [`ErrorKind::InvalidInput`] when a path leaves the root, is not made of plain names or occurs twice (ignoring
/// case); the system's error when a file cannot be read.
pub fn compare(root: &Path, files: &[OutputFile]) -> io::Result<Difference> {
    let wanted = checked(files)?;
    let mut present = BTreeSet::new();
    list(root, "", &mut present)?;
    let mut difference = Difference::default();
    for (path, text) in &wanted {
        if !present.contains(*path) {
            difference.missing.push((*path).to_owned());
        } else if !holds(&place(root, path), text)? {
            difference.changed.push((*path).to_owned());
        }
    }
    let is_orphan = |path: &String| !wanted.contains_key(path.as_str());
    difference.orphans = present.into_iter().filter(is_orphan).collect();
    Ok(difference)
}

/// Makes the folder `root` exactly the set of files, and returns the changes.
///
/// Files that are up to date are not touched. The others are written to a temporary file and moved into place, so that
/// no reader ever sees a partial file. Orphans are removed, and so are the folders that this empties.
///
/// # Errors
///
/// The same as [`compare`], and also [`ErrorKind::PermissionDenied`] when an orphan, or a file that has to change, is
/// not marked as generated, or when a path leads through a link. In these cases nothing at all has been written.
pub fn write(root: &Path, files: &[OutputFile]) -> io::Result<Difference> {
    let difference = compare(root, files)?;
    let wanted = checked(files)?;
    for path in difference.orphans.iter().filter(|it| !is_unfinished(it)) {
        check_marked(
            root,
            path,
            "is not part of the output and cannot be removed",
        )?;
    }
    for path in difference.changed.iter().chain(&difference.missing) {
        check_way(root, path)?;
    }
    for path in difference.changed.iter().filter(|path| {
        wanted
            .get(path.as_str())
            .is_some_and(|text| is_marked(text))
    }) {
        check_marked(
            root,
            path,
            "is in the place of a generated file and cannot be replaced",
        )?;
    }
    // Orphans are removed first: one may be in the place of a folder.
    for path in &difference.orphans {
        remove(root, path)?;
    }
    for path in difference.changed.iter().chain(&difference.missing) {
        if let Some(text) = wanted.get(path.as_str()) {
            replace(&place(root, path), text)
                .map_err(|error| naming(&error, &place(root, path)))?;
        }
    }
    Ok(difference)
}

/// Returns the files by path, after checking that all paths are valid.
pub(crate) fn checked(files: &[OutputFile]) -> io::Result<BTreeMap<&str, &str>> {
    let mut seen = BTreeSet::new();
    for OutputFile { path, .. } in files {
        if !path.split('/').all(is_plain_name) {
            return Err(invalid(format!(
                "`{}` is no path for a generated file",
                path.escape_debug()
            )));
        }
        if !seen.insert(path.to_lowercase()) {
            return Err(invalid(format!("`{path}` is generated twice")));
        }
    }
    for path in &seen {
        let mut folders = path.match_indices('/').map(|(end, _)| &path[..end]);
        if let Some(folder) = folders.find(|folder| seen.contains(*folder)) {
            return Err(invalid(format!(
                "`{folder}` is generated both as a file and as a folder"
            )));
        }
    }
    Ok(files
        .iter()
        .map(|file| (file.path.as_str(), file.text.as_str()))
        .collect())
}

/// Returns whether a name means the same on every system: no parent folder, no drive, no stream, no
/// characters that are special in a shell.
fn is_plain_name(name: &str) -> bool {
    let forbidden = |letter: char| letter.is_control() || "\\:*?\"<>|".contains(letter);
    !matches!(name, "" | "." | "..") && !name.contains(forbidden)
}

fn invalid(message: String) -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, message)
}

pub(crate) fn naming(error: &io::Error, path: &Path) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

pub(crate) fn place(root: &Path, path: &str) -> PathBuf {
    let mut place = root.to_owned();
    place.extend(path.split('/').filter(|it| !it.is_empty()));
    place
}

/// Returns the path of `name` in a folder; the root's path is empty.
pub(crate) fn below(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

/// Collects everything below `folder` that is not a folder. Links are listed, never followed.
pub(crate) fn list(root: &Path, folder: &str, found: &mut BTreeSet<String>) -> io::Result<()> {
    let here = place(root, folder);
    let entries = match fs::read_dir(&here) {
        // The folder never existed, or another run has emptied and removed it.
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        other => other.map_err(|error| naming(&error, &here))?,
    };
    for entry in entries {
        let entry = entry.map_err(|error| naming(&error, &here))?;
        // The generator writes no name that is not Unicode; such a name is listed so that it is not overlooked.
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = below(folder, &name);
        let is_folder = match entry.file_type() {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            kind => kind.map_err(|error| naming(&error, &here))?.is_dir(),
        };
        let is_cargos =
            name == "Cargo.lock" || is_folder && entry.path().join("CACHEDIR.TAG").is_file();
        if folder.is_empty() && (name == ".git" || is_cargos) {
            continue;
        }
        if is_folder {
            list(root, &path, found)?;
        } else {
            found.insert(path);
        }
    }
    Ok(())
}

/// Returns whether the file itself, and not the target of a link, contains `text`.
fn holds(file: &Path, text: &str) -> io::Result<bool> {
    let Some(kind) = present(fs::symlink_metadata(file), file)? else {
        return Ok(false);
    };
    if !kind.is_file() || kind.len() != text.len() as u64 {
        return Ok(false);
    }
    Ok(present(fs::read(file), file)?.is_some_and(|it| it == text.as_bytes()))
}

/// Returns the result of reading a file; `None` if the file does not exist, for instance
/// because another run has removed it.
pub(crate) fn present<T>(read: io::Result<T>, file: &Path) -> io::Result<Option<T>> {
    match read {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(naming(&error, file)),
    }
}

pub(crate) fn is_marked(text: &str) -> bool {
    text.lines()
        .next()
        .is_some_and(|line| line.contains(MARKER))
}

fn check_marked(root: &Path, path: &str, consequence: &str) -> io::Result<()> {
    let file = place(root, path);
    let mut start = Vec::new();
    let Some(kind) = present(fs::symlink_metadata(&file), &file)? else {
        return Ok(());
    };
    let is_file = kind.is_file();
    if is_file {
        let Some(opened) = present(fs::File::open(&file), &file)? else {
            return Ok(());
        };
        opened
            .take(1024)
            .read_to_end(&mut start)
            .map_err(|error| naming(&error, &file))?;
    }
    if is_file && is_marked(&String::from_utf8_lossy(&start)) {
        return Ok(());
    }
    let message = format!(
        "{} {consequence}: its first line does not say {MARKER}",
        file.display()
    );
    Err(io::Error::new(ErrorKind::PermissionDenied, message))
}

/// Rejects a path if a link on it would redirect it.
pub(crate) fn check_way(root: &Path, path: &str) -> io::Result<()> {
    let ends = path
        .match_indices('/')
        .map(|(end, _)| end)
        .chain([path.len()]);
    for end in ends {
        let step = place(root, &path[..end]);
        if fs::symlink_metadata(&step).is_ok_and(|kind| kind.is_symlink()) {
            let message = format!(
                "{} is a link: generated files go into the folder itself",
                step.display()
            );
            return Err(io::Error::new(ErrorKind::PermissionDenied, message));
        }
    }
    Ok(())
}

pub(crate) fn remove(root: &Path, path: &str) -> io::Result<()> {
    let file = place(root, path);
    present(fs::remove_file(&file), &file)?;
    let emptied = file
        .ancestors()
        .skip(1)
        .take_while(|folder| *folder != root);
    // Stop at the first folder that is not empty.
    emptied
        .map_while(|folder| fs::remove_dir(folder).ok())
        .for_each(drop);
    Ok(())
}
