//! The schemas that apply to a value.

use super::{Witness, branches_under, list, means_the_same, reference};
use crate::tree::{Node, Object, SpecPath};
use crate::vocabulary::{flag_meant, type_named};
use serde_json::Value;

/// The maximum number of schemas that are considered for one value.
const MAX_SCHEMAS: usize = 256;

/// A validator that decides whether a schema accepts a value; it returns `None` if that is unknown.
pub type Accepts<'a> = dyn Fn(&SpecPath, &Value) -> Option<bool> + 'a;

impl Witness<'_> {
    /// Returns the schemas, together with those that they refer to and combine, as far as they apply to the value.
    /// Among alternatives that is the one that the value's tag selects; without a tag, those that accept the value;
    /// and if none does, those that do not contradict it.
    pub fn applied(
        &self,
        schemas: &[SpecPath],
        value: &Value,
        accepts: &Accepts<'_>,
    ) -> Vec<SpecPath> {
        let mut out: Vec<SpecPath> = schemas.to_vec();
        let mut next = 0;
        while let Some(at) = out.get(next).cloned() {
            next += 1;
            let Some(node) = self.node(&at) else { continue };
            let mut found = Vec::new();
            found.extend(reference(&at, node));
            found.extend(branches_under(&at, node, "allOf"));
            for keyword in ["if", "then", "else"] {
                found.extend(node.get(keyword).map(|_| at.child(keyword)));
            }
            let table = self.table(&at);
            match table.as_ref().and_then(|it| it.branch_of(value)) {
                Some(branch) => found.push(branch.clone()),
                None => {
                    for keyword in ["oneOf", "anyOf"] {
                        found.extend(self.chosen(
                            branches_under(&at, node, keyword),
                            value,
                            accepts,
                        ));
                    }
                }
            }
            found.retain(|it| !out.contains(it));
            out.extend(found);
            if out.len() > MAX_SCHEMAS {
                break;
            }
        }
        out
    }

    fn chosen(
        &self,
        branches: Vec<SpecPath>,
        value: &Value,
        accepts: &Accepts<'_>,
    ) -> Vec<SpecPath> {
        let accepting = |it: &&SpecPath| accepts(it, value) == Some(true);
        let chosen: Vec<SpecPath> = branches.iter().filter(accepting).cloned().collect();
        if !chosen.is_empty() {
            return chosen;
        }
        let possible = |it: &&SpecPath| !self.contradicts(it, value);
        let chosen: Vec<SpecPath> = branches.iter().filter(possible).cloned().collect();
        if chosen.is_empty() { branches } else { chosen }
    }

    /// Returns whether a value contradicts a schema: it has another JSON type, or another constant.
    pub fn contradicts(&self, at: &SpecPath, value: &Value) -> bool {
        let parts = self.applied_parts(at);
        parts.iter().any(|at| {
            let Some(node) = self.node(at) else {
                return false;
            };
            is_of_another_type(node, value) || self.has_another_constant(at, node, value)
        })
    }

    /// Returns the schema, together with those that it refers to and combines through `allOf`.
    fn applied_parts(&self, at: &SpecPath) -> Vec<SpecPath> {
        let mut out = vec![at.clone()];
        let mut next = 0;
        while let Some(at) = out.get(next).cloned() {
            next += 1;
            let Some(node) = self.node(&at) else { continue };
            let mut found = branches_under(&at, node, "allOf");
            found.extend(reference(&at, node));
            found.retain(|it| !out.contains(it));
            out.extend(found);
            if out.len() > MAX_SCHEMAS {
                break;
            }
        }
        out
    }

    fn has_another_constant(&self, at: &SpecPath, node: &Node, value: &Value) -> bool {
        let unlike = |value: &Value, listed: &[Value]| {
            !listed.is_empty() && !listed.iter().any(|it| means_the_same(it, value))
        };
        if unlike(value, &listed(node)) {
            return true;
        }
        let mut properties = self.listed_properties(at).into_iter();
        properties.any(|(key, listed)| value.get(key).is_some_and(|it| unlike(it, &listed)))
    }

    /// Returns the properties of a schema that can only have one value, with that value.
    fn listed_properties(&self, at: &SpecPath) -> Vec<(&str, Vec<Value>)> {
        let node = self.node(at);
        let properties = node.and_then(|it| it.get("properties"));
        let properties = properties.and_then(Node::as_object);
        let listed = properties
            .into_iter()
            .flat_map(Object::iter)
            .map(|(key, _)| {
                let schema = at.child("properties").child(&key.text);
                let node = self.node(&self.behind(&schema));
                (key.text.as_ref(), node.map(listed).unwrap_or_default())
            });
        listed.filter(|(_, listed)| listed.len() == 1).collect()
    }

    /// Returns the schemas of a property: those under its name or, if there are none, those for all other names.
    pub fn property(&self, schemas: &[SpecPath], key: &str) -> Vec<SpecPath> {
        let mut named = Vec::new();
        let mut others = Vec::new();
        for at in schemas {
            let Some(node) = self.node(at) else { continue };
            if node.get("properties").and_then(|it| it.get(key)).is_some() {
                named.push(at.child("properties").child(key));
            }
            let more = node.get("additionalProperties");
            if more.and_then(Node::as_object).is_some() {
                others.push(at.child("additionalProperties"));
            }
            let patterns = node.get("patternProperties").and_then(Node::as_object);
            for (pattern, _) in patterns.into_iter().flat_map(Object::iter) {
                others.push(at.child("patternProperties").child(&pattern.text));
            }
        }
        if named.is_empty() { others } else { named }
    }

    /// Returns the schemas of an array element.
    pub fn item(&self, schemas: &[SpecPath], index: usize) -> Vec<SpecPath> {
        let mut out = Vec::new();
        for at in schemas {
            let Some(node) = self.node(at) else { continue };
            if index < list(node, "prefixItems").len() {
                out.push(at.child("prefixItems").item(index));
            } else if node.get("items").is_some() {
                out.push(at.child("items"));
            }
        }
        out
    }

    /// Returns whether one of the schemas has properties.
    pub fn is_structured(&self, schemas: &[SpecPath]) -> bool {
        let has = |at: &SpecPath| {
            self.node(at)
                .is_some_and(|it| it.get("properties").is_some())
        };
        schemas.iter().any(has)
    }

    /// Returns whether one of the schemas lists values.
    pub fn is_listing(&self, schemas: &[SpecPath]) -> bool {
        let listing = |at: &SpecPath| self.node(at).is_some_and(|it| !listed(it).is_empty());
        schemas.iter().any(listing)
    }

    /// Returns whether one of the schemas lists the value, as a constant or in an enum.
    pub fn lists(&self, schemas: &[SpecPath], value: &Value) -> bool {
        let lists = |at: &SpecPath| {
            let listed = self.node(at).map(listed).unwrap_or_default();
            listed.iter().any(|it| means_the_same(it, value))
        };
        schemas.iter().any(lists)
    }
}

/// Returns the values that a schema lists.
fn listed(node: &Node) -> Vec<Value> {
    let mut out: Vec<Value> = list(node, "enum").iter().map(Node::to_json).collect();
    out.extend(node.get("const").map(Node::to_json));
    out
}

fn is_of_another_type(node: &Node, value: &Value) -> bool {
    let Some(kind) = node.get("type") else {
        return false;
    };
    let single = std::slice::from_ref(kind);
    let kinds = kind.as_array().unwrap_or(single);
    let mut says = ["nullable", "x-nullable"].into_iter();
    let nullable = says.any(|key| node.get(key).and_then(flag_meant) == Some(true));
    let is = |kind: &Node| match type_named(kind) {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.as_f64().is_some_and(|it| it.fract() == 0.0),
        Some("number") => value.is_number(),
        Some("null") => value.is_null(),
        Some(_) | None => true,
    };
    !(kinds.iter().any(is) || (nullable && value.is_null()))
}
