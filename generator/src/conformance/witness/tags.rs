//! The tags of alternatives. A tag comes from the discriminator's mapping, else from the constant of the property in
//! the alternative, else from the name of the alternative's schema.

use super::{Witness, branches_under, list, reference};
use crate::tree::{Node, Object, SpecPath};
use serde_json::Value;
use std::{collections::BTreeSet, rc::Rc};

/// The maximum nesting depth of alternatives.
const MAX_DEPTH: usize = 16;

/// The alternatives of a schema, by the value of a property.
#[derive(Debug, Default)]
pub struct Table {
    /// The property.
    pub property: String,
    /// The tags, each with its alternative, behind references. The first tag of an
    /// alternative is the one that is written.
    pub rows: Vec<(Value, SpecPath)>,
}

impl Table {
    /// Returns the alternative for a tag.
    pub fn branch(&self, tag: &Value) -> Option<&SpecPath> {
        let mut rows = self.rows.iter();
        let found = rows.find(|(known, _)| means_the_same(known, tag));
        found.map(|(_, branch)| branch)
    }

    /// Returns all alternatives of an object, by its tag: several can share the constant of their base.
    pub fn branches_of<'t>(&'t self, value: &'t Value) -> impl Iterator<Item = &'t SpecPath> {
        let tag = value.get(&self.property);
        let is_tag = move |known: &Value| tag.is_some_and(|it| means_the_same(known, it));
        let rows = self.rows.iter().filter(move |(known, _)| is_tag(known));
        rows.map(|(_, branch)| branch)
    }

    /// Returns the alternative of an object, by its tag.
    pub fn branch_of(&self, value: &Value) -> Option<&SpecPath> {
        self.branch(value.get(&self.property)?)
    }
}

/// Returns whether two values are the same JSON value: `1` and `1.0` are.
pub fn means_the_same(one: &Value, other: &Value) -> bool {
    let (Value::Number(one), Value::Number(other)) = (one, other) else {
        return one == other;
    };
    let integers = one.as_i128().zip(other.as_i128());
    integers.map_or_else(
        || one.as_f64() == other.as_f64(),
        |(one, other)| one == other,
    )
}

/// A discriminator of the document.
struct Discriminator<'a> {
    property: &'a str,
    mapping: Option<&'a Object>,
}

impl<'a> Discriminator<'a> {
    fn of(node: &'a Node) -> Option<Self> {
        let node = node.get("discriminator")?;
        // Swagger 2.0 has only the name.
        let property = node.as_str().or_else(|| node.get("propertyName")?.as_str());
        Some(Self {
            property: property?,
            mapping: node.get("mapping").and_then(Node::as_object),
        })
    }
}

impl Witness<'_> {
    /// Returns the alternatives of the schema at a place by the tag that its discriminator names;
    /// `None` without a discriminator.
    pub fn table(&self, at: &SpecPath) -> Option<Rc<Table>> {
        if let Some(known) = self.tables.borrow().get(at) {
            return known.clone();
        }
        let node = self.node(at);
        let discriminator = node.and_then(Discriminator::of);
        let table = discriminator.map(|it| Rc::new(self.tagged(at, it.property, it.mapping)));
        let mut tables = self.tables.borrow_mut();
        tables.insert(at.clone(), table.clone());
        table
    }

    /// Returns the alternatives of a schema without a discriminator, or with one in another place: `property`
    /// distinguishes them by its constants.
    pub(crate) fn table_by(&self, at: &SpecPath, property: &str) -> Table {
        let own = self.behind(at);
        let union = self.union(at, 0).unwrap_or_else(|| own.clone());
        let mut table = match self.table(&union) {
            Some(table) if table.property == property => Table {
                property: property.to_owned(),
                rows: table.rows.clone(),
            },
            _ => self.tagged(&union, property, None),
        };
        let heirs = self.all_heirs(&own);
        if union != own && !heirs.is_empty() {
            // The discriminator of its base, for a schema that has heirs itself.
            table
                .rows
                .retain(|(_, it)| *it == own || heirs.contains(it));
        }
        table
    }

    /// Returns the schema with alternatives: the one at the place, one that it refers to, or one that it combines.
    fn union(&self, at: &SpecPath, depth: usize) -> Option<SpecPath> {
        let at = self.behind(at);
        let node = self.node(&at).filter(|_| depth < MAX_DEPTH)?;
        let has = |keyword| node.get(keyword).is_some();
        if has("discriminator") || has("oneOf") || has("anyOf") {
            return Some(at);
        }
        let mut parts = branches_under(&at, node, "allOf").into_iter();
        parts.find_map(|part| self.union(&part, depth + 1))
    }

    fn tagged(&self, at: &SpecPath, property: &str, mapping: Option<&Object>) -> Table {
        let mapped: Vec<(Value, SpecPath)> = mapping
            .into_iter()
            .flat_map(Object::iter)
            .filter_map(|(key, target)| {
                let target = self.mapped(at, target.as_str()?)?;
                Some((Value::from(key.text.as_ref()), target))
            })
            .collect();
        let mut rows = Vec::new();
        let mut branches = self.alternatives(at);
        for (_, target) in &mapped {
            if !branches.contains(target) {
                branches.push(target.clone());
            }
        }
        let constants = self.distinct_constants(&branches, property);
        for (branch, constants) in branches.iter().zip(&constants) {
            let here = mapped.iter().filter(|(_, target)| target == branch);
            let mut tags: Vec<Value> = here.map(|(key, _)| typed(key, constants)).collect();
            if tags.is_empty() {
                tags.clone_from(constants);
            }
            if tags.is_empty() {
                tags.extend(self.tag_value(branch).map(Value::from));
            }
            rows.extend(tags.into_iter().map(|tag| (tag, branch.clone())));
        }
        // The constant of an alternative selects it, even if the mapping omits it.
        for (branch, constants) in branches.into_iter().zip(constants) {
            for tag in constants {
                if !rows.iter().any(|(known, _)| means_the_same(known, &tag)) {
                    rows.push((tag, branch.clone()));
                }
            }
        }
        Table {
            property: property.to_owned(),
            rows,
        }
    }

    /// Returns the tag of an alternative without a mapping: the value in the extension of documents for `AutoRest`, or
    /// the schema's name.
    fn tag_value(&self, branch: &SpecPath) -> Option<String> {
        let extension = self.node(branch)?.get("x-ms-discriminator-value");
        let value = extension.and_then(Node::as_str).map(str::to_owned);
        value.or_else(|| name_of(branch))
    }

    /// Returns the target of a mapping: a reference, or the name of a schema.
    fn mapped(&self, at: &SpecPath, target: &str) -> Option<SpecPath> {
        let named = self.named().into_iter();
        let mut named = named.filter(|(it, _)| it.last() == target);
        let found = match at.resolve(target) {
            Some(place) => Some(place),
            None => named.next().map(|(place, _)| place),
        };
        found
            .filter(|it| self.node(it).is_some())
            .map(|it| self.behind(&it))
    }

    /// Returns the alternatives of a schema, behind references: its branches or, if there are none, its heirs.
    fn alternatives(&self, at: &SpecPath) -> Vec<SpecPath> {
        let out = self.branches(at);
        if out.is_empty() {
            return self.all_heirs(at);
        }
        out.iter().map(|it| self.behind(it)).collect()
    }

    /// Returns the branches of a schema, one of which applies to a value.
    pub fn branches(&self, at: &SpecPath) -> Vec<SpecPath> {
        let Some(node) = self.node(at) else {
            return Vec::new();
        };
        let mut out = branches_under(at, node, "oneOf");
        out.extend(branches_under(at, node, "anyOf"));
        out
    }

    fn all_heirs(&self, at: &SpecPath) -> Vec<SpecPath> {
        let mut out: Vec<SpecPath> = Vec::new();
        let mut open = vec![at.clone()];
        while let Some(parent) = open.pop() {
            for heir in self.heirs.get(&parent).into_iter().flatten() {
                if !out.contains(heir) {
                    out.push(heir.clone());
                    open.push(heir.clone());
                }
            }
        }
        out
    }

    /// Returns the constants of a property in each of the alternatives. A value of a larger enum does not count if
    /// another alternative has it as well: a base may list the tags of all.
    fn distinct_constants(&self, branches: &[SpecPath], property: &str) -> Vec<Vec<Value>> {
        let all: Vec<Vec<Value>> = branches
            .iter()
            .map(|it| self.constants(it, property))
            .collect();
        let of_another = |index: usize, value: &Value| {
            let others = all.iter().enumerate().filter(|(other, _)| *other != index);
            let mut values = others.flat_map(|(_, values)| values);
            values.any(|it| means_the_same(it, value))
        };
        let told = all.iter().enumerate().map(|(index, values)| {
            let single = values.len() == 1;
            let own = values.iter().filter(|it| single || !of_another(index, it));
            own.cloned().collect()
        });
        told.collect()
    }

    /// Returns the constants of a property under a schema: its constant, or the values of its enum. For a schema with
    /// alternatives, those of all alternatives.
    fn constants(&self, at: &SpecPath, property: &str) -> Vec<Value> {
        let found = self.collect_constants(at, property, &mut BTreeSet::new());
        found.unwrap_or_default()
    }

    fn collect_constants(
        &self,
        at: &SpecPath,
        property: &str,
        seen: &mut BTreeSet<SpecPath>,
    ) -> Option<Vec<Value>> {
        let at = self.behind(at);
        let node = self.node(&at).filter(|_| seen.insert(at.clone()))?;
        let own = at.child("properties").child(property);
        let mut out = self.values(&own, 0);
        for part in branches_under(&at, node, "allOf") {
            out = both(out, self.collect_constants(&part, property, seen));
        }
        if out.is_some() {
            return out;
        }
        let mut inner = branches_under(&at, node, "oneOf");
        inner.extend(branches_under(&at, node, "anyOf"));
        // A base that lists its heirs says nothing of an heir by the constants of the others.
        if inner.iter().any(|it| seen.contains(&self.behind(it))) {
            return None;
        }
        let inner = inner.iter();
        let found = inner.filter_map(|part| self.collect_constants(part, property, seen));
        let found: Vec<Value> = found.flatten().collect();
        (!found.is_empty()).then_some(found)
    }

    /// Returns the values that a schema lists; `None` if it lists none.
    fn values(&self, at: &SpecPath, depth: usize) -> Option<Vec<Value>> {
        let node = self.node(at).filter(|_| depth < MAX_DEPTH)?;
        let mut out = node.get("const").map(|it| vec![it.to_json()]);
        let listed: Vec<Value> = list(node, "enum").iter().map(Node::to_json).collect();
        out = both(out, Some(listed).filter(|it| !it.is_empty()));
        let inner = reference(at, node).and_then(|it| self.values(&it, depth + 1));
        out = both(out, inner);
        for part in branches_under(at, node, "allOf") {
            out = both(out, self.values(&part, depth + 1));
        }
        out
    }
}

/// Returns the values that are in both lists.
fn both(one: Option<Vec<Value>>, other: Option<Vec<Value>>) -> Option<Vec<Value>> {
    match (one, other) {
        (Some(mut one), Some(other)) => {
            one.retain(|value| other.iter().any(|it| means_the_same(it, value)));
            Some(one)
        }
        (one, other) => one.or(other),
    }
}

/// Returns the name of a schema, if it has one.
fn name_of(at: &SpecPath) -> Option<String> {
    let parent = at.parent();
    let shelf = parent.as_str();
    let named = shelf.ends_with("/components/schemas") || shelf.ends_with("/definitions");
    named.then(|| at.last())
}

/// Converts a key of a mapping, which is a string, to the type of the matching constant.
fn typed(key: &Value, constants: &[Value]) -> Value {
    let text = key.as_str().unwrap_or_default();
    let written: Option<Value> = serde_json::from_str(text).ok();
    let same = |it: &&Value| written.as_ref().is_some_and(|key| means_the_same(key, it));
    constants.iter().find(same).unwrap_or(key).clone()
}
