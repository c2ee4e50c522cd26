//! Schemas that others extend: a base with a discriminator, and its heirs, which refer to the base in their
//! `allOf`.
//!
//! If a base is the type of a value, the value is one of its heirs. In the `allOf` of an heir, however, the base
//! stands only for its own keywords; otherwise each heir would consist of all heirs.

use super::{
    FindingKind, Origin, SchemaId, Schemas,
    distinct::Distinct,
    values::{Alternative, Form, Tag, Values},
};
use crate::{
    schema::Constant,
    tree::{Node, Object, SpecPath},
};
use std::collections::{BTreeMap, BTreeSet};

/// The bases of a document.
#[derive(Debug, Default)]
pub(super) struct Families {
    /// The schemas with heirs, and all their heirs in the order of their IDs, including heirs of heirs.
    heirs: BTreeMap<SchemaId, BTreeSet<SchemaId>>,
    /// The schemas whose values are their heirs, without those that have alternatives. Each has the schema whose
    /// discriminator distinguishes the heirs: itself, or the base that it extends.
    bases: BTreeMap<SchemaId, SchemaId>,
}

impl Families {
    pub(super) fn is_base(&self, id: SchemaId) -> bool {
        self.bases.contains_key(&id)
    }

    /// Returns whether a schema is an heir that has heirs of its own, told apart by the discriminator of its base.
    fn is_middle(&self, id: SchemaId) -> bool {
        self.bases.get(&id).is_some_and(|base| *base != id)
    }

    fn is_heir(&self, id: SchemaId, base: SchemaId) -> bool {
        let heirs = self.heirs.get(&base);
        heirs.is_some_and(|heirs| heirs.contains(&id))
    }
}

impl Schemas<'_> {
    /// Finds the schemas that extend others.
    pub(super) fn find_families(&mut self) {
        let at = SpecPath::schemas();
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
        for id in &components {
            let id = *id;
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
                self.families.bases.insert(id, id);
                self.families.heirs.insert(id, heirs);
            }
        }
        self.find_middles(&direct);
    }

    /// Finds the heirs that have heirs of their own and neither a discriminator nor alternatives. They inherit the
    /// discriminator of the base.
    fn find_middles(&mut self, direct: &BTreeMap<SchemaId, Vec<SchemaId>>) {
        let bases: Vec<SchemaId> = self.families.bases.keys().copied().collect();
        for base in bases {
            let heirs = self.families.heirs.get(&base).cloned().unwrap_or_default();
            for middle in heirs.into_iter().filter(|it| direct.contains_key(it)) {
                let node = self.node(middle);
                let has = |keyword| node.is_some_and(|node| node.get(keyword).is_some());
                if ["discriminator", "oneOf", "anyOf"].into_iter().any(has) {
                    continue;
                }
                self.families.bases.entry(middle).or_insert(base);
                let known = self.families.heirs.entry(middle);
                known.or_insert_with(|| all_heirs(middle, direct));
            }
        }
    }

    /// Returns whether some heirs of a schema are among its alternatives.
    fn lists(&mut self, id: SchemaId, heirs: &BTreeSet<SchemaId>) -> bool {
        let mut branches = self.branches(id, "oneOf");
        branches.extend(self.branches(id, "anyOf"));
        let mut targets = branches.into_iter().filter_map(|it| self.target(it));
        targets.any(|target| heirs.contains(&target))
    }

    /// Adds the schemas that only the mapping of a union names.
    pub(super) fn add_mapped(&mut self, id: SchemaId, tag: &Tag, union: &mut Values) {
        let mut known = BTreeSet::from([id]);
        for it in &union.alternatives {
            known.extend(it.from.iter().copied());
            known.extend(self.held(it));
        }
        for (_, target) in &tag.mapping {
            if known.insert(*target) {
                let it = Alternative::named(*target);
                known.extend(self.held(&it));
                union.push(it);
            }
        }
    }

    /// Returns the alternatives of the union that an alternative refers to.
    pub(crate) fn held(&mut self, it: &Alternative) -> BTreeSet<SchemaId> {
        match it.form {
            Form::Named(id) if !self.open.contains(&id) => self.alternatives_of(id),
            _ => BTreeSet::new(),
        }
    }

    fn maps(&self, id: SchemaId) -> bool {
        let node = self.node(id).and_then(|it| it.get("discriminator"));
        let mapping = node
            .and_then(|it| it.get("mapping"))
            .and_then(Node::as_object);
        mapping.is_some_and(|it| !it.is_empty())
    }

    /// Returns the values that a base admits: its heirs, the other schemas in its mapping, and itself if its
    /// mapping names it.
    pub(super) fn heirs(&mut self, base: SchemaId) -> Values {
        let own = self.own_of(base);
        let Some(tag) = self.tag_of_base(base) else {
            return self.by_keywords(base, true);
        };
        let mut out = Values::default();
        let heirs = self.families.heirs.get(&base).cloned().unwrap_or_default();
        let mapped = tag.mapping.iter().map(|(_, id)| *id).chain(tag.default);
        let mut more: Vec<SchemaId> = mapped
            .filter(|id| *id != base && !heirs.contains(id))
            .collect();
        let mut seen = BTreeSet::new();
        more.retain(|id| seen.insert(*id));
        let itself = tag.mapping.iter().any(|(_, id)| *id == base) || tag.default == Some(base);
        for heir in heirs {
            let one = self.one_of_family(heir);
            out.alternatives.push(one);
        }
        let mut distinct = Distinct::of(&out.alternatives);
        for id in more {
            self.add_stranger(own, id, &mut distinct, &mut out);
        }
        if itself {
            let one = if self.families.is_middle(base) {
                self.one_of_family(base)
            } else {
                Alternative::named(own)
            };
            distinct.push(&mut out.alternatives, one);
        }
        out.null = self.values(own).null;
        out.tag = Some(tag.into());
        out
    }

    /// Returns the alternative for one schema of a family, without its heirs, which are alternatives themselves.
    fn one_of_family(&mut self, id: SchemaId) -> Alternative {
        match self.families.bases.get(&id) {
            None => Alternative::named(id),
            Some(base) if *base == id => Alternative::named(id),
            Some(_) => {
                let own = self.own_of(id);
                Alternative {
                    from: vec![id],
                    ..Alternative::named(own)
                }
            }
        }
    }

    /// Returns the discriminator that distinguishes the heirs of a base. If the base inherits it, the mapping has only the
    /// keys of the base and of its heirs, and any other object is the base itself: the schema requires no heir.
    fn tag_of_base(&mut self, base: SchemaId) -> Option<Tag> {
        let declares = *self.families.bases.get(&base)?;
        let node = self.node(declares)?;
        let mut tag = self.tag(declares, node)?;
        if declares != base {
            let heirs = self.families.heirs.get(&base).cloned().unwrap_or_default();
            let inside = |id: &SchemaId| *id == base || heirs.contains(id);
            tag.mapping.retain(|(_, id)| inside(id));
            tag.default = tag.default.filter(inside).or(Some(base));
        }
        Some(tag)
    }

    /// Adds a schema that the mapping of a base names although it does not extend the base. The base's own keywords
    /// still apply to it.
    fn add_stranger(
        &mut self,
        own: SchemaId,
        id: SchemaId,
        distinct: &mut Distinct,
        union: &mut Values,
    ) {
        let values = self.values(own);
        let met = self.meet(&Values::named(id), &values);
        if met.alternatives.is_empty() {
            distinct.push(&mut union.alternatives, Alternative::named(id));
        }
        for it in met.alternatives {
            distinct.push(&mut union.alternatives, it);
        }
    }

    /// Returns the values of its tag that a base lists and that belong to none of the other schemas, so that they
    /// stand for the base itself. Returns none if no listed value belongs to another schema.
    pub(crate) fn rest_of_base(&mut self, base: SchemaId, tag: &Tag) -> Vec<Constant> {
        if self.families.is_middle(base) {
            return Vec::new();
        }
        let own = self.own_of(base);
        let listed = self.tags(&Alternative::named(own), &tag.property);
        let Some(listed) = listed.filter(|it| !it.is_empty()) else {
            return Vec::new();
        };
        let mut meant: BTreeSet<String> = tag.mapping.iter().map(|(key, _)| key.clone()).collect();
        let others = self.families.heirs.get(&base).cloned().unwrap_or_default();
        let mapped = tag.mapping.iter().map(|(_, id)| *id);
        for other in others.into_iter().chain(mapped).filter(|it| *it != base) {
            meant.insert(self.place(other).name());
            let constants = self.tags(&Alternative::named(other), &tag.property);
            let told = constants.filter(|it| *it != listed);
            meant.extend(told.into_iter().flatten().map(|it| it.to_string()));
        }
        let (_, rest): (Vec<_>, Vec<_>) = listed
            .iter()
            .cloned()
            .partition(|it| meant.contains(&it.to_string()));
        if rest.len() == listed.len() {
            return Vec::new();
        }
        rest
    }

    /// Returns the value of a discriminator that stands for a schema without a mapping: the schema's name (OpenAPI 3.2.0,
    /// section 4.25.2), or the one in the extension of the documents for `AutoRest`, which describe Microsoft's APIs.
    pub(crate) fn tag_value(&self, id: SchemaId) -> String {
        let extension = self
            .node(id)
            .and_then(|it| it.get("x-ms-discriminator-value"));
        let value = extension.and_then(Node::as_str).map(str::to_owned);
        value.unwrap_or_else(|| self.place(id).name())
    }

    /// Returns the values that a base's own keywords admit.
    pub(super) fn base(&mut self, base: SchemaId) -> Values {
        let mut out = self.by_keywords(base, false);
        out.tag = None;
        out
    }

    /// Returns the schema that consists of a base's own keywords.
    pub(crate) fn own_of(&mut self, base: SchemaId) -> SchemaId {
        self.intern(Origin::Base(base))
    }

    /// Returns the values of a branch in the `allOf` of a schema.
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

    /// Returns the discriminator of a schema (OpenAPI 3.2.0, section 4.25).
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

    /// Returns the schema that a value in a mapping stands for, which is a reference or the name of a component.
    fn meant(&mut self, at: &SpecPath, text: &str) -> Option<SchemaId> {
        let named = SpecPath::schemas();
        let last = text.rsplit(['/', '#']).next().unwrap_or(text);
        let last = last.split_once('.').map_or(last, |(name, _)| name);
        let places = [
            Some(named.child(text)),
            at.resolve(text),
            // A missing file, or the same file under another name.
            Some(named.child(last)),
        ];
        let mut places = places.into_iter().flatten();
        let found = places.find(|it| self.node_at(it).is_some())?;
        Some(self.at(&found))
    }
}

/// Returns all heirs of a schema, including heirs of heirs.
fn all_heirs(base: SchemaId, direct: &BTreeMap<SchemaId, Vec<SchemaId>>) -> BTreeSet<SchemaId> {
    let mut out = BTreeSet::from([base]);
    let mut open = vec![base];
    while let Some(id) = open.pop() {
        for heir in direct.get(&id).into_iter().flatten() {
            if out.insert(*heir) {
                open.push(*heir);
            }
        }
    }
    out.remove(&base);
    out
}
