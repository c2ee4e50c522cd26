//! Values made from types and what their schemas say beyond the types.

use super::{fit::fitted, limits::TEXT, text::scalar};
use crate::{
    analyze::Facts,
    load::Node,
    model::{Api, Presence, Prim, Shape, SpecPath, Struct, TypeId, TypeRef, Union},
    witness::{Witness, expected},
};
use serde_json::{Map, Value};

/// How deep a made value nests what need not be there, and how deep it nests at all.
const GENEROUS: usize = 4;
const MAX_DEPTH: usize = 24;

/// How many values one may be made of; from half of that on, of no more than has to be there.
const MOST_VALUES: usize = 2000;

/// How many properties that need not be there a value may have at one level.
const MOST: usize = 24;

/// A value in the making.
struct Open {
    /// The types around the place: of these nothing is made a third time.
    types: Vec<TypeId>,
    /// How many values are left to be made.
    left: usize,
}

/// Makes values for one direction.
#[derive(Clone, Copy)]
pub(super) struct Maker<'a> {
    pub(super) api: &'a Api,
    pub(super) facts: &'a Facts,
    pub(super) root: &'a Node,
    /// What the document says by itself.
    pub(super) witness: &'a Witness<'a>,
    pub(super) received: bool,
}

impl Maker<'_> {
    /// The example where it is one of the type, and a made value otherwise. `at` is the schema.
    pub(super) fn value(
        self,
        ty: &TypeRef,
        example: Option<&Value>,
        at: Option<&SpecPath>,
    ) -> Option<Value> {
        let given = example.and_then(|it| self.given(ty, it, at));
        let mut open = Open {
            types: Vec::new(),
            left: MOST_VALUES,
        };
        given.or_else(|| self.made(ty, at, &mut open, 0))
    }

    /// The example where it is one of the type: with all that the document declares, so that it is missed
    /// where a type does not keep it.
    fn given(self, ty: &TypeRef, example: &Value, at: Option<&SpecPath>) -> Option<Value> {
        let kept = fitted(self.api, self.facts, ty, example)?;
        let schemas: Vec<SpecPath> = at.cloned().into_iter().collect();
        Some(expected(self.witness, &schemas, example, kept))
    }

    fn made(
        self,
        ty: &TypeRef,
        at: Option<&SpecPath>,
        open: &mut Open,
        depth: usize,
    ) -> Option<Value> {
        if depth > MAX_DEPTH || open.left == 0 {
            return None;
        }
        open.left -= 1;
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
                let again = open.types.iter().filter(|it| *it == id).count() > 1;
                if again {
                    return None;
                }
                open.types.push(*id);
                let made = self.named(*id, at, open, depth);
                open.types.pop();
                made
            }
        }
    }

    fn list(self, item: &TypeRef, at: Option<&SpecPath>, open: &mut Open, depth: usize) -> Value {
        let inner = at.map(|at| at.child("items"));
        let number = |key| at.and_then(|at| self.facet(at, key)).and_then(Node::as_u64);
        let least = number("minItems").unwrap_or(1).clamp(1, 8);
        let most = number("maxItems").unwrap_or(u64::MAX);
        let count = if *self.api.resolved(item) == TypeRef::Prim(Prim::String) {
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
            let next = match &out[0] {
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
        *self.api.resolved(ty) == TypeRef::Prim(Prim::String) && !at.is_some_and(limited)
    }

    fn named(
        self,
        id: TypeId,
        at: Option<&SpecPath>,
        open: &mut Open,
        depth: usize,
    ) -> Option<Value> {
        let def = self.api.ty(id);
        match &def.shape {
            Shape::Struct(it) => self.structure(id, it, open, depth),
            Shape::StringEnum(it) => Some(it.values.first()?.wire.as_str().into()),
            Shape::IntegerEnum(values) => Some(values.first()?.value.into()),
            Shape::Union(it) => self.union(it, &def.at, open, depth),
            Shape::Untagged(it) => {
                let mut made = it.iter().map(|it| self.made(&it.ty, None, open, depth + 1));
                made.find_map(|it| it)
            }
            Shape::Alias(ty) => self.made(ty, at.or(Some(&def.at)), open, depth + 1),
        }
    }

    fn structure(self, id: TypeId, it: &Struct, open: &mut Open, depth: usize) -> Option<Value> {
        let mut out = Map::new();
        let mut more = 0;
        for field in &it.fields {
            let foreign = if self.received {
                field.write_only
            } else {
                field.read_only
            };
            let required = self.facts.presence(id, field).is_required();
            let enough = depth > GENEROUS || more >= MOST || open.left < MOST_VALUES / 2;
            if !required && (foreign || enough) {
                continue;
            }
            let example = field.example.as_ref();
            let given = example.and_then(|it| self.given(&field.ty, it, Some(&field.at)));
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

    /// An object with the tag that the document gives it, of the first alternative of which one can be made.
    fn union(self, it: &Union, at: &SpecPath, open: &mut Open, depth: usize) -> Option<Value> {
        let table = self.witness.table_by(at, it.tag.as_str());
        for (tag, branch) in &table.rows {
            let Some(ty) = self.api.schemas.get(branch) else {
                continue;
            };
            if let Some(Value::Object(mut entries)) = self.made(ty, None, open, depth + 1) {
                entries.insert(it.tag.as_str().to_owned(), tag.clone());
                return Some(Value::Object(entries));
            }
        }
        None
    }
}

/// The value without what nests in it: for styles that have no form for that.
pub(super) fn flat(value: Value) -> Value {
    let single = |it: &Value| scalar(it).is_some();
    match value {
        Value::Array(items) => Value::Array(items.into_iter().filter(single).collect()),
        Value::Object(entries) => {
            Value::Object(entries.into_iter().filter(|(_, it)| single(it)).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}
