//! Replaces files atomically: a file is written beside its destination and moved there, so that a partial file is
//! never visible, neither to a concurrent reader nor after the run is killed.

use std::{
    fs,
    io::{self, ErrorKind, Write as _},
    path::{Path, PathBuf},
};

/// The number of attempts to write a file that another run keeps removing: each run removes the temporary
/// files that it finds at its start.
const ATTEMPTS: u32 = 16;

/// Replaces a file with this text.
pub(crate) fn replace(file: &Path, text: &str) -> io::Result<()> {
    let (Some(folder), Some(name)) = (file.parent(), file.file_name()) else {
        let message = format!("{} is no place for a file", file.display());
        return Err(io::Error::new(ErrorKind::InvalidInput, message));
    };
    let name = name.to_string_lossy();
    let mut last = None;
    for attempt in 0..ATTEMPTS {
        let beside = folder.join(format!(".{name}.{}-{attempt}.new", std::process::id()));
        match swap(folder, &beside, file, text) {
            Ok(()) => return Ok(()),
            // Another run removed the file or its folder, or a killed run left a file of this name.
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::AlreadyExists) =>
            {
                last = Some(error);
            }
            Err(error) => return Err(error),
        }
    }
    Err(last.unwrap_or_else(|| ErrorKind::NotFound.into()))
}

fn swap(folder: &Path, beside: &PathBuf, file: &Path, text: &str) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut new = fs::File::create_new(beside)?;
    let written = new
        .write_all(text.as_bytes())
        .and_then(|()| fs::rename(beside, file));
    if written.is_err() {
        // The first error is the one to report.
        let _ = fs::remove_file(beside);
    }
    written
}

/// Returns whether a file is a temporary one, from a killed or still active run: `.NAME.PROCESS-ATTEMPT.new`, or
/// without an attempt, the former naming.
pub(crate) fn is_unfinished(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let inner = name
        .strip_prefix('.')
        .and_then(|it| it.strip_suffix(".new"));
    let Some((_, process)) = inner.and_then(|it| it.rsplit_once('.')) else {
        return false;
    };
    let is_number = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
    process.split('-').count() <= 2 && process.split('-').all(is_number)
}

#[cfg(test)]
mod tests {
    use super::is_unfinished;

    #[test]
    fn what_was_written_beside_a_place_is_known_by_its_name() {
        for name in [
            ".pet.rs.4711.new",
            "types/.pet.rs.4711-0.new",
            ".Cargo.toml.1-15.new",
        ] {
            assert!(is_unfinished(name), "{name}");
        }
        for name in [
            ".new",
            "pet.rs.4711.new",
            ".pet.rs.new",
            ".pet.rs.47x.new",
            ".1.new",
            ".a.1-.new",
        ] {
            assert!(!is_unfinished(name), "{name}");
        }
    }
}
