//! Helpers that the generator's tests share.

#![allow(dead_code, reason = "each test uses its part")]

use generator::{
    Output, Target,
    config::load_own_config,
    diagnostic::{Style, render},
    generate,
    source::{Source, load_bytes},
};
use std::{
    collections::BTreeSet,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    process::Command,
};

/// A user's own type that meets all requirements for one.
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
    /// The name: `schema/open_enum`.
    pub(crate) name: String,
    /// The document's text.
    pub(crate) text: String,
    /// The path of its configuration, if there is one: `schema/open_enum.toml`.
    pub(crate) config: Option<PathBuf>,
}

impl Fixture {
    /// Returns the name as a module name.
    pub(crate) fn module(&self) -> String {
        self.name.replace('/', "_")
    }

    /// Loads the document with its configuration.
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
        match load_own_config(path, &[]) {
            Ok(config) => config.apply(source),
            Err(failure) => panic!(
                "{}",
                render(&failure.diagnostics, &failure.files, Style::Plain)
            ),
        }
    }

    /// Generates the code as a module of the crate `krate`.
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

/// Returns the folder with the fixtures.
pub(crate) fn fixtures_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// Returns all fixtures, sorted by name.
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

/// Compares each text with its snapshot, and reports all differences at once with advice on how to fix them.
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

/// Returns the workspace's root.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace is above")
        .to_owned()
}

/// Returns the entries of a folder, sorted.
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

/// Generates the document and renders its diagnostics.
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

/// Returns the schema `Wide` with the given number of required strings, indented for `schemas`.
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

/// Runs cargo in a folder, with warnings as errors, and returns its output. Dependencies are compiled once for all
/// tests.
pub(crate) fn cargo(folder: &Path, arguments: &[&str]) -> String {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("target");
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .env("RUSTFLAGS", "-D warnings")
        .output()
        .expect("cargo starts");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {told}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
