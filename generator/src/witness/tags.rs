//! Which tag means which alternative: what a discriminator maps, then what the property has to be in the
//! alternative, then what the alternative's schema is called.

use super::{Witness, branches_under, list, reference};
use crate::{
    load::{Node, Object},
    model::SpecPath,
};
use serde_json::Value;
use std::{collections::BTreeSet, rc::Rc};

/// How deep alternatives may nest.
const MAX_DEPTH: usize = 16;

/// The alternatives of a schema, by the value of a property.
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// The property.
    pub(crate) property: String,
    /// A tag, and the alternative that it means, behind references. The first of an alternative is the one
    /// that is written.
    pub(crate) rows: Vec<(Value, SpecPath)>,
}

impl Table {
    /// The alternative that a tag means.
    pub(crate) fn branch(&self, tag: &Value) -> Option<&SpecPath> {
        let mut rows = self.rows.iter();
        let found = rows.find(|(known, _)| means_the_same(known, tag));
        found.map(|(_, branch)| branch)
    }

    /// All alternatives of an object, by its tag: several can have the same constant of their base.
    #[cfg(feature = "examples")]
    pub(crate) fn branches_of<'t>(
        &'t self,
        value: &'t Value,
    ) -> impl Iterator<Item = &'t SpecPath> {
        let tag = value.get(&self.property);
        let is_tag = move |known: &Value| tag.is_some_and(|it| means_the_same(known, it));
        let rows = self.rows.iter().filter(move |(known, _)| is_tag(known));
        rows.map(|(_, branch)| branch)
    }

    /// The alternative of an object, by its tag.
    pub(crate) fn branch_of(&self, value: &Value) -> Option<&SpecPath> {
        self.branch(value.get(&self.property)?)
    }
}

/// Whether two values are one value of JSON: `1` and `1.0` are.
pub(crate) fn means_the_same(one: &Value, other: &Value) -> bool {
    let (Value::Number(one), Value::Number(other)) = (one, other) else {
        return one == other;
    };
    let integers = one.as_i128().zip(other.as_i128());
    integers.map_or_else(
        || one.as_f64() == other.as_f64(),
        |(one, other)| one == other,
    )
}

/// A discriminator as the document has it.
struct Discriminator<'a> {
    property: &'a str,
    mapping: Option<&'a Object>,
}

impl<'a> Discriminator<'a> {
    fn of(node: &'a Node) -> Option<Self> {
        let node = node.get("discriminator")?;
        // Swagger 2.0 has the name alone.
        let property = node.as_str().or_else(|| node.get("propertyName")?.as_str());
        Some(Self {
            property: property?,
            mapping: node.get("mapping").and_then(Node::as_object),
        })
    }
}

impl Witness<'_> {
    /// The alternatives of the schema there by the tag that its discriminator names; none if it has none.
    pub(crate) fn table(&self, at: &SpecPath) -> Option<Rc<Table>> {
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

    /// The same of a schema that has no discriminator, or not in this place: `property` tells its alternatives
    /// apart by what it has to be in each.
    pub(crate) fn table_by(&self, at: &SpecPath, property: &str) -> Table {
        let union = self.union(at, 0).unwrap_or_else(|| self.behind(at));
        match self.table(&union) {
            Some(table) if table.property == property => Table {
                property: property.to_owned(),
                rows: table.rows.clone(),
            },
            _ => self.tagged(&union, property, None),
        }
    }

    /// The schema with alternatives: the one there, one that it refers to, or one that it is put together from.
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
        let constants = self.told_apart(&branches, property);
        for (branch, constants) in branches.iter().zip(&constants) {
            let here = mapped.iter().filter(|(_, target)| target == branch);
            let mut tags: Vec<Value> = here.map(|(key, _)| typed(key, constants)).collect();
            if tags.is_empty() {
                tags.clone_from(constants);
            }
            if tags.is_empty() {
                tags.extend(name_of(branch).map(Value::from));
            }
            rows.extend(tags.into_iter().map(|tag| (tag, branch.clone())));
        }
        // What the property has to be in an alternative means it, whatever the mapping leaves out.
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

    /// What a mapping names: a reference, or the name of a schema.
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

    /// The alternatives of a schema, behind references: its branches, and where it has none, its heirs.
    fn alternatives(&self, at: &SpecPath) -> Vec<SpecPath> {
        let out = self.branches(at);
        if out.is_empty() {
            return self.all_heirs(at);
        }
        out.iter().map(|it| self.behind(it)).collect()
    }

    /// The branches of a schema, one of which applies to a value.
    pub(crate) fn branches(&self, at: &SpecPath) -> Vec<SpecPath> {
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

    /// What a property has to be in each of the alternatives. What an enum of several values has in common with
    /// another alternative tells nothing: a base may list the tags of all.
    fn told_apart(&self, branches: &[SpecPath], property: &str) -> Vec<Vec<Value>> {
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

    /// What a property may be under a schema: its constant, or the values of its enum. Of a schema with
    /// alternatives, what it may be in one of them.
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
        let inner = inner.iter();
        let found = inner.filter_map(|part| self.collect_constants(part, property, seen));
        let found: Vec<Value> = found.flatten().collect();
        (!found.is_empty()).then_some(found)
    }

    /// The values that a schema lists; none if it lists none.
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

/// The values that both list.
fn both(one: Option<Vec<Value>>, other: Option<Vec<Value>>) -> Option<Vec<Value>> {
    match (one, other) {
        (Some(mut one), Some(other)) => {
            one.retain(|value| other.iter().any(|it| means_the_same(it, value)));
            Some(one)
        }
        (one, other) => one.or(other),
    }
}

/// The name of a schema that has one.
fn name_of(at: &SpecPath) -> Option<String> {
    let parent = at.parent();
    let shelf = parent.as_str();
    let named = shelf.ends_with("/components/schemas") || shelf.ends_with("/definitions");
    named.then(|| at.last())
}

/// A key of a mapping, which is a text, as what the property has to be.
fn typed(key: &Value, constants: &[Value]) -> Value {
    let text = key.as_str().unwrap_or_default();
    let written: Option<Value> = serde_json::from_str(text).ok();
    let same = |it: &&Value| written.as_ref().is_some_and(|key| means_the_same(key, it));
    constants.iter().find(same).unwrap_or(key).clone()
}
