//! A crate of its own: the runtime beside the generated code, and a manifest.
//!
//! The runtime's files and the versions of its dependencies are those of generated-client, taken in
//! when this crate is compiled, so that there is one of each.

pub(crate) mod own;

use crate::{
    features::{ALL, Feature},
    format, project,
    write::OutputFile,
};
use toml::{Table, Value};

/// Expands to the runtime's files: name and text.
macro_rules! runtime {
    ($($file:literal),* $(,)?) => {
        &[$(($file, include_str!(concat!("../../generated-client/src/runtime/", $file)))),*]
    };
}

/// The runtime, file by file.
pub const RUNTIME: &[(&str, &str)] = runtime![
    "auth.rs",
    "blocking.rs",
    "body.rs",
    "browser_clock.rs",
    "builder.rs",
    "by_status.rs",
    "call.rs",
    "cases.rs",
    "client.rs",
    "clock.rs",
    "content.rs",
    "decode.rs",
    "draft.rs",
    "enums.rs",
    "error.rs",
    "events.rs",
    "exchange.rs",
    "expand.rs",
    "fault.rs",
    "field.rs",
    "fields.rs",
    "fit.rs",
    "form.rs",
    "formatted.rs",
    "given.rs",
    "gzip.rs",
    "headers.rs",
    "hook.rs",
    "io.rs",
    "json.rs",
    "json_error.rs",
    "json_lines.rs",
    "json_object.rs",
    "json_path.rs",
    "lines.rs",
    "lines_body.rs",
    "manual_clock.rs",
    "marks.rs",
    "mod.rs",
    "multipart.rs",
    "options.rs",
    "outcome.rs",
    "param.rs",
    "pick.rs",
    "policy.rs",
    "prepared.rs",
    "received.rs",
    "reconnect.rs",
    "redirect.rs",
    "request.rs",
    "request_error.rs",
    "reqwest_transport.rs",
    "reqwest_wasm.rs",
    "response.rs",
    "retry.rs",
    "server.rs",
    "shape.rs",
    "sized.rs",
    "sse.rs",
    "style.rs",
    "styled.rs",
    "testing/base64.rs",
    "testing/cassette.rs",
    "testing/encode.rs",
    "testing/expect.rs",
    "testing/mock.rs",
    "testing/mod.rs",
    "testing/recorder.rs",
    "testing/scrub.rs",
    "testing/wanted.rs",
    "token.rs",
    "tower.rs",
    "trace.rs",
    "transport.rs",
    "tree.rs",
    "types_for.rs",
    "union.rs",
    "untagged.rs",
    "url.rs",
    "whole.rs",
];

/// The manifest of generated-client, and of the workspace that it takes versions from.
const MANIFEST: &str = include_str!("../../generated-client/Cargo.toml");
const WORKSPACE: &str = include_str!("../../Cargo.toml");

/// Names that a package cannot have, or that would hide a crate which the code names.
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

/// The name of the crate: as it is where nothing else has it.
pub(crate) fn crate_name(name: &str) -> String {
    let dependency = manifest()
        .dependencies
        .keys()
        .any(|key| key.replace('-', "_") == name);
    if TAKEN.contains(&name) || dependency {
        // `self_` is there for `self`, which is no identifier.
        format!("{}_client", name.trim_end_matches('_'))
    } else {
        name.to_owned()
    }
}

/// The files of the crate `name` whose API is `module`; `more` are the dependencies of the user's own types.
pub(crate) fn files(
    name: &str,
    module: &str,
    origin: &str,
    api: &[OutputFile],
    more: &Table,
    features: &[Feature],
) -> Vec<OutputFile> {
    let mut out = vec![
        OutputFile {
            path: "Cargo.toml".to_owned(),
            text: with_features(manifest_with(name, origin, &needed(api), more), features),
        },
        OutputFile {
            path: "src/lib.rs".to_owned(),
            text: lib_rs(module, origin, !features.is_empty()),
        },
        below("src/generated/", &project::modules(&[module], origin)),
    ];
    out.extend(api.iter().map(|file| below("src/generated/", file)));
    out.extend(RUNTIME.iter().map(|(file, text)| OutputFile {
        path: format!("src/runtime/{file}"),
        text: format!(
            "// @generated: a copy of the runtime of generated-client. Do not edit.\n{text}"
        ),
    }));
    out
}

/// Adds tests to the files of a crate: their root, themselves, and the harness that they stand on.
pub(crate) fn add_tests(
    files: &mut Vec<OutputFile>,
    root: Vec<OutputFile>,
    tests: Vec<OutputFile>,
) {
    if let Some(manifest) = files.first_mut() {
        manifest.text.push_str("\n[dev-dependencies]\n");
        manifest.text.push_str(TEST_DEPENDENCIES);
    }
    let tests = root.into_iter().chain(tests);
    files.extend(tests.map(|file| below("tests/conformance/", &file)));
    files.extend(project::HARNESS.iter().map(|(file, text)| OutputFile {
        path: format!("tests/support/wire/{file}"),
        text: format!(
            "// @generated: a copy of the harness of generated-client. Do not edit.\n{text}"
        ),
    }));
}

/// What the tests need beside the crate's own dependencies.
const TEST_DEPENDENCIES: &str =
    "tokio = { version = \"1\", features = [\"net\", \"rt\", \"time\"] }\n";

fn below(folder: &str, file: &OutputFile) -> OutputFile {
    OutputFile {
        path: format!("{folder}{}", file.path),
        text: file.text.clone(),
    }
}

fn lib_rs(module: &str, origin: &str, divided: bool) -> String {
    let mut out = format::header(origin);
    let features = if divided {
        "//!\n//! Each tag of the document is a feature, which brings its operations and their types; `all`, which\n\
         //! is a default feature, brings everything. A crate that uses a part compiles in a part of the time:\n\
         //! `default-features = false` and the tags that it uses, beside a transport such as `rustls`.\n"
    } else {
        ""
    };
    out.push_str(&format!(
        "//! A typed client, generated from {origin}.\n{features}\n\
         #[rustfmt::skip]\nmod generated;\npub mod runtime;\n\n\
         pub use self::generated::{module}::*;\n"
    ));
    out
}

struct Manifest {
    dependencies: Table,
    /// What is added on some platforms.
    targets: Table,
    edition: Value,
    rust_version: Value,
}

/// Reads the manifests, which are part of this crate.
fn manifest() -> Manifest {
    let table = |text: &str| text.parse::<Table>().unwrap_or_default();
    let (member, workspace) = (table(MANIFEST), table(WORKSPACE));
    let section = |table: &Table, name: &str| {
        table
            .get(name)
            .and_then(Value::as_table)
            .cloned()
            .unwrap_or_default()
    };
    let workspace = section(&workspace, "workspace");
    let package = section(&workspace, "package");
    let versions = section(&workspace, "dependencies");
    let dependencies = inherited_all(section(&member, "dependencies"), &versions);
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

fn inherited_all(mut dependencies: Table, versions: &Table) -> Table {
    for (name, value) in &mut dependencies {
        *value = inherited(value, versions.get(name));
    }
    dependencies
}

/// A dependency with what `workspace = true` takes from the workspace filled in.
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

/// The crates that only some documents need, each with how its code is recognised.
const SOME: &[(&str, &str)] = &[("jiff", "jiff::"), ("uuid", "uuid::")];

/// Which of the crates that only some documents need the code names.
fn needed(api: &[OutputFile]) -> Vec<&'static str> {
    let names = |mark: &str| api.iter().any(|file| file.text.contains(mark));
    SOME.iter()
        .filter(|(_, mark)| names(mark))
        .map(|(name, _)| *name)
        .collect()
}

/// The manifest of a crate of its own; `some` are the crates that not every document needs.
pub fn manifest_text(name: &str, origin: &str, some: &[&str]) -> String {
    manifest_with(name, origin, some, &Table::new())
}

/// The same, with the dependencies of the user's own types.
fn manifest_with(name: &str, origin: &str, some: &[&str], more: &Table) -> String {
    let manifest = manifest();
    let mut out = format!("# @generated by `cargo xtask codegen` from {origin}. Do not edit.\n\n");
    out.push_str(&format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = {}\nrust-version = {}\npublish = false\n\n{}",
        manifest.edition,
        manifest.rust_version,
        features()
    ));
    out.push_str("\n[dependencies]\n");
    let wanted = |key: &str| some.contains(&key) || SOME.iter().all(|(name, _)| *name != key);
    for (dependency, version) in manifest.dependencies.iter().filter(|(key, _)| wanted(key)) {
        out.push_str(&format!("{dependency} = {version}\n"));
    }
    out.push_str(&own::lines(more));
    for (target, dependencies) in &manifest.targets {
        out.push_str(&format!("\n[target.'{target}'.dependencies]\n"));
        for (dependency, version) in dependencies.as_table().into_iter().flatten() {
            out.push_str(&format!("{dependency} = {version}\n"));
        }
    }
    out.push_str("\n# A workspace of its own, wherever the folder is.\n[workspace]\n");
    out
}

/// The features as generated-client has them, each with the comment that says what it is for.
fn features() -> String {
    let lines = MANIFEST
        .lines()
        .skip_while(|line| *line != "[features]")
        .take_while(|line| !line.is_empty());
    lines.map(|line| format!("{line}\n")).collect()
}

/// The manifest with a feature for each tag, and one for all of them that is a default.
fn with_features(manifest: String, features: &[Feature]) -> String {
    if features.is_empty() {
        return manifest;
    }
    let mut added = String::from("# Operations by tag, each with the types that they need.\n");
    for Feature { name, tag } in features {
        let tag = tag.as_deref().unwrap_or("operations without a tag");
        let tag = tag.split_whitespace().collect::<Vec<_>>().join(" ");
        let told = if tag == *name {
            String::new()
        } else {
            format!(" # {tag}")
        };
        added.push_str(&format!("{name} = []{told}\n"));
    }
    let all: Vec<String> = features
        .iter()
        .map(|it| format!("    \"{}\",\n", it.name))
        .collect();
    added.push_str(&format!("# All of them.\n{ALL} = [\n{}]\n", all.concat()));
    let default = manifest.replacen("default = [", &format!("default = [\"{ALL}\", "), 1);
    default.replacen(
        "\n[dependencies]\n",
        &format!("{added}\n[dependencies]\n"),
        1,
    )
}
