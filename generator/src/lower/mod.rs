//! From the typed document to the model.
//!
//! Operations come from the skeleton, types from what each schema admits: `operation` and
//! `security` read the one, `options` says which alternatives of a schema are one type, and
//! `plain`, `object` and `union` make it. What cannot be said in the model is widened to what
//! can, and reported.

mod body;
mod chosen;
mod constant;
mod content;
mod doc;
mod header;
mod incoming;
mod keywords;
mod object;
mod operation;
mod options;
mod param;
mod part_headers;
mod parts;
mod plain;
mod properties;
mod schema;
mod security;
mod sequence;
mod server;
mod style;
mod tags;
mod union;
mod variant;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    load::{Node, NodeAt, Source},
    model::{Api, Doc, NameHint, Owner, Presence, Shape, SpecPath, Tag, TypeDef, TypeId, TypeRef},
    schema::{SchemaId, Schemas},
    skeleton::Document,
};
use chosen::Chosen;
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of a schema that no type of the model fits.
const ANY: &str = "it is any JSON value, `serde_json::Value`";

/// Makes the model of the document.
pub fn lower(source: &Source, document: &Document, diagnostics: &mut Diagnostics) -> Api {
    let mut lower = Lower {
        root: document.root(source),
        diagnostics,
        types: Vec::new(),
        schemas: Schemas::new(document.root(source)),
        undefined: BTreeMap::new(),
        open: BTreeSet::new(),
        public: BTreeSet::new(),
        known: BTreeMap::new(),
        made: BTreeMap::new(),
        unions: BTreeMap::new(),
        titled: BTreeMap::new(),
        constants: BTreeMap::new(),
        tags: Vec::new(),
        operation_ids: BTreeSet::new(),
        chosen: Chosen::new(&source.choices),
    };
    lower.map_schemas(source, document);
    lower.schemas.settle();
    lower.components(document);
    let openapi = &document.openapi;
    let schemes = lower.schemes(openapi);
    let operations = lower.operations(document);
    let servers = lower.servers(openapi);
    lower.untangle_aliases();
    lower.tell_null_from_nothing();
    lower.report_schemas();
    let incoming = lower.incoming(&operations);
    let renames = lower.settle_choices(source, document, &operations);
    Api {
        title: openapi.info.title.clone(),
        version: openapi.info.version.clone(),
        description: openapi.info.description.clone(),
        servers,
        schemes,
        tags: lower.tags,
        types: lower.types,
        operations,
        incoming,
        schemas: lower.known,
        renames,
    }
}

/// The state of the stage: the model as far as it is made.
struct Lower<'a> {
    root: &'a Node,
    diagnostics: &'a mut Diagnostics,
    types: Vec<TypeDef>,
    /// All schemas of the document.
    schemas: Schemas<'a>,
    /// The types that are declared and not yet defined, and their schemas.
    undefined: BTreeMap<TypeId, SchemaId>,
    /// The schemas without a name whose types are being made.
    open: BTreeSet<SchemaId>,
    /// The schemas that hold no password.
    public: BTreeSet<SchemaId>,
    /// What each schema became, so that it becomes it once.
    known: BTreeMap<SpecPath, TypeRef>,
    /// The same of schemas that are made of others.
    made: BTreeMap<SchemaId, TypeRef>,
    /// The unions without a name of their own, by what names their alternatives.
    unions: BTreeMap<Vec<String>, TypeId>,
    /// Schemas inside others that have a title: equal ones under one title are one type.
    titled: BTreeMap<String, Vec<(SpecPath, TypeId)>>,
    /// The types of properties with one value, by value and property.
    constants: BTreeMap<(String, String), TypeId>,
    tags: Vec<Tag>,
    /// The ids of the operations so far.
    operation_ids: BTreeSet<String>,
    /// What the configuration chooses.
    chosen: Chosen<'a>,
}

impl Lower<'_> {
    /// Gives every named schema its type, so that references find it, and then says what it is.
    fn components(&mut self, document: &Document) {
        let components = document.openapi.components.iter();
        let names: Vec<String> = components
            .flat_map(|it| it.schemas.keys().cloned())
            .collect();
        let at = SpecPath::root().child("components").child("schemas");
        let mut ids = Vec::new();
        for name in names {
            let at = at.child(&name);
            // A type of the user's own stands for it.
            if self.known.contains_key(&at) {
                continue;
            }
            let hint = NameHint {
                owner: Owner::Document,
                words: name,
                full: true,
            };
            let id = self.schemas.at(&at);
            ids.push(self.declare(id, hint));
        }
        for id in ids {
            self.define(id);
        }
    }

    /// Reserves the type of a schema. Until [`Lower::define`] it is any JSON value.
    fn declare(&mut self, schema: SchemaId, name: NameHint) -> TypeId {
        let at = self.schemas.place(schema);
        let id = self.declare_at(at, name);
        self.know(schema, TypeRef::Named(id));
        self.undefined.insert(id, schema);
        id
    }

    /// Reserves a type that no schema alone is.
    fn declare_at(&mut self, at: SpecPath, name: NameHint) -> TypeId {
        let id = TypeId::new(self.types.len());
        self.types.push(TypeDef {
            at,
            name,
            doc: Doc::default(),
            deprecated: false,
            shape: Shape::Alias(TypeRef::Json),
        });
        id
    }

    /// Says what a declared type is, once.
    fn define(&mut self, id: TypeId) {
        let Some(schema) = self.undefined.remove(&id) else {
            return;
        };
        let said = self.said(schema);
        let doc = doc::of_all(&said);
        let deprecated = said
            .first()
            .and_then(|node| node.get("deprecated"))
            .and_then(Node::as_bool);
        let shape = self.shape(schema, id);
        let def = &mut self.types[id.index()];
        (def.doc, def.deprecated, def.shape) = (doc, deprecated == Some(true), shape);
    }

    /// Defines the type that `ty` names now, for whoever has to know what it is.
    fn define_first(&mut self, ty: &TypeRef) {
        if let TypeRef::Named(id) = ty {
            self.define(*id);
        }
    }

    /// Rust has no recursive type alias: an alias that leads back to itself is widened.
    fn untangle_aliases(&mut self) {
        for id in self.circular_aliases() {
            let at = self.types[id.index()].at.clone();
            self.types[id.index()].shape = Shape::Alias(TypeRef::Json);
            self.widened(&at, "this schema consists of nothing but itself");
        }
    }

    /// Any JSON value is `null` too, which is not the same as nothing. What a type is, is known only now.
    fn tell_null_from_nothing(&mut self) {
        let mut open = Vec::new();
        for (index, def) in self.types.iter().enumerate() {
            if let Shape::Struct(it) = &def.shape {
                let any = |ty: &TypeRef| *self.resolved(ty) == TypeRef::Json;
                let fields = it.fields.iter().enumerate();
                open.extend(
                    fields
                        .filter(|(_, it)| any(&it.ty))
                        .map(|(field, _)| (index, field)),
                );
            }
        }
        for (index, field) in open {
            if let Shape::Struct(it) = &mut self.types[index].shape {
                let presence = &mut it.fields[field].presence;
                if *presence == Presence::Optional {
                    *presence = Presence::OptionalNullable;
                }
            }
        }
    }

    /// The aliases at which a circle closes, found in one walk with a stack of its own.
    fn circular_aliases(&self) -> BTreeSet<TypeId> {
        let (mut walked, mut on_path, mut out) =
            (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for index in 0..self.types.len() {
            let mut open = vec![(TypeId::new(index), vec![TypeId::new(index)])];
            while let Some((id, next)) = open.last_mut() {
                match next.pop() {
                    None => {
                        on_path.remove(id);
                        open.pop();
                    }
                    Some(next) if on_path.contains(&next) => {
                        out.insert(next);
                    }
                    Some(next) => {
                        if walked.insert(next) {
                            on_path.insert(next);
                            open.push((next, self.alias_of(next)));
                        }
                    }
                }
            }
        }
        out
    }

    /// The types that an alias names; none for other types.
    fn alias_of(&self, id: TypeId) -> Vec<TypeId> {
        let mut out = Vec::new();
        if let Shape::Alias(ty) = &self.types[id.index()].shape {
            ty.each_named(true, &mut |id, _| out.push(id));
        }
        out
    }

    /// Reports that something was widened or left out.
    fn lossy(&mut self, code: &'static str, at: &SpecPath, message: &str, done: &str) {
        let place = self.place(at);
        self.diagnostics.push(
            Diagnostic::lossy(Code(code), place, message)
                .pointer(at.as_str())
                .done(done),
        );
    }

    /// Reports something of which nothing is lost.
    fn note(&mut self, code: &'static str, at: &SpecPath, message: &str, done: &str) {
        let place = self.place(at);
        self.diagnostics.push(
            Diagnostic::note(Code(code), place, message)
                .pointer(at.as_str())
                .done(done),
        );
    }

    /// Reports that the schema at `at` became any JSON value although it says more.
    fn widened(&mut self, at: &SpecPath, why: &str) -> TypeRef {
        self.lossy("untyped", at, why, ANY);
        TypeRef::Json
    }

    /// Reports that the document itself asks for any JSON value.
    fn free_form(&mut self, at: &SpecPath, why: &str) -> TypeRef {
        self.note("free-form", at, why, ANY);
        TypeRef::Json
    }
}

impl<'a> Lower<'a> {
    /// Where a diagnostic about `at` points: at the key, where there is one.
    fn place(&self, at: &SpecPath) -> Option<NodeAt> {
        let parent = self.node(&at.parent())?;
        let key = parent.get_entry(&at.last()).map(|(key, _)| key.at);
        key.or_else(|| self.node(at).map(|node| node.at))
    }

    /// Where the `$ref` at `at` leads, if there is one.
    fn target(&self, at: &SpecPath) -> Option<SpecPath> {
        at.resolve(self.node(at)?.get("$ref")?.as_str()?)
    }

    /// Where the keywords of the schema at `at` are: where its references end.
    fn behind(&self, at: &SpecPath) -> SpecPath {
        let mut at = at.clone();
        for _ in 0..schema::MAX_HOPS {
            match self.target(&at) {
                Some(target) => at = target,
                None => break,
            }
        }
        at
    }

    /// The node at `at`. It lives as long as the document, not as long as a borrow of `self`.
    fn node(&self, at: &SpecPath) -> Option<&'a Node> {
        self.root.pointer(at.as_str())
    }
}
