//! What the tests of the generator share.

#![allow(dead_code, reason = "each test uses its part")]

use generator::{
    Output, Target,
    diagnostic::{Style, render},
    generate,
    load::{Source, load_bytes, load_own_config},
};
use std::{
    collections::BTreeSet,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

/// A type of the user's own with all that is asked of one.
pub(crate) const MONEY: &str = "\
// @generated
//! Sums.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A sum.
#[derive(Clone, Debug, PartialEq)]
pub struct Money(f64);

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Deserialize::deserialize(deserializer).map(Self)
    }
}
";

/// A document with one idea.
pub(crate) struct Fixture {
    /// Its place: `schema/open_enum`.
    pub(crate) name: String,
    /// Its text.
    pub(crate) text: String,
    /// What the configuration says of it, if there is one beside it: `schema/open_enum.toml`.
    pub(crate) config: Option<PathBuf>,
}

impl Fixture {
    /// The name as a module has it.
    pub(crate) fn module(&self) -> String {
        self.name.replace('/', "_")
    }

    /// The document, read.
    pub(crate) fn source(&self) -> Source {
        let file = format!("{}.yaml", self.name);
        match load_bytes(&file, self.text.clone().into_bytes()) {
            Ok(source) => self.configured(source),
            Err(failure) => panic!(
                "{}",
                render(&failure.diagnostics, &failure.files, Style::Plain)
            ),
        }
    }

    fn configured(&self, source: Source) -> Source {
        let Some(path) = &self.config else {
            return source;
        };
        match load_own_config(path, Path::new("")) {
            Ok(config) => config.apply(source),
            Err(failure) => panic!(
                "{}",
                render(&failure.diagnostics, &failure.files, Style::Plain)
            ),
        }
    }

    /// The code for it, below `module` of the crate `krate`.
    pub(crate) fn output(&self, krate: &str) -> (Source, Output) {
        let source = self.source();
        let module = self.module();
        let path = format!("{krate}::{module}");
        let origin = format!("{}.yaml", self.name);
        let output = generate(
            &source,
            Target {
                module: &module,
                path: &path,
                origin: &origin,
            },
        );
        (source, output)
    }
}

/// Where the fixtures are.
pub(crate) fn fixtures_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// All fixtures, sorted by name.
pub(crate) fn fixtures() -> Vec<Fixture> {
    let mut out = Vec::new();
    let areas = sorted(&fixtures_folder()).into_iter();
    for area in areas.filter(|it| it.is_dir()) {
        let files = sorted(&area).into_iter();
        for file in files.filter(|it| it.extension().is_some_and(|it| it == "yaml")) {
            let text = fs::read_to_string(&file).expect("a fixture is text");
            let name = format!("{}/{}", stem(&area), stem(&file));
            let config = Some(file.with_extension("toml")).filter(|it| it.exists());
            out.push(Fixture { name, text, config });
        }
    }
    out
}

/// Compares each text with its snapshot, and says of all that differ at once how to mend them.
pub(crate) fn snapshots(folder: &str, texts: Vec<(String, String)>) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("../snapshots/{folder}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let differs = |(name, text): (String, String)| {
        let compare = || settings.bind(|| insta::assert_snapshot!(name.as_str(), text));
        let same = catch_unwind(AssertUnwindSafe(compare));
        same.err().map(|_| name)
    };
    let names: BTreeSet<String> = texts.iter().map(|(name, _)| name.clone()).collect();
    let differing: Vec<String> = texts.into_iter().filter_map(differs).collect();
    assert!(
        differing.is_empty(),
        "these snapshots in generator/tests/snapshots/{folder} differ: {differing:#?}\n\
         run `cargo xtask codegen` and then `INSTA_UPDATE=always cargo test -p generator`, and commit \
         what they write if it is what you meant"
    );
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/snapshots/{folder}"));
    let there = sorted(&here)
        .into_iter()
        .filter_map(|it| Some(it.file_name()?.to_string_lossy().into_owned()));
    let orphans: Vec<String> = there
        .filter_map(|it| it.strip_suffix(".snap").map(str::to_owned))
        .filter(|it| !names.contains(it))
        .collect();
    assert!(
        orphans.is_empty(),
        "nothing gives these snapshots in {folder} any more, remove them: {orphans:?}"
    );
}

/// The workspace's root.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace is above")
        .to_owned()
}

/// What is in a folder, sorted.
pub(crate) fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut out: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    out.sort();
    out
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .expect("a file has a name")
        .to_string_lossy()
        .into_owned()
}

/// What there is to say about a document once it is generated.
pub(crate) fn generated(source: &Source) -> String {
    let output = generate(
        source,
        Target {
            module: "api",
            path: "x::api",
            origin: "the document",
        },
    );
    render(&output.report.diagnostics, &source.files, Style::Plain)
}

/// A schema `Wide` with so many texts, all of them required, as it stands below `schemas`.
pub(crate) fn wide(fields: usize) -> String {
    let names: Vec<String> = (0..fields).map(|it| format!("text_{it}")).collect();
    let properties = names
        .iter()
        .map(|name| format!("{name}: {{ type: string }}"));
    let properties: Vec<String> = properties.collect();
    format!(
        "    Wide: {{ type: object, required: [{}], properties: {{ {} }} }}\n",
        names.join(", "),
        properties.join(", ")
    )
}
