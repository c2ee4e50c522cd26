//! Finds the dependencies that a manifest lacks, if the generator must not change it.

use super::keys::{Section, Wishes, wanted};
use std::{fs, io, path::Path};
use toml::{Table, Value};

/// The result of comparing a manifest with the requirements of the code.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Needed {
    /// The manifest has all of them.
    There,
    /// The manifest lacks some; these lines have to be added.
    Lacking(String),
}

/// Compares the manifest at `path` with the requirements. Features and optional dependencies are the user's choice, so
/// they alone do not count as lacking; they are listed with the lines to add.
///
/// # Errors
///
/// The system's error if the manifest cannot be read, or [`io::ErrorKind::InvalidData`] if it is not valid TOML.
pub(crate) fn needs(path: &Path, wishes: Wishes<'_>) -> io::Result<Needed> {
    let text = fs::read_to_string(path)?;
    let manifest: Table = text
        .parse()
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, format!("{error}")))?;
    let keys = wanted(wishes);
    let mut lines = String::new();
    let mut is_lacking = false;
    for section in &keys.sections {
        let there = at(&manifest, &section.path);
        let missing = section.keys.iter();
        let missing = missing.filter(|key| there.is_none_or(|it| !it.contains_key(&key.name)));
        let missing: Vec<_> = missing.collect();
        is_lacking |= section.is_dependencies() && missing.iter().any(|it| !is_optional(&it.value));
        if !missing.is_empty() {
            lines.push_str(&format!("[{}]\n", head(section)));
        }
        for key in missing {
            lines.push_str(&format!("{} = {}\n", key.name, key.value));
        }
    }
    Ok(if is_lacking {
        Needed::Lacking(lines)
    } else {
        Needed::There
    })
}

fn at<'t>(table: &'t Table, path: &[String]) -> Option<&'t Table> {
    let mut names = path.iter();
    names.try_fold(table, |table, name| table.get(name)?.as_table())
}

fn is_optional(value: &Value) -> bool {
    let optional = value.get("optional").and_then(Value::as_bool);
    optional.unwrap_or(false)
}

fn head(section: &Section) -> String {
    let quoted = |name: &String| {
        let plain = |it: char| it.is_ascii_alphanumeric() || it == '-';
        if name.chars().all(plain) {
            name.clone()
        } else {
            format!("'{name}'")
        }
    };
    section
        .path
        .iter()
        .map(quoted)
        .collect::<Vec<_>>()
        .join(".")
}
