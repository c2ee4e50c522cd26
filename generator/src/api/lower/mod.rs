//! Lowers the typed document into the model.
//!
//! Operations are taken from the typed document, and types from the values that each schema admits: `operation` and
//! `security` read it, `options` decides which alternatives of a schema become one type, and `plain`,
//! `object` and `union` build the types. Anything that the model cannot express is widened and reported.

mod aliases;
mod body;
mod configured;
mod constant;
mod content;
mod doc;
mod facets;
mod given;
mod header;
mod hint;
mod ignored;
mod incoming;
mod keywords;
pub(crate) mod listed;
mod object;
mod operation;
mod options;
mod param;
mod part_content;
mod part_headers;
mod parts;
mod plain;
mod prim;
mod properties;
mod schema;
mod security;
mod sequence;
mod server;
mod style;
mod tags;
mod titled;
mod union;
mod variant;

use crate::{
    api::{Api, Doc, NameHint, Owner, Presence, Shape, Tag, TypeDef, TypeId, TypeRef},
    diagnostic::{Code, Diagnostic, Diagnostics},
    document::Document,
    schema::{SchemaId, Schemas},
    source::Source,
    tree::{Node, NodeAt, SpecPath},
    vocabulary::flag_meant,
};
use configured::{Configured, undeclared::keep_all};
use std::collections::{BTreeMap, BTreeSet};

/// The maximum length of a chain of references; a longer one counts as a cycle.
const MAX_HOPS: usize = 32;

/// The fallback for a schema that fits no type of the model.
const ANY: &str = "it is any JSON value, `serde_json::Value`";

/// Builds the model of the document.
pub fn lower(source: &Source, document: &Document, diagnostics: &mut Diagnostics) -> Api {
    let mut lower = Lower {
        root: document.root(source),
        rewritten: document.is_rewritten(),
        diagnostics,
        types: Vec::new(),
        schemas: Schemas::new(document.root(source)),
        undefined: BTreeMap::new(),
        open: BTreeSet::new(),
        lost: document.lost.places.clone(),
        public: BTreeSet::new(),
        known: BTreeMap::new(),
        made: BTreeMap::new(),
        unions: BTreeMap::new(),
        overlapping: BTreeSet::new(),
        unlimited: BTreeSet::new(),
        titled: BTreeMap::new(),
        offers: Vec::new(),
        constants: BTreeMap::new(),
        keys: Vec::new(),
        tags: Vec::new(),
        tag_places: BTreeMap::new(),
        tag_texts: BTreeMap::new(),
        operation_ids: BTreeSet::new(),
        declarations: BTreeMap::new(),
        union_tags: None,
        configured: Configured::new(&source.overrides),
    };
    lower.map_schemas(source, document);
    lower.schemas.settle();
    lower.components(document);
    let openapi = &document.openapi;
    let schemes = lower.schemes(openapi);
    lower.keys = header::keys(&schemes);
    let operations = lower.operations(document);
    let incoming = lower.incoming(&operations);
    let servers = lower.servers(openapi);
    lower.settle_shared();
    lower.untangle_aliases();
    lower.shorten_aliases();
    lower.distinguish_null_from_absence();
    lower.report_schemas();
    lower.report_ignored_schemas();
    let renames = lower.settle_choices(source, document, &operations);
    let derives = lower.derives(source, document);
    let mut api = Api {
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
        derives,
    };
    keep_all(&mut api, &source.overrides.undeclared);
    api
}

/// The state of the stage: the model as far as it has been built.
struct Lower<'a> {
    root: &'a Node,
    /// Whether the document was rewritten from Swagger 2.0.
    rewritten: bool,
    diagnostics: &'a mut Diagnostics,
    types: Vec<TypeDef>,
    /// All schemas of the document.
    schemas: Schemas<'a>,
    /// The types that are declared but not yet defined, with their schemas.
    undefined: BTreeMap<TypeId, SchemaId>,
    /// The unnamed schemas whose types are being built.
    open: BTreeSet<SchemaId>,
    /// The locations of dangling references; each is reported once.
    lost: BTreeSet<SpecPath>,
    /// The schemas known to contain no password.
    public: BTreeSet<SchemaId>,
    /// The type of each schema in the document, so that it is built only once.
    known: BTreeMap<SpecPath, TypeRef>,
    /// The types of schemas that are combined from others.
    made: BTreeMap<SchemaId, TypeRef>,
    /// The unions without a name of their own, by the names of their alternatives.
    unions: BTreeMap<Vec<String>, TypeId>,
    /// The locations of integers whose size is not limited.
    unlimited: BTreeSet<SpecPath>,
    /// The unions of which a value may match several alternatives at once.
    overlapping: BTreeSet<TypeId>,
    /// The nested schemas that have a title: equal ones with the same title share a type.
    titled: BTreeMap<String, Vec<titled::Titled>>,
    /// The names that types built from several schemas would have at each place where they are used.
    offers: Vec<(TypeId, NameHint)>,
    /// The types of properties with a single value, by value and property.
    constants: BTreeMap<(String, String), TypeId>,
    /// The headers in which the document's API keys are sent, in lower case.
    keys: Vec<String>,
    tags: Vec<Tag>,
    /// The index of each tag in `tags`.
    tag_places: BTreeMap<String, usize>,
    /// The descriptions of the tags that the document declares.
    tag_texts: BTreeMap<String, Option<String>>,
    /// The operation IDs seen so far.
    operation_ids: BTreeSet<String>,
    /// The locations of the properties that several parts of an object declare, the last first.
    declarations: BTreeMap<(TypeId, usize), Vec<SpecPath>>,
    /// The properties that can be the tags of unions, once they are known.
    union_tags: Option<ignored::UnionTags>,
    /// The choices of the configuration.
    configured: Configured<'a>,
}

impl Lower<'_> {
    /// Declares a type for every named schema, so that references find it, and then defines all of them.
    fn components(&mut self, document: &Document) {
        let components = document.openapi.components.iter();
        let names: Vec<String> = components
            .flat_map(|it| it.schemas.keys().cloned())
            .collect();
        let at = SpecPath::schemas();
        let mut ids = Vec::new();
        for name in names {
            let at = at.child(&name);
            // A user-provided type replaces it, or it has no type unless something refers to it.
            if self.known.contains_key(&at) || self.is_ignored_schema(&at) {
                continue;
            }
            let hint = NameHint {
                owner: Owner::Document,
                words: name,
                full: true,
                media: None,
            };
            let id = self.schemas.at(&at);
            ids.push(self.declare(id, hint));
        }
        for id in ids {
            self.define(id);
        }
    }

    /// Reserves the type of a schema. Until [`Lower::define`] is called, it is any JSON value.
    fn declare(&mut self, schema: SchemaId, name: NameHint) -> TypeId {
        let at = self.schemas.place(schema);
        let id = self.declare_at(at, name);
        self.know(schema, TypeRef::Named(id));
        self.undefined.insert(id, schema);
        id
    }

    /// Reserves a type that does not stand for a single schema.
    fn declare_at(&mut self, at: SpecPath, name: NameHint) -> TypeId {
        let id = TypeId::new(self.types.len());
        self.types.push(TypeDef {
            at,
            name,
            doc: Doc::default(),
            facets: None,
            deprecated: false,
            shape: Shape::Alias(TypeRef::Json),
        });
        id
    }

    /// Defines a declared type, once.
    fn define(&mut self, id: TypeId) {
        let Some(schema) = self.undefined.remove(&id) else {
            return;
        };
        let said = self.describing(schema);
        let (doc, facets) = (doc::of_all(&said), facets::of_all(&said));
        let deprecated = said
            .first()
            .and_then(|node| node.get("deprecated"))
            .and_then(flag_meant);
        let shape = self.shape(schema, id);
        let def = &mut self.types[id.index()];
        (def.doc, def.facets) = (doc, facets);
        (def.deprecated, def.shape) = (deprecated == Some(true), shape);
    }

    /// Defines the type that `ty` names now, for a caller that inspects its shape.
    fn define_first(&mut self, ty: &TypeRef) {
        if let TypeRef::Named(id) = ty {
            self.define(*id);
        }
    }

    /// Widens each alias that refers to itself: Rust has no recursive type aliases.
    fn untangle_aliases(&mut self) {
        for id in self.circular_aliases() {
            let at = self.types[id.index()].at.clone();
            self.types[id.index()].shape = Shape::Alias(TypeRef::Json);
            self.widened(&at, "this schema consists of nothing but itself");
        }
    }

    /// Makes optional fields of any JSON value distinguish `null` from absence, since such a value can be `null`. This
    /// runs last, because only then are all types known.
    fn distinguish_null_from_absence(&mut self) {
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

    /// Returns the aliases that close a cycle. The walk has an explicit stack, so that long chains do not overflow.
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

    /// Returns the types that an alias names; none for other types.
    fn alias_of(&self, id: TypeId) -> Vec<TypeId> {
        let mut out = Vec::new();
        if let Shape::Alias(ty) = &self.types[id.index()].shape {
            ty.each_named(true, &mut |id, _| out.push(id));
        }
        out
    }

    /// Reports that something was widened or dropped.
    fn warning(&mut self, code: Code, at: &SpecPath, message: &str, action: &str) {
        let place = self.place(at);
        self.diagnostics.push(
            Diagnostic::warning(code, place, message)
                .pointer(at.as_str())
                .action(action),
        );
    }

    /// Reports something that loses nothing.
    fn note(&mut self, code: Code, at: &SpecPath, message: &str, action: &str) {
        let place = self.place(at);
        self.diagnostics.push(
            Diagnostic::note(code, place, message)
                .pointer(at.as_str())
                .action(action),
        );
    }

    /// Reports that the schema at `at` became any JSON value although it says more.
    fn widened(&mut self, at: &SpecPath, why: &str) -> TypeRef {
        self.warning(Code::Untyped, at, why, ANY);
        TypeRef::Json
    }

    /// Reports that the document itself asks for any JSON value.
    fn free_form(&mut self, at: &SpecPath, why: &str) -> TypeRef {
        self.note(Code::FreeForm, at, why, ANY);
        TypeRef::Json
    }
}

/// Returns the position for a diagnostic about `at`: that of the key, if there is one.
pub(crate) fn place(root: &Node, at: &SpecPath) -> Option<NodeAt> {
    let parent = root.pointer(at.parent().as_str())?;
    let key = parent.get_entry(&at.last()).map(|(key, _)| key.at);
    key.or_else(|| root.pointer(at.as_str()).map(|node| node.at))
}

impl<'a> Lower<'a> {
    /// Returns the position for a diagnostic about `at`: that of the key, if there is one.
    fn place(&self, at: &SpecPath) -> Option<NodeAt> {
        place(self.root, at)
    }

    /// Returns the target of the `$ref` at `at`, if there is one.
    fn target(&self, at: &SpecPath) -> Option<SpecPath> {
        at.resolve(self.node(at)?.get("$ref")?.as_str()?)
    }

    /// Returns the location where the references that start at `at` end, which holds the keywords of the schema.
    fn behind(&self, at: &SpecPath) -> SpecPath {
        let mut at = at.clone();
        for _ in 0..MAX_HOPS {
            match self.target(&at) {
                Some(target) => at = target,
                None => break,
            }
        }
        at
    }

    /// Returns the node at `at`. It lives as long as the document, not as long as a borrow of `self`.
    fn node(&self, at: &SpecPath) -> Option<&'a Node> {
        self.root.pointer(at.as_str())
    }
}
