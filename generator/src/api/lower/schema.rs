//! Schemas: the type of each schema, and its use in each place.

use super::{
    Lower, MAX_HOPS, doc, facets,
    hint::{component_hint, hint, is_name, place_words},
    options::Options,
};
use crate::{
    api::{Doc, Facets, NameHint, Owner, Prim, Shape, TypeId, TypeRef},
    document::dangling,
    schema::{Null, Origin, SchemaId, Values},
    tree::{Node, SpecPath},
    vocabulary::flag_meant,
};
use std::collections::BTreeSet;

/// A use of a schema: its type, and the properties of this use rather than of the type.
pub(super) struct Use {
    pub(super) ty: TypeRef,
    pub(super) nullable: bool,
    pub(super) doc: Doc,
    pub(super) facets: Option<Box<Facets>>,
    pub(super) deprecated: bool,
    pub(super) sensitive: bool,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    pub(super) example: Option<serde_json::Value>,
}

impl Use {
    /// Returns the use of a type with no further properties.
    pub(super) fn plain(ty: TypeRef) -> Self {
        Self {
            ty,
            nullable: false,
            doc: Doc::default(),
            facets: None,
            deprecated: false,
            sensitive: false,
            read_only: false,
            write_only: false,
            example: None,
        }
    }

    /// Returns the type alone, including `null`.
    pub(super) fn value(self) -> TypeRef {
        // These types include `null` by themselves.
        let has_null = matches!(self.ty, TypeRef::Json | TypeRef::Prim(Prim::Null));
        if self.nullable && !has_null {
            TypeRef::Nullable(Box::new(self.ty))
        } else {
            self.ty
        }
    }
}

impl<'a> Lower<'a> {
    /// Returns the use of the schema at `at`; `name` is for its type if it needs one of its own.
    pub(super) fn used(&mut self, at: &SpecPath, name: NameHint) -> Use {
        if self.node(at).is_none() {
            return Use::plain(TypeRef::Json);
        }
        let id = self.schemas.at(at);
        self.used_schema(id, name)
    }

    /// Returns the use of a schema of the arena, like [`Lower::used`].
    pub(super) fn used_schema(&mut self, id: SchemaId, name: NameHint) -> Use {
        let said = self.describing(id);
        let flag = |key| {
            let mut all = said.iter();
            all.any(|it| it.get(key).and_then(flag_meant) == Some(true))
        };
        Use {
            ty: self.type_of(id, name),
            nullable: self.schemas.admits_null(id) && !self.schemas.is_any(id),
            doc: doc::of_all(&said),
            facets: facets::of_all(&said),
            deprecated: flag("deprecated"),
            sensitive: self.is_sensitive(id),
            read_only: flag("readOnly"),
            write_only: flag("writeOnly"),
            example: self.example_of(id),
        }
    }

    /// Returns the nodes that describe a schema: its own, and those of the branches that only describe it.
    pub(super) fn describing(&self, id: SchemaId) -> Vec<&'a Node> {
        match self.schemas.origin(id) {
            Origin::At(_) | Origin::Base(_) => self
                .schemas
                .node(id)
                .map(doc::with_descriptions)
                .unwrap_or_default(),
            // The description of a property in a later branch overrides that in an earlier one.
            Origin::All(ids) => ids
                .iter()
                .rev()
                .flat_map(|id| self.describing(*id))
                .collect(),
            Origin::Any(ids) => ids.iter().flat_map(|id| self.describing(*id)).collect(),
        }
    }

    /// Returns the type of a schema, without `null`.
    pub(super) fn type_of(&mut self, id: SchemaId, name: NameHint) -> TypeRef {
        if let Some(known) = self.known_schema(id) {
            if let (TypeRef::Named(ty), Origin::All(_) | Origin::Any(_)) =
                (&known, self.schemas.origin(id))
            {
                self.offers.push((*ty, name));
            }
            return known;
        }
        if let Some(lost) = self.lost_reference(id) {
            return lost;
        }
        if !self.open.insert(id) {
            let at = self.schemas.place(id);
            return self.widened(&at, "this schema consists of nothing but itself");
        }
        let values = self.schemas.values(id);
        if let Some(target) = self.alias_target(id, &values) {
            let ty = self.named(target);
            self.open.remove(&id);
            return ty;
        }
        let options = self.options(id, &values);
        let ty = if options.need_item() {
            self.inner(id, &options, name)
        } else {
            self.plain(id, &options, &name)
        };
        self.open.remove(&id);
        self.know(id, ty.clone());
        ty
    }

    /// Returns the type of a schema that something refers to.
    pub(super) fn named(&mut self, id: SchemaId) -> TypeRef {
        if let Some(known) = self.known_schema(id) {
            return known;
        }
        let at = self.schemas.place(id);
        let name = match self.schemas.origin(id) {
            Origin::Base(base) => {
                let words = "base".to_owned();
                match self.named(*base) {
                    TypeRef::Named(owner) => hint(Owner::Type(owner), &words),
                    _ => hint(Owner::Document, &words),
                }
            }
            _ => NameHint {
                full: true,
                ..hint(Owner::Document, &place_words(&at))
            },
        };
        self.type_of(id, name)
    }

    /// Returns the type of a schema whose reference dangles, and reports the reference; `None` for other schemas.
    fn lost_reference(&mut self, id: SchemaId) -> Option<TypeRef> {
        let node = self.schemas.node(id)?;
        let reference = node.get("$ref")?;
        if self.schemas.target(id).is_some() {
            return None;
        }
        let at = self.schemas.place(id);
        if let Some(text) = reference.as_str()
            && self.lost.insert(at.clone())
        {
            self.diagnostics.push(dangling(text, node, &at, false));
        }
        Some(TypeRef::Json)
    }

    /// Returns the known type of a schema, and marks a type that is chosen for it as used.
    fn known_schema(&mut self, id: SchemaId) -> Option<TypeRef> {
        match self.schemas.origin(id) {
            Origin::At(at) => {
                let at = at.clone();
                self.known(&at)
            }
            _ => self.made.get(&id).cloned(),
        }
    }

    pub(super) fn know(&mut self, id: SchemaId, ty: TypeRef) {
        match self.schemas.origin(id) {
            Origin::At(at) => {
                self.known.insert(at.clone(), ty);
            }
            _ => {
                self.made.insert(id, ty);
            }
        }
    }

    /// Returns the type of a nested schema that needs one of its own.
    fn inner(&mut self, id: SchemaId, options: &Options, mut name: NameHint) -> TypeRef {
        let node = self.schemas.node(id);
        let title = node.and_then(|it| it.get("title")).and_then(Node::as_str);
        if let (Some(title), Some(node)) = (title.filter(|title| is_name(title)), node) {
            let at = self.schemas.place(id);
            if let Some(same) = self.same_title(title, (&at, node), name.owner) {
                return TypeRef::Named(same);
            }
            (name.words, name.full, name.media) = (title.to_owned(), true, None);
        } else if let Some(shared) = self.shared(id, options) {
            return shared;
        } else if let Some(own) = component_hint(&self.schemas.place(id), &name) {
            name = own;
        }
        if let Some(constant) = self.constant(id, options, &name) {
            return constant;
        }
        let titled = name.full.then(|| name.words.clone());
        let at = self.schemas.place(id);
        let ty = self.declare(id, name);
        self.define(ty);
        if let Some(title) = titled {
            self.remember_title(title, at, ty);
        }
        // A schema that turned out to be any JSON value needs no name.
        match &self.types[ty.index()].shape {
            Shape::Alias(TypeRef::Json) => TypeRef::Json,
            _ => TypeRef::Named(ty),
        }
    }

    /// Returns the shape of a type of its own.
    pub(super) fn shape(&mut self, id: SchemaId, ty: TypeId) -> Shape {
        let name = hint(Owner::Type(ty), "");
        if let Some(lost) = self.lost_reference(id) {
            return Shape::Alias(lost);
        }
        let values = self.schemas.values(id);
        let target = self.alias_target(id, &values);
        if let Some(target) = target.filter(|it| !self.is_circle(id, *it)) {
            return Shape::Alias(self.named(target));
        }
        let options = self.options(id, &values);
        if options.need_item() {
            self.item_shape(id, &options, ty)
        } else {
            Shape::Alias(self.plain(id, &options, &name))
        }
    }

    /// Returns the schema that this one is an alias of. A base is never one, since further schemas may extend it later.
    fn alias_target(&self, id: SchemaId, values: &Values) -> Option<SchemaId> {
        let target = values.reference()?;
        (!self.schemas.is_base(id)).then_some(target)
    }

    /// Returns whether a schema and one of its named alternatives consist of each other.
    pub(super) fn is_circle(&mut self, id: SchemaId, target: SchemaId) -> bool {
        id == target || self.schemas.are_circle(id, target)
    }

    /// Returns the example of a schema, or of the one that it refers to.
    fn example_of(&mut self, id: SchemaId) -> Option<serde_json::Value> {
        let mut id = id;
        for _ in 0..MAX_HOPS {
            let parts = match self.schemas.origin(id) {
                Origin::At(at) => {
                    let at = at.clone();
                    if let Some(example) = self.example(&at) {
                        return Some(example);
                    }
                    id = self.schemas.target(id)?;
                    continue;
                }
                Origin::All(ids) => ids.clone(),
                Origin::Any(_) | Origin::Base(_) => return None,
            };
            return parts.iter().rev().find_map(|id| self.example_of(*id));
        }
        None
    }

    /// Returns whether a schema is a password, refers to one or contains one.
    pub(super) fn is_sensitive(&mut self, id: SchemaId) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = vec![id];
        while let Some(next) = open.pop() {
            if self.public.contains(&next) || !seen.insert(next) {
                continue;
            }
            let parts = match self.schemas.origin(next) {
                Origin::All(ids) | Origin::Any(ids) => ids.clone(),
                Origin::Base(base) => vec![*base],
                Origin::At(at) => {
                    let at = at.clone();
                    let node = self.node(&at);
                    let format = node.and_then(|it| it.get("format"));
                    if format.and_then(Node::as_str) == Some("password") {
                        return true;
                    }
                    self.contained(next, &at)
                }
            };
            open.extend(parts);
        }
        // None of the visited schemas leads to a password.
        self.public.extend(seen);
        false
    }

    fn contained(&mut self, id: SchemaId, at: &SpecPath) -> Vec<SchemaId> {
        let mut out: Vec<SchemaId> = self.schemas.target(id).into_iter().collect();
        for keyword in ["allOf", "oneOf", "anyOf", "prefixItems"] {
            out.extend(self.schemas.branches(id, keyword));
        }
        for keyword in ["items", "additionalProperties"] {
            let at = at.child(keyword);
            if self.node(&at).is_some_and(|it| it.as_object().is_some()) {
                out.push(self.schemas.at(&at));
            }
        }
        out
    }

    /// Returns whether a schema admits `null` and nothing else.
    pub(super) fn is_null(values: &Values) -> bool {
        values.alternatives.is_empty() && values.null != Null::No
    }
}
