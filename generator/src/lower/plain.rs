//! Types that need no item of their own: what Rust or a library has, lists, maps and tuples.

use super::{
    Lower,
    options::{Choice, Options},
    schema::within,
};
use crate::{
    load::Number,
    model::{JsonKind, NameHint, Prim, SpecPath, TypeRef},
    schema::{Additional, Alternative, Array, Form, Items, Numbers, Object, SchemaId, types},
};

/// The longest array that becomes a tuple; serde reads no longer ones.
const MAX_TUPLE: usize = 12;

/// The place of a type that is being made, and what names what is inside it.
#[derive(Clone, Copy)]
pub(super) struct Site<'s> {
    pub(super) at: &'s SpecPath,
    pub(super) name: &'s NameHint,
}

impl Lower<'_> {
    /// The type of a schema that needs no item of its own.
    pub(super) fn plain(&mut self, id: SchemaId, options: &Options, name: &NameHint) -> TypeRef {
        let at = self.schemas.place(id);
        let site = Site { at: &at, name };
        if let Some(chosen) = &options.chosen {
            return chosen.clone();
        }
        match options.choices.as_slice() {
            [] if options.null => TypeRef::Prim(Prim::Null),
            [] if options.circle => self.widened(&at, "this schema consists of nothing but itself"),
            [] => self.widened(&at, "no value is one of this schema"),
            [only] => self.choice_type(only, site),
            // Never: several need an item.
            [..] => TypeRef::Json,
        }
    }

    /// The type of one alternative.
    pub(super) fn choice_type(&mut self, choice: &Choice, site: Site<'_>) -> TypeRef {
        self.alternative_type(&choice.alternative, site)
    }

    fn alternative_type(&mut self, it: &Alternative, site: Site<'_>) -> TypeRef {
        match &it.form {
            Form::Named(id) => self.named(*id),
            Form::Any { .. } => self.any(site.at),
            Form::Boolean(_) => TypeRef::Prim(Prim::Bool),
            Form::Number(it) => {
                let kind = if it.integer {
                    JsonKind::Integer
                } else {
                    JsonKind::Number
                };
                self.formatted(it.format.as_deref(), &[kind])
                    .unwrap_or_else(|| TypeRef::Prim(number(it)))
            }
            Form::Text(it) => self
                .formatted(it.format.as_deref(), &[JsonKind::String])
                .unwrap_or_else(|| TypeRef::Prim(string(it.format.as_deref()))),
            Form::Array(it) => self.array(it, site),
            Form::Object(it) => self.map(it, site),
        }
    }

    /// Any value; where that is for want of something better, that is reported for the keyword.
    fn any(&mut self, at: &SpecPath) -> TypeRef {
        let node = self.node(at);
        let schema = node.is_some_and(|it| it.as_object().is_some() || it.as_bool().is_some());
        if !schema || node.is_some_and(|it| !types(it).is_empty()) {
            return TypeRef::Json;
        }
        self.free_form(at, "the schema says nothing about the type")
    }

    fn array(&mut self, it: &Array, site: Site<'_>) -> TypeRef {
        if !it.first.is_empty() {
            return self.tuple(it, site);
        }
        match it.items {
            Items::Of(id) => {
                let item = self.used_schema(id, within(site.name, "item"));
                TypeRef::List(Box::new(item.value()))
            }
            Items::Unsaid | Items::None => {
                self.free_form(site.at, "the array says nothing about its items");
                TypeRef::List(Box::new(TypeRef::Json))
            }
        }
    }

    /// An array whose first items have types of their own. Only one of a fixed length is a tuple.
    fn tuple(&mut self, it: &Array, site: Site<'_>) -> TypeRef {
        let length = it.first.len();
        let exactly = |it: u64| usize::try_from(it).is_ok_and(|it| it == length);
        let ends = it.items == Items::None || it.at_most.is_some_and(exactly);
        if ends && exactly(it.at_least) && length <= MAX_TUPLE {
            let items = (1..).zip(&it.first).map(|(index, id)| {
                let name = within(site.name, &format!("item {index}"));
                self.used_schema(*id, name).value()
            });
            return TypeRef::Tuple(items.collect());
        }
        let mut all = it.first.clone();
        match it.items {
            Items::Of(id) => all.push(id),
            Items::None => {}
            Items::Unsaid if ends => {}
            Items::Unsaid => {
                let why =
                    "an array whose first items have types of their own goes on with any others";
                return TypeRef::List(Box::new(self.widened(site.at, why)));
            }
        }
        let Some(item) = self.schemas.any(&all) else {
            return TypeRef::List(Box::new(TypeRef::Json));
        };
        let message =
            "which item has which of these types stays untold: the array has no fixed length";
        let done = "each item may be of any of them";
        self.lossy("tuple", site.at, message, done);
        let item = self.used_schema(item, within(site.name, "item"));
        TypeRef::List(Box::new(item.value()))
    }

    /// An object without declared properties.
    fn map(&mut self, it: &Object, site: Site<'_>) -> TypeRef {
        let values = self.additional(it, site);
        TypeRef::Map(Box::new(values.unwrap_or_else(|| {
            self.free_form(site.at, "the object says nothing about its properties")
        })))
    }

    /// The type of the properties that an object does not declare, if it says something about them. `null` among
    /// their values is part of it.
    pub(super) fn additional(&mut self, it: &Object, site: Site<'_>) -> Option<TypeRef> {
        let mut all = it.patterns.clone();
        match it.additional {
            Additional::Of(id) => all.push(id),
            Additional::Any => return Some(TypeRef::Json),
            // Names that match no pattern have values of any type.
            Additional::Unsaid if !all.is_empty() => {
                let message = "properties whose names match no pattern may have any value";
                let done = "their values are read as those of the patterns";
                self.lossy("pattern-properties", site.at, message, done);
            }
            Additional::Unsaid | Additional::None => {}
        }
        let id = self.schemas.any(&all)?;
        Some(self.used_schema(id, within(site.name, "value")).value())
    }
}

fn string(format: Option<&str>) -> Prim {
    match format {
        Some("date-time") => Prim::DateTime,
        Some("date") => Prim::Date,
        Some("uuid") => Prim::Uuid,
        Some("ipv4") => Prim::Ipv4,
        Some("ipv6") => Prim::Ipv6,
        _ => Prim::String,
    }
}

/// Whether a string of this format has a type of its own.
pub(super) fn is_special(format: Option<&str>) -> bool {
    string(format) != Prim::String
}

pub(super) fn number(it: &Numbers) -> Prim {
    // `float` too: a server that computes with more digits sends more.
    if !it.integer {
        return Prim::F64;
    }
    let listed = it.listed.iter().flatten();
    let fits = |prim: Prim| {
        let ends = it.low.iter().chain(&it.high);
        let mut all = ends.chain(listed.clone());
        all.all(|it| is_within(it, prim))
    };
    let named = match it.format.as_deref() {
        Some("int8") => Prim::I8,
        Some("int16") => Prim::I16,
        Some("int32") => Prim::I32,
        Some("uint8") => Prim::U8,
        Some("uint16") => Prim::U16,
        Some("uint32") => Prim::U32,
        Some("uint64" | "uint") => Prim::U64,
        _ if it.huge && it.low.as_ref().is_none_or(|it| it.as_f64() >= 0.0) => Prim::U64,
        _ => Prim::I64,
    };
    // Limits that the format has no room for mean values that it has none for.
    if fits(named) {
        return named;
    }
    let unsigned = it.low.as_ref().is_some_and(|it| it.as_f64() >= 0.0);
    let wider = if unsigned {
        [Prim::U64, Prim::I128]
    } else {
        [Prim::I64, Prim::I128]
    };
    wider.into_iter().find(|it| fits(*it)).unwrap_or(Prim::I128)
}

/// Whether a limit is a value of a type, or next to its end: documents write 2^63 for the end of 64 bits.
fn is_within(number: &Number, prim: Prim) -> bool {
    let (low, high) = match prim {
        Prim::I8 => (i8::MIN.into(), i8::MAX.into()),
        Prim::I16 => (i16::MIN.into(), i16::MAX.into()),
        Prim::I32 => (i32::MIN.into(), i32::MAX.into()),
        Prim::U8 => (0, u8::MAX.into()),
        Prim::U16 => (0, u16::MAX.into()),
        Prim::U32 => (0, u32::MAX.into()),
        Prim::U64 => return number.as_u64().is_some(),
        _ => (i64::MIN, i64::MAX),
    };
    match prim {
        Prim::I128 => true,
        _ => number.as_i64().is_some_and(|it| (low..=high).contains(&it)),
    }
}
