//! Types that need no item of their own: what Rust or a library has, lists, maps and tuples.

use super::{Lower, form::list, schema::within};
use crate::{
    load::{Node, Object},
    model::{NameHint, Prim, SpecPath, TypeRef},
};

/// The longest array that becomes a tuple; serde reads no longer ones.
const MAX_TUPLE: usize = 12;

impl Lower<'_> {
    /// A type that needs no item of its own; `kind` is its type where the schema tells it.
    pub(super) fn plain(
        &mut self,
        at: &SpecPath,
        node: &Node,
        kind: Option<&str>,
        name: &NameHint,
    ) -> TypeRef {
        self.report_keywords(at, node);
        if let Some(ty) = kind.and_then(|kind| self.mapped_format(node, &[kind])) {
            return ty;
        }
        let format = node
            .get("format")
            .and_then(Node::as_str)
            .unwrap_or_default();
        match kind {
            Some("string") => TypeRef::Prim(string(format)),
            Some("integer") => TypeRef::Prim(integer(format, node)),
            // `float` too: a server that computes with more digits sends more.
            Some("number") => TypeRef::Prim(Prim::F64),
            Some("boolean") => TypeRef::Prim(Prim::Bool),
            Some("array") => self.array(at, node, name),
            Some("object") => self.map(at, node, name),
            // Reported already.
            None if node.as_object().is_none() && node.as_bool().is_none() => TypeRef::Json,
            None => self.free_form(at, "the schema says nothing about the type"),
            Some("null") => self.free_form(at, "the schema admits `null` only"),
            Some(other) => self.widened(at, &format!("`{other}` is not a type")),
        }
    }

    fn array(&mut self, at: &SpecPath, node: &Node, name: &NameHint) -> TypeRef {
        let prefix = list(node, "prefixItems").len();
        if prefix > 0 {
            return self.tuple(at, node, prefix, name);
        }
        if node
            .get("items")
            .is_none_or(|items| items.as_object().is_none())
        {
            self.free_form(at, "the array says nothing about its items");
            return TypeRef::List(Box::new(TypeRef::Json));
        }
        TypeRef::List(Box::new(
            self.used(&at.child("items"), within(name, "item")).value(),
        ))
    }

    /// An array whose first items have types of their own. Only one of a fixed length is a tuple.
    fn tuple(&mut self, at: &SpecPath, node: &Node, length: usize, name: &NameHint) -> TypeRef {
        let exactly = |key| node.get(key).and_then(Node::as_u64) == u64::try_from(length).ok();
        let ends = node.get("items").and_then(Node::as_bool) == Some(false) || exactly("maxItems");
        let fixed = ends && exactly("minItems") && length <= MAX_TUPLE;
        let items: Vec<TypeRef> = (0..length)
            .map(|index| {
                self.used(
                    &at.child("prefixItems").item(index),
                    within(name, &format!("item {}", index + 1)),
                )
                .value()
            })
            .collect();
        let same = items.iter().all(|item| *item == items[0])
            && node.get("items").is_none_or(|it| it.as_object().is_none());
        if fixed {
            return TypeRef::Tuple(items);
        }
        if same {
            return TypeRef::List(Box::new(items[0].clone()));
        }
        let why = "an array whose first items have types of their own is a tuple only with `minItems` and an end";
        TypeRef::List(Box::new(self.widened(at, why)))
    }

    pub(super) fn map(&mut self, at: &SpecPath, node: &Node, name: &NameHint) -> TypeRef {
        if let Some(values) = self.map_values(at, node, name) {
            return TypeRef::Map(Box::new(values));
        }
        for (index, name) in self.required(at).into_iter().enumerate() {
            self.undeclared_required(&at.child("required").item(index), name);
        }
        self.free_form(at, "the object says nothing about its properties");
        TypeRef::Map(Box::new(TypeRef::Json))
    }

    /// The type of the properties that an object does not declare, if it says something about them:
    /// `additionalProperties` or, where they agree, `patternProperties`.
    pub(super) fn map_values(
        &mut self,
        at: &SpecPath,
        node: &Node,
        name: &NameHint,
    ) -> Option<TypeRef> {
        let patterns = node.get("patternProperties").and_then(Node::as_object);
        let mut places: Vec<SpecPath> = patterns
            .into_iter()
            .flat_map(Object::keys)
            .map(|key| at.child("patternProperties").child(&key.text))
            .collect();
        if node
            .get("additionalProperties")
            .is_some_and(|it| it.as_object().is_some())
        {
            places.push(at.child("additionalProperties"));
        }
        let mut types: Vec<TypeRef> = places
            .iter()
            .map(|at| self.used(at, within(name, "value")).value())
            .collect();
        types.dedup();
        match types.len() {
            0 => None,
            1 => types.pop(),
            _ => Some(self.widened(at, "properties of several patterns have several types")),
        }
    }
}

fn string(format: &str) -> Prim {
    match format {
        "date-time" => Prim::DateTime,
        "date" => Prim::Date,
        "uuid" => Prim::Uuid,
        "ipv4" => Prim::Ipv4,
        "ipv6" => Prim::Ipv6,
        _ => Prim::String,
    }
}

fn integer(format: &str, node: &Node) -> Prim {
    let huge = |it: &Node| it.as_i64().is_none() && it.as_u64().is_some();
    match format {
        "" | "int64"
            if ["maximum", "example"]
                .iter()
                .any(|key| node.get(key).is_some_and(huge)) =>
        {
            Prim::U64
        }
        "int8" => Prim::I8,
        "int16" => Prim::I16,
        "int32" => Prim::I32,
        "uint8" => Prim::U8,
        "uint16" => Prim::U16,
        "uint32" => Prim::U32,
        "uint64" | "uint" => Prim::U64,
        _ => Prim::I64,
    }
}
