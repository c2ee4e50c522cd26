//! Schemas: which type a schema is, and how it is used where it stands.

use super::{
    Lower, doc,
    form::{Form, extends, list, said},
};
use crate::{
    load::Node,
    model::{
        Doc, IntegerValue, NameHint, Owner, Shape, SpecName, SpecPath, StringValue, TypeId, TypeRef,
    },
    skeleton::dangling,
};

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
        match (self.nullable, self.ty) {
            (true, TypeRef::Json) => TypeRef::Json,
            (true, ty) => TypeRef::Nullable(Box::new(ty)),
            (false, ty) => ty,
        }
    }
}

impl Lower<'_> {
    /// The schema at `at` as it is used there; `name` is for its type if it needs one of its own.
    pub(super) fn used(&mut self, at: &SpecPath, name: NameHint) -> Use {
        let Some(node) = self.node(at) else {
            return Use::plain(TypeRef::Json);
        };
        let said = said(node);
        let flag = |key| {
            let mut all = said.iter();
            all.any(|it| it.get(key).and_then(Node::as_bool) == Some(true))
        };
        Use {
            ty: self.ty(at, name),
            nullable: self.nullable(at, 0),
            doc: doc::of_all(&said),
            deprecated: flag("deprecated"),
            sensitive: self.sensitive(at, 0),
            read_only: flag("readOnly"),
            write_only: flag("writeOnly"),
            example: self.schema_example(at, 0),
        }
    }

    /// The type of the schema at `at`, `null` aside.
    fn ty(&mut self, at: &SpecPath, name: NameHint) -> TypeRef {
        if let Some(known) = self.known(at) {
            return known;
        }
        let Some(node) = self.node(at) else {
            return TypeRef::Json;
        };
        if let Some(reference) = node.get("$ref").filter(|_| !extends(node)) {
            return self.reference(at, node, reference);
        }
        let ty = match self.form(at, node) {
            Form::Wrapper(keyword, index) => {
                self.report_keywords(at, node);
                self.used(&at.child(keyword).item(index), name).ty
            }
            Form::Plain(kind) => self.plain(at, node, kind, &name),
            Form::Struct
            | Form::StringEnum(_)
            | Form::IntegerEnum(_)
            | Form::Tagged
            | Form::Base
            | Form::Alternatives(..)
            | Form::Types(_) => self.inner(at, node, name),
        };
        self.known.insert(at.clone(), ty.clone());
        ty
    }

    /// A schema inside another one that needs a type of its own.
    fn inner(&mut self, at: &SpecPath, node: &Node, mut name: NameHint) -> TypeRef {
        let title = node.get("title").and_then(Node::as_str);
        if let Some(title) = title.filter(|title| is_name(title)) {
            let others = self.titled.get(title).into_iter().flatten();
            let same = others
                .clone()
                .find(|(other, _)| self.node(other) == Some(node));
            if let Some((_, id)) = same {
                return TypeRef::Named(*id);
            }
            (name.words, name.full) = (title.to_owned(), true);
        }
        if let Some(constant) = self.constant(at, node, &name) {
            return constant;
        }
        let titled = name.full.then(|| name.words.clone());
        let id = self.declare(at.clone(), name);
        if let Some(title) = titled {
            self.titled.entry(title).or_default().push((at.clone(), id));
        }
        self.define(id);
        // What turned out to be nothing of its own needs no name.
        match &self.types[id.index()].shape {
            Shape::Alias(TypeRef::Json) => TypeRef::Json,
            _ => TypeRef::Named(id),
        }
    }

    /// What a type of its own is.
    pub(super) fn shape(&mut self, at: &SpecPath, node: &Node, id: TypeId) -> Shape {
        let name = NameHint {
            owner: Owner::Type(id),
            words: String::new(),
            full: false,
        };
        if let Some(reference) = node.get("$ref").filter(|_| !extends(node)) {
            return Shape::Alias(self.reference(at, node, reference));
        }
        self.report_keywords(at, node);
        let Some(owned) = self.node(at) else {
            return Shape::Alias(TypeRef::Json);
        };
        match self.form(at, owned) {
            Form::Struct => self
                .structure(at, id)
                .map_or(Shape::Alias(TypeRef::Json), Shape::Struct),
            Form::StringEnum(values) => Shape::StringEnum(string_values(values)),
            Form::IntegerEnum(values) => Shape::IntegerEnum(
                values
                    .into_iter()
                    .map(|value| IntegerValue { value })
                    .collect(),
            ),
            Form::Tagged => self
                .union(at, owned)
                .map_or(Shape::Alias(TypeRef::Json), Shape::Union),
            Form::Base => self
                .base(at, owned)
                .map_or(Shape::Alias(TypeRef::Json), Shape::Union),
            Form::Alternatives(keyword, branches) => {
                self.unusable_discriminator(at, owned);
                self.alternatives(at, keyword, &branches, id)
            }
            Form::Types(kinds) => self.several_types(at, owned, &kinds, id),
            Form::Wrapper(keyword, index) => {
                Shape::Alias(self.used(&at.child(keyword).item(index), name).value())
            }
            Form::Plain(kind) => Shape::Alias(self.plain(at, owned, kind, &name)),
        }
    }

    /// The type that a reference names.
    fn reference(&mut self, at: &SpecPath, node: &Node, reference: &Node) -> TypeRef {
        let Some(text) = reference.as_str() else {
            self.report_keywords(at, node);
            return TypeRef::Json;
        };
        let target = at
            .resolve(text)
            .filter(|target| self.node(target).is_some());
        let Some(target) = target else {
            self.diagnostics.push(dangling(text, node, at, false));
            return TypeRef::Json;
        };
        if let Some(known) = self.known(&target) {
            return known;
        }
        if self.hops(&target) > MAX_HOPS {
            self.diagnostics.push(dangling(text, node, at, true));
            return TypeRef::Json;
        }
        let name = NameHint {
            owner: Owner::Document,
            words: place_words(&target),
            full: true,
        };
        self.used(&target, name).ty
    }

    /// How many references lead from the schema at `at` to one that is none.
    fn hops(&self, at: &SpecPath) -> usize {
        let mut at = at.clone();
        for hops in 0..=MAX_HOPS {
            match self.target(&at) {
                Some(next) => at = next,
                None => return hops,
            }
        }
        MAX_HOPS + 1
    }

    /// The example of the schema at `at`, or of the one that it refers to.
    fn schema_example(&self, at: &SpecPath, hops: usize) -> Option<serde_json::Value> {
        let own = self.example(at);
        let target = self.target(at).filter(|_| hops < MAX_HOPS);
        own.or_else(|| self.schema_example(&target?, hops + 1))
    }

    /// Whether the schema at `at`, or what it refers to or contains, is a password.
    fn sensitive(&self, at: &SpecPath, hops: usize) -> bool {
        let Some(node) = self.node(at).filter(|_| hops < MAX_HOPS) else {
            return false;
        };
        if node.get("format").and_then(Node::as_str) == Some("password") {
            return true;
        }
        let lists = ["allOf", "oneOf", "anyOf", "prefixItems"].into_iter();
        let branches = lists.flat_map(|keyword| {
            let count = list(node, keyword).len();
            (0..count).map(move |index| at.child(keyword).item(index))
        });
        let inner = ["items", "additionalProperties"].map(|keyword| at.child(keyword));
        let mut inner = self.target(at).into_iter().chain(inner).chain(branches);
        inner.any(|at| self.sensitive(&at, hops + 1))
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

fn string_values(values: Vec<String>) -> Vec<StringValue> {
    let values = values.into_iter().map(SpecName::new);
    values.map(|wire| StringValue { wire }).collect()
}
