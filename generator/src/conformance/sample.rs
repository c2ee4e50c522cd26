//! Values made from types and what their schemas say beyond the types.

use super::{
    fit::fitted,
    text::{self, scalar},
};
use crate::{
    analyze::Facts,
    load::Node,
    model::{
        Api, Foreign, JsonKind, Presence, Prim, Shape, SpecPath, Struct, TypeId, TypeRef, Union,
    },
};
use serde_json::{Map, Number, Value, json};

/// A text with what has to be encoded somewhere: in a URL, in a form, or as UTF-8.
const TEXT: &str = "a b/é+&=c";

/// How deep a made value nests what need not be there, and how deep it nests at all.
const GENEROUS: usize = 2;
const MAX_DEPTH: usize = 24;

/// How many properties that need not be there a value may have at one level.
const MOST: usize = 24;

/// How many references may lead to one another.
const MAX_HOPS: usize = 16;

/// Makes values for one direction.
#[derive(Clone, Copy)]
pub(super) struct Maker<'a> {
    api: &'a Api,
    facts: &'a Facts,
    root: &'a Node,
    received: bool,
}

impl<'a> Maker<'a> {
    pub(super) fn new(api: &'a Api, facts: &'a Facts, root: &'a Node, received: bool) -> Self {
        Self {
            api,
            facts,
            root,
            received,
        }
    }

    /// The example where it is one of the type, and a made value otherwise. `at` is the schema.
    pub(super) fn value(
        self,
        ty: &TypeRef,
        example: Option<&Value>,
        at: Option<&SpecPath>,
    ) -> Option<Value> {
        let given = example.and_then(|it| fitted(self.api, self.facts, ty, it));
        given.or_else(|| self.made(ty, at, &mut Vec::new(), 0))
    }

    /// The type that an alias stands for in the end.
    pub(super) fn resolved<'t>(self, ty: &'t TypeRef) -> &'t TypeRef
    where
        'a: 't,
    {
        match ty {
            TypeRef::Named(id) => match &self.api.ty(*id).shape {
                Shape::Alias(target) => self.resolved(target),
                Shape::Struct(_)
                | Shape::StringEnum(_)
                | Shape::IntegerEnum(_)
                | Shape::Union(_)
                | Shape::Untagged(_) => ty,
            },
            TypeRef::Prim(_)
            | TypeRef::Foreign(_)
            | TypeRef::List(_)
            | TypeRef::Map(_)
            | TypeRef::Tuple(_)
            | TypeRef::Nullable(_)
            | TypeRef::Json => ty,
        }
    }

    /// `open` are the types around the value: of these nothing is made once more that need not be.
    fn made(
        self,
        ty: &TypeRef,
        at: Option<&SpecPath>,
        open: &mut Vec<TypeId>,
        depth: usize,
    ) -> Option<Value> {
        if depth > MAX_DEPTH {
            return None;
        }
        let at = at.map(|at| self.behind(at));
        let at = at.as_ref();
        match ty {
            TypeRef::Prim(it) => Some(self.prim(*it, at)),
            TypeRef::Json => Some(TEXT.into()),
            TypeRef::Foreign(it) => Some(self.foreign(it, at)),
            TypeRef::Nullable(inner) => {
                Some(self.made(inner, at, open, depth + 1).unwrap_or(Value::Null))
            }
            TypeRef::List(item) => Some(self.list(item, at, open, depth)),
            TypeRef::Map(item) => {
                let inner = at.map(|at| at.child("additionalProperties"));
                let value = self.made(item, inner.as_ref(), open, depth + 1);
                let entry = value.map(|it| ("a key".to_owned(), it));
                Some(Value::Object(entry.into_iter().collect()))
            }
            TypeRef::Tuple(types) => {
                let items = types.iter().map(|ty| self.made(ty, None, open, depth + 1));
                items.collect::<Option<Vec<_>>>().map(Value::Array)
            }
            TypeRef::Named(id) => {
                let again = open.iter().filter(|it| *it == id).count() > 1;
                if again {
                    return None;
                }
                open.push(*id);
                let made = self.named(*id, at, open, depth);
                open.pop();
                made
            }
        }
    }

    fn list(
        self,
        item: &TypeRef,
        at: Option<&SpecPath>,
        open: &mut Vec<TypeId>,
        depth: usize,
    ) -> Value {
        let inner = at.map(|at| at.child("items"));
        let number = |key| at.and_then(|at| self.facet(at, key)).and_then(Node::as_u64);
        let least = number("minItems").unwrap_or(1).clamp(1, 8);
        let most = number("maxItems").unwrap_or(u64::MAX);
        let count = if *self.resolved(item) == TypeRef::Prim(Prim::String) {
            2
        } else {
            1
        };
        let first = self.made(item, inner.as_ref(), open, depth + 1);
        let Some(first) = first.filter(|_| most > 0) else {
            return Value::Array(Vec::new());
        };
        let mut out = vec![first];
        for index in 1..least.max(count).min(most) {
            let last = &out[0];
            let next = match last {
                Value::String(text) if self.is_free(item, inner.as_ref()) => {
                    Value::from(format!("{text}{index}"))
                }
                other => other.clone(),
            };
            out.push(next);
        }
        // More of the same where items have to differ would be wrong.
        if least < 2 {
            out.dedup();
        }
        Value::Array(out)
    }

    /// Whether any text will do.
    fn is_free(self, ty: &TypeRef, at: Option<&SpecPath>) -> bool {
        let limits = ["pattern", "maxLength", "format", "enum"];
        let limited = |at: &SpecPath| limits.iter().any(|key| self.facet(at, key).is_some());
        *self.resolved(ty) == TypeRef::Prim(Prim::String) && !at.is_some_and(limited)
    }

    fn named(
        self,
        id: TypeId,
        at: Option<&SpecPath>,
        open: &mut Vec<TypeId>,
        depth: usize,
    ) -> Option<Value> {
        let def = self.api.ty(id);
        match &def.shape {
            Shape::Struct(it) => self.structure(id, it, open, depth),
            Shape::StringEnum(values) => Some(values.first()?.wire.as_str().into()),
            Shape::IntegerEnum(values) => Some(values.first()?.value.into()),
            Shape::Union(it) => self.union(it, open, depth),
            Shape::Untagged(it) => {
                let mut made = it.iter().map(|it| self.made(&it.ty, None, open, depth + 1));
                made.find_map(|it| it)
            }
            Shape::Alias(ty) => self.made(ty, at.or(Some(&def.at)), open, depth + 1),
        }
    }

    fn structure(
        self,
        id: TypeId,
        it: &Struct,
        open: &mut Vec<TypeId>,
        depth: usize,
    ) -> Option<Value> {
        let mut out = Map::new();
        let mut more = 0;
        for field in &it.fields {
            let foreign = if self.received {
                field.write_only
            } else {
                field.read_only
            };
            let required = self.facts.presence(id, field).is_required();
            if !required && (foreign || depth > GENEROUS * 2 || more >= MOST) {
                continue;
            }
            let example = field.example.as_ref();
            let given = example.and_then(|it| fitted(self.api, self.facts, &field.ty, it));
            let made = given.or_else(|| self.made(&field.ty, Some(&field.at), open, depth + 1));
            match (made, self.facts.presence(id, field)) {
                (Some(Value::Null), Presence::Optional | Presence::Required)
                | (None, Presence::Required) => {
                    if required {
                        return None;
                    }
                }
                (None, Presence::RequiredNullable) => {
                    out.insert(field.wire.as_str().to_owned(), Value::Null);
                }
                (None, Presence::Optional | Presence::OptionalNullable) => {}
                (Some(value), _) => {
                    more += usize::from(!required);
                    out.insert(field.wire.as_str().to_owned(), value);
                }
            }
        }
        Some(Value::Object(out))
    }

    fn union(self, it: &Union, open: &mut Vec<TypeId>, depth: usize) -> Option<Value> {
        for variant in &it.variants {
            let made = self.made(&variant.ty, None, open, depth + 1);
            let (Some(Value::Object(mut entries)), Some(tag)) = (made, variant.tags.first()) else {
                continue;
            };
            entries.insert(it.tag.as_str().to_owned(), tag.as_str().into());
            return Some(Value::Object(entries));
        }
        None
    }

    fn prim(self, prim: Prim, at: Option<&SpecPath>) -> Value {
        match prim {
            Prim::String => self.text(at).into(),
            Prim::Bool => true.into(),
            Prim::I8 => self.integer(at, i8::MAX.into()),
            Prim::U8 => self.integer(at, u8::MAX.into()),
            Prim::I16 => self.integer(at, i16::MAX.into()),
            Prim::U16 => self.integer(at, u16::MAX.into()),
            Prim::I32 => self.integer(at, i32::MAX.into()),
            Prim::U32 => self.integer(at, u32::MAX.into()),
            Prim::I64 | Prim::U64 => self.integer(at, i64::MAX),
            Prim::F64 => self.float(at),
            Prim::DateTime => "2024-02-29T12:30:45Z".into(),
            Prim::Date => "2024-02-29".into(),
            Prim::Uuid => "67e55044-10b1-426f-9247-bb680e5fe0c8".into(),
            Prim::Ipv4 => "192.0.2.1".into(),
            Prim::Ipv6 => "2001:db8::1".into(),
        }
    }

    /// A value of a type of the user's own: what its schema says, and no more than that.
    fn foreign(self, it: &Foreign, at: Option<&SpecPath>) -> Value {
        let format = at
            .and_then(|at| self.facet(at, "format"))
            .and_then(Node::as_str);
        match it.looks.first().map(|it| it.kind) {
            Some(JsonKind::String) => text::in_format(format.unwrap_or_default())
                .unwrap_or("1")
                .into(),
            Some(JsonKind::Boolean) => true.into(),
            Some(JsonKind::Array) => json!([]),
            Some(JsonKind::Object) => json!({}),
            Some(JsonKind::Integer | JsonKind::Number) | None => json!(1),
        }
    }

    fn integer(self, at: Option<&SpecPath>, most: i64) -> Value {
        let (low, high) = self.range(at);
        let step = self
            .number(at, "multipleOf")
            .filter(|it| *it >= 1.0)
            .unwrap_or(1.0);
        let wanted = (7.0_f64.clamp(low, high.max(low)) / step).ceil() * step;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a float too large becomes the largest integer"
        )]
        let wanted = wanted as i64;
        wanted.min(most).into()
    }

    fn float(self, at: Option<&SpecPath>) -> Value {
        let (low, high) = self.range(at);
        let step = self.number(at, "multipleOf").filter(|it| *it > 0.0);
        let wanted = 1.5_f64.clamp(low, high.max(low));
        let wanted = step.map_or(wanted, |step| (wanted / step).ceil() * step);
        Number::from_f64(wanted).map_or(json!(1), Value::Number)
    }

    /// The least and the greatest value. What is exclusive is a whole step away.
    fn range(self, at: Option<&SpecPath>) -> (f64, f64) {
        let mut low = self.number(at, "minimum").unwrap_or(f64::NEG_INFINITY);
        let mut high = self.number(at, "maximum").unwrap_or(f64::INFINITY);
        let exclusive = |key| at.and_then(|at| self.facet(at, key));
        match exclusive("exclusiveMinimum").map(|it| (it.as_bool(), it.as_number())) {
            Some((Some(true), _)) => low += 1.0,
            Some((_, Some(number))) => low = low.max(number.as_f64() + 1.0),
            _ => {}
        }
        match exclusive("exclusiveMaximum").map(|it| (it.as_bool(), it.as_number())) {
            Some((Some(true), _)) => high -= 1.0,
            Some((_, Some(number))) => high = high.min(number.as_f64() - 1.0),
            _ => {}
        }
        (low, high)
    }

    fn number(self, at: Option<&SpecPath>, key: &str) -> Option<f64> {
        self.facet(at?, key)?
            .as_number()
            .map(crate::load::Number::as_f64)
    }

    /// A text as its schema has it, as far as that is simple; `pattern` is for examples to show.
    fn text(self, at: Option<&SpecPath>) -> String {
        let Some(at) = at else {
            return TEXT.to_owned();
        };
        let default = self.facet(at, "default").and_then(Node::as_str);
        let format = self.facet(at, "format").and_then(Node::as_str);
        let listed = self.facet(at, "enum").and_then(Node::as_array);
        let listed = listed.and_then(|it| it.iter().find_map(Node::as_str));
        let made = text::in_format(format.unwrap_or_default()).or(listed);
        let patterned = self.facet(at, "pattern").is_some();
        let text = made
            .or(default.filter(|it| patterned && !it.is_empty()))
            .unwrap_or(TEXT);
        let length = |key| self.facet(at, key).and_then(Node::as_u64);
        let least = usize::try_from(length("minLength").unwrap_or(0).min(1000)).unwrap_or(0);
        let most = usize::try_from(length("maxLength").unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
        let mut text: String = text.chars().take(most.max(1)).collect();
        // A header can hold no white space at its ends.
        text = text.trim().to_owned();
        while text.chars().count() < least {
            text.push('x');
        }
        text
    }

    /// A keyword of the schema, or of one that it is put together from.
    fn facet(self, at: &SpecPath, key: &str) -> Option<&'a Node> {
        let at = self.behind(at);
        let node = self.root.pointer(at.as_str())?;
        node.get(key).or_else(|| {
            let branches = node.get("allOf").and_then(Node::as_array)?;
            branches.iter().find_map(|it| it.get(key))
        })
    }

    /// The schema that references lead to.
    fn behind(self, at: &SpecPath) -> SpecPath {
        let mut at = at.clone();
        for _ in 0..MAX_HOPS {
            let node = self.root.pointer(at.as_str());
            let reference = node.and_then(|it| it.get("$ref")).and_then(Node::as_str);
            match reference.and_then(|it| at.resolve(it)) {
                Some(target) => at = target,
                None => break,
            }
        }
        at
    }

    /// The value without what nests in it: for styles that have no form for that.
    pub(super) fn flat(self, value: Value) -> Value {
        let single = |it: &Value| scalar(it).is_some();
        match value {
            Value::Array(items) => Value::Array(items.into_iter().filter(single).collect()),
            Value::Object(entries) => {
                Value::Object(entries.into_iter().filter(|(_, it)| single(it)).collect())
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
        }
    }
}
