//! The dependencies of a standalone crate that custom types need.

use super::inherited::manifest;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    rust::names::roots,
    source::Source,
    source::{Override, TypeOverride},
};
use toml::Table;

/// The crates that are always available.
const STANDARD: &[&str] = &["std", "core", "alloc"];

/// Returns the dependencies, by the names that the paths of the types use.
///
/// # Errors
///
/// Diagnostics if a type is in a crate without a configured dependency, or in the emitted crate, which has no types
/// other than its own, and in the cases of [`dependencies_of_module`].
pub(crate) fn dependencies(source: &Source) -> Result<Table, Diagnostics> {
    of(source, true)
}

/// Returns the dependencies for a module of an existing crate, whose own types and dependencies can be used as well.
///
/// # Errors
///
/// Diagnostics if one crate has two different dependencies, or if a dependency cannot be chosen.
pub(crate) fn dependencies_of_module(source: &Source) -> Result<Table, Diagnostics> {
    of(source, false)
}

fn of(source: &Source, alone: bool) -> Result<Table, Diagnostics> {
    let all = || {
        source
            .overrides
            .formats
            .iter()
            .chain(&source.overrides.schemas)
    };
    let (mut out, mut wrong) = (Table::new(), Diagnostics::new());
    let mut refuse = |entry: &Override<TypeOverride>, message: String, help: &str| {
        let at = source.config_place(&entry.value_at);
        wrong.push(Diagnostic::error(Code::ConfigCrate, at, message).help(help));
    };
    let known = manifest().dependencies;
    let known = |name: &str| known.keys().any(|key| key.replace('-', "_") == name);
    for entry in all() {
        let root = roots(&entry.value.path).into_iter().next();
        let (Some(root), Some(dependency)) = (root, &entry.value.dependency) else {
            continue;
        };
        if known(&root) || STANDARD.contains(&root.as_str()) || root == "crate" {
            let message = format!("a dependency on `{root}` cannot be chosen");
            refuse(entry, message, "remove `crate`");
        } else if out.get(&root).is_some_and(|other| other != dependency) {
            let message = format!("another entry chooses a different dependency for `{root}`");
            refuse(
                entry,
                message,
                "choose it once, or the same in both entries",
            );
        } else {
            out.insert(root, dependency.clone());
        }
    }
    for entry in all().filter(|_| alone) {
        for root in roots(&entry.value.path) {
            if root == "crate" {
                let message = format!("`{}` is not in the emitted crate", entry.value.path);
                refuse(
                    entry,
                    message,
                    "move the type to a crate that this one can depend on",
                );
            } else if !known(&root) && !STANDARD.contains(&&*root) && !out.contains_key(&root) {
                let message = format!("the emitted crate does not depend on `{root}`");
                let help = format!(
                    "add it, as in `{{ type = \"{}\", crate = \"1\" }}`",
                    entry.value.path
                );
                refuse(entry, message, &help);
            }
        }
    }
    if wrong.is_empty() {
        Ok(out)
    } else {
        Err(wrong)
    }
}
