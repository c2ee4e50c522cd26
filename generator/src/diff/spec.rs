//! What is compared: two documents, or `spec/` and what it was.

use super::{
    Change,
    change::{At, Changes, Effect, Topic},
    diff,
};
use crate::{
    Stages, base,
    diagnostic::Diagnostics,
    emit::{Context, code},
    load::{self, ApiConfig, Config, Failure, Source, load_config},
    on_deep_stack,
    project::CONFIG,
    stages,
};
use std::path::Path;

/// What changed in one API.
#[derive(Debug)]
pub struct ApiDiff {
    /// What it is called.
    pub name: String,
    /// The changes, in the order of the new document.
    pub changes: Vec<Change>,
}

/// Why nothing can be compared.
#[derive(Debug)]
pub enum Unread {
    /// A document cannot be read or generated from.
    Document(Box<Failure>),
    /// Git does not have what it is to be compared with.
    Base(String),
}

impl From<Failure> for Unread {
    fn from(failure: Failure) -> Self {
        Self::Document(Box::new(failure))
    }
}

/// Compares two documents.
///
/// # Errors
///
/// [`Unread`] if one of them cannot be read or generated from.
pub fn documents(old: &Path, new: &Path) -> Result<ApiDiff, Unread> {
    let name = new.file_name().unwrap_or_default().to_string_lossy();
    let changes = sources(load::load(old)?, load::load(new)?)?;
    Ok(ApiDiff {
        name: name.into_owned(),
        changes,
    })
}

/// Compares what `spec/` has with what it had at a revision: its documents, overlays and configuration.
/// `workspace` is the folder that has `spec/`. Only what is below `spec/` is known of the past.
///
/// # Errors
///
/// [`Unread`] if git does not have it, or a document cannot be read or generated from.
pub fn against(workspace: &Path, revision: &str) -> Result<Vec<ApiDiff>, Unread> {
    let Some(base) = base::spec_at(workspace, revision).map_err(Unread::Base)? else {
        return Ok(Vec::new());
    };
    let now = load_config(&workspace.join(CONFIG))?;
    let then = base.root.join(CONFIG);
    let then = if then.is_file() {
        load_config(&then)?
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
    load::load_with(&api.document, &api.overlays)
}

/// An API that is there in one version only.
fn whole(api: &ApiConfig, effect: Effect, what: &str) -> ApiDiff {
    let mut changes = Changes::default();
    let subject = format!("the module {}", code(&api.name));
    changes.push(Topic::Api, effect, subject, what, At::default());
    ApiDiff {
        name: api.name.clone(),
        changes: changes.into_list(),
    }
}

/// Compares what two sources give.
///
/// # Errors
///
/// A [`Failure`] if one of them cannot be generated from.
pub fn sources(old: Source, new: Source) -> Result<Vec<Change>, Failure> {
    let outcome = on_deep_stack(|| {
        let (before, now) = (made(&old), made(&new));
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

/// What the stages make of a source, or why it is nothing.
fn made(source: &Source) -> Result<Stages, Diagnostics> {
    let mut diagnostics = source.diagnostics.clone();
    match stages(source, &mut diagnostics) {
        Some(stages) if !diagnostics.has_errors() => Ok(stages),
        _ => Err(diagnostics),
    }
}

fn context(stages: &Stages) -> Context<'_> {
    Context {
        api: &stages.api,
        facts: &stages.facts,
        names: &stages.names,
        module: "api",
        path: "api",
        features: None,
    }
}

/// A pointer as the document's author knows it.
fn shown(source: &Source, pointer: &str) -> String {
    let known = source.shown(pointer);
    if known.is_empty() || known.starts_with('/') {
        format!("#{known}")
    } else {
        known
    }
}
