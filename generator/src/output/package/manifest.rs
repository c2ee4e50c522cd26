//! Updates a user's manifest, in which the generator owns some keys.
//!
//! It is a three-way merge of the present manifest, the keys that the generator last wrote, and the keys that it wants
//! now. The user's changes are kept; in lists, the generator adds and removes only its own elements.

mod entry;
#[cfg(test)]
mod tests;

use super::keys::{Key, Keys, Section};
use crate::{
    output::standalone::{Metadata, inherited::manifest},
    rust::features::ALL,
};
use std::collections::BTreeSet;
use toml::{Table, Value};
use toml_edit::{DocumentMut, Item, TableLike};

/// A manifest with its keys brought up to date.
#[derive(Debug)]
pub(super) struct Merged {
    pub(super) text: String,
    /// The changes, one per line.
    pub(super) changes: Vec<String>,
    /// The notes for the user, one per line.
    pub(super) notes: Vec<String>,
    /// The keys that existed before the generator wanted them.
    pub(super) found: BTreeSet<String>,
    keeps: bool,
}

/// The keys that are kept when the generator no longer wants them.
#[derive(Clone, Copy)]
pub(super) struct Kept<'a> {
    /// The keys that existed before the generator wanted them.
    pub(super) found: &'a BTreeSet<String>,
    /// Whether all other keys are kept as well.
    pub(super) everything: bool,
}

/// The dependency of an example.
const EXAMPLE_DEPENDENCY: &str =
    "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n";

/// The manifest of a new crate.
pub(crate) struct Manifest {
    text: String,
    /// The keys that are written once and belong to the user from then on.
    once: Keys,
}

impl Manifest {
    /// Creates a manifest with the crate's metadata. `alone` makes the crate its own workspace.
    pub(crate) fn new(name: &str, metadata: &Metadata, alone: bool) -> Self {
        let inherited = manifest();
        let quoted = |text: &str| Value::String(text.to_owned()).to_string();
        let mut out = format!(
            "[package]\nname = \"{name}\"\nversion = {}\nedition = {}\nrust-version = {}\n",
            quoted(metadata.version.as_deref().unwrap_or("0.1.0")),
            inherited.edition,
            inherited.rust_version,
        );
        for (key, value) in [
            ("description", &metadata.description),
            ("license", &metadata.license),
            ("repository", &metadata.repository),
            ("homepage", &metadata.homepage),
        ] {
            if let Some(value) = value {
                out.push_str(&format!("{key} = {}\n", quoted(value)));
            }
        }
        out.push_str(
            "keywords = [\"api\", \"client\", \"http\", \"openapi\"]\ncategories = [\"api-bindings\"]\n",
        );
        out.push_str("\n[package.metadata.docs.rs]\nall-features = true\n");
        if alone {
            out.push_str("\n# A workspace of its own, wherever the folder is.\n[workspace]\n");
        }
        Self {
            text: out,
            once: Keys::default(),
        }
    }

    /// Adds an example and its dependency. If the crate has features for its tags, the example requires all of them.
    pub(crate) fn add_example(&mut self, name: &str, divided: bool) {
        if divided {
            self.text.push_str(&format!(
                "\n[[example]]\nname = \"{name}\"\nrequired-features = [\"{ALL}\"]\n"
            ));
        }
        self.once = Keys::dev_dependencies(EXAMPLE_DEPENDENCY);
    }

    /// Returns the text with the generator's keys.
    pub(crate) fn with(self, keys: &Keys) -> String {
        // The text is valid TOML here; any other problem is reported the next time the manifest is read.
        let kept = Kept {
            found: &BTreeSet::new(),
            everything: false,
        };
        let add = |text: String, keys| {
            let out = merged(&text, keys, &Table::new(), kept);
            out.map_or(text, |it| it.text)
        };
        add(add(self.text, keys), &self.once)
    }
}

/// Updates the generator's keys in a manifest. `last` has the keys that the generator last wrote.
///
/// # Errors
///
/// A message if the manifest is not valid TOML, or if something other than a table is in the place of one.
pub(super) fn merged(
    text: &str,
    keys: &Keys,
    last: &Table,
    kept: Kept<'_>,
) -> Result<Merged, String> {
    let mut document: DocumentMut = text.parse().map_err(|it| format!("{it}"))?;
    let mut out = Merged {
        text: String::new(),
        changes: Vec::new(),
        notes: Vec::new(),
        found: kept.found.clone(),
        keeps: kept.everything,
    };
    // A new manifest has the sections in this order.
    for section in &keys.sections {
        entry::section(document.as_table_mut(), &section.path);
    }
    // Features are updated last: which of them may enable a dependency depends on which
    // dependencies are optional in the end.
    let is_features = |it: &&Section| !it.is_dependencies();
    let (features, dependencies): (Vec<_>, Vec<_>) = keys.sections.iter().partition(is_features);
    for section in dependencies {
        bring(&mut document, section, last, &mut out)?;
    }
    let known = keys.sections.iter().map(|it| it.path.join("."));
    drop_sections(&mut document, last, &known.collect(), &mut out);
    for section in features {
        let section = admitted(section, &document);
        bring(&mut document, &section, last, &mut out)?;
    }
    out.text = document.to_string();
    Ok(out)
}

/// Returns the features without `dep:NAME` for dependencies that the user made unconditional.
fn admitted(section: &Section, document: &DocumentMut) -> Section {
    let mut out = section.clone();
    let is_required = |name: &str| {
        let dependency = document.get("dependencies").and_then(|it| it.get(name));
        dependency.is_some_and(|it| {
            let optional = it.get("optional").and_then(Item::as_bool);
            !optional.unwrap_or(false)
        })
    };
    for key in &mut out.keys {
        if let Value::Array(all) = &mut key.value {
            all.retain(|it| {
                let name = it.as_str().and_then(|it| it.strip_prefix("dep:"));
                !name.is_some_and(is_required)
            });
        }
    }
    out
}

fn at<'t>(table: &'t Table, path: &[String]) -> Option<&'t Table> {
    let mut at = table;
    for name in path {
        at = at.get(name)?.as_table()?;
    }
    Some(at)
}

fn bring(
    document: &mut DocumentMut,
    section: &Section,
    last: &Table,
    out: &mut Merged,
) -> Result<(), String> {
    let shown = section.path.join(".");
    let nothing = Table::new();
    let last = at(last, &section.path).unwrap_or(&nothing);
    let elsewhere = mentioned(document, section, last);
    let table = entry::section(document.as_table_mut(), &section.path)
        .ok_or_else(|| format!("`{shown}` is no table"))?;
    for key in &section.keys {
        let full = format!("{shown}.{}", key.name);
        let before = last.get(&key.name);
        match table.get_mut(&key.name) {
            None => {
                entry::insert(table, key);
                out.changes.push(format!("added {full}"));
            }
            Some(item) => {
                if before.is_none() {
                    out.found.insert(full.clone());
                }
                let changed = if section.is_dependencies() {
                    entry::dependency(item, before, &key.value)
                } else {
                    entry::plain(item, before, key)
                };
                if changed {
                    out.changes.push(format!("changed {full}"));
                }
            }
        }
    }
    drop_keys(table, &shown, &section.keys, last, &elsewhere, out);
    Ok(())
}

/// Removes the keys that the generator wrote and no longer wants, if they are unchanged.
fn drop_keys(
    table: &mut dyn TableLike,
    shown: &str,
    keys: &[Key],
    last: &Table,
    elsewhere: &BTreeSet<String>,
    out: &mut Merged,
) {
    let gone = last.iter();
    for (name, before) in gone.filter(|(name, _)| keys.iter().all(|key| key.name != **name)) {
        let full = format!("{shown}.{name}");
        let Some(item) = table.get(name) else {
            continue;
        };
        if out.found.remove(&full) {
            continue;
        }
        if out.keeps {
            out.notes.push(format!(
                "`{full}` is no longer needed by the generated code"
            ));
        } else if elsewhere.contains(name) {
            out.notes.push(format!(
                "`{full}` is no longer needed by the generated code; it was kept, since another feature turns it on"
            ));
        } else if entry::value(item).as_ref() == Some(before) {
            table.remove(name);
            out.changes.push(format!("removed {full}"));
        } else {
            out.notes.push(format!(
                "`{full}` is no longer needed by the generated code; it was kept, since it was changed by hand"
            ));
        }
    }
}

/// Removes the generator's keys from tables that it no longer has any keys in.
fn drop_sections(
    document: &mut DocumentMut,
    last: &Table,
    known: &BTreeSet<String>,
    out: &mut Merged,
) {
    for path in paths_of_dependencies(last) {
        let shown = path.join(".");
        let before = at(last, &path).filter(|_| !known.contains(&shown));
        let Some(before) = before else { continue };
        if let Some(table) = entry::existing(document.as_table_mut(), &path) {
            drop_keys(table, &shown, &[], before, &BTreeSet::new(), out);
        }
        drop_empty(document.as_table_mut(), &path);
    }
}

/// Returns the paths of the dependency tables that the generator wrote to, including platform-specific ones.
fn paths_of_dependencies(last: &Table) -> Vec<Vec<String>> {
    let plain = ["dependencies", "dev-dependencies"].map(|it| vec![it.to_owned()]);
    let targets = last.get("target").and_then(Value::as_table);
    let targets = targets.into_iter().flat_map(Table::keys);
    let targets = targets.map(|it| ["target", it, "dependencies"].map(str::to_owned).to_vec());
    plain.into_iter().chain(targets).collect()
}

/// Removes the empty tables on a path, starting at its end.
fn drop_empty(table: &mut dyn TableLike, path: &[String]) {
    let Some((name, rest)) = path.split_first() else {
        return;
    };
    if let Some(inner) = table.get_mut(name).and_then(Item::as_table_like_mut) {
        drop_empty(inner, rest);
        if inner.is_empty() {
            table.remove(name);
        }
    }
}

/// Returns the features and dependencies that the user's own features enable.
fn mentioned(document: &DocumentMut, section: &Section, last: &Table) -> BTreeSet<String> {
    let table = document.get("features").and_then(Item::as_table_like);
    let features = table.filter(|_| !section.is_dependencies()).into_iter();
    let own = |name: &str| {
        let wanted = section.keys.iter().any(|key| key.name == name);
        !wanted && !last.contains_key(name)
    };
    features
        .flat_map(TableLike::iter)
        .filter(|(name, _)| own(name))
        .filter_map(|(_, item)| item.as_array())
        .flat_map(|all| all.iter().filter_map(|it| Some(it.as_str()?.to_owned())))
        .collect()
}
