//! The places in a body at which the document leaves the server free: optional properties, `null`, and unlisted
//! values and properties.

use crate::{
    api::{Api, Presence, Shape, Struct, TypeId, TypeRef, Union},
    rust::facts::Facts,
    schema::Constant,
    tree::{SpecName, pointer::join},
};
use serde_json::Value;

/// The most places of each kind.
const MOST: usize = 12;

/// JSON pointers into a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Optional properties.
    pub optional: Vec<String>,
    /// Values at which the client keeps `null`.
    pub nullable: Vec<String>,
    /// Values of enums.
    pub enums: Vec<String>,
    /// Objects that ignore undeclared properties.
    pub objects: Vec<String>,
}

/// Returns the places in `value`, which is of type `ty`.
pub(super) fn places(api: &Api, facts: &Facts, ty: &TypeRef, value: &Value) -> Places {
    let mut finder = Finder {
        api,
        facts,
        out: Places::default(),
    };
    finder.value(ty, value, "", &[]);
    let Places {
        optional,
        nullable,
        enums,
        objects,
    } = &mut finder.out;
    for all in [&mut *optional, enums, objects] {
        all.truncate(MOST);
    }
    // Optional places remain in both lists: they tell whether the client keeps `null`.
    let mut others = 0;
    nullable.retain(|it| {
        let known = optional.contains(it);
        others += usize::from(!known);
        known || others <= MOST
    });
    finder.out
}

struct Finder<'a> {
    api: &'a Api,
    facts: &'a Facts,
    out: Places,
}

impl Finder<'_> {
    /// Visits a value to its full depth. The properties `tags` select the type of the object, and do not count as places.
    fn value(&mut self, ty: &TypeRef, value: &Value, at: &str, tags: &[&SpecName]) {
        match ty {
            TypeRef::Json | TypeRef::Foreign(_) | TypeRef::Prim(_) => {}
            TypeRef::Nullable(inner) => {
                if !value.is_null() {
                    self.value(inner, value, at, tags);
                }
            }
            TypeRef::List(item) => {
                // One item stands for all.
                if let Some(first) = value.get(0) {
                    self.value(item, first, &join(at, "0"), &[]);
                }
            }
            TypeRef::Tuple(types) => {
                for (index, ty) in types.iter().enumerate() {
                    if let Some(item) = value.get(index) {
                        self.value(ty, item, &join(at, &index.to_string()), &[]);
                    }
                }
            }
            TypeRef::Map(item) => {
                let first = value.as_object().and_then(|it| it.iter().next());
                if let Some((key, first)) = first {
                    self.value(item, first, &join(at, key), &[]);
                }
            }
            TypeRef::Named(id) => self.named(*id, value, at, tags),
        }
    }

    fn named(&mut self, id: TypeId, value: &Value, at: &str, tags: &[&SpecName]) {
        match &self.api.ty(id).shape {
            Shape::Struct(it) => self.structure(id, it, value, at, tags),
            Shape::StringEnum(_) | Shape::IntegerEnum(_) => self.out.enums.push(at.to_owned()),
            Shape::Union(it) => self.union(it, value, at, tags),
            // Any change could select another alternative.
            Shape::Untagged(_) => {}
            Shape::Alias(ty) => self.value(ty, value, at, tags),
        }
    }

    fn structure(&mut self, id: TypeId, it: &Struct, value: &Value, at: &str, tags: &[&SpecName]) {
        if it.rest().is_none() {
            self.out.objects.push(at.to_owned());
        }
        for field in it.fields.iter().filter(|it| !tags.contains(&&it.wire)) {
            let Some(inner) = value.get(field.wire.as_str()) else {
                continue;
            };
            let at = join(at, field.wire.as_str());
            let (optional, nullable) = match self.facts.presence(id, field) {
                Presence::Required => (false, false),
                Presence::Optional => (true, false),
                Presence::RequiredNullable => (false, true),
                Presence::OptionalNullable => (true, true),
            };
            if optional {
                self.out.optional.push(at.clone());
            }
            if nullable {
                self.out.nullable.push(at.clone());
            }
            if !inner.is_null() {
                self.value(&field.ty, inner, &at, &[]);
            }
        }
    }

    /// Visits the alternative that the tag selects, which may be a union by another tag.
    fn union(&mut self, it: &Union, value: &Value, at: &str, tags: &[&SpecName]) {
        let tag = value.get(it.tag.as_str());
        let is = |known: &Constant| tag == Some(&known.to_json());
        let variant = it.variants.iter().find(|it| it.tags.iter().any(is));
        if let Some(variant) = variant {
            self.value(&variant.ty, value, at, &[tags, &[&it.tag]].concat());
        }
    }
}
