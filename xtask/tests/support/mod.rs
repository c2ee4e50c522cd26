//! Helpers that the tests share.

#![allow(dead_code, reason = "each test uses its part")]

use generator::{config::load_own_config, source::Source};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Returns the workspace's root.
pub(crate) fn workspace() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().expect("the workspace is above").to_owned()
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

/// Returns the YAML files in a folder, sorted.
pub(crate) fn documents(folder: &Path) -> Vec<PathBuf> {
    let files = sorted(folder).into_iter();
    let documents = files.filter(|it| it.extension().is_some_and(|it| it == "yaml"));
    documents.collect()
}

/// Returns a file's name without its extension.
pub(crate) fn stem(file: &Path) -> String {
    let stem = file.file_stem().expect("a file has a name");
    stem.to_string_lossy().into_owned()
}

/// Applies the configuration beside a document, if there is one: `a.toml` beside `a.yaml`.
pub(crate) fn configured(source: Source, file: &Path) -> Source {
    let configuration = file.with_extension("toml");
    if !configuration.exists() {
        return source;
    }
    let config = load_own_config(&configuration, &[file]).expect("a configuration");
    config.apply(source)
}
