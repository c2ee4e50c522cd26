//! The groups of a draft as one document, and the code generated from it.

use super::{CRATE, Case, Draft, Group, Module, Outcome, Tried, Verdicts, local::localised};
use crate::corpus::verdict::{Judge, Reported};
use generator::{
    Report,
    api::{Representation, StatusKey, TypeRef},
    diagnostic::{Severity, Style, render},
    source::{Source, load_bytes},
    tree::SpecPath,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The maximum number of times that groups with errors are removed before generating again.
const MAX_ROUNDS: usize = 20;

/// The generated groups of a draft.
pub(super) struct Drafted {
    draft: Draft,
    source: Source,
    pub(super) module: Module,
    /// The groups that have a type.
    groups: Vec<(Group, TypeRef)>,
    left_out: usize,
    refused: Vec<(String, String)>,
}

/// A group, and the schema of its component.
type Component = (Group, Value);

impl Drafted {
    pub(super) fn new(draft: Draft, groups: Vec<Group>) -> Result<Self, String> {
        let all = groups.len();
        let local = groups.into_iter().filter_map(|group| {
            let schema = localised(&group.schema, draft, at(&group).as_str())?;
            Some((group, schema))
        });
        let mut components: Vec<Component> = local.collect();
        let left_out = all - components.len();
        let mut refused = Vec::new();
        for _ in 0..MAX_ROUNDS {
            let source = source(draft, &components)?;
            match Module::new(&source, CRATE, draft.module()) {
                Ok(module) => {
                    let groups = typed(&module, components, &mut refused);
                    return Ok(Self {
                        draft,
                        source,
                        module,
                        groups,
                        left_out,
                        refused,
                    });
                }
                Err(report) => {
                    components = without_errors(components, &source, &report, &mut refused)?;
                }
            }
        }
        Err(format!("{draft}: there are always more errors"))
    }

    /// Returns the valid instances as cases.
    pub(super) fn cases(&self, api: usize) -> Vec<Case> {
        let instances = |(group, ty): &(Group, TypeRef)| -> Vec<Case> {
            let cases = group.valid.iter().map(|(_, value)| Case {
                api,
                ty: ty.clone(),
                json: value.to_string(),
            });
            cases.collect()
        };
        self.groups.iter().flat_map(instances).collect()
    }

    /// Judges the instances by the next outcomes.
    pub(super) fn judged(
        &self,
        outcomes: &mut impl Iterator<Item = Outcome>,
    ) -> Result<Verdicts, String> {
        let judge = Judge::new(&self.source.root, self.module.stages())?;
        let said = Reported::all(&self.module.report.diagnostics);
        let mut instances = Vec::new();
        for (group, _) in &self.groups {
            let at = at(group);
            let inside =
                |it: &&Reported| component_of(it.at.as_str()).as_deref() == Some(at.as_str());
            let said: Vec<&Reported> = said.iter().filter(inside).collect();
            for ((description, value), outcome) in group.valid.iter().zip(&mut *outcomes) {
                let back = outcome.and_then(|it| it.value());
                let verdict = judge.verdict(&at, value, back);
                let reported = said.iter().find(|it| it.explains(&verdict));
                instances.push(Tried {
                    group: group.name.clone(),
                    about: format!("{}: {description}", group.description),
                    instance: value.to_string(),
                    reported: reported.map(ToString::to_string),
                    verdict,
                });
            }
        }
        Ok(Verdicts {
            draft: self.draft,
            left_out: self.left_out,
            refused: self.refused.clone(),
            groups: self.groups.len(),
            instances,
        })
    }
}

/// Returns the location of a group's component.
fn at(group: &Group) -> SpecPath {
    let schemas = SpecPath::schemas();
    schemas.child(&group.component)
}

/// Returns the component that a pointer points into.
fn component_of(pointer: &str) -> Option<String> {
    let rest = pointer.strip_prefix("/components/schemas/")?;
    let name = rest.split('/').next()?;
    Some(format!("/components/schemas/{name}"))
}

fn source(draft: Draft, components: &[Component]) -> Result<Source, String> {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for (group, schema) in components {
        let name = &group.component;
        let content = json!({ "schema": { "$ref": format!("#{}", at(group).as_str()) } });
        let response = json!({ "description": "", "content": { "application/json": content } });
        let operation = json!({ "operationId": name, "responses": { "200": response } });
        paths.insert(path(group), json!({ "get": operation }));
        schemas.insert(name.clone(), schema.clone());
    }
    let document = json!({
        "openapi": draft.openapi(),
        "info": { "title": draft.folder(), "version": "1" },
        "paths": paths,
        "components": { "schemas": schemas },
    });
    let name = format!("{}.json", draft.folder());
    load_bytes(&name, document.to_string().into_bytes())
        .map_err(|failure| render(&failure.diagnostics, &failure.files, Style::Plain))
}

fn path(group: &Group) -> String {
    format!("/{}", group.component)
}

/// Returns the components without errors.
fn without_errors(
    components: Vec<Component>,
    source: &Source,
    report: &Report,
    refused: &mut Vec<(String, String)>,
) -> Result<Vec<Component>, String> {
    let all = report.diagnostics.iter();
    let errors = all.filter(|it| it.severity == Severity::Error);
    let found = errors.filter_map(|it| {
        let pointer = it.pointer.as_deref()?;
        Some((component_of(pointer)?, it.message.clone()))
    });
    let found: BTreeMap<String, String> = found.collect();
    if found.is_empty() {
        return Err(render(&report.diagnostics, &source.files, Style::Plain));
    }
    let (bad, good) = components
        .into_iter()
        .partition::<Vec<_>, _>(|(group, _)| found.contains_key(at(group).as_str()));
    refused.extend(bad.iter().map(|(group, _)| {
        let message = found.get(at(group).as_str()).cloned();
        (group.name.clone(), message.unwrap_or_default())
    }));
    Ok(good)
}

/// Pairs the groups with the types of their responses. A group whose response has no type counts as refused.
fn typed(
    module: &Module,
    components: Vec<Component>,
    refused: &mut Vec<(String, String)>,
) -> Vec<(Group, TypeRef)> {
    let operations = module.stages().api.operations.iter();
    let types = operations.filter_map(|it| {
        let mut responses = it.responses.iter();
        let response = responses.find(|it| it.key == StatusKey::Code(200))?;
        match &response.content.first()?.representation {
            Representation::Json(ty) => Some((it.path.as_str(), ty)),
            _ => None,
        }
    });
    let types: BTreeMap<&str, &TypeRef> = types.collect();
    let mut out = Vec::new();
    for (group, _) in components {
        match types.get(path(&group).as_str()) {
            Some(ty) => out.push((group, (*ty).clone())),
            None => refused.push((group.name, "its response is not read as JSON".to_owned())),
        }
    }
    out
}
