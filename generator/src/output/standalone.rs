//! A standalone crate: the code and its runtime in folders that the generator owns, and around them files that are
//! written once and belong to the user from then on.

mod docs;
pub(crate) mod inherited;
mod metadata;
pub(crate) mod own;
mod runtime;

pub use crate::output::embedded::RUNTIME;
pub use metadata::Metadata;
pub(crate) use metadata::title;
pub use runtime::{RUNTIME_CRATE, Runtime};

use crate::{
    output::{
        embedded::HARNESS,
        package::{Manifest, Package, Wishes, wanted},
    },
    rust::{
        emit::Section,
        features::{ALL, Feature},
        format::OutputFile,
    },
};
use inherited::manifest;
use std::path::Path;
use toml::Table;

/// The names that a package cannot have, or that would shadow a crate that the code uses.
const TAKEN: &[&str] = &[
    "std",
    "core",
    "alloc",
    "test",
    "proc_macro",
    "crate_",
    "self_",
    "super_",
];

/// The generator's folders in a standalone crate; the tests' folder exists only if tests were requested.
pub(crate) const GENERATED: &str = "src/generated";
pub(crate) const VENDORED: &str = "src/runtime";
pub(crate) const TESTS: &str = "tests/conformance";

/// Returns the name of a standalone crate: the given one, unless a dependency or Rust itself uses it.
pub fn crate_name(name: &str) -> String {
    let dependency = manifest()
        .dependencies
        .keys()
        .any(|key| key.replace('-', "_") == name);
    if TAKEN.contains(&name) || dependency {
        // `self_` stands for `self`, which is not a valid identifier.
        format!("{}_client", name.trim_end_matches('_'))
    } else {
        name.to_owned()
    }
}

/// The parts of a standalone crate.
#[derive(Clone, Copy)]
pub(crate) struct Parts<'a> {
    /// The name of the crate.
    pub(crate) name: &'a str,
    /// The module of the API.
    pub(crate) module: &'a str,
    /// The name of the document in the files.
    pub(crate) origin: &'a str,
    /// The title of the API.
    pub(crate) title: &'a str,
    /// The code.
    pub(crate) api: &'a [OutputFile],
    /// The sections of the documentation that are derived from the document.
    pub(crate) docs: &'a [Section],
    /// The dependencies of custom types.
    pub(crate) more: &'a Table,
    /// The features of parts of the code.
    pub(crate) features: &'a [Feature],
    /// The tests with their root, if there are any.
    pub(crate) tests: Option<&'a [OutputFile]>,
    /// The metadata for the manifest.
    pub(crate) metadata: &'a Metadata,
    /// Whether the crate is its own workspace.
    pub(crate) alone: bool,
    /// The source of the runtime.
    pub(crate) runtime: &'a Runtime,
    /// The folder of the crate.
    pub(crate) folder: &'a Path,
}

/// Returns the files of a new crate, and their division between the generator and the user.
pub(crate) fn files(parts: Parts<'_>) -> (Vec<OutputFile>, Package) {
    let keys = wanted(Wishes {
        runtime: parts.runtime,
        dependencies: parts.runtime.dependencies(parts.api, parts.folder),
        own: parts.more,
        features: parts.features,
        tests: parts.tests.is_some(),
    });
    let example = docs::first_call(parts);
    let mut manifest = Manifest::new(parts.name, parts.metadata, parts.alone);
    if example.is_some() {
        manifest.add_example("first_call", !parts.features.is_empty());
    }
    let mut out = vec![
        file("Cargo.toml", manifest.with(&keys)),
        file("README.md", docs::readme(parts)),
        file(".gitignore", "/target\n".to_owned()),
        file("src/lib.rs", lib_rs(parts.runtime)),
        file("src/generated/README.md", docs::crate_docs(parts)),
        file(
            "src/generated/mod.rs",
            format!(
                "{}//! The generated code.\n\nmod {module};\n\npub use self::{module}::*;\n",
                header(parts.origin),
                module = parts.module
            ),
        ),
    ];
    out.extend(example.map(|text| file("examples/first_call.rs", text)));
    let below = |folder: &'static str| {
        move |it: &OutputFile| {
            file(
                &format!("{folder}/{}", it.path),
                owned(parts.origin, &it.text),
            )
        }
    };
    out.extend(parts.api.iter().map(below(GENERATED)));
    if *parts.runtime == Runtime::Vendored {
        out.extend(copies(VENDORED, RUNTIME, "runtime"));
    }
    if let Some(tests) = parts.tests {
        out.extend(tests.iter().map(below(TESTS)));
        out.extend(copies("tests/conformance/wire", HARNESS, "harness"));
    }
    let package = Package {
        owned: vec![GENERATED.to_owned(), VENDORED.to_owned(), TESTS.to_owned()],
        home: GENERATED.to_owned(),
        keys,
        module: "generated".to_owned(),
        runtime: Some(parts.runtime.declaration()),
        command: format!("{PROGRAM} generate"),
        keeps: false,
    };
    (out, package)
}

/// Returns the files that the emitted crate has a copy of.
pub(crate) fn copies<'a>(
    folder: &'a str,
    files: &'a [(&str, &str)],
    what: &'a str,
) -> impl Iterator<Item = OutputFile> + 'a {
    files.iter().map(move |(name, text)| {
        let header = format!(
            "// @generated: a copy of the {what} of generated-client. Changes are lost: do not edit.\n"
        );
        file(&format!("{folder}/{name}"), header + text)
    })
}

fn file(path: &str, text: String) -> OutputFile {
    OutputFile {
        path: path.to_owned(),
        text,
    }
}

/// Returns the header of the files of a standalone crate.
pub(crate) fn header(origin: &str) -> String {
    let origin = crate::rust::format::one_line(origin);
    format!("// @generated by `{PROGRAM} generate` from {origin}. Do not edit.\n")
}

/// The name of the installed program.
pub const PROGRAM: &str = "clientwright";

/// Returns a file with the header of a standalone crate instead of this repository's.
pub(crate) fn owned(origin: &str, text: &str) -> String {
    let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
    header(origin) + rest
}

/// Returns the crate's root, which belongs to the user: nothing in it depends on the document.
fn lib_rs(runtime: &Runtime) -> String {
    let declaration = runtime.declaration();
    let runtime = match runtime {
        Runtime::Vendored => format!("#[rustfmt::skip]\n{declaration}\n\n"),
        Runtime::Shared(_) => format!("\n{declaration}\n"),
    };
    format!(
        "#![doc = include_str!(\"generated/README.md\")]\n\n\
         #[rustfmt::skip]\nmod generated;\n{runtime}pub use self::generated::*;\n"
    )
}

/// The dependencies that only some documents need, each with the text by which the code that uses it is recognised.
pub(crate) const SOME: &[(&str, &str)] = &[("jiff", "jiff::"), ("uuid", "uuid::")];

/// Returns the manifest of a crate that is its own workspace; `some` lists the dependencies
/// that not every document needs.
pub fn manifest_text(name: &str, origin: &str, some: &[&str]) -> String {
    let is_some = |name: &str| SOME.iter().any(|(it, _)| *it == name);
    let all = manifest().dependencies.into_iter();
    let needed = all.filter(|(name, _)| !is_some(name) || some.contains(&&**name));
    let own = Table::new();
    let keys = wanted(Wishes::of_code(needed.collect(), &own));
    let manifest = Manifest::new(name, &Metadata::default(), true).with(&keys);
    let origin = crate::rust::format::one_line(origin);
    format!("# @generated from {origin}\n{manifest}")
}

/// Returns the features of the tags and the feature of all tags, for the manifest: the name, the features
/// that it enables, and a comment.
pub(crate) fn tag_features(features: &[Feature]) -> Vec<(String, Vec<String>, String)> {
    let told = |Feature { name, tag }: &Feature| {
        let tag = tag.as_deref().unwrap_or("operations without a tag");
        let tag = tag.split_whitespace().collect::<Vec<_>>().join(" ");
        let tag = if tag == *name { String::new() } else { tag };
        (name.clone(), Vec::new(), tag)
    };
    let mut out: Vec<_> = features.iter().map(told).collect();
    if !features.is_empty() {
        let all = features.iter().map(|it| it.name.clone()).collect();
        out.push((ALL.to_owned(), all, String::new()));
    }
    out
}
