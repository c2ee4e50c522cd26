//! The manifest of the runtime, with the values inherited from its workspace filled in, so that there is a single list
//! of dependencies, versions and features.

use super::SOME;
use crate::output::embedded::{MANIFEST, WORKSPACE};
use toml::{Table, Value};

/// The parts of the manifest that emitted crates share.
pub(crate) struct Manifest {
    pub(crate) dependencies: Table,
    /// The platform-specific dependencies.
    pub(crate) targets: Table,
    pub(crate) edition: Value,
    pub(crate) rust_version: Value,
}

/// Reads the manifests, which are embedded in this crate.
pub(crate) fn manifest() -> Manifest {
    let table = |text: &str| text.parse::<Table>().unwrap_or_default();
    let (member, workspace) = (table(MANIFEST), table(WORKSPACE));
    let workspace = section(&workspace, "workspace");
    let package = section(&workspace, "package");
    let versions = section(&workspace, "dependencies");
    let mut dependencies = inherited_all(section(&member, "dependencies"), &versions);
    // The runtime does not use these, but the code of some documents does.
    let some = SOME
        .iter()
        .filter_map(|(name, _)| Some((*name, versions.get(*name)?)));
    dependencies.extend(some.map(|(name, value)| (name.to_owned(), value.clone())));
    let mut targets = section(&member, "target");
    for (_, target) in &mut targets {
        let own = target
            .as_table()
            .map(|it| section(it, "dependencies"))
            .unwrap_or_default();
        *target = Value::Table(inherited_all(own, &versions));
    }
    let value = |key: &str| {
        package
            .get(key)
            .cloned()
            .unwrap_or_else(|| Value::String(String::new()))
    };
    Manifest {
        dependencies,
        targets,
        edition: value("edition"),
        rust_version: value("rust-version"),
    }
}

fn section(table: &Table, name: &str) -> Table {
    table
        .get(name)
        .and_then(Value::as_table)
        .cloned()
        .unwrap_or_default()
}

fn inherited_all(mut dependencies: Table, versions: &Table) -> Table {
    for (name, value) in &mut dependencies {
        *value = inherited(value, versions.get(name));
    }
    dependencies
}

/// Returns a dependency with the values that `workspace = true` inherits filled in.
fn inherited(own: &Value, shared: Option<&Value>) -> Value {
    if own.get("workspace").is_none() {
        return own.clone();
    }
    let mut out = match shared {
        Some(Value::Table(table)) => table.clone(),
        Some(version) => Table::from_iter([("version".to_owned(), version.clone())]),
        None => return own.clone(),
    };
    for (key, value) in own
        .as_table()
        .into_iter()
        .flatten()
        .filter(|(key, _)| *key != "workspace")
    {
        match (out.get_mut(key), value) {
            (Some(Value::Array(have)), Value::Array(more)) => have.extend(more.iter().cloned()),
            _ => {
                out.insert(key.clone(), value.clone());
            }
        }
    }
    match (out.len(), out.get("version")) {
        (1, Some(version)) => version.clone(),
        _ => Value::Table(out),
    }
}
