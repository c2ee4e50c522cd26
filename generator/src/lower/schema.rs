//! Schemas: which type a schema is, and how it is used where it stands.

use super::{Lower, doc, options::Options};
use crate::{
    load::Node,
    model::{Doc, NameHint, Owner, Prim, Shape, SpecPath, TypeId, TypeRef},
    schema::{Form, Null, Origin, SchemaId, Values},
    skeleton::dangling,
};
use std::collections::BTreeSet;

/// How many references may lead to one another before they count as a circle.
pub(super) const MAX_HOPS: usize = 32;

/// A schema where it is used: its type, and what is said of the place and not of the type.
pub(super) struct Use {
    pub(super) ty: TypeRef,
    pub(super) nullable: bool,
    pub(super) doc: Doc,
    pub(super) deprecated: bool,
    pub(super) sensitive: bool,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    pub(super) example: Option<serde_json::Value>,
}

impl Use {
    /// A type of which nothing more is said.
    pub(super) fn plain(ty: TypeRef) -> Self {
        Self {
            ty,
            nullable: false,
            doc: Doc::default(),
            deprecated: false,
            sensitive: false,
            read_only: false,
            write_only: false,
            example: None,
        }
    }

    /// The type alone, `null` included.
    pub(super) fn value(self) -> TypeRef {
        // These are `null` by themselves.
        let has_null = matches!(self.ty, TypeRef::Json | TypeRef::Prim(Prim::Null));
        if self.nullable && !has_null {
            TypeRef::Nullable(Box::new(self.ty))
        } else {
            self.ty
        }
    }
}

impl<'a> Lower<'a> {
    /// The schema at `at` as it is used there; `name` is for its type if it needs one of its own.
    pub(super) fn used(&mut self, at: &SpecPath, name: NameHint) -> Use {
        if self.node(at).is_none() {
            return Use::plain(TypeRef::Json);
        }
        let id = self.schemas.at(at);
        self.used_schema(id, name)
    }

    /// The same for a schema of the arena.
    pub(super) fn used_schema(&mut self, id: SchemaId, name: NameHint) -> Use {
        let said = self.said(id);
        let flag = |key| {
            let mut all = said.iter();
            all.any(|it| it.get(key).and_then(Node::as_bool) == Some(true))
        };
        Use {
            ty: self.type_of(id, name),
            nullable: self.schemas.admits_null(id) && !self.schemas.is_any(id),
            doc: doc::of_all(&said),
            deprecated: flag("deprecated"),
            sensitive: self.is_sensitive(id),
            read_only: flag("readOnly"),
            write_only: flag("writeOnly"),
            example: self.example_of(id),
        }
    }

    /// The nodes that describe a schema: its own, and those of the branches that only describe.
    pub(super) fn said(&self, id: SchemaId) -> Vec<&'a Node> {
        match self.schemas.origin(id) {
            Origin::At(_) | Origin::Base(_) => {
                self.schemas.node(id).map(doc::said).unwrap_or_default()
            }
            // What a later branch says of a property replaces what an earlier one does.
            Origin::All(ids) => ids.iter().rev().flat_map(|id| self.said(*id)).collect(),
            Origin::Any(ids) => ids.iter().flat_map(|id| self.said(*id)).collect(),
        }
    }

    /// The type of a schema, `null` aside.
    pub(super) fn type_of(&mut self, id: SchemaId, name: NameHint) -> TypeRef {
        if let Some(known) = self.known_schema(id) {
            return known;
        }
        if let Some(lost) = self.lost_reference(id) {
            return lost;
        }
        let values = self.schemas.values(id);
        if let Some(target) = self.alias_target(id, &values) {
            return self.named(target);
        }
        if !self.open.insert(id) {
            let at = self.schemas.place(id);
            return self.widened(&at, "this schema consists of nothing but itself");
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

    /// The type of a schema that something refers to.
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

    /// What a schema whose reference leads nowhere is.
    fn lost_reference(&mut self, id: SchemaId) -> Option<TypeRef> {
        let node = self.schemas.node(id)?;
        let reference = node.get("$ref")?;
        if self.schemas.target(id).is_some() {
            return None;
        }
        if let Some(text) = reference.as_str() {
            let at = self.schemas.place(id);
            self.diagnostics.push(dangling(text, node, &at, false));
        }
        Some(TypeRef::Json)
    }

    /// What a schema is known to be; a type that stands for it is used by that.
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

    /// A schema inside another one that needs a type of its own.
    fn inner(&mut self, id: SchemaId, options: &Options, mut name: NameHint) -> TypeRef {
        let node = self.schemas.node(id);
        let title = node.and_then(|it| it.get("title")).and_then(Node::as_str);
        if let (Some(title), Some(node)) = (title.filter(|title| is_name(title)), node) {
            let others = self.titled.get(title).into_iter().flatten();
            let same = others
                .clone()
                .find(|(other, _)| self.node(other) == Some(node));
            if let Some((_, id)) = same {
                return TypeRef::Named(*id);
            }
            (name.words, name.full) = (title.to_owned(), true);
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
        if let Some(title) = titled {
            self.titled.entry(title).or_default().push((at, ty));
        }
        self.define(ty);
        // What turned out to be nothing of its own needs no name.
        match &self.types[ty.index()].shape {
            Shape::Alias(TypeRef::Json) => TypeRef::Json,
            _ => TypeRef::Named(ty),
        }
    }

    /// What a type of its own is.
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

    /// The schema that this one is another name for. A base with one heir may have others some day.
    fn alias_target(&self, id: SchemaId, values: &Values) -> Option<SchemaId> {
        let target = values.reference()?;
        (!self.schemas.is_base(id)).then_some(target)
    }

    /// Whether a schema and one that it names as an alternative consist of one another.
    pub(super) fn is_circle(&mut self, id: SchemaId, target: SchemaId) -> bool {
        id == target || self.schemas.alternatives_of(target).contains(&id)
    }

    /// The example of a schema, or of the one that it refers to.
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

    /// Whether a schema, or what it refers to or contains, is a password.
    fn is_sensitive(&mut self, id: SchemaId) -> bool {
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
        // Nothing that was looked at leads to a password.
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

    /// Whether a schema admits `null` and nothing else.
    pub(super) fn is_null(values: &Values) -> bool {
        values.alternatives.is_empty() && values.null != Null::No
    }
}

/// The name of a schema in a named response, parameter, body or header: after that, and not after the operation that
/// happens to be the first with it.
fn component_hint(at: &SpecPath, name: &NameHint) -> Option<NameHint> {
    let components = SpecPath::root().child("components");
    if !at.is_inside(&components) || !matches!(name.owner, Owner::Operation(_)) {
        return None;
    }
    let mut tokens = at.tokens().skip(1);
    let (section, component) = (tokens.next()?, tokens.next()?);
    let role = match section.as_str() {
        "responses" => " response",
        "requestBodies" => " body",
        "headers" => " header",
        "parameters" => "",
        _ => return None,
    };
    let items = tokens.filter(|it| it == "items").map(|_| " item");
    let words = format!("{component}{role}{}", items.collect::<String>());
    Some(NameHint {
        full: true,
        ..hint(Owner::Document, &words)
    })
}

/// A name inside an owner.
pub(super) fn hint(owner: Owner, words: &str) -> NameHint {
    NameHint {
        owner,
        words: words.to_owned(),
        full: false,
    }
}

/// The name of something inside what `name` is for.
pub(super) fn within(name: &NameHint, role: &str) -> NameHint {
    let words = if name.words.is_empty() {
        role.to_owned()
    } else {
        format!("{} {role}", name.words)
    };
    NameHint {
        owner: name.owner,
        words,
        full: name.full,
    }
}

/// What names a schema that stands inside something: the tokens on the way to it that are names.
fn place_words(at: &SpecPath) -> String {
    const STRUCTURE: &[&str] = &[
        "components",
        "schemas",
        "paths",
        "properties",
        "items",
        "schema",
        "content",
        "responses",
        "parameters",
        "requestBodies",
        "headers",
        "allOf",
        "oneOf",
        "anyOf",
        "additionalProperties",
        "$defs",
        "definitions",
    ];
    let is_media = |it: &str| it.contains('/') && !it.starts_with('/');
    let tokens = at
        .tokens()
        .filter(|it| !STRUCTURE.contains(&it.as_str()) && !is_media(it));
    tokens.collect::<Vec<_>>().join(" ")
}

/// Whether a title can serve as the name of a type.
fn is_name(title: &str) -> bool {
    title.starts_with(|first: char| first.is_ascii_alphabetic())
        && title
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || it == '_')
}

/// Whether an alternative is another schema under its name.
pub(super) fn name_of(form: &Form) -> Option<SchemaId> {
    match form {
        Form::Named(id) => Some(*id),
        _ => None,
    }
}
