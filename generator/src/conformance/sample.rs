//! Values made from types and from the limits that their schemas add.

use super::{
    fit::fitted,
    limits::{self, TEXT},
    text::scalar,
};
use crate::{
    api::{Api, Facets, Presence, Shape, Struct, TypeId, TypeRef, Union},
    conformance::witness::{Witness, expected},
    rust::facts::Facts,
    schema::Constant,
    tree::{SpecName, SpecPath},
};
use serde_json::{Map, Value};

/// The depth up to which made values have optional parts, and the depth beyond which none are made.
const GENEROUS: usize = 4;
const MAX_DEPTH: usize = 24;

/// The most values that one value consists of; from half of that on, only required parts are made.
const MOST_VALUES: usize = 2000;

/// The most optional properties of an object.
const MOST: usize = 24;

/// The state of a value in the making.
struct Open {
    /// The enclosing types; no type is nested in itself more than once.
    types: Vec<TypeId>,
    /// The number of values that may still be made.
    left: usize,
}

/// The value to make.
#[derive(Clone, Copy, Default)]
pub(super) struct Wanted<'a> {
    pub(super) example: Option<&'a Value>,
    /// The schema's location.
    pub(super) schema: Option<&'a SpecPath>,
    /// The limits of the value.
    pub(super) facets: Option<&'a Facets>,
}

/// A maker of values for one direction.
#[derive(Clone, Copy)]
pub(super) struct Maker<'a> {
    pub(super) api: &'a Api,
    pub(super) facts: &'a Facts,
    /// The document, as a witness.
    pub(super) witness: &'a Witness<'a>,
    pub(super) received: bool,
}

impl Maker<'_> {
    /// Returns the example if it is of the type, and a made value otherwise.
    pub(super) fn value(self, ty: &TypeRef, wanted: Wanted<'_>) -> Option<Value> {
        let example = wanted.example;
        let given = example.and_then(|it| self.given(ty, it, wanted.schema));
        let mut open = Open {
            types: Vec::new(),
            left: MOST_VALUES,
        };
        given.or_else(|| self.made(ty, wanted.facets, &mut open, 0))
    }

    /// Returns the example if it is of the type, with everything that the document declares: the test detects what a
    /// type drops.
    fn given(self, ty: &TypeRef, example: &Value, at: Option<&SpecPath>) -> Option<Value> {
        let kept = fitted(self.api, self.facts, ty, example)?;
        let schemas: Vec<SpecPath> = at.cloned().into_iter().collect();
        Some(expected(self.witness, &schemas, example, kept))
    }

    fn made(
        self,
        ty: &TypeRef,
        facets: Option<&Facets>,
        open: &mut Open,
        depth: usize,
    ) -> Option<Value> {
        if depth > MAX_DEPTH || open.left == 0 {
            return None;
        }
        open.left -= 1;
        match ty {
            TypeRef::Prim(it) => Some(limits::prim(*it, facets)),
            TypeRef::Json => Some(TEXT.into()),
            TypeRef::Foreign(it) => Some(limits::foreign(it, facets)),
            TypeRef::Nullable(inner) => Some(
                self.made(inner, facets, open, depth + 1)
                    .unwrap_or(Value::Null),
            ),
            TypeRef::List(item) => Some(self.list(item, facets, open, depth)),
            TypeRef::Map(item) => {
                let inner = facets.and_then(|it| it.value.as_deref());
                let value = self.made(item, inner, open, depth + 1);
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
                let made = self.named(*id, facets, open, depth);
                open.types.pop();
                made
            }
        }
    }

    fn list(self, item: &TypeRef, facets: Option<&Facets>, open: &mut Open, depth: usize) -> Value {
        let inner = facets.and_then(|it| it.item.as_deref());
        let items = facets.map(|it| it.items).unwrap_or_default();
        let least = items.least.unwrap_or(1).clamp(1, 8);
        let most = items.most.unwrap_or(u64::MAX);
        let prim = match self.api.resolved(item) {
            TypeRef::Prim(it) => Some(*it),
            _ => None,
        };
        let count = prim.map_or(1, |it| if limits::has_others(it) { 2 } else { 1 });
        let first = self.made(item, inner, open, depth + 1);
        let Some(first) = first.filter(|_| most > 0) else {
            return Value::Array(Vec::new());
        };
        // An alias may have limits that are ignored here.
        let free = prim.filter(|_| !matches!(item, TypeRef::Named(_)));
        let another = |index| free.and_then(|it| limits::another(it, &first, index, inner));
        let mut out = vec![first.clone()];
        for index in 1..least.max(count).min(most) {
            out.push(another(index).unwrap_or_else(|| first.clone()));
        }
        // Equal items might violate uniqueness, so they remain only if the list needs its minimum length.
        if least < 2 {
            out.dedup();
        }
        Value::Array(out)
    }

    fn named(
        self,
        id: TypeId,
        facets: Option<&Facets>,
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
            Shape::Alias(ty) => {
                let all = limits::both(facets, def.facets.as_deref());
                self.made(ty, all.as_deref(), open, depth + 1)
            }
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
            let facets = field.facets.as_deref();
            let made = given.or_else(|| self.made(&field.ty, facets, open, depth + 1));
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

    /// Makes an object of the first alternative for which that is possible, with the tag that the document gives it.
    fn union(self, it: &Union, at: &SpecPath, open: &mut Open, depth: usize) -> Option<Value> {
        let table = self.witness.table_by(at, it.tag.as_str());
        for (tag, branch) in &table.rows {
            // A base that is an alternative of its own has another type as such, and so has an alternative that is
            // combined with what stands beside the union.
            let named = self.api.schemas.get(branch).filter(|_| branch != at);
            let is = |known: &Constant| known.to_json() == *tag;
            let mut variants = it.variants.iter();
            let by_tag = variants.find(|it| it.tags.iter().any(is)).map(|it| &it.ty);
            let Some(ty) = named.or(by_tag) else {
                continue;
            };
            if let Some(Value::Object(mut entries)) = self.made(ty, None, open, depth + 1) {
                // A union inside this one has written the tag of its alternative.
                if !self.is_union_by(ty, &it.tag) {
                    entries.insert(it.tag.as_str().to_owned(), tag.clone());
                }
                return Some(Value::Object(entries));
            }
        }
        None
    }

    fn is_union_by(self, ty: &TypeRef, tag: &SpecName) -> bool {
        let TypeRef::Named(id) = self.api.resolved(ty) else {
            return false;
        };
        matches!(&self.api.ty(*id).shape, Shape::Union(it) if it.tag == *tag)
    }
}

/// Removes nested values, for styles that have no form for them.
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
