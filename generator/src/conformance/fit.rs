//! Values of the document, such as examples, fitted to types: in the form that they have after being decoded and
//! encoded again.

use crate::{
    api::{Alternative, Api, Presence, Prim, Shape, Struct, TypeId, TypeRef, Union},
    rust::facts::Facts,
    schema::Constant,
};
use serde_json::{Map, Number, Value};

/// The deepest nesting of values.
const MAX_DEPTH: usize = 48;

/// Returns the value as one of the type, without anything that the type drops; `None` if it does not fit.
pub(super) fn fitted(api: &Api, facts: &Facts, ty: &TypeRef, value: &Value) -> Option<Value> {
    Fit { api, facts }.value(ty, value, 0)
}

#[derive(Clone, Copy)]
struct Fit<'a> {
    api: &'a Api,
    facts: &'a Facts,
}

impl Fit<'_> {
    fn value(self, ty: &TypeRef, value: &Value, depth: usize) -> Option<Value> {
        if depth > MAX_DEPTH {
            return None;
        }
        match ty {
            // The generator does not know which values a custom type accepts.
            TypeRef::Json | TypeRef::Foreign(_) => Some(value.clone()),
            TypeRef::Prim(it) => prim(*it, value).then(|| value.clone()),
            TypeRef::Nullable(_) if value.is_null() => Some(Value::Null),
            TypeRef::Nullable(inner) => self.value(inner, value, depth + 1),
            TypeRef::List(item) => {
                let items = value.as_array()?.iter();
                items.map(|it| self.value(item, it, depth + 1)).collect()
            }
            TypeRef::Tuple(types) => {
                let items = value.as_array().filter(|it| it.len() == types.len())?;
                let items = types.iter().zip(items);
                items
                    .map(|(ty, it)| self.value(ty, it, depth + 1))
                    .collect()
            }
            TypeRef::Map(item) => {
                let entries = value.as_object()?.iter();
                let entry = |(key, it): (&String, &Value)| {
                    Some((key.clone(), self.value(item, it, depth + 1)?))
                };
                entries
                    .map(entry)
                    .collect::<Option<Map<_, _>>>()
                    .map(Value::Object)
            }
            TypeRef::Named(id) => self.named(*id, value, depth),
        }
    }

    fn named(self, id: TypeId, value: &Value, depth: usize) -> Option<Value> {
        match &self.api.ty(id).shape {
            Shape::Struct(it) => self.structure(id, it, value, depth),
            Shape::StringEnum(it) => {
                let text = value.as_str()?;
                let listed = it.open || it.values.iter().any(|it| it.wire.as_str() == text);
                listed.then(|| value.clone())
            }
            Shape::IntegerEnum(values) => {
                let number = value.as_i64()?;
                let listed = values.iter().any(|it| it.value == number);
                listed.then(|| value.clone())
            }
            Shape::Union(it) => self.union(it, value, depth),
            Shape::Untagged(it) => self.untagged(it, value, depth),
            Shape::Alias(ty) => self.value(ty, value, depth + 1),
        }
    }

    fn structure(self, id: TypeId, it: &Struct, value: &Value, depth: usize) -> Option<Value> {
        let given = value.as_object()?;
        let mut out = Map::new();
        for field in &it.fields {
            let name = field.wire.as_str();
            let presence = self.facts.presence(id, field);
            match (given.get(name), presence) {
                (Some(Value::Null), Presence::RequiredNullable | Presence::OptionalNullable) => {
                    out.insert(name.to_owned(), Value::Null);
                }
                (Some(Value::Null) | None, Presence::Optional)
                | (None, Presence::OptionalNullable) => {}
                (Some(Value::Null) | None, Presence::Required)
                | (None, Presence::RequiredNullable) => {
                    return None;
                }
                (Some(value), _) => {
                    out.insert(name.to_owned(), self.value(&field.ty, value, depth + 1)?);
                }
            }
        }
        if let Some(rest) = &it.additional_properties {
            let declared = |name: &String| it.fields.iter().any(|it| it.wire.as_str() == name);
            for (name, value) in given.iter().filter(|(name, _)| !declared(name)) {
                out.insert(name.clone(), self.value(rest, value, depth + 1)?);
            }
        }
        Some(Value::Object(out))
    }

    fn union(self, it: &Union, value: &Value, depth: usize) -> Option<Value> {
        if !value.is_object() {
            let mut fitting = it
                .variants
                .iter()
                .filter(|it| it.tags.is_empty())
                .filter_map(|it| self.value(&it.ty, value, depth + 1));
            return fitting.find(|fitted| fitted == value);
        }
        let tag = value.get(it.tag.as_str())?;
        let means = |known: &Constant| known.to_json() == *tag;
        let mut tagged = it.variants.iter().filter(|it| it.tags.iter().any(means));
        let mut out = tagged.find_map(|it| self.value(&it.ty, value, depth + 1))?;
        let entries = out.as_object_mut()?;
        if !entries.contains_key(it.tag.as_str()) {
            entries.insert(it.tag.as_str().to_owned(), tag.clone());
        }
        Some(out)
    }

    /// Returns the value as the first alternative that keeps all of it: the test would miss anything that is dropped.
    fn untagged(self, it: &[Alternative], value: &Value, depth: usize) -> Option<Value> {
        let mut fitting = it
            .iter()
            .filter_map(|it| self.value(&it.ty, value, depth + 1));
        fitting.find(|fitted| fitted == value)
    }
}

fn prim(prim: Prim, value: &Value) -> bool {
    let integer = |low: i64, high: i64| value.as_i64().is_some_and(|it| (low..=high).contains(&it));
    match prim {
        Prim::String | Prim::DateTime | Prim::Date | Prim::Uuid | Prim::Ipv4 | Prim::Ipv6 => {
            value.is_string()
        }
        Prim::Bool => value.is_boolean(),
        Prim::I8 => integer(i8::MIN.into(), i8::MAX.into()),
        Prim::I16 => integer(i16::MIN.into(), i16::MAX.into()),
        Prim::I32 => integer(i32::MIN.into(), i32::MAX.into()),
        Prim::I64 => value.as_i64().is_some(),
        Prim::U8 => integer(0, u8::MAX.into()),
        Prim::U16 => integer(0, u16::MAX.into()),
        Prim::U32 => integer(0, u32::MAX.into()),
        Prim::U64 => value.as_u64().is_some(),
        Prim::I128 => value.as_i64().is_some() || value.as_u64().is_some(),
        Prim::Null => value.is_null(),
        Prim::F64 => value.as_number().is_some_and(exact),
    }
}

/// Returns whether a float represents a number exactly.
fn exact(number: &Number) -> bool {
    const PAST_53_BITS: f64 = 9_007_199_254_740_992.0;
    number.as_f64().is_some_and(|it| it.abs() < PAST_53_BITS)
}
