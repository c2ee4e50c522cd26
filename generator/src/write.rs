//! The only exit to disk: puts generated files into a folder, or says how the folder differs from them.
//!
//! The folder is machine-owned: what is not in the set is removed. So that this never hits a file that somebody wrote,
//! nothing is removed or replaced that does not say `@generated` in its first line.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

/// What the first line of a generated file says.
pub const MARKER: &str = "@generated";

/// A generated file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    /// The place below the root, with `/` between folders: `types/env_var.rs`.
    pub path: String,
    /// What the file holds.
    pub text: String,
}

/// How a folder differs from a set of files; paths as in [`OutputFile`], sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Files that hold something else.
    pub changed: Vec<String>,
    /// Files that are not there.
    pub missing: Vec<String>,
    /// Files that are there and not in the set.
    pub orphans: Vec<String>,
}

impl Difference {
    /// Whether the folder is exactly the set.
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.missing.is_empty() && self.orphans.is_empty()
    }
}

/// Compares the folder `root` with a set of files, without writing.
///
/// Left out of account, directly below the root, is what belongs to cargo and git there: `Cargo.lock`, `.git`, and folders
/// marked with a `CACHEDIR.TAG`, such as `target`.
///
/// # Errors
///
/// [`ErrorKind::InvalidInput`] when a path leaves the root, is not made of plain names or is there twice (letter case
/// apart); what the system says when a file cannot be read.
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

/// Makes the folder `root` exactly the set of files, and says what that changed.
///
/// Files that are right already are not touched. The others are written beside their place and moved there, so that nobody
/// ever sees half of one. Orphans are removed, and the folders that this empties.
///
/// # Errors
///
/// As [`compare`], and [`ErrorKind::PermissionDenied`] when an orphan, or a file that is to hold something else, is not
/// marked as generated, or when a link leads elsewhere. In these cases nothing at all was written.
pub fn write(root: &Path, files: &[OutputFile]) -> io::Result<Difference> {
    let difference = compare(root, files)?;
    let wanted = checked(files)?;
    for path in &difference.orphans {
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
    // Orphans go first: one may be where a folder is to be.
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

/// The files by path, once all paths are known to be sound.
fn checked(files: &[OutputFile]) -> io::Result<BTreeMap<&str, &str>> {
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

/// A name that means the same on every system: no way up, no drive, no stream, nothing that a shell would trip over.
fn is_plain_name(name: &str) -> bool {
    let forbidden = |letter: char| letter.is_control() || "\\:*?\"<>|".contains(letter);
    !matches!(name, "" | "." | "..") && !name.contains(forbidden)
}

fn invalid(message: String) -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, message)
}

fn naming(error: &io::Error, path: &Path) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

fn place(root: &Path, path: &str) -> PathBuf {
    let mut place = root.to_owned();
    place.extend(path.split('/'));
    place
}

/// Adds everything below `folder` that is not a folder. Links are listed, never followed.
fn list(root: &Path, folder: &str, found: &mut BTreeSet<String>) -> io::Result<()> {
    let here = if folder.is_empty() {
        root.to_owned()
    } else {
        place(root, folder)
    };
    let entries = match fs::read_dir(&here) {
        Err(error) if error.kind() == ErrorKind::NotFound && folder.is_empty() => return Ok(()),
        other => other.map_err(|error| naming(&error, &here))?,
    };
    for entry in entries {
        let entry = entry.map_err(|error| naming(&error, &here))?;
        // A name that is not Unicode is no name of ours; it is listed so that it is not passed over.
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() {
            name.clone()
        } else {
            format!("{folder}/{name}")
        };
        let is_folder = entry
            .file_type()
            .map_err(|error| naming(&error, &here))?
            .is_dir();
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

/// Whether the file, and not what a link leads to, holds `text`.
fn holds(file: &Path, text: &str) -> io::Result<bool> {
    let kind = fs::symlink_metadata(file).map_err(|error| naming(&error, file))?;
    if !kind.is_file() || kind.len() != text.len() as u64 {
        return Ok(false);
    }
    Ok(fs::read(file).map_err(|error| naming(&error, file))? == text.as_bytes())
}

fn is_marked(text: &str) -> bool {
    text.lines()
        .next()
        .is_some_and(|line| line.contains(MARKER))
}

fn check_marked(root: &Path, path: &str, consequence: &str) -> io::Result<()> {
    let file = place(root, path);
    let mut start = Vec::new();
    let is_file = fs::symlink_metadata(&file).is_ok_and(|kind| kind.is_file());
    if is_file {
        let opened = fs::File::open(&file).map_err(|error| naming(&error, &file))?;
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

/// Refuses a place that a link on the way to it would put somewhere else.
fn check_way(root: &Path, path: &str) -> io::Result<()> {
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

fn remove(root: &Path, path: &str) -> io::Result<()> {
    let file = place(root, path);
    fs::remove_file(&file).map_err(|error| naming(&error, &file))?;
    let emptied = file
        .ancestors()
        .skip(1)
        .take_while(|folder| *folder != root);
    // It ends at the first folder that still holds something.
    emptied
        .map_while(|folder| fs::remove_dir(folder).ok())
        .for_each(drop);
    Ok(())
}

fn replace(file: &Path, text: &str) -> io::Result<()> {
    let (Some(folder), Some(name)) = (file.parent(), file.file_name()) else {
        return Err(invalid(format!(
            "{} is no place for a file",
            file.display()
        )));
    };
    fs::create_dir_all(folder)?;
    let beside = folder.join(format!(
        ".{}.{}.new",
        name.to_string_lossy(),
        std::process::id()
    ));
    let written = fs::write(&beside, text).and_then(|()| fs::rename(&beside, file));
    if written.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_file(&beside);
    }
    written
}
