//! The keys of a manifest that the generator owns: features and dependencies.

use crate::{
    output::{
        embedded::MANIFEST,
        standalone::{RUNTIME_CRATE, Runtime, inherited::manifest, tag_features},
    },
    rust::features::{ALL, Feature},
};
use toml::{Table, Value};
use toml_edit::{DocumentMut, Item};

/// The keys, section by section.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Keys {
    pub(super) sections: Vec<Section>,
}

/// A table of a manifest.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Section {
    /// The path of the table.
    pub(super) path: Vec<String>,
    pub(super) keys: Vec<Key>,
}

/// An entry of a table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) value: Value,
    /// The comment above the entry, with its line breaks.
    pub(super) above: String,
    /// The comment beside the entry.
    pub(super) beside: String,
    /// Whether each array element is on its own line.
    pub(super) long: bool,
}

impl Key {
    fn new(name: &str, value: Value) -> Self {
        Self {
            name: name.to_owned(),
            value,
            above: String::new(),
            beside: String::new(),
            long: false,
        }
    }
}

impl Section {
    /// Returns whether this is a table of dependencies.
    pub(super) fn is_dependencies(&self) -> bool {
        self.path
            .last()
            .is_some_and(|it| it.ends_with("dependencies"))
    }
}

impl Keys {
    /// Returns the dev-dependencies that a text lists.
    pub(super) fn dev_dependencies(text: &str) -> Self {
        let table: Table = text.parse().unwrap_or_default();
        Self {
            sections: vec![dependencies(vec![DEV.to_owned()], &table)],
        }
    }

    /// Converts the keys to nested tables, as the state stores them.
    pub(super) fn to_table(&self) -> Table {
        let mut out = Table::new();
        for section in &self.sections {
            let mut at = &mut out;
            for name in &section.path {
                let entry = at.entry(name.clone());
                let Value::Table(next) = entry.or_insert_with(|| Value::Table(Table::new())) else {
                    return out;
                };
                at = next;
            }
            for key in &section.keys {
                at.insert(key.name.clone(), key.value.clone());
            }
        }
        out
    }
}

/// The name of the table with the dependencies of tests and examples.
const DEV: &str = "dev-dependencies";

/// The dependencies that the tests use, and that a crate with its own copy of the runtime has anyway.
const OF_TESTS: &[&str] = &["bytes", "http", "serde", "serde_json"];

/// The dependency that the tests need beside the crate's own.
const TEST_DEPENDENCY: &str =
    "tokio = { version = \"1\", features = [\"net\", \"rt\", \"time\"] }\n";

/// The requirements for the manifest of a crate.
#[derive(Clone, Debug)]
pub(crate) struct Wishes<'a> {
    /// The source of the runtime.
    pub(crate) runtime: &'a Runtime,
    /// The dependencies of the code.
    pub(crate) dependencies: Table,
    /// The dependencies of custom types.
    pub(crate) own: &'a Table,
    /// The features of parts of the code.
    pub(crate) features: &'a [Feature],
    /// Whether there are tests.
    pub(crate) tests: bool,
}

impl<'a> Wishes<'a> {
    /// Returns the requirements of code with a copy of the runtime.
    pub(crate) fn of_code(dependencies: Table, own: &'a Table) -> Self {
        Self {
            runtime: &Runtime::Vendored,
            dependencies,
            own,
            features: &[],
            tests: false,
        }
    }
}

/// Returns the keys of a crate.
pub(crate) fn wanted(wishes: Wishes<'_>) -> Keys {
    let Wishes {
        runtime,
        dependencies: all,
        own,
        features,
        tests,
    } = wishes;
    let mut sections = vec![
        Section {
            path: vec!["features".to_owned()],
            keys: all_features(runtime, features),
        },
        dependencies(vec!["dependencies".to_owned()], all.iter().chain(own)),
    ];
    let inherited = manifest();
    let vendored = *runtime == Runtime::Vendored;
    for (target, table) in inherited.targets.iter().filter(|_| vendored) {
        let path = ["target", target, "dependencies"].map(str::to_owned);
        let table = table.as_table().into_iter().flatten();
        sections.push(dependencies(path.to_vec(), table));
    }
    if tests {
        let mut table: Table = TEST_DEPENDENCY.parse().unwrap_or_default();
        let named = inherited.dependencies.into_iter();
        table.extend(
            named.filter(|(name, _)| OF_TESTS.contains(&&**name) && !all.contains_key(name)),
        );
        sections.push(dependencies(vec![DEV.to_owned()], &table));
    }
    Keys { sections }
}

fn dependencies<'a>(
    path: Vec<String>,
    all: impl IntoIterator<Item = (&'a String, &'a Value)>,
) -> Section {
    let keys = all.into_iter();
    let keys = keys.map(|(name, value)| Key::new(name, value.clone()));
    Section {
        path,
        keys: keys.collect(),
    }
}

/// Returns the features of the runtime, with their comments from its own manifest, and those of the tags.
fn all_features(runtime: &Runtime, features: &[Feature]) -> Vec<Key> {
    let mut out = runtime_features();
    if let Runtime::Shared(_) = runtime {
        for key in out.iter_mut().filter(|it| it.name != "default") {
            let of_features = |it: &Value| it.as_str().is_some_and(|it| !it.contains([':', '/']));
            let kept = key.value.as_array().into_iter().flatten();
            let kept = kept.filter(|it| of_features(it)).cloned();
            let forwarded = Value::String(format!("{RUNTIME_CRATE}/{}", key.name));
            key.value = kept.chain([forwarded]).collect::<Vec<_>>().into();
        }
    }
    if !features.is_empty() {
        let default = out.iter_mut().find(|it| it.name == "default");
        if let Some(Value::Array(default)) = default.map(|it| &mut it.value) {
            default.insert(0, Value::String(ALL.to_owned()));
        }
    }
    let mut above = "# Operations by tag, each with the types that they need.\n".to_owned();
    for (name, values, beside) in tag_features(features) {
        let mut key = Key::new(
            &name,
            values
                .into_iter()
                .map(Value::String)
                .collect::<Vec<_>>()
                .into(),
        );
        key.long = name == ALL;
        key.above = if key.long {
            "# All of them.\n".to_owned()
        } else {
            std::mem::take(&mut above)
        };
        key.beside = beside;
        out.push(key);
    }
    out
}

fn runtime_features() -> Vec<Key> {
    let document: DocumentMut = MANIFEST.parse().unwrap_or_default();
    let table = document.get("features").and_then(Item::as_table);
    let names = table
        .into_iter()
        .flat_map(|it| it.iter().map(|(name, _)| name));
    let key = |name: &str| {
        let (key, item) = table?.get_key_value(name)?;
        let values = item.as_array()?.iter();
        let values = values.filter_map(|it| Some(Value::String(it.as_str()?.to_owned())));
        let above = key.leaf_decor().prefix().and_then(|it| it.as_str());
        let mut out = Key::new(name, Value::Array(values.collect()));
        above.unwrap_or_default().clone_into(&mut out.above);
        Some(out)
    };
    names.filter_map(key).collect()
}
