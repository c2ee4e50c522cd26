//! The next version of a crate: the bump that the changes of its document require, and a changelog entry.

use crate::{
    output::write::{naming, place, replace},
    review::{
        diff::{ApiDiff, Semver, changelog},
        git,
    },
};
use semver::{BuildMetadata, Prerelease, Version};
use std::{
    fs,
    io::{self, ErrorKind},
    path::Path,
};
use toml_edit::{DocumentMut, Item};

/// The outcome of a version bump.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bump {
    /// The version was bumped: from the first to the second.
    Done(String, String),
    /// The version was bumped already, or no bump is required.
    Unneeded,
    /// The author has to choose the version, for this reason.
    Left(String),
}

/// Bumps the version of the crate in `folder`, below `root`, as the changes since a revision require, and adds an
/// entry to its changelog. The bump starts from the version at that revision, so that a second call changes nothing.
///
/// # Errors
///
/// [`ErrorKind::InvalidData`] if the manifest is not valid TOML, [`ErrorKind::NotFound`] if git does not know the
/// revision, and the system's error if a file cannot be read or written.
pub fn bump(root: &Path, folder: &str, changes: &ApiDiff, revision: &str) -> io::Result<Bump> {
    let Some(step) = changes.semver() else {
        return Ok(Bump::Unneeded);
    };
    let path = format!("{folder}/Cargo.toml");
    let then = git::text_at(root, &path, revision);
    let then = then.map_err(|why| io::Error::new(ErrorKind::NotFound, why))?;
    let Some(then) = then else {
        return Ok(Bump::Left("the crate is new".to_owned()));
    };
    let file = place(root, &path);
    let text = fs::read_to_string(&file).map_err(|error| naming(&error, &file))?;
    let mut now = document(&text).map_err(|error| naming(&error, &file))?;
    let (Some(before), Some(present)) = (
        document(&then).ok().and_then(|it| version(&it)),
        version(&now),
    ) else {
        let why = "the manifest has no version of its own, or an invalid one";
        return Ok(Bump::Left(why.to_owned()));
    };
    let Some(next) = stepped(&before, step) else {
        return Ok(Bump::Left(format!("{before} is a pre-release")));
    };
    if present >= next {
        return Ok(Bump::Unneeded);
    }
    let item = now.get_mut("package").and_then(|it| it.get_mut("version"));
    if let Some(value) = item.and_then(Item::as_value_mut) {
        let decor = value.decor().clone();
        *value = next.to_string().into();
        *value.decor_mut() = decor;
    }
    let log = place(root, &format!("{folder}/CHANGELOG.md"));
    let old = match fs::read_to_string(&log) {
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        other => other.map_err(|error| naming(&error, &log))?,
    };
    replace(&log, &logged(&old, &changelog(changes, &next.to_string())))?;
    replace(&file, &now.to_string())?;
    Ok(Bump::Done(present.to_string(), next.to_string()))
}

fn document(text: &str) -> io::Result<DocumentMut> {
    let parsed = text.parse::<DocumentMut>();
    parsed.map_err(|error| io::Error::new(ErrorKind::InvalidData, format!("{error}")))
}

fn version(manifest: &DocumentMut) -> Option<Version> {
    let version = manifest.get("package")?.get("version")?.as_str()?;
    Version::parse(version).ok()
}

/// Returns the version after a bump, by cargo's rules: before 1.0 a breaking change bumps the minor version, before
/// 0.1 every change bumps the patch version.
fn stepped(from: &Version, step: Semver) -> Option<Version> {
    if !from.pre.is_empty() {
        return None;
    }
    let mut out = Version {
        pre: Prerelease::EMPTY,
        build: BuildMetadata::EMPTY,
        ..from.clone()
    };
    let places = match (from.major, from.minor, step) {
        (0, 0, _) | (_, _, Semver::Patch) | (0, _, Semver::Minor) => 3,
        (0, _, Semver::Major) | (_, _, Semver::Minor) => 2,
        (_, _, Semver::Major) => 1,
    };
    match places {
        1 => (out.major, out.minor, out.patch) = (from.major + 1, 0, 0),
        2 => (out.minor, out.patch) = (from.minor + 1, 0),
        _ => out.patch += 1,
    }
    Some(out)
}

/// Returns the changelog with an entry before the others.
fn logged(old: &str, entry: &str) -> String {
    if old.trim().is_empty() {
        return format!("# Changelog\n\n{entry}");
    }
    let first = if old.starts_with("## ") {
        Some(0)
    } else {
        old.find("\n## ").map(|it| it + 1)
    };
    match first {
        Some(at) => format!("{}{entry}\n{}", &old[..at], &old[at..]),
        None => format!("{}\n\n{entry}", old.trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_what_cargo_understands() {
        for (from, step, to) in [
            ("1.2.3", Semver::Major, Some("2.0.0")),
            ("1.2.3", Semver::Minor, Some("1.3.0")),
            ("1.2.3", Semver::Patch, Some("1.2.4")),
            ("0.2.3", Semver::Major, Some("0.3.0")),
            ("0.2.3", Semver::Minor, Some("0.2.4")),
            ("0.0.3", Semver::Major, Some("0.0.4")),
            ("1.2.3+build", Semver::Patch, Some("1.2.4")),
            ("1.0.0-rc.1", Semver::Patch, None),
        ] {
            let from = Version::parse(from).expect("a version");
            let to = to.map(|it| Version::parse(it).expect("a version"));
            assert_eq!(stepped(&from, step), to, "{from} {step:?}");
        }
    }

    #[test]
    fn the_newest_entry_is_the_first() {
        assert_eq!(logged("", "## 2\n"), "# Changelog\n\n## 2\n");
        let old = "# Log\n\nOf mine.\n\n## 1\n\n- One.\n";
        assert_eq!(
            logged(old, "## 2\n"),
            "# Log\n\nOf mine.\n\n## 2\n\n## 1\n\n- One.\n"
        );
        assert_eq!(logged("# Log\n", "## 2\n"), "# Log\n\n## 2\n");
    }
}
