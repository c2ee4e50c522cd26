//! Instances made from the schemas of a document: each one that is valid is decoded into the type of its schema
//! and encoded again, and has to come back as it was.
//!
//! The schemas are read from the document's tree and not from the model, so that what the generator does not
//! understand is made all the same.

mod compound;
mod joined;
mod make;
mod reach;
mod scalar;
mod tag;
#[cfg(test)]
mod tests;
mod tree;

use super::{
    InstanceFailure, Instances, Sampling,
    program::{Generated, Profile},
    random::Random,
    verdict::{Judge, Judgement, Said, Verdict},
};
use crate::{
    Stages,
    diagnostic::{Diagnostics, Style, render},
    load,
    model::{SpecPath, TypeRef},
    stages,
};
use make::Maker;
use serde_json::Value;
use std::path::Path;
use tree::Tree;

/// How many more instances are made than are tried, for those that are not valid.
const SPARE: usize = 4;

/// How long an instance may be.
const MAX_LENGTH: usize = 64_000;

/// How much of an instance and of what became of it is kept.
const MAX_KEPT: usize = 400;

/// A valid instance of a schema.
struct Instance {
    at: SpecPath,
    ty: TypeRef,
    value: Value,
}

/// Tries instances of the schemas of `document`, whose crate has been written to `root`.
pub(super) fn instances(
    document: &Path,
    root: &Path,
    sampling: Sampling,
) -> Result<Instances, String> {
    let source = load::load(document)
        .map_err(|failure| render(&failure.diagnostics, &failure.files, Style::Plain))?;
    let mut diagnostics = Diagnostics::new();
    let stages = stages(&source, &mut diagnostics).ok_or("there are no types")?;
    let tree = Tree::new(stages.document.root(&source));
    let judge = Judge::new(tree.root, &stages)?;
    let mut out = Instances::default();
    let valid = valid_instances(tree, &judge, &stages, sampling, &mut out);
    let generated = Generated {
        root,
        document,
        stages: &stages,
    };
    let values: Vec<_> = valid.iter().map(|it| (&it.ty, &it.value)).collect();
    let outcomes = generated.run(Profile::Debug, &values)?;
    let said = Said::all(&diagnostics);
    out.valid = valid.len();
    for (instance, (ty, outcome)) in valid.iter().zip(outcomes) {
        match judge.verdict(&instance.at, &instance.value, outcome) {
            Verdict::Unchanged => out.same += 1,
            other => out
                .failures
                .push(failure(tree, ty, &said, instance, &other)),
        }
    }
    Ok(out)
}

/// The instances of all schemas that have a type.
fn valid_instances(
    tree: Tree<'_>,
    judge: &Judge<'_>,
    stages: &Stages,
    sampling: Sampling,
    out: &mut Instances,
) -> Vec<Instance> {
    let mut all = Vec::new();
    for at in tree.components().into_iter().chain(tree.inline()) {
        let known = stages.api.schemas.get(&at);
        let Some(ty) = known.or_else(|| stages.api.schemas.get(&tree.followed(&at))) else {
            continue;
        };
        if known.is_none() && !at.as_str().starts_with("/components/schemas/") {
            // Only a reference, to a component that is tried itself.
            continue;
        }
        out.schemas += 1;
        let values = match of_schema(tree, judge, &at, sampling) {
            Ok(values) if values.is_empty() => {
                out.without.push(at.as_str().to_owned());
                continue;
            }
            Ok(values) => values,
            Err(why) => {
                out.unjudged.push((at.as_str().to_owned(), why));
                continue;
            }
        };
        all.extend(values.into_iter().map(|value| Instance {
            at: at.clone(),
            ty: place(ty, &value),
            value,
        }));
    }
    all
}

/// The type where it is used: `null` belongs to that place.
fn place(ty: &TypeRef, value: &Value) -> TypeRef {
    if value.is_null() {
        TypeRef::Nullable(Box::new(ty.clone()))
    } else {
        ty.clone()
    }
}

/// The valid instances of a schema, as many as are wanted.
fn of_schema(
    tree: Tree<'_>,
    judge: &Judge<'_>,
    at: &SpecPath,
    sampling: Sampling,
) -> Result<Vec<Value>, String> {
    let maker = Maker {
        tree,
        seed: sampling.seed,
    };
    let made = maker.instances(at, sampling.per_schema * SPARE);
    let short = made
        .into_iter()
        .filter(|it| it.to_string().len() <= MAX_LENGTH);
    let mut valid = Vec::new();
    for value in short {
        match judge.validity.judge(at, &value) {
            Judgement::Valid if judge.tags_hold(at, &value) => valid.push(value),
            Judgement::Valid | Judgement::Invalid(_) => {}
            Judgement::Unknown(why) => return Err(why),
        }
    }
    Ok(sampled(valid, sampling))
}

/// The first half of what is wanted, and of the rest what the seed picks.
fn sampled(mut values: Vec<Value>, sampling: Sampling) -> Vec<Value> {
    let kept = values.len().min(sampling.per_schema / 2);
    Random::new(sampling.seed).shuffle(&mut values[kept..]);
    values.truncate(sampling.per_schema);
    values
}

fn failure(
    tree: Tree<'_>,
    ty: String,
    said: &[Said],
    instance: &Instance,
    verdict: &Verdict,
) -> InstanceFailure {
    let passed = reach::passed(tree, &instance.at, &instance.value);
    let mut said = said.iter();
    let reported = said.find(|it| it.explains(verdict) && reach::is_about(&it.at, &passed));
    let (kind, why) = verdict.words();
    InstanceFailure {
        at: instance.at.as_str().to_owned(),
        ty,
        instance: short(&instance.value.to_string()),
        kind: kind.to_owned(),
        why: short(why),
        reported: reported.map(ToString::to_string),
    }
}

fn short(text: &str) -> String {
    let cut: String = text.chars().take(MAX_KEPT).collect();
    if cut == text { cut } else { cut + ".." }
}
