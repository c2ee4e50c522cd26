//! From the typed document to the model.
//!
//! Operations come from the skeleton, schemas straight from the tree: [`operation`] and
//! [`security`] read the one, [`schema`], [`object`] and [`union`] the other. What cannot be said in
//! the model is widened to what can, and reported.

mod body;
mod doc;
mod object;
mod operation;
mod schema;
mod security;
mod union;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    load::{Node, NodeAt, Source},
    model::{Api, Doc, NameHint, Owner, Shape, SpecPath, Tag, TypeDef, TypeId, TypeRef},
    skeleton::Document,
};
use std::collections::BTreeMap;

/// Makes the model of the document.
pub fn lower(source: &Source, document: &Document, diagnostics: &mut Diagnostics) -> Api {
    let mut lower = Lower {
        root: &source.root,
        diagnostics,
        types: Vec::new(),
        known: BTreeMap::new(),
        titled: BTreeMap::new(),
        tags: Vec::new(),
    };
    lower.components(document);
    let openapi = &document.openapi;
    let schemes = lower.schemes(openapi);
    let operations = lower.operations(openapi);
    lower.untangle_aliases();
    Api {
        title: openapi.info.title.clone(),
        version: openapi.info.version.clone(),
        description: openapi.info.description.clone(),
        base_url: base_url(openapi),
        schemes,
        tags: lower.tags,
        types: lower.types,
        operations,
    }
}

/// The state of the stage: the model as far as it is made.
struct Lower<'a> {
    root: &'a Node,
    diagnostics: &'a mut Diagnostics,
    types: Vec<TypeDef>,
    /// What each schema became, so that it becomes it once.
    known: BTreeMap<SpecPath, TypeRef>,
    /// Schemas inside others that have a title: equal ones under one title are one type.
    titled: BTreeMap<String, Vec<(SpecPath, TypeId)>>,
    tags: Vec<Tag>,
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
            let hint = NameHint {
                owner: Owner::Document,
                words: name,
                full: true,
            };
            ids.push(self.declare(at, hint));
        }
        for id in ids {
            self.define(id);
        }
    }

    /// Reserves the type of the schema at `at`. Until [`Lower::define`] it is any JSON value.
    fn declare(&mut self, at: SpecPath, name: NameHint) -> TypeId {
        let id = TypeId::new(self.types.len());
        self.known.insert(at.clone(), TypeRef::Named(id));
        self.types.push(TypeDef {
            at,
            name,
            doc: Doc::default(),
            deprecated: false,
            shape: Shape::Alias(TypeRef::Json),
        });
        id
    }

    /// Says what a declared type is.
    fn define(&mut self, id: TypeId) {
        let at = self.types[id.index()].at.clone();
        let Some(node) = self.node(&at) else { return };
        let doc = doc::of(node);
        let deprecated = node.get("deprecated").and_then(Node::as_bool) == Some(true);
        let shape = self.shape(&at, node, id);
        let def = &mut self.types[id.index()];
        (def.doc, def.deprecated, def.shape) = (doc, deprecated, shape);
    }

    /// Rust has no recursive type alias: an alias that leads back to itself is widened.
    fn untangle_aliases(&mut self) {
        for index in 0..self.types.len() {
            let id = TypeId::new(index);
            if self.alias_reaches(id, id, &mut Vec::new()) {
                let at = self.types[index].at.clone();
                self.types[index].shape = Shape::Alias(TypeRef::Json);
                self.widened(&at, "this schema consists of nothing but itself");
            }
        }
    }

    fn alias_reaches(&self, from: TypeId, to: TypeId, seen: &mut Vec<TypeId>) -> bool {
        let Shape::Alias(ty) = &self.types[from.index()].shape else {
            return false;
        };
        let mut next = Vec::new();
        ty.each_named(true, &mut |id, _| next.push(id));
        next.into_iter().any(|id| {
            let first = !seen.contains(&id);
            seen.push(id);
            id == to || (first && self.alias_reaches(id, to, seen))
        })
    }

    /// Reports that the schema at `at` became any JSON value although it says more.
    fn widened(&mut self, at: &SpecPath, why: &str) -> TypeRef {
        let node = self.place(at);
        self.diagnostics.push(
            Diagnostic::lossy(Code("untyped"), node, why)
                .pointer(at.as_str())
                .done("it is any JSON value, `serde_json::Value`"),
        );
        TypeRef::Json
    }

    /// Reports that the document itself asks for any JSON value.
    fn free_form(&mut self, at: &SpecPath, why: &str) -> TypeRef {
        let node = self.place(at);
        self.diagnostics.push(
            Diagnostic::note(Code("free-form"), node, why)
                .pointer(at.as_str())
                .done("it is any JSON value, `serde_json::Value`"),
        );
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

    /// The node at `at`. It lives as long as the document, not as long as a borrow of `self`.
    fn node(&self, at: &SpecPath) -> Option<&'a Node> {
        self.root.pointer(at.as_str())
    }
}

/// The URL of the first server if it is absolute; variables take their defaults.
fn base_url(openapi: &openapiv3::OpenAPI) -> Option<String> {
    let server = openapi.servers.first()?;
    let mut url = server.url.clone();
    for (name, variable) in server.variables.iter().flatten() {
        url = url.replace(&format!("{{{name}}}"), &variable.default);
    }
    let absolute = url.starts_with("https://") || url.starts_with("http://");
    (absolute && !url.contains('{')).then(|| url.trim_end_matches('/').to_owned())
}
