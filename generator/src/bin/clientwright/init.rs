//! The command `init`: writes a configuration for the documents in a folder.

use crate::cli::InitArgs;
use generator::{complain, say};
use generator::{
    config::{api_name, keys},
    output::package::new_file,
    source,
};
use std::{
    collections::BTreeSet,
    fs,
    io::ErrorKind,
    path::{Component, MAIN_SEPARATOR, Path, PathBuf, absolute},
    process::ExitCode,
};

/// The folders that contain no documents of the repository itself.
const SKIPPED: &[&str] = &["target", "node_modules", "vendor"];

/// The maximum depth of the search.
const DEPTH: usize = 8;

/// The number of bytes at the beginning of a file that decide whether it is a document.
const START: usize = 64 << 10;

pub(crate) fn run(arguments: &InitArgs) -> ExitCode {
    let documents = if arguments.documents.is_empty() {
        found(Path::new("."))
    } else {
        arguments.documents.clone()
    };
    if documents.is_empty() {
        complain!(
            "error: no OpenAPI document was found in this folder or below: put one there, or name it, as in \
             `clientwright init api/openapi.yaml`\n"
        );
        return ExitCode::FAILURE;
    }
    if let Some(missing) = documents.iter().find(|it| !it.is_file()) {
        let told = source::load(missing).err();
        if let Some(failure) = told {
            return generator::command::unreadable(&failure);
        }
    }
    let text = configuration(&documents, arguments);
    match new_file(&arguments.config, &text) {
        Ok(()) => {
            let shown = arguments.config.display();
            let plural = if documents.len() == 1 { "" } else { "s" };
            say!(
                "{shown}: {} document{plural}; next: `clientwright generate`\n",
                documents.len()
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            let shown = arguments.config.display();
            if error.kind() == ErrorKind::AlreadyExists {
                complain!(
                    "error: {shown} exists already: edit it, or write another file with `--config`\n"
                );
            } else {
                complain!("error: {shown}: {error}\n");
            }
            ExitCode::FAILURE
        }
    }
}

fn configuration(documents: &[PathBuf], arguments: &InitArgs) -> String {
    let mut out = String::from(
        "# The OpenAPI documents from which `clientwright generate` makes clients. Paths start at this file's folder.\n\
         # For editors: `clientwright schema > clientwright.schema.json`, and `#:schema ./clientwright.schema.json` as the\n\
         # first line.\n",
    );
    let mut used = BTreeSet::new();
    let folder = arguments.config.parent().unwrap_or(Path::new(""));
    let shown = |path: &Path| toml::Value::String(slashed(&from_folder(path, folder))).to_string();
    for document in documents {
        let name = unused(document, &mut used);
        out.push_str(&format!(
            "\n[apis.{name}]\ndocument = {}\noutput = {}\n",
            shown(document),
            shown(&arguments.output.join(&name)),
        ));
    }
    out.push_str("\n# Further keys of an API, each with an example:\n#\n");
    for key in keys::KEYS {
        let said = ["document", "output"].contains(&key.name);
        if key.kinds.contains(&keys::Kind::Outputs) && !said {
            out.push_str(&format!(
                "# {}\n# {} = {}\n",
                key.what, key.name, key.example
            ));
        }
    }
    out
}

/// Returns a path as seen from the folder of the configuration. Both are relative to the current folder, or absolute.
fn from_folder(path: &Path, folder: &Path) -> PathBuf {
    let (parts, folders) = (plain(path), plain(folder));
    let same = parts.iter().zip(&folders).take_while(|(a, b)| a == b);
    let same = same.count();
    let above = folders.get(same..).unwrap_or_default();
    // The way back up is unknown if the folder is absolute or above the current one.
    if path.is_absolute() || !above.iter().all(|it| matches!(it, Component::Normal(_))) {
        return if path.is_absolute() {
            path.to_owned()
        } else {
            absolute(path).unwrap_or_else(|_| path.to_owned())
        };
    }
    let up = above.iter().map(|_| Component::ParentDir);
    up.chain(parts.into_iter().skip(same)).collect()
}

fn plain(path: &Path) -> Vec<Component<'_>> {
    let parts = path.components();
    parts.filter(|it| *it != Component::CurDir).collect()
}

/// Returns a path with `/` between its parts.
fn slashed(path: &Path) -> String {
    path.display().to_string().replace(MAIN_SEPARATOR, "/")
}

/// Returns an unused module name for a document: from its file name, or from its folder's
/// name if the file name is generic.
fn unused(document: &Path, used: &mut BTreeSet<String>) -> String {
    let stem = |path: &Path| {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        stem.split('.').next().unwrap_or_default().to_owned()
    };
    let general = ["openapi", "swagger", "api", "spec", "index", "schema"];
    let mut name = stem(document);
    if general.contains(&name.as_str()) {
        let folders = document.ancestors().skip(1).map(stem);
        let mut folders = folders.filter(|it| !it.is_empty() && !general.contains(&it.as_str()));
        name = folders.next().unwrap_or(name);
    }
    let name = api_name(&name);
    let mut numbered = name.clone();
    let mut number = 2;
    while !used.insert(numbered.clone()) {
        numbered = format!("{name}_{number}");
        number += 1;
    }
    numbered
}

/// Returns the documents below a folder, sorted.
fn found(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    list(folder, DEPTH, &mut out);
    let mut out: Vec<_> = out
        .into_iter()
        .filter(|it| is_document(it))
        .map(|it| it.strip_prefix(".").unwrap_or(&it).to_owned())
        .collect();
    out.sort();
    out
}

fn list(folder: &Path, depth: usize, out: &mut Vec<PathBuf>) {
    // A folder that cannot be read is skipped.
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        let is_folder = entry.file_type().is_ok_and(|it| it.is_dir());
        let ends = [".yaml", ".yml", ".json"];
        if name.starts_with('.') {
            continue;
        }
        if is_folder && depth > 0 && !SKIPPED.contains(&name.as_ref()) {
            list(&path, depth - 1, out);
        } else if ends.iter().any(|end| name.ends_with(end)) && path.is_file() {
            out.push(path);
        }
    }
}

/// Returns whether the beginning of a file looks like that of an `OpenAPI` document.
fn is_document(path: &Path) -> bool {
    let Ok(bytes) = fs::read(path) else {
        return false;
    };
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(START)]);
    let says = |line: &str| {
        let line = line.trim_start_matches('\u{feff}');
        let line = line.trim_start_matches(['{', ' ', '\t']).replace('"', "");
        ["openapi:", "swagger:"]
            .iter()
            .any(|it| line.starts_with(it))
    };
    let mut lines = start.lines().flat_map(|it| it.split(','));
    lines.any(says) && start.contains("info")
}
