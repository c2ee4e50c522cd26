//! Schemas that others extend: a base with a discriminator, and its heirs, which name it in their `allOf`.
//!
//! Where a base is the type of a value, the value is one of its heirs. In an heir's `allOf` the base is what it says
//! itself, or each heir would consist of all of them.

use super::{
    FindingKind, Origin, SchemaId, Schemas,
    values::{Alternative, Form, Tag, Values},
};
use crate::{
    load::{Node, Object},
    model::SpecPath,
};
use std::collections::{BTreeMap, BTreeSet};

/// The bases of a document.
#[derive(Debug, Default)]
pub(super) struct Families {
    /// The schemas with heirs, and all of those, those of heirs included, in the order of the document.
    heirs: BTreeMap<SchemaId, Vec<SchemaId>>,
    /// The schemas whose values are their heirs: with a discriminator and without alternatives.
    bases: BTreeSet<SchemaId>,
}

impl Families {
    pub(super) fn is_base(&self, id: SchemaId) -> bool {
        self.bases.contains(&id)
    }

    fn is_heir(&self, id: SchemaId, base: SchemaId) -> bool {
        let heirs = self.heirs.get(&base);
        heirs.is_some_and(|heirs| heirs.contains(&id))
    }
}

impl Schemas<'_> {
    /// Finds who extends whom.
    pub(super) fn find_families(&mut self) {
        let at = SpecPath::root().child("components").child("schemas");
        let object = self.node_at(&at).and_then(Node::as_object);
        let keys = object.into_iter().flat_map(Object::keys);
        let components: Vec<SchemaId> = keys.map(|key| self.at(&at.child(&key.text))).collect();
        let mut direct: BTreeMap<SchemaId, Vec<SchemaId>> = BTreeMap::new();
        for heir in &components {
            for branch in self.branches(*heir, "allOf") {
                if let Some(base) = self.target(branch) {
                    direct.entry(base).or_default().push(*heir);
                }
            }
        }
        for id in components {
            let node = self.node(id);
            let has = |keyword| node.is_some_and(|node| node.get(keyword).is_some());
            let (tagged, alternatives) = (has("discriminator"), has("oneOf") || has("anyOf"));
            if !tagged && !alternatives {
                continue;
            }
            let heirs = all_heirs(id, &direct);
            if alternatives {
                if self.lists(id, &heirs) {
                    self.families.heirs.insert(id, heirs);
                }
            } else if self.maps(id) || !heirs.is_empty() {
                self.families.bases.insert(id);
                self.families.heirs.insert(id, heirs);
            }
        }
    }

    /// Whether some heirs of a schema are its alternatives.
    fn lists(&mut self, id: SchemaId, heirs: &[SchemaId]) -> bool {
        let mut branches = self.branches(id, "oneOf");
        branches.extend(self.branches(id, "anyOf"));
        let mut targets = branches.into_iter().filter_map(|it| self.target(it));
        targets.any(|target| heirs.contains(&target))
    }

    /// Adds the schemas that only the mapping of a union names.
    pub(super) fn add_mapped(&mut self, id: SchemaId, tag: &Tag, union: &mut Values) {
        for (_, target) in &tag.mapping {
            let target = *target;
            let mut all = union.alternatives.iter();
            let known = all.any(|it| it.from.contains(&target) || self.holds(it, target));
            if !known && target != id {
                union.push(Alternative::named(target));
            }
        }
    }

    /// Whether an alternative is a union with this schema among its alternatives.
    pub(crate) fn holds(&mut self, it: &Alternative, target: SchemaId) -> bool {
        match it.form {
            Form::Named(id) if !self.open.contains(&id) => {
                self.alternatives_of(id).contains(&target)
            }
            _ => false,
        }
    }

    fn maps(&self, id: SchemaId) -> bool {
        let node = self.node(id).and_then(|it| it.get("discriminator"));
        let mapping = node
            .and_then(|it| it.get("mapping"))
            .and_then(Node::as_object);
        mapping.is_some_and(|it| !it.is_empty())
    }

    /// What a base admits: its heirs, what else it maps to, and itself if it maps to that.
    pub(super) fn heirs(&mut self, base: SchemaId) -> Values {
        let own = self.own_of(base);
        let node = self.node(base);
        let tag = node.and_then(|node| self.tag(base, node));
        let Some(tag) = tag else {
            return self.said(base, true);
        };
        let mut out = Values::default();
        let heirs = self.families.heirs.get(&base).cloned().unwrap_or_default();
        let mapped = tag.mapping.iter().map(|(_, id)| *id).chain(tag.default);
        let more = mapped.filter(|id| *id != base && !heirs.contains(id));
        for id in heirs.iter().copied().chain(more.collect::<Vec<_>>()) {
            out.push(Alternative::named(id));
        }
        if tag.mapping.iter().any(|(_, id)| *id == base) || tag.default == Some(base) {
            out.push(Alternative::named(own));
        }
        out.null = self.values(own).null;
        out.tag = Some(tag.into());
        out
    }

    /// What a base says itself.
    pub(super) fn base(&mut self, base: SchemaId) -> Values {
        let mut out = self.said(base, false);
        out.tag = None;
        out
    }

    /// What a base says itself, as a schema.
    pub(super) fn own_of(&mut self, base: SchemaId) -> SchemaId {
        self.intern(Origin::Base(base))
    }

    /// A branch of the `allOf` of a schema.
    pub(super) fn branch_of_all(&mut self, id: SchemaId, branch: SchemaId) -> Values {
        let Some(target) = self.target(branch) else {
            return self.part(branch);
        };
        if self.families.is_heir(id, target) {
            let own = self.own_of(target);
            return (*self.values(own)).clone();
        }
        if self.open.contains(&target) {
            self.find(branch, FindingKind::Circle);
            return Values::any();
        }
        self.part(branch)
    }

    /// The discriminator of a schema (OpenAPI 3.2.0, section 4.25).
    pub(super) fn tag(&mut self, id: SchemaId, node: &Node) -> Option<Tag> {
        let discriminator = node.get("discriminator")?;
        let at = self.place(id).child("discriminator");
        let Some(property) = discriminator.get("propertyName").and_then(Node::as_str) else {
            self.find_at(at, FindingKind::NoProperty);
            return None;
        };
        let mapping = discriminator.get("mapping").and_then(Node::as_object);
        let mut found = Vec::new();
        for (key, value) in mapping.into_iter().flat_map(Object::iter) {
            let text = value.as_str().unwrap_or_default();
            match self.meant(&at, text) {
                Some(target) => found.push((key.text.to_string(), target)),
                None => {
                    let at = at.child("mapping").child(&key.text);
                    self.find_at(at, FindingKind::NoSchema(text.to_owned()));
                }
            }
        }
        let default = discriminator.get("defaultMapping").and_then(Node::as_str);
        Some(Tag {
            schema: id,
            property: property.to_owned(),
            mapping: found,
            default: default.and_then(|text| self.meant(&at, text)),
        })
    }

    /// The schema that the value of a mapping means: by reference, or by the name of a component.
    fn meant(&mut self, at: &SpecPath, text: &str) -> Option<SchemaId> {
        let named = SpecPath::root().child("components").child("schemas");
        let last = text.rsplit(['/', '#']).next().unwrap_or(text);
        let last = last.split_once('.').map_or(last, |(name, _)| name);
        let places = [
            Some(named.child(text)),
            at.resolve(text),
            // A file that is not there, or the same one by another name.
            Some(named.child(last)),
        ];
        let mut places = places.into_iter().flatten();
        let found = places.find(|it| self.node_at(it).is_some())?;
        Some(self.at(&found))
    }
}

/// All heirs of a schema, those of heirs included, in the order of the document.
fn all_heirs(base: SchemaId, direct: &BTreeMap<SchemaId, Vec<SchemaId>>) -> Vec<SchemaId> {
    let mut seen = BTreeSet::from([base]);
    let mut out = Vec::new();
    let mut open = vec![base];
    while let Some(id) = open.pop() {
        for heir in direct.get(&id).into_iter().flatten() {
            if seen.insert(*heir) {
                out.push(*heir);
                open.push(*heir);
            }
        }
    }
    out.sort_unstable();
    out
}
