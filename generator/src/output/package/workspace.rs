//! The cargo workspace that a folder is in.

use std::{
    fs,
    path::{Path, PathBuf},
};
use toml::{Table, Value};

/// A workspace that claims a folder as a member.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Workspace {
    /// The path of the workspace's manifest.
    pub(super) manifest: PathBuf,
    /// The member entry that the folder needs.
    pub(super) member: String,
    /// Whether the entry is listed.
    pub(super) is_listed: bool,
}

/// Finds the workspace by cargo's rules: the nearest one above the folder that does not exclude it.
pub(super) fn above(folder: &Path) -> Option<Workspace> {
    let folder = std::path::absolute(folder).ok()?;
    // An existing folder may be reached through links, but cargo uses its real path.
    let folder = folder.canonicalize().unwrap_or(folder);
    folder.ancestors().skip(1).find_map(|root| {
        let manifest = root.join("Cargo.toml");
        let table: Table = fs::read_to_string(&manifest).ok()?.parse().ok()?;
        let workspace = table.get("workspace")?.as_table()?;
        let below = folder.strip_prefix(root).ok()?;
        let parts: Vec<_> = below.iter().map(|it| it.to_string_lossy()).collect();
        let member = parts.join("/");
        let is_listed = list(workspace, "members").any(|it| matches(it, &member));
        let is_excluded = list(workspace, "exclude").any(|it| below.starts_with(it));
        (is_listed || !is_excluded).then_some(Workspace {
            manifest,
            member,
            is_listed,
        })
    })
}

/// Finds the package that a folder is in: its root, its name, and the folder's path relative to the root, with `/`.
pub(crate) fn package_above(folder: &Path) -> Option<(PathBuf, String, String)> {
    let absolute = std::path::absolute(folder).ok()?;
    absolute.ancestors().find_map(|root| {
        let table: Table = fs::read_to_string(root.join("Cargo.toml"))
            .ok()?
            .parse()
            .ok()?;
        let name = table.get("package")?.get("name")?.as_str()?.to_owned();
        let below = absolute.strip_prefix(root).ok()?;
        let parts: Vec<_> = below.iter().map(|it| it.to_string_lossy()).collect();
        Some((short(root), name, parts.join("/")))
    })
}

/// Returns a folder for messages: relative to the current folder if it is below that.
fn short(folder: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    folder.strip_prefix(here).unwrap_or(folder).to_owned()
}

fn list<'t>(workspace: &'t Table, key: &str) -> impl Iterator<Item = &'t str> {
    let all = workspace.get(key).and_then(Value::as_array);
    all.into_iter().flatten().filter_map(Value::as_str)
}

/// Returns whether a member pattern matches a folder. `*` matches any text within a name.
fn matches(pattern: &str, member: &str) -> bool {
    let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
    let (mut patterns, mut names) = (pattern.split('/'), member.split('/'));
    loop {
        match (patterns.next(), names.next()) {
            (None, None) => return true,
            (Some(pattern), Some(name)) if is_like(pattern, name) => {}
            _ => return false,
        }
    }
}

fn is_like(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, rest)) => name.strip_prefix(start).is_some_and(|name| {
            let ends = name.char_indices().map(|(at, _)| at).chain([name.len()]);
            ends.into_iter().any(|at| is_like(rest, &name[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(members: &str, folder: &str) -> Option<bool> {
        let root = tempfile::tempdir().expect("a folder");
        fs::write(
            root.path().join("Cargo.toml"),
            format!("[workspace]\n{members}\n"),
        )
        .expect("a manifest");
        fs::create_dir_all(root.path().join(folder)).expect("a folder");
        above(&root.path().join(folder)).map(|it| it.is_listed)
    }

    #[test]
    fn members_are_found_by_name_and_pattern() {
        assert_eq!(found("members = [\"crates/a\"]", "crates/a"), Some(true));
        assert_eq!(found("members = [\"./crates/*\"]", "crates/a"), Some(true));
        assert_eq!(
            found("members = [\"crates/*-api\"]", "crates/a"),
            Some(false)
        );
        assert_eq!(found("members = [\"crates/*\"]", "crates/a/b"), Some(false));
        assert_eq!(found("exclude = [\"crates\"]", "crates/a"), None);
        assert_eq!(
            found(
                "members = [\"crates/a\"]\nexclude = [\"crates\"]",
                "crates/a"
            ),
            Some(true)
        );
    }
}
