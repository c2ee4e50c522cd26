//! The schemas that an instance passes through, to find out whether the generator reported one of them.

use super::{joined::Joined, tree::Tree};
use generator::tree::SpecPath;
use serde_json::Value;
use std::collections::BTreeSet;

/// The maximum number of schemas that apply to one value through references and branches.
const MAX_SCHEMAS: usize = 256;

/// The maximum number of pointer tokens between a schema and a diagnostic about a part of it: `/anyOf/1`.
const PART: usize = 2;

/// The keywords whose contents are schemas of their own, to which a diagnostic inside belongs.
const HOLDERS: &[&str] = &["properties", "patternProperties", "$defs", "items"];

/// Returns the locations of the schemas that may apply to an instance or to a value in it.
pub(super) fn passed(tree: Tree<'_>, at: &SpecPath, value: &Value) -> BTreeSet<SpecPath> {
    let mut out = BTreeSet::new();
    pass(tree, vec![at.clone()], value, &mut out);
    out
}

fn pass(tree: Tree<'_>, schemas: Vec<SpecPath>, value: &Value, out: &mut BTreeSet<SpecPath>) {
    let schemas = spread(tree, schemas);
    out.extend(schemas.iter().cloned());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pass(tree, below_array(tree, &schemas, index), item, out);
            }
        }
        Value::Object(entries) => {
            for (name, value) in entries {
                pass(tree, below_object(tree, &schemas, name), value, out);
            }
        }
        _ => {}
    }
}

/// Adds the targets of references and all alternatives to the schemas.
fn spread(tree: Tree<'_>, mut schemas: Vec<SpecPath>) -> Vec<SpecPath> {
    let mut next = 0;
    while let Some(at) = schemas.get(next).cloned() {
        next += 1;
        let lists = ["allOf", "anyOf", "oneOf"].into_iter();
        let branches = lists.flat_map(|it| tree.list(&at, it));
        for found in tree.target(&at).into_iter().chain(branches) {
            if !schemas.contains(&found) && schemas.len() < MAX_SCHEMAS {
                schemas.push(found);
            }
        }
    }
    schemas
}

fn below_array(tree: Tree<'_>, schemas: &[SpecPath], index: usize) -> Vec<SpecPath> {
    let joined = Joined::new(tree, schemas, &[]);
    let prefix = joined.each("prefixItems").map(|(at, _)| at.item(index));
    let items = joined.each("items").map(|(at, _)| at);
    prefix
        .chain(items)
        .filter(|it| tree.node(it).is_some())
        .collect()
}

fn below_object(tree: Tree<'_>, schemas: &[SpecPath], name: &str) -> Vec<SpecPath> {
    let joined = Joined::new(tree, schemas, &[]);
    let declared = joined.each("properties").map(|(at, _)| at.child(name));
    let declared: Vec<SpecPath> = declared.filter(|it| tree.node(it).is_some()).collect();
    if !declared.is_empty() {
        return declared;
    }
    joined
        .each("additionalProperties")
        .map(|(at, _)| at)
        .collect()
}

/// Returns whether a diagnostic at `said` is about one of the schemas.
pub(super) fn is_about(said: &SpecPath, passed: &BTreeSet<SpecPath>) -> bool {
    let mut at = said.clone();
    for _ in 0..=PART {
        if passed.contains(&at) {
            return true;
        }
        if HOLDERS.contains(&at.parent().last().as_str()) {
            return false;
        }
        at = at.parent();
    }
    false
}
