//! The configuration entry of one API.

use super::{
    ApiConfig, CONFIG, Destination, Problem,
    keys::{Kind, MORE, SOURCES, refused},
};
use crate::{
    config::overrides::{
        DerivesEntry, EnvironmentEntry, KeysEntry, PagesEntry, PollsEntry, RenameEntry, TypesEntry,
        UndeclaredEntry, WebhooksEntry, overrides,
    },
    output::standalone::{Metadata, Runtime},
    source::{Pattern, Prefix, Selection},
};
use serde::Deserialize;
use std::{
    ops::Range,
    path::{Path, PathBuf},
};
use toml::Spanned;

/// The keys of an API's entry. [`keys`] defines which files may have which of them.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default, expecting = "a table")]
pub(super) struct Entry {
    pub(super) document: Option<Spanned<PathBuf>>,
    output: Option<Spanned<PathBuf>>,
    module: Option<Spanned<PathBuf>>,
    name: Option<Spanned<String>>,
    version: Option<Spanned<String>>,
    description: Option<Spanned<String>>,
    license: Option<Spanned<String>>,
    repository: Option<Spanned<String>>,
    homepage: Option<Spanned<String>>,
    tests: Option<Spanned<bool>>,
    runtime: Option<Spanned<toml::Value>>,
    overlays: Vec<PathBuf>,
    references: Option<Spanned<toml::Value>>,
    include: Vec<Spanned<String>>,
    exclude: Vec<Spanned<String>>,
    types: TypesEntry,
    rename: RenameEntry,
    sensitive: Vec<Spanned<String>>,
    keep_undeclared: UndeclaredEntry,
    derives: DerivesEntry,
    pages: PagesEntry,
    polls: PollsEntry,
    idempotency: KeysEntry,
    env: EnvironmentEntry,
    webhooks: Option<WebhooksEntry>,
}

impl Entry {
    /// Returns the keys that only some kinds of file may have, with their positions.
    fn restricted(&self) -> Vec<(&'static str, Range<usize>)> {
        fn at<T>(it: Option<&Spanned<T>>) -> Option<Range<usize>> {
            it.map(Spanned::span)
        }
        let all = [
            ("document", at(self.document.as_ref())),
            ("output", at(self.output.as_ref())),
            ("module", at(self.module.as_ref())),
            ("name", at(self.name.as_ref())),
            ("version", at(self.version.as_ref())),
            ("description", at(self.description.as_ref())),
            ("license", at(self.license.as_ref())),
            ("repository", at(self.repository.as_ref())),
            ("homepage", at(self.homepage.as_ref())),
            ("tests", at(self.tests.as_ref())),
            ("runtime", at(self.runtime.as_ref())),
        ];
        all.into_iter()
            .filter_map(|(key, at)| Some((key, at?)))
            .collect()
    }

    /// Returns the destination of the code.
    fn destination(&self, folder: &Path) -> Result<Option<Destination>, Problem> {
        match (&self.output, &self.module) {
            (Some(_), Some(module)) => Err((
                CONFIG,
                "`output` makes a standalone crate and `module` a module of an existing one: remove one of them"
                    .to_owned(),
                Some(module.span()),
            )),
            (Some(output), None) => Ok(Some(Destination::Crate(folder.join(output.get_ref())))),
            (None, Some(module)) => Ok(Some(Destination::Module(folder.join(module.get_ref())))),
            (None, None) => Ok(None),
        }
    }

    fn metadata(&self) -> Result<Metadata, Problem> {
        let text = |it: &Option<Spanned<String>>| it.as_ref().map(|it| it.get_ref().clone());
        if let Some(version) = &self.version {
            semver::Version::parse(version.get_ref()).map_err(|error| {
                let message = format!("`{}` is not a version: {error}", version.get_ref());
                (CONFIG, message, Some(version.span()))
            })?;
        }
        Ok(Metadata {
            version: text(&self.version),
            description: text(&self.description),
            license: text(&self.license),
            repository: text(&self.repository),
            homepage: text(&self.homepage),
        })
    }

    /// Reads the entry, rejecting keys that this kind of file may not have.
    pub(super) fn read(
        self,
        kind: Kind,
        file: (&str, &str),
        folder: &Path,
    ) -> Result<ApiConfig, Problem> {
        if let Some((key, at)) = self
            .restricted()
            .into_iter()
            .find(|(key, _)| !kind.admits(key))
        {
            return Err((CONFIG, refused(key, kind), Some(at)));
        }
        let (destination, metadata) = (self.destination(folder)?, self.metadata()?);
        let runtime = runtime(self.runtime, folder)?;
        Ok(ApiConfig {
            name: String::new(),
            document: self
                .document
                .map(|it| folder.join(it.into_inner()))
                .unwrap_or_default(),
            overlays: self.overlays.iter().map(|it| folder.join(it)).collect(),
            references: references(self.references, folder)?,
            selection: selection(self.include, self.exclude),
            overrides: overrides(
                file,
                self.types,
                self.rename,
                (self.sensitive, self.keep_undeclared, self.derives),
                self.env,
                (self.pages, self.polls, self.idempotency, self.webhooks),
            )?,
            destination,
            package: self.name.map(Spanned::into_inner),
            metadata,
            tests: self.tests.is_some_and(Spanned::into_inner),
            runtime,
        })
    }
}

fn selection(include: Vec<Spanned<String>>, exclude: Vec<Spanned<String>>) -> Selection {
    let patterns = |all: Vec<Spanned<String>>| {
        let pattern = |it: Spanned<String>| Pattern {
            at: Some(it.span()),
            text: it.into_inner(),
        };
        all.into_iter().map(pattern).collect()
    };
    Selection {
        include: patterns(include),
        exclude: patterns(exclude),
    }
}

/// Reads the files or folders that URL prefixes stand for. The paths are relative to the configuration's folder.
fn references(said: Option<Spanned<toml::Value>>, folder: &Path) -> Result<Vec<Prefix>, Problem> {
    let Some(said) = said else {
        return Ok(Vec::new());
    };
    let at = said.span();
    let wrong = |what: &str| (CONFIG, format!("{what} is not a path"), Some(at.clone()));
    // A date would deserialize as a map of strings.
    let toml::Value::Table(table) = said.into_inner() else {
        return Err(wrong("`references` maps URLs to paths, but this"));
    };
    let prefix = |(url, path): (String, toml::Value)| match path.as_str() {
        Some(path) => Ok(Prefix {
            path: folder.join(path),
            url,
        }),
        None => Err(wrong(&format!("the value for `{url}` in `references`"))),
    };
    table.into_iter().map(prefix).collect()
}

/// Reads the source of the runtime: a version, or a table as in a manifest. A path is relative
/// to the configuration's folder.
fn runtime(said: Option<Spanned<toml::Value>>, folder: &Path) -> Result<Runtime, Problem> {
    let Some(said) = said else {
        return Ok(Runtime::Vendored);
    };
    let at = said.span();
    let wrong = |message: String| (CONFIG, message, Some(at.clone()));
    let mut table = match said.into_inner() {
        toml::Value::String(version) => {
            toml::Table::from_iter([("version".to_owned(), version.into())])
        }
        toml::Value::Table(table) => table,
        other => {
            let kind = other.type_str();
            return Err(wrong(format!(
                "`runtime` has to be a version or a table, not of type {kind}"
            )));
        }
    };
    if !SOURCES.iter().any(|key| table.contains_key(*key)) {
        let message =
            "`runtime` does not locate the runtime's crate: add `path`, `git` or `version`";
        return Err(wrong(message.to_owned()));
    }
    for (key, value) in &table {
        if !SOURCES.contains(&&**key) && !MORE.contains(&&**key) {
            return Err(wrong(format!("`{key}` is not a field of `runtime`")));
        }
        if !value.is_str() {
            return Err(wrong(format!("`{key}` of `runtime` has to be text")));
        }
    }
    if let Some(version) = table.get("version").and_then(toml::Value::as_str)
        && let Err(error) = semver::VersionReq::parse(version)
    {
        return Err(wrong(format!(
            "`{version}` is not a version of `runtime`: {error}"
        )));
    }
    if let Some(path) = table.get("path").and_then(toml::Value::as_str) {
        let path = folder.join(path).to_string_lossy().into_owned();
        table.insert("path".to_owned(), path.into());
    }
    Ok(Runtime::Shared(table))
}
