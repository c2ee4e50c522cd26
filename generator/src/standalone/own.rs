//! The dependencies of a crate of its own that its user's types come from.

use super::manifest;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    load::{Choice, Source, TypeChoice},
    name::roots,
};
use toml::{Table, Value};

/// What every crate can name.
const STANDARD: &[&str] = &["std", "core", "alloc"];

/// The dependencies, by the names under which the paths of the types know them.
///
/// # Errors
///
/// A type is in a crate of which nothing is said, or in the emitted crate, which has no other types than its own.
pub(crate) fn dependencies(source: &Source) -> Result<Table, Diagnostics> {
    let all = || source.choices.formats.iter().chain(&source.choices.schemas);
    let (mut out, mut wrong) = (Table::new(), Diagnostics::new());
    let mut refuse = |choice: &Choice<TypeChoice>, message: String, help: &str| {
        let at = source.config_place(&choice.value_at);
        wrong.push(Diagnostic::error(Code("config-crate"), at, message).help(help));
    };
    let known = manifest().dependencies;
    let known = |name: &str| known.keys().any(|key| key.replace('-', "_") == name);
    for choice in all() {
        let root = roots(&choice.value.path).into_iter().next();
        let (Some(root), Some(dependency)) = (root, &choice.value.dependency) else {
            continue;
        };
        if known(&root) || STANDARD.contains(&root.as_str()) || root == "crate" {
            let message = format!("a dependency on `{root}` cannot be chosen");
            refuse(choice, message, "leave `crate` out");
        } else if out.get(&root).is_some_and(|other| other != dependency) {
            let message = format!("`{root}` is another dependency elsewhere");
            refuse(choice, message, "say it once, or alike");
        } else {
            out.insert(root, dependency.clone());
        }
    }
    for choice in all() {
        for root in roots(&choice.value.path) {
            if root == "crate" {
                let message = format!("`{}` is not in the emitted crate", choice.value.path);
                refuse(
                    choice,
                    message,
                    "move the type to a crate that this one can depend on",
                );
            } else if !known(&root) && !STANDARD.contains(&&*root) && !out.contains_key(&root) {
                let message = format!("the emitted crate does not depend on `{root}`");
                let help = format!(
                    "say which: `{{ type = \"{}\", crate = \"1\" }}`",
                    choice.value.path
                );
                refuse(choice, message, &help);
            }
        }
    }
    if wrong.is_empty() {
        Ok(out)
    } else {
        Err(wrong)
    }
}

/// The lines of the manifest for them.
pub(super) fn lines(dependencies: &Table) -> String {
    let line = |(name, value): (&String, &Value)| format!("{name} = {value}\n");
    dependencies.iter().map(line).collect()
}
