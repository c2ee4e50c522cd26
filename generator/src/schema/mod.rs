//! Schemas as sets of JSON values.
//!
//! In: the tree of the document. Out: for each schema the [`Values`] that it admits, from which the
//! [`lower`](crate::lower) stage chooses a type. Nothing here knows of Rust, of names or of operations.
//!
//! Each schema of the document is once in one arena, [`Schemas`]. `allOf`, and keywords that stand side by side, are
//! the intersection of what each of them admits (`meet`); `oneOf`, `anyOf` and several `type`s are the union (`admit`);
//! `enum` and `const` restrict (`read`). Both operations are total and remembered for each schema. They stop at named
//! references, which stay references as long as nothing else holds beside them: so types keep their names, circles
//! end, diamonds cost no more than their size, and the order of schemas in the document does not matter.

mod admit;
mod evidence;
mod family;
mod inside;
mod meet;
mod read;
mod values;

use crate::{
    load::{Node, Object as Entries},
    model::SpecPath,
};
use family::Families;
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

pub(crate) use read::{implied_alone, list, types};
pub(crate) use values::{
    Additional, Alternative, Array, Form, Items, Null, Numbers, Object, Property, Tag, Texts,
    Values,
};

/// How many intersections and unions of properties may be made for each schema of the document. Real documents need
/// a tenth of one; what needs more is made to exhaust whoever reads it.
const MADE_AT_MOST: usize = 8;

/// The smallest number of them that is allowed for.
const MADE_AT_LEAST: usize = 4096;

/// A schema of a [`Schemas`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SchemaId(u32);

/// What a schema is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// It stands at a place of the document.
    At(SpecPath),
    /// All of these hold.
    All(Vec<SchemaId>),
    /// Any of these holds.
    Any(Vec<SchemaId>),
    /// What the schema says itself, without those that extend it: an object with a discriminator.
    Base(SchemaId),
}

/// What could not be computed, and where.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) at: SpecPath,
    pub(crate) kind: FindingKind,
}

/// The kinds of a [`Finding`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FindingKind {
    /// No value is all of what has to hold.
    Contradiction,
    /// What stands beside a reference contradicts it.
    BesideReference,
    /// The schema is part of itself.
    Circle,
    /// There are more combinations than are looked at.
    TooMany,
    /// A discriminator maps to something that is no schema.
    NoSchema(String),
    /// A discriminator names no property.
    NoProperty,
}

/// All schemas of a document.
pub(crate) struct Schemas<'a> {
    root: &'a Node,
    origins: Vec<Origin>,
    /// The nodes of those that stand in the document.
    nodes: Vec<Option<&'a Node>>,
    /// Those that stand in the document, by their places.
    places: BTreeMap<SpecPath, SchemaId>,
    /// Those that are made of others.
    ids: BTreeMap<Origin, SchemaId>,
    /// What each admits, as far as it has been asked.
    values: BTreeMap<SchemaId, Rc<Values>>,
    /// The same, looked into through names.
    inside: BTreeMap<SchemaId, Rc<Values>>,
    /// The schemas that are being computed.
    open: BTreeSet<SchemaId>,
    families: Families,
    /// The schemas that stand for themselves alone, since the configuration chooses a type for them.
    opaque: BTreeSet<SchemaId>,
    findings: Vec<Finding>,
    /// How many schemas may be made of others.
    room: usize,
}

impl<'a> Schemas<'a> {
    /// The schemas of a document, with those that are its components.
    pub(crate) fn new(root: &'a Node) -> Self {
        let mut out = Self {
            root,
            origins: Vec::new(),
            nodes: Vec::new(),
            places: BTreeMap::new(),
            ids: BTreeMap::new(),
            values: BTreeMap::new(),
            inside: BTreeMap::new(),
            open: BTreeSet::new(),
            families: Families::default(),
            opaque: BTreeSet::new(),
            findings: Vec::new(),
            room: usize::MAX,
        };
        let components = out.components();
        out.room = (components.len() * MADE_AT_MOST).max(MADE_AT_LEAST);
        out.find_families();
        out
    }

    /// The schemas with names of their own, in an order that does not depend on the document's.
    fn components(&mut self) -> Vec<SchemaId> {
        let at = SpecPath::root().child("components").child("schemas");
        let object = self.node_at(&at).and_then(Node::as_object);
        let mut names: Vec<&str> = object
            .into_iter()
            .flat_map(Entries::keys)
            .map(|key| &*key.text)
            .collect();
        names.sort_unstable();
        names.iter().map(|name| self.at(&at.child(name))).collect()
    }

    /// Computes what each component admits, so that what is asked later does not depend on what was asked before.
    pub(crate) fn settle(&mut self) {
        for id in self.components() {
            self.values(id);
        }
    }

    /// Lets a schema stand for itself alone.
    pub(crate) fn hide(&mut self, at: &SpecPath) {
        let id = self.at(at);
        self.opaque.insert(id);
    }

    /// The schema at a place.
    pub(crate) fn at(&mut self, at: &SpecPath) -> SchemaId {
        match self.places.get(at) {
            Some(known) => *known,
            None => self.add(at.clone(), self.node_at(at)),
        }
    }

    /// The schema at a place below a node, by the way from there.
    fn below(&mut self, at: SpecPath, node: Option<&'a Node>) -> SchemaId {
        match self.places.get(&at) {
            Some(known) => *known,
            None => self.add(at, node),
        }
    }

    fn add(&mut self, at: SpecPath, node: Option<&'a Node>) -> SchemaId {
        let id = self.next(Origin::At(at.clone()), node);
        self.places.insert(at, id);
        id
    }

    fn next(&mut self, origin: Origin, node: Option<&'a Node>) -> SchemaId {
        let id = SchemaId(u32::try_from(self.origins.len()).unwrap_or(u32::MAX));
        self.origins.push(origin);
        self.nodes.push(node);
        id
    }

    fn intern(&mut self, origin: Origin) -> SchemaId {
        if let Some(known) = self.ids.get(&origin) {
            return *known;
        }
        let node = match &origin {
            Origin::Base(base) => self.node(*base),
            Origin::At(_) | Origin::All(_) | Origin::Any(_) => None,
        };
        let id = self.next(origin.clone(), node);
        self.ids.insert(origin, id);
        id
    }

    /// The schema that admits what all of these admit.
    pub(crate) fn all(&mut self, ids: &[SchemaId]) -> Option<SchemaId> {
        let ids = self.flat(ids, |it| match it {
            Origin::All(ids) => Some(ids),
            _ => None,
        });
        self.make(ids, Origin::All)
    }

    /// The schema that admits what any of these admits.
    pub(crate) fn any(&mut self, ids: &[SchemaId]) -> Option<SchemaId> {
        let ids = self.flat(ids, |it| match it {
            Origin::Any(ids) => Some(ids),
            _ => None,
        });
        self.make(ids, Origin::Any)
    }

    fn make(
        &mut self,
        ids: Vec<SchemaId>,
        origin: fn(Vec<SchemaId>) -> Origin,
    ) -> Option<SchemaId> {
        let [first, _, ..] = ids.as_slice() else {
            return ids.first().copied();
        };
        let first = *first;
        let made = origin(ids);
        if !self.ids.contains_key(&made) {
            let Some(room) = self.room.checked_sub(1) else {
                self.find(first, FindingKind::TooMany);
                return Some(first);
            };
            self.room = room;
        }
        Some(self.intern(made))
    }

    /// The schemas, with those in place of each that is made of several, each once.
    fn flat(
        &self,
        ids: &[SchemaId],
        parts: fn(&Origin) -> Option<&Vec<SchemaId>>,
    ) -> Vec<SchemaId> {
        let mut seen = BTreeSet::new();
        let mut out = Vec::new();
        for id in ids {
            let parts = parts(self.origin(*id));
            let parts = parts.map_or(std::slice::from_ref(id), Vec::as_slice);
            out.extend(parts.iter().copied().filter(|it| seen.insert(*it)));
        }
        out
    }

    pub(crate) fn origin(&self, id: SchemaId) -> &Origin {
        &self.origins[id.0 as usize]
    }

    /// Where a schema stands; one that is made of others, where the last of them does.
    pub(crate) fn place(&self, id: SchemaId) -> SpecPath {
        self.place_of(id).cloned().unwrap_or_default()
    }

    fn place_of(&self, id: SchemaId) -> Option<&SpecPath> {
        let mut id = id;
        loop {
            match self.origin(id) {
                Origin::At(at) => return Some(at),
                Origin::Base(base) => id = *base,
                Origin::All(ids) | Origin::Any(ids) => id = *ids.last()?,
            }
        }
    }

    fn node_at(&self, at: &SpecPath) -> Option<&'a Node> {
        self.root.pointer(at.as_str())
    }

    /// The node of a schema that stands in the document.
    pub(crate) fn node(&self, id: SchemaId) -> Option<&'a Node> {
        self.nodes[id.0 as usize]
    }

    /// The schema that the `$ref` of a schema leads to, if there is one and it leads somewhere.
    pub(crate) fn target(&mut self, id: SchemaId) -> Option<SchemaId> {
        let reference = self.node(id)?.get("$ref")?.as_str()?;
        let target = self.place_of(id)?.resolve(reference)?;
        if let Some(known) = self.places.get(&target) {
            return self.node(*known).map(|_| *known);
        }
        let node = self.node_at(&target)?;
        Some(self.add(target, Some(node)))
    }

    /// The schemas under a keyword that holds a list of them.
    pub(crate) fn branches(&mut self, id: SchemaId, keyword: &str) -> Vec<SchemaId> {
        let all = self.node(id).map(|node| list(node, keyword));
        let Some(all @ [_, ..]) = all else {
            return Vec::new();
        };
        let at = self
            .place_of(id)
            .map(|at| at.child(keyword))
            .unwrap_or_default();
        let all = all.iter().enumerate();
        all.map(|(index, node)| self.below(at.item(index), Some(node)))
            .collect()
    }

    fn find(&mut self, id: SchemaId, kind: FindingKind) {
        let at = self.place(id);
        self.find_at(at, kind);
    }

    fn find_at(&mut self, at: SpecPath, kind: FindingKind) {
        self.findings.push(Finding { at, kind });
    }

    /// What could not be computed.
    pub(crate) fn take_findings(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.findings)
    }

    /// The places of the schemas that were looked at.
    pub(crate) fn looked_at(&self) -> Vec<SpecPath> {
        let ids = self.values.keys();
        let places = ids.filter_map(|id| match self.origin(*id) {
            Origin::At(at) => Some(at.clone()),
            _ => None,
        });
        places.collect()
    }

    /// What a schema admits. A named alternative is not looked into.
    pub(crate) fn values(&mut self, id: SchemaId) -> Rc<Values> {
        if let Some(known) = self.values.get(&id) {
            return known.clone();
        }
        if !self.open.insert(id) {
            self.find(id, FindingKind::Circle);
            return Rc::new(Values::any());
        }
        let values = Rc::new(self.compute(id));
        self.open.remove(&id);
        self.values.insert(id, values.clone());
        values
    }

    fn compute(&mut self, id: SchemaId) -> Values {
        match self.origin(id).clone() {
            Origin::At(_) => self.at_place(id),
            Origin::Base(base) => self.base(base),
            Origin::All(ids) => {
                let mut out = Values::any();
                for part in &ids {
                    let part = self.part(*part);
                    out = self.together(id, &out, &part);
                }
                out
            }
            Origin::Any(ids) => self.union(&ids),
        }
    }

    /// Whether a schema is one whose values are those that extend it.
    pub(crate) fn is_base(&self, id: SchemaId) -> bool {
        self.families.is_base(id)
    }
}
