//! The configuration of a document that is named beside it.

use super::{
    ApiConfig, CONFIG, Problem, entry::Entry, folder_of, from_toml, keys::Kind, listed, read,
};
use crate::source::Failure;
use std::path::{Path, PathBuf};

/// Reads the settings for the documents, which are one API, from the configuration at `path`. Of a file that lists APIs
/// they are those of the API with one of the documents, or else of the only API; any other file has the keys of
/// `[apis.NAME]` at its top level. The result has the first document.
///
/// # Errors
///
/// The same as [`load_config`](super::load_config), and also if it is unclear which of several APIs is meant.
pub fn load_own_config(path: &Path, documents: &[&Path]) -> Result<ApiConfig, Failure> {
    let name = path.display().to_string();
    let settings = read(path, |text| {
        let folder = folder_of(path);
        let file: toml::Table = from_toml(text)?;
        if file.contains_key("apis") {
            let (config, _) = listed(Kind::Outputs, &name, text, folder)?;
            return chosen(config.apis, documents);
        }
        let entry: Entry = from_toml(text)?;
        entry.read(Kind::Document, (&name, text), folder)
    })?;
    let document = documents.first().copied().unwrap_or(Path::new(""));
    Ok(ApiConfig {
        document: document.to_owned(),
        ..settings
    })
}

/// Chooses the API with one of the documents, or the only API.
fn chosen(mut apis: Vec<ApiConfig>, documents: &[&Path]) -> Result<ApiConfig, Problem> {
    let reading = |document: &&Path| -> Vec<usize> {
        let meant = whole(document);
        let same = |(_, api): &(usize, &ApiConfig)| whole(&api.document) == meant;
        let found = apis.iter().enumerate().filter(same);
        found.map(|(index, _)| index).collect()
    };
    let mut found = documents
        .iter()
        .map(reading)
        .filter(|found| !found.is_empty());
    let found = found.next().unwrap_or_default();
    let index = match found[..] {
        [index] => index,
        [] if apis.len() == 1 => 0,
        _ => {
            let among: Vec<String> = apis
                .iter()
                .enumerate()
                .filter(|(index, _)| found.is_empty() || found.contains(index))
                .map(|(_, api)| format!("`{}`", api.name))
                .collect();
            let what = if found.is_empty() {
                "none of them has"
            } else {
                "all of them have"
            };
            let shown: Vec<String> = documents
                .iter()
                .map(|it| format!("`{}`", it.display()))
                .collect();
            let message = format!(
                "the settings of {} could be meant, as {what} the document {}: put the intended ones into a file of \
                 their own, without `[apis.NAME]` above them",
                among.join(", "),
                shown.join(" or "),
            );
            return Err((CONFIG, message, None));
        }
    };
    Ok(apis.swap_remove(index))
}

/// Returns the absolute path of a file, or the given path if there is no such file.
fn whole(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
