//! Instances made from the schemas of a document. Each valid one is decoded into the type of its schema and encoded
//! again, which has to yield the same value.
//!
//! The schemas are read from the document's tree and not from the model, so that instances also cover parts that the
//! generator does not understand.

mod altered;
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
    Disagreement, InstanceFailure, Instances, Sampling,
    agree::disagreement,
    program::{Generated, Profile, type_text},
    verdict::{Judge, Judgement, Reported, Verdict},
};
use crate::interpret::Interpreter;
use crate::random::Random;
use altered::altered;
use generator::{
    Stages,
    api::TypeRef,
    diagnostic::{Diagnostics, Style, render},
    source::{self, Source},
    stages,
    tree::SpecPath,
};
use make::Maker;
use serde_json::Value;
use std::path::Path;
use tree::Tree;

/// The factor by which more instances are made than tried, since not all are valid.
const SPARE: usize = 4;

/// The maximum length of a tried instance.
const MAX_LENGTH: usize = 64_000;

/// The maximum length of a kept instance and of its outcome.
const MAX_KEPT: usize = 400;

/// An instance of a schema.
struct Instance {
    at: SpecPath,
    ty: TypeRef,
    value: Value,
}

/// Tries instances of the schemas of `document` with the interpreter of the model. If the document's crate has been
/// written to `root`, the crate is compiled, and its results are compared with the interpreter's.
pub(super) fn instances(
    document: &Path,
    root: Option<&Path>,
    sampling: Sampling,
) -> Result<Instances, String> {
    let source = source::load(document)
        .map_err(|failure| render(&failure.diagnostics, &failure.files, Style::Plain))?;
    let mut diagnostics = Diagnostics::new();
    let stages = stages(&source, &mut diagnostics).ok_or("there are no types")?;
    let trial = Trial::new(&source, &stages, &diagnostics, sampling)?;
    let mut out = Instances::default();
    let mut tried = Vec::new();
    for (at, ty) in trial.schemas() {
        let instances = trial.schema(&at, ty, &mut out);
        // All are compiled together. Without a crate, the instances are dropped after each schema.
        if root.is_some() {
            tried.extend(with_altered(instances, sampling));
        }
    }
    if let Some(root) = root {
        let generated = Generated {
            root,
            document,
            stages: &stages,
        };
        out.disagreements = disagreements(generated, &tried)?;
        out.compared = Some(tried.len());
    }
    Ok(out)
}

/// Returns values for the comparison of the interpreter with the compiled code, each with its type: instances of every
/// schema of a document, and values that are not valid.
///
/// # Errors
///
/// The validator cannot read the document.
pub fn values(
    source: &Source,
    stages: &Stages,
    sampling: Sampling,
) -> Result<Vec<(TypeRef, Value)>, String> {
    let trial = Trial::new(source, stages, &Diagnostics::new(), sampling)?;
    let mut out = Vec::new();
    for (at, ty) in trial.schemas() {
        // Schemas that the validator rejects have no instances.
        let made = trial.made(&at, ty).unwrap_or_default();
        let made = with_altered(made.all(), sampling).into_iter();
        out.extend(made.map(|it| (it.ty, it.value)));
    }
    Ok(out)
}

/// Appends copies that differ from the values at one location.
fn with_altered(mut made: Vec<Instance>, sampling: Sampling) -> Vec<Instance> {
    let mut random = Random::new(sampling.seed);
    let mut more = Vec::new();
    for Instance { at, ty, value } in &made {
        more.extend(
            altered(value, &mut random)
                .into_iter()
                .map(|value| Instance {
                    at: at.clone(),
                    ty: ty.clone(),
                    value,
                }),
        );
    }
    made.append(&mut more);
    made
}

/// Returns the values for which the compiled code and the interpreter disagree.
fn disagreements(
    generated: Generated<'_>,
    tried: &[Instance],
) -> Result<Vec<Disagreement>, String> {
    let values: Vec<_> = tried.iter().map(|it| (&it.ty, &it.value)).collect();
    let outcomes = generated.run(Profile::Debug, &values)?;
    let told = tried
        .iter()
        .zip(outcomes)
        .filter_map(|(instance, (ty, outcome))| {
            let Instance { at, ty: of, value } = instance;
            let why = disagreement(generated.stages, of, value, &outcome)?;
            Some(Disagreement {
                at: at.as_str().to_owned(),
                ty,
                instance: short(&value.to_string()),
                why,
            })
        });
    Ok(told.collect())
}

/// The context in which instances of a document's schemas are tried.
struct Trial<'a> {
    tree: Tree<'a>,
    stages: &'a Stages,
    judge: Judge<'a>,
    said: Vec<Reported>,
    sampling: Sampling,
}

impl<'a> Trial<'a> {
    fn new(
        source: &'a Source,
        stages: &'a Stages,
        diagnostics: &Diagnostics,
        sampling: Sampling,
    ) -> Result<Self, String> {
        let tree = Tree::new(stages.document.root(source));
        Ok(Self {
            tree,
            stages,
            judge: Judge::new(tree.root, stages)?,
            said: Reported::all(diagnostics),
            sampling,
        })
    }

    /// Returns the schemas that have a type, with the type.
    fn schemas(&self) -> Vec<(SpecPath, &'a TypeRef)> {
        let (tree, known) = (self.tree, &self.stages.api.schemas);
        let mut out = Vec::new();
        for at in tree.components().into_iter().chain(tree.inline()) {
            let component = at.as_str().starts_with("/components/schemas/");
            // A component that only refers to another one has that one's type.
            let followed = || known.get(&tree.followed(&at)).filter(|_| component);
            if let Some(ty) = known.get(&at).or_else(followed) {
                out.push((at, ty));
            }
        }
        out
    }

    /// Tries the valid instances of a schema, and returns them together with invalid values.
    fn schema(&self, at: &SpecPath, ty: &TypeRef, out: &mut Instances) -> Vec<Instance> {
        out.schemas += 1;
        let made = match self.made(at, ty) {
            Ok(made) => made,
            Err(why) => {
                out.unjudged.push((at.as_str().to_owned(), why));
                return Vec::new();
            }
        };
        if made.valid.is_empty() {
            out.without.push(at.as_str().to_owned());
        }
        for it in &made.valid {
            self.instance(it, out);
        }
        made.all()
    }

    /// Returns the values made for a schema, with its type.
    fn made(&self, at: &SpecPath, ty: &TypeRef) -> Result<Made<Instance>, String> {
        let made = of_schema(self.tree, &self.judge, at, self.sampling)?;
        let instance = |value: Value| Instance {
            at: at.clone(),
            ty: place(ty, &value),
            value,
        };
        Ok(Made {
            valid: made.valid.into_iter().map(instance).collect(),
            others: made.others.into_iter().map(instance).collect(),
        })
    }

    fn instance(&self, instance: &Instance, out: &mut Instances) {
        let Instance { at, ty, value } = instance;
        let back = Interpreter::new(self.stages).round_trip(ty, value);
        let verdict = self
            .judge
            .verdict(at, value, back.map_err(|it| it.to_string()));
        out.valid += 1;
        match verdict {
            Verdict::Unchanged => out.same += 1,
            other => out.failures.push(self.failure(instance, &other)),
        }
    }

    fn failure(&self, instance: &Instance, verdict: &Verdict) -> InstanceFailure {
        let passed = reach::passed(self.tree, &instance.at, &instance.value);
        let mut said = self.said.iter();
        let reported = said.find(|it| it.explains(verdict) && reach::is_about(&it.at, &passed));
        let (kind, why) = verdict.words();
        InstanceFailure {
            at: instance.at.as_str().to_owned(),
            ty: type_text(self.stages, &instance.ty),
            instance: short(&instance.value.to_string()),
            kind: kind.to_owned(),
            why: short(why),
            reported: reported.map(ToString::to_string),
        }
    }
}

/// Returns the type in use: `null` belongs to the use of a type.
fn place(ty: &TypeRef, value: &Value) -> TypeRef {
    if value.is_null() {
        TypeRef::Nullable(Box::new(ty.clone()))
    } else {
        ty.clone()
    }
}

/// The values made for a schema.
#[derive(Debug)]
struct Made<T> {
    /// The valid instances, at most as many as wanted.
    valid: Vec<T>,
    /// The values that are not valid, at most as many as wanted.
    others: Vec<T>,
}

impl<T> Default for Made<T> {
    fn default() -> Self {
        Self {
            valid: Vec::new(),
            others: Vec::new(),
        }
    }
}

impl<T> Made<T> {
    fn all(self) -> Vec<T> {
        self.valid.into_iter().chain(self.others).collect()
    }
}

/// Makes values for a schema and judges them.
fn of_schema(
    tree: Tree<'_>,
    judge: &Judge<'_>,
    at: &SpecPath,
    sampling: Sampling,
) -> Result<Made<Value>, String> {
    let maker = Maker {
        tree,
        seed: sampling.seed,
    };
    let made = maker.instances(at, sampling.per_schema * SPARE);
    let short = made
        .into_iter()
        .filter(|it| it.to_string().len() <= MAX_LENGTH);
    let mut out = Made::default();
    for value in short {
        match judge.validity.judge(at, &value) {
            Judgement::Valid if judge.tags_hold(at, &value) => out.valid.push(value),
            Judgement::Valid | Judgement::Invalid(_) => out.others.push(value),
            Judgement::Unknown(why) => return Err(why),
        }
    }
    out.valid = sampled(out.valid, sampling);
    out.others.truncate(sampling.per_schema);
    Ok(out)
}

/// Returns the first values up to half of the wanted number, and fills up with others that the seed picks.
fn sampled(mut values: Vec<Value>, sampling: Sampling) -> Vec<Value> {
    let kept = values.len().min(sampling.per_schema / 2);
    Random::new(sampling.seed).shuffle(&mut values[kept..]);
    values.truncate(sampling.per_schema);
    values
}

fn short(text: &str) -> String {
    let cut: String = text.chars().take(MAX_KEPT).collect();
    if cut == text { cut } else { cut + ".." }
}
