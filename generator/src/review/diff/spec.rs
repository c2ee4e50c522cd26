//! The inputs of a comparison: two documents, or `spec/` now and at a revision.

use super::{
    Change,
    change::{At, Changes, Effect, Topic},
    diff,
};
use crate::{
    config::{ApiConfig, Config, load_config, load_outputs, load_own_config},
    diagnostic::Diagnostics,
    generate::on_deep_stack,
    project::CONFIG,
    review::git,
    rust::emit::{Context, code},
    source::{self, Failure, Source},
    stages::{Stages, stages},
};
use std::path::Path;

/// The changes to one API.
#[derive(Debug)]
pub struct ApiDiff {
    /// The API's name.
    pub name: String,
    /// The changes, in the order of the new document.
    pub changes: Vec<Change>,
}

/// The reason why nothing can be compared.
#[derive(Debug)]
pub enum Unread {
    /// A document that cannot be read or generated from.
    Document(Box<Failure>),
    /// A failure of git to provide the old version.
    Base(String),
}

impl From<Failure> for Unread {
    fn from(failure: Failure) -> Self {
        Self::Document(Box::new(failure))
    }
}

/// Compares two documents, both with the settings that a configuration has for the new one or else for the old one. Each
/// setting must apply to the new one.
///
/// # Errors
///
/// [`Unread`] if one of them cannot be read or generated from, or the configuration cannot be read.
pub fn documents(old: &Path, new: &Path, config: Option<&Path>) -> Result<ApiDiff, Unread> {
    let name = new.file_name().unwrap_or_default().to_string_lossy();
    let config = config.map(|it| load_own_config(it, &[new, old]));
    let now = config.transpose()?.unwrap_or_else(|| ApiConfig::of(new));
    let (then, now) = (now.load_older(old)?, now.load()?);
    let changes = compared(then, now, Diagnostics::remove_unmet)?;
    Ok(ApiDiff {
        name: name.into_owned(),
        changes,
    })
}

/// Compares `spec/` with its state at a revision: its documents, overlays and configuration. `workspace` is the
/// folder that contains `spec/`. Of the old state, only `spec/` is available.
///
/// # Errors
///
/// [`Unread`] if git does not have the old state, or if a document cannot be read or generated from.
pub fn against(workspace: &Path, revision: &str) -> Result<Vec<ApiDiff>, Unread> {
    since(workspace, "spec", CONFIG, revision, load_config)
}

/// Compares the APIs of the configuration `config` in `root` with those at a revision. Of the old state, only
/// documents below `root` are available.
///
/// # Errors
///
/// The same as for [`against`].
pub fn outputs_against(root: &Path, config: &str, revision: &str) -> Result<Vec<ApiDiff>, Unread> {
    since(root, ".", config, revision, load_outputs)
}

fn since(
    root: &Path,
    scope: &str,
    config: &str,
    revision: &str,
    load: fn(&Path) -> Result<Config, Failure>,
) -> Result<Vec<ApiDiff>, Unread> {
    let Some(base) = git::at(root, scope, revision).map_err(Unread::Base)? else {
        return Ok(Vec::new());
    };
    let now = load(&root.join(config))?;
    let then = base.root.join(config);
    let then = if then.is_file() {
        load(&then)?
    } else {
        Config { apis: Vec::new() }
    };
    let mut out = Vec::new();
    for gone in then
        .apis
        .iter()
        .filter(|it| named(&now, &it.name).is_none())
    {
        let effect = Effect::callers();
        out.push(whole(gone, effect, "is gone"));
    }
    for api in &now.apis {
        out.push(match named(&then, &api.name) {
            None => whole(api, Effect::adds(), "is new"),
            Some(before) => ApiDiff {
                name: api.name.clone(),
                changes: sources(read(before)?, read(api)?)?,
            },
        });
    }
    Ok(out)
}

fn named<'c>(config: &'c Config, name: &str) -> Option<&'c ApiConfig> {
    config.apis.iter().find(|it| it.name == name)
}

fn read(api: &ApiConfig) -> Result<Source, Failure> {
    source::load_located(&api.document, &api.overlays, &api.references)
}

/// Returns the change for an API that exists in only one version.
fn whole(api: &ApiConfig, effect: Effect, what: &str) -> ApiDiff {
    let mut changes = Changes::default();
    let subject = format!("the module {}", code(&api.name));
    changes.push(Topic::Api, effect, subject, what, At::default());
    ApiDiff {
        name: api.name.clone(),
        changes: changes.into_list(),
    }
}

/// Compares two sources.
///
/// # Errors
///
/// A [`Failure`] if one of them cannot be generated from.
pub fn sources(old: Source, new: Source) -> Result<Vec<Change>, Failure> {
    compared(old, new, |_| {})
}

/// Compares two sources. `forgive` removes diagnostics of the old one that do not matter.
fn compared(
    old: Source,
    new: Source,
    forgive: fn(&mut Diagnostics),
) -> Result<Vec<Change>, Failure> {
    let outcome = on_deep_stack(|| {
        let (before, now) = (made(&old, forgive), made(&new, |_| {}));
        match (before, now) {
            (Ok(before), Ok(now)) => Ok(diff(context(&before), context(&now))),
            (Err(diagnostics), _) => Err((false, diagnostics)),
            (_, Err(diagnostics)) => Err((true, diagnostics)),
        }
    });
    match outcome {
        Ok(mut changes) => {
            for change in &mut changes {
                let At { old: from, new: to } = &mut change.at;
                *from = from.take().map(|it| shown(&old, &it));
                *to = to.take().map(|it| shown(&new, &it));
            }
            Ok(changes)
        }
        Err((is_new, diagnostics)) => Err(Failure {
            files: if is_new { new.files } else { old.files },
            diagnostics,
        }),
    }
}

/// Runs the stages on a source, or returns the diagnostics that prevent that, except those that `forgive` removes.
fn made(source: &Source, forgive: fn(&mut Diagnostics)) -> Result<Stages, Diagnostics> {
    let mut diagnostics = source.diagnostics.clone();
    let stages = stages(source, &mut diagnostics);
    forgive(&mut diagnostics);
    match stages {
        Some(stages) if !diagnostics.has_errors() => Ok(stages),
        _ => Err(diagnostics),
    }
}

fn context(stages: &Stages) -> Context<'_> {
    stages.context("api", "api")
}

/// Returns a pointer in the form that the document's author knows.
fn shown(source: &Source, pointer: &str) -> String {
    let known = source.shown(pointer);
    if known.is_empty() || known.starts_with('/') {
        format!("#{known}")
    } else {
        known
    }
}
