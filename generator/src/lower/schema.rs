//! Schemas: which type a schema is, and how it is used where it stands.

use super::{Lower, doc};
use crate::{
    load::{Node, Object, Value},
    model::{
        Doc, IntegerValue, NameHint, Owner, Prim, Shape, SpecName, SpecPath, StringValue, TypeRef,
    },
    skeleton::{dangling, text_of},
};

use std::collections::BTreeSet;

/// How many references may lead to one another before they count as a circle.
const MAX_HOPS: usize = 32;

/// The keywords that may stand beside the one branch of a wrapper without making a schema of their own.
const BESIDE_WRAPPED: &[&str] = &[
    "allOf",
    "oneOf",
    "anyOf",
    "type",
    "title",
    "description",
    "nullable",
    "default",
    "example",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "xml",
];

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
    /// The type alone, `null` included.
    pub(super) fn value(self) -> TypeRef {
        match (self.nullable, self.ty) {
            (true, TypeRef::Json) => TypeRef::Json,
            (true, ty) => TypeRef::Nullable(Box::new(ty)),
            (false, ty) => ty,
        }
    }
}

/// What of a schema decides the kind of type it becomes.
enum Form {
    Struct,
    StringEnum,
    IntegerEnum,
    Union,
    /// Exactly one schema, wrapped.
    Wrapper(&'static str),
    Plain,
}

impl Lower<'_> {
    /// The schema at `at` as it is used there; `name` is for its type if it needs one of its own.
    pub(super) fn used(&mut self, at: &SpecPath, name: NameHint) -> Use {
        let Some(node) = self.node(at) else {
            return Use {
                ty: TypeRef::Json,
                nullable: false,
                doc: Doc::default(),
                deprecated: false,
                sensitive: false,
                read_only: false,
                write_only: false,
                example: None,
            };
        };
        let flag = |key| node.get(key).and_then(Node::as_bool) == Some(true);
        Use {
            ty: self.ty(at, node, name),
            nullable: self.nullable(at, 0),
            doc: doc::of(node),
            deprecated: flag("deprecated"),
            sensitive: self.sensitive(at, 0),
            read_only: flag("readOnly"),
            write_only: flag("writeOnly"),
            example: self.schema_example(at, 0),
        }
    }

    /// The type of the schema at `at`, `null` aside.
    fn ty(&mut self, at: &SpecPath, node: &Node, name: NameHint) -> TypeRef {
        if let Some(known) = self.known.get(at) {
            return known.clone();
        }
        if let Some(reference) = node.get("$ref") {
            return self.reference(at, node, reference);
        }
        let ty = match Self::form(node) {
            Form::Struct | Form::StringEnum | Form::IntegerEnum | Form::Union => {
                self.inner(at, node, name)
            }
            Form::Wrapper(keyword) => self.used(&at.child(keyword).item(0), name).ty,
            Form::Plain => self.plain(at, node, &name),
        };
        self.known.insert(at.clone(), ty.clone());
        ty
    }

    /// A schema inside another one that needs a type of its own.
    fn inner(&mut self, at: &SpecPath, node: &Node, mut name: NameHint) -> TypeRef {
        if let Some(title) = node
            .get("title")
            .and_then(Node::as_str)
            .filter(|title| is_name(title))
        {
            let others = self.titled.get(title).into_iter().flatten();
            let same = others
                .clone()
                .find(|(other, _)| self.root.pointer(other.as_str()) == Some(node));
            if let Some((_, id)) = same {
                return TypeRef::Named(*id);
            }
            (name.words, name.full) = (title.to_owned(), true);
        }
        let titled = name.full.then(|| name.words.clone());
        let id = self.declare(at.clone(), name);
        if let Some(title) = titled {
            self.titled.entry(title).or_default().push((at.clone(), id));
        }
        self.define(id);
        TypeRef::Named(id)
    }

    /// What a type of its own is.
    pub(super) fn shape(&mut self, at: &SpecPath, node: &Node, id: crate::model::TypeId) -> Shape {
        self.report_keywords(at, node);
        let name = NameHint {
            owner: Owner::Type(id),
            words: String::new(),
            full: false,
        };
        if let Some(reference) = node.get("$ref") {
            return Shape::Alias(self.reference(at, node, reference));
        }
        match Self::form(node) {
            Form::Struct => match self.structure(at, id) {
                Some(structure) => Shape::Struct(structure),
                None => Shape::Alias(TypeRef::Json),
            },
            Form::StringEnum => Shape::StringEnum(string_values(node)),
            Form::IntegerEnum => Shape::IntegerEnum(integer_values(node)),
            Form::Union => match self.union(at, node) {
                Some(union) => Shape::Union(union),
                None => Shape::Alias(TypeRef::Json),
            },
            Form::Wrapper(keyword) => {
                Shape::Alias(self.used(&at.child(keyword).item(0), name).value())
            }
            Form::Plain => Shape::Alias(self.plain(at, node, &name)),
        }
    }

    fn form(node: &Node) -> Form {
        let branches = |keyword| {
            node.get(keyword)
                .and_then(Node::as_array)
                .map_or(0, <[Node]>::len)
        };
        let properties = node
            .get("properties")
            .and_then(Node::as_object)
            .is_some_and(|it| !it.is_empty());
        let closed = node.get("type").and_then(Node::as_str) == Some("object")
            && node.get("additionalProperties").and_then(Node::as_bool) == Some(false);
        if properties || closed || branches("allOf") > 1 {
            return Form::Struct;
        }
        let single = ["allOf", "oneOf", "anyOf"]
            .into_iter()
            .find(|it| branches(it) == 1);
        match single {
            Some("allOf") if !is_wrapper(node) => return Form::Struct,
            Some(keyword) => return Form::Wrapper(keyword),
            None => {}
        }
        if branches("oneOf") + branches("anyOf") > 0 {
            return Form::Union;
        }
        let values = node.get("enum").and_then(Node::as_array);
        let mut values = values
            .into_iter()
            .flatten()
            .filter(|it| !it.is_null())
            .peekable();
        if values.peek().is_none() {
            return Form::Plain;
        }
        match node.get("type").and_then(Node::as_str) {
            // The type says what is meant where YAML made a number of `- 1.0`.
            Some("string") if values.all(|it| text_of(it).is_some()) => Form::StringEnum,
            None if values.clone().all(|it| it.as_str().is_some()) => Form::StringEnum,
            Some("integer") | None if values.all(|it| it.as_i64().is_some()) => Form::IntegerEnum,
            _ => Form::Plain,
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
        if let Some(known) = self.known.get(&target) {
            return known.clone();
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
        (0..=MAX_HOPS)
            .find(|_| {
                match self.target(&at) {
                    Some(next) => at = next,
                    None => return true,
                }
                false
            })
            .unwrap_or(MAX_HOPS + 1)
    }

    /// Whether the schema at `at`, or the one that it refers to or wraps, admits `null`.
    fn nullable(&self, at: &SpecPath, hops: usize) -> bool {
        let Some(node) = self.node(at).filter(|_| hops < MAX_HOPS) else {
            return false;
        };
        if node.get("nullable").and_then(Node::as_bool) == Some(true) {
            return true;
        }
        match (self.target(at), Self::form(node)) {
            (Some(target), _) => self.nullable(&target, hops + 1),
            (None, Form::Wrapper(keyword)) => self.nullable(&at.child(keyword).item(0), hops + 1),
            (None, _) => false,
        }
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
        let wrapped = match Self::form(node) {
            Form::Wrapper(keyword) => Some(at.child(keyword).item(0)),
            _ => None,
        };
        let inner = ["items", "additionalProperties"].map(|keyword| Some(at.child(keyword)));
        let mut inner = [self.target(at), wrapped]
            .into_iter()
            .chain(inner)
            .flatten();
        inner.any(|at| self.sensitive(&at, hops + 1))
    }

    /// A type that needs no item of its own.
    fn plain(&mut self, at: &SpecPath, node: &Node, name: &NameHint) -> TypeRef {
        self.report_keywords(at, node);
        let format = node
            .get("format")
            .and_then(Node::as_str)
            .unwrap_or_default();
        let kind = node.get("type").and_then(Node::as_str);
        let values = node
            .get("enum")
            .and_then(Node::as_array)
            .unwrap_or_default();
        let mut kinds = values.iter().filter(|it| !it.is_null()).map(json_type);
        let first = kinds.next();
        if !kinds.all(|kind| Some(kind) == first) {
            return self.widened(
                at,
                "an enum with values of several types is not supported yet",
            );
        }
        // The values tell the type that `type` leaves out.
        let kind = kind.or(first);
        match kind {
            Some("string") => TypeRef::Prim(string(format)),
            Some("integer") => TypeRef::Prim(integer(format, node)),
            Some("number") => TypeRef::Prim(if format == "float" {
                Prim::F32
            } else {
                Prim::F64
            }),
            Some("boolean") => TypeRef::Prim(Prim::Bool),
            Some("array") => self.list(at, node, name),
            None if node.get("items").is_some() => self.list(at, node, name),
            Some("object") => self.map(at, node, name),
            None if node.get("additionalProperties").is_some() => self.map(at, node, name),
            // Reported already.
            None if node.as_object().is_none() => TypeRef::Json,
            None => self.free_form(at, "the schema says nothing about the type"),
            Some(other) => self.widened(at, &format!("`{other}` is not a type")),
        }
    }

    fn list(&mut self, at: &SpecPath, node: &Node, name: &NameHint) -> TypeRef {
        let items = at.child("items");
        if node.get("items").is_none() {
            self.free_form(at, "the array says nothing about its items");
            return TypeRef::List(Box::new(TypeRef::Json));
        }
        TypeRef::List(Box::new(self.used(&items, within(name, "item")).value()))
    }

    fn map(&mut self, at: &SpecPath, node: &Node, name: &NameHint) -> TypeRef {
        let values = at.child("additionalProperties");
        match node
            .get("additionalProperties")
            .filter(|it| it.as_object().is_some())
        {
            Some(_) => TypeRef::Map(Box::new(self.used(&values, within(name, "value")).value())),
            None => {
                for (index, name) in self.required(at).into_iter().enumerate() {
                    self.undeclared_required(&at.child("required").item(index), name);
                }
                self.free_form(at, "the object says nothing about its properties");
                TypeRef::Map(Box::new(TypeRef::Json))
            }
        }
    }
}

/// The type of a value, as `type` would call it. Integers are numbers.
fn json_type(node: &Node) -> &'static str {
    match node.value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Whether a schema adds nothing to the one that it wraps.
fn is_wrapper(node: &Node) -> bool {
    let mut keys = node.as_object().into_iter().flat_map(Object::keys);
    keys.all(|key| BESIDE_WRAPPED.contains(&key.text.as_ref()) || key.text.starts_with("x-"))
}

/// The name of something inside what `name` is for.
fn within(name: &NameHint, role: &str) -> NameHint {
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

fn string(format: &str) -> Prim {
    match format {
        "date-time" => Prim::DateTime,
        _ => Prim::String,
    }
}

fn integer(format: &str, node: &Node) -> Prim {
    let huge = |it: &Node| it.as_i64().is_none() && it.as_u64().is_some();
    match format {
        "" if node.get("maximum").is_some_and(huge) => Prim::U64,
        "int32" | "int16" | "int8" => Prim::I32,
        "uint32" | "uint16" | "uint8" => Prim::U32,
        "uint64" | "uint" => Prim::U64,
        _ => Prim::I64,
    }
}

fn string_values(node: &Node) -> Vec<StringValue> {
    let mut seen = BTreeSet::new();
    let values = node
        .get("enum")
        .and_then(Node::as_array)
        .unwrap_or_default();
    let values = values
        .iter()
        .filter_map(text_of)
        .filter(|it| seen.insert(it.clone()));
    values
        .map(|it| StringValue {
            wire: SpecName::new(it),
        })
        .collect()
}

fn integer_values(node: &Node) -> Vec<IntegerValue> {
    let mut seen = BTreeSet::new();
    let values = node
        .get("enum")
        .and_then(Node::as_array)
        .unwrap_or_default();
    let values = values
        .iter()
        .filter_map(Node::as_i64)
        .filter(|it| seen.insert(*it));
    values.map(|value| IntegerValue { value }).collect()
}
