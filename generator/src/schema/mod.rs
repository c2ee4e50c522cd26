//! Schemas as sets of JSON values.
//!
//! Input: the tree of the document. Output: for each schema the `Values` that it admits, from which the
//! [`lower`](crate::api::lower) stage chooses a type. Nothing here depends on Rust, on names or on operations.
//!
//! Each schema of the document is stored once, in the arena `Schemas`. `allOf` and adjacent keywords are the
//! intersection of what each part admits (`meet`); `oneOf`, `anyOf` and several `type`s are the union (`admit`);
//! `enum` and `const` restrict the values (`read`). Both operations are total, and their results are cached per
//! schema. They stop at named references, which remain references unless they are combined with something else.
//! Types therefore keep their names, cycles end, diamonds cost no more than their size, and the order of schemas in
//! the document does not matter.

mod admit;
mod circle;
mod distinct;
mod evidence;
mod extend;
mod family;
mod implied;
mod inside;
mod meet;
mod read;
mod scalars;
mod shape;
mod values;

use crate::tree::{Node, Object as Entries, SpecPath};
use family::Families;
use indexmap::IndexMap;
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

pub(crate) use distinct::Distinct;
pub(crate) use implied::implied_alone;
pub(crate) use read::{lesser, list, types};
pub use shape::{Constant, JsonKind, JsonShape};
pub(crate) use values::{
    Additional, Alternative, Array, Form, Items, Null, Numbers, Object, Property, Tag, Texts,
    Values,
};

/// The maximum number of intersections and unions of properties, per schema of the document. Real documents need a
/// tenth of one; a document that needs more is made to exhaust the generator.
const MADE_AT_MOST: usize = 8;

/// The maximum number of schemas in one intersection. A property that hundreds of parts declare has more.
const PARTS_AT_MOST: usize = 256;

/// The number of intersections and unions that is always allowed, even in a small document.
const MADE_AT_LEAST: usize = 4096;

/// The ID of a schema in `Schemas`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SchemaId(u32);

/// The origin of a schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// A place in the document.
    At(SpecPath),
    /// The intersection of these schemas.
    All(Vec<SchemaId>),
    /// The union of these schemas.
    Any(Vec<SchemaId>),
    /// The schema itself, an object with a discriminator, without the schemas that extend it.
    Base(SchemaId),
}

/// A problem that was found in a schema, and its place.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) at: SpecPath,
    pub(crate) kind: FindingKind,
}

/// The kinds of a [`Finding`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FindingKind {
    /// No value satisfies all parts of the schema.
    Contradiction,
    /// The keywords beside a reference contradict it.
    BesideReference,
    /// The schema contains itself.
    Circle,
    /// There are more combinations than the generator computes.
    TooMany,
    /// More unions are nested than the generator resolves.
    TooDeep,
    /// An alternative consists of `nullable: true` alone.
    NullableAlone,
    /// A discriminator maps to something that is not a schema.
    NoSchema(String),
    /// A discriminator names no property.
    NoProperty,
}

/// All schemas of a document.
pub(crate) struct Schemas<'a> {
    root: &'a Node,
    origins: Vec<Origin>,
    /// The nodes of the schemas that are in the document.
    nodes: Vec<Option<&'a Node>>,
    /// The schemas that are in the document, by place.
    places: IndexMap<SpecPath, SchemaId>,
    /// The schemas that are combined from others.
    ids: BTreeMap<Origin, SchemaId>,
    /// The values of each schema that has been computed.
    values: BTreeMap<SchemaId, Rc<Values>>,
    /// The values of each schema, with names resolved.
    inside: BTreeMap<SchemaId, Rc<Values>>,
    /// The schemas that are being computed.
    open: BTreeSet<SchemaId>,
    /// The names that are being resolved.
    looking: BTreeSet<SchemaId>,
    /// The representative of each schema's cycle: schemas that consist of one another share one.
    circles: BTreeMap<SchemaId, SchemaId>,
    families: Families,
    /// The schemas that others contain only by name, because the configuration chooses a type for them.
    opaque: BTreeSet<SchemaId>,
    findings: Vec<Finding>,
    /// The schemas with more nested unions than the generator resolves. They become findings only at the end: a schema
    /// with findings is computed anew for each schema that asks for it.
    cut: BTreeSet<SchemaId>,
    /// The number of schemas that may still be combined from others.
    room: usize,
}

impl<'a> Schemas<'a> {
    /// Creates the schemas of a document, starting with its components.
    pub(crate) fn new(root: &'a Node) -> Self {
        let mut out = Self {
            root,
            origins: Vec::new(),
            nodes: Vec::new(),
            places: IndexMap::new(),
            ids: BTreeMap::new(),
            values: BTreeMap::new(),
            inside: BTreeMap::new(),
            open: BTreeSet::new(),
            looking: BTreeSet::new(),
            circles: BTreeMap::new(),
            families: Families::default(),
            opaque: BTreeSet::new(),
            findings: Vec::new(),
            cut: BTreeSet::new(),
            room: usize::MAX,
        };
        let components = out.components();
        out.room = (components.len() * MADE_AT_MOST).max(MADE_AT_LEAST);
        out.find_families();
        out
    }

    /// Returns the schemas with names of their own, in an order that does not depend on the document's.
    fn components(&mut self) -> Vec<SchemaId> {
        let at = SpecPath::schemas();
        let object = self.node_at(&at).and_then(Node::as_object);
        let mut names: Vec<&str> = object
            .into_iter()
            .flat_map(Entries::keys)
            .map(|key| &*key.text)
            .collect();
        names.sort_unstable();
        names.iter().map(|name| self.at(&at.child(name))).collect()
    }

    /// Computes the values of each component, so that later results do not depend on the order of queries.
    pub(crate) fn settle(&mut self) {
        for id in self.components() {
            self.values(id);
        }
    }

    /// Makes a schema opaque, so that other schemas contain it only by name.
    pub(crate) fn hide(&mut self, at: &SpecPath) {
        let id = self.at(at);
        self.opaque.insert(id);
    }

    /// Returns the schema at a place.
    pub(crate) fn at(&mut self, at: &SpecPath) -> SchemaId {
        match self.places.get(at) {
            Some(known) => *known,
            None => self.add(at.clone(), self.node_at(at)),
        }
    }

    /// Returns the schema at a place, whose node the caller knows.
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

    /// Returns the schema that admits the values that all of these admit.
    pub(crate) fn all(&mut self, ids: &[SchemaId]) -> Option<SchemaId> {
        let mut ids = self.flat(ids, |it| match it {
            Origin::All(ids) => Some(ids),
            _ => None,
        });
        if let Some(first) = ids.get(PARTS_AT_MOST) {
            self.find(*first, FindingKind::TooMany);
            ids.truncate(PARTS_AT_MOST);
        }
        self.make(ids, Origin::All)
    }

    /// Returns the schema that admits the values that any of these admits.
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

    /// Returns the schemas without duplicates, each combined one replaced by its parts.
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

    /// Returns the place of a schema. For a schema that is combined from others it is the place of the last one.
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

    /// Returns the node of a schema that is in the document.
    pub(crate) fn node(&self, id: SchemaId) -> Option<&'a Node> {
        self.nodes[id.0 as usize]
    }

    /// Returns the target of a schema's `$ref`, if the schema has one and it resolves.
    pub(crate) fn target(&mut self, id: SchemaId) -> Option<SchemaId> {
        let reference = self.node(id)?.get("$ref")?.as_str()?;
        let target = self.place_of(id)?.resolve(reference)?;
        if let Some(known) = self.places.get(&target) {
            return self.node(*known).map(|_| *known);
        }
        let node = self.node_at(&target)?;
        Some(self.add(target, Some(node)))
    }

    /// Returns the schemas in the list under a keyword.
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

    /// Returns the problems that were found so far, and clears them.
    pub(crate) fn take_findings(&mut self) -> Vec<Finding> {
        for id in std::mem::take(&mut self.cut) {
            self.find(id, FindingKind::TooDeep);
        }
        std::mem::take(&mut self.findings)
    }

    /// Returns the places of the schemas that have been computed.
    pub(crate) fn looked_at(&self) -> Vec<SpecPath> {
        let ids = self.values.keys();
        let places = ids.filter_map(|id| match self.origin(*id) {
            Origin::At(at) => Some(at.clone()),
            _ => None,
        });
        places.collect()
    }

    /// Returns the values that a schema admits, without resolving named alternatives.
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
                    self.extend(id, &mut out, &part);
                }
                out
            }
            Origin::Any(ids) => self.union(&ids),
        }
    }

    /// Returns whether a schema is a base, whose values are those of its heirs.
    pub(crate) fn is_base(&self, id: SchemaId) -> bool {
        self.families.is_base(id)
    }
}
