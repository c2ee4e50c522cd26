//! Where in a body the document leaves a server free: what may be left out, may be `null`, or may hold
//! what is not listed.

use crate::{
    analyze::Facts,
    load::pointer::join,
    model::{Api, Constant, Presence, Shape, SpecName, Struct, TypeId, TypeRef, Union},
};
use serde_json::Value;

/// How many places of a kind are tried.
const MOST: usize = 12;

/// JSON pointers into a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Properties that may be left out.
    pub optional: Vec<String>,
    /// Values for which `null` is kept.
    pub nullable: Vec<String>,
    /// Values of enums.
    pub enums: Vec<String>,
    /// Objects that ignore what they do not declare.
    pub objects: Vec<String>,
}

/// The places in `value`, which is one of type `ty`.
pub(super) fn places(api: &Api, facts: &Facts, ty: &TypeRef, value: &Value) -> Places {
    let mut finder = Finder {
        api,
        facts,
        out: Places::default(),
    };
    finder.value(ty, value, "", None);
    let Places {
        optional,
        nullable,
        enums,
        objects,
    } = &mut finder.out;
    for all in [&mut *optional, enums, objects] {
        all.truncate(MOST);
    }
    // What may be left out is known to keep `null` or not to.
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
    /// Walks as deep as the value is. A property `tag` decides what the object is, and is left alone.
    fn value(&mut self, ty: &TypeRef, value: &Value, at: &str, tag: Option<&SpecName>) {
        match ty {
            TypeRef::Json | TypeRef::Foreign(_) | TypeRef::Prim(_) => {}
            TypeRef::Nullable(inner) => {
                if !value.is_null() {
                    self.value(inner, value, at, tag);
                }
            }
            TypeRef::List(item) => {
                // One stands for all.
                if let Some(first) = value.get(0) {
                    self.value(item, first, &join(at, "0"), None);
                }
            }
            TypeRef::Tuple(types) => {
                for (index, ty) in types.iter().enumerate() {
                    if let Some(item) = value.get(index) {
                        self.value(ty, item, &join(at, &index.to_string()), None);
                    }
                }
            }
            TypeRef::Map(item) => {
                let first = value.as_object().and_then(|it| it.iter().next());
                if let Some((key, first)) = first {
                    self.value(item, first, &join(at, key), None);
                }
            }
            TypeRef::Named(id) => self.named(*id, value, at, tag),
        }
    }

    fn named(&mut self, id: TypeId, value: &Value, at: &str, tag: Option<&SpecName>) {
        match &self.api.ty(id).shape {
            Shape::Struct(it) => self.structure(id, it, value, at, tag),
            Shape::StringEnum(_) | Shape::IntegerEnum(_) => self.out.enums.push(at.to_owned()),
            Shape::Union(it) => self.union(it, value, at),
            // Any change may make it another alternative.
            Shape::Untagged(_) => {}
            Shape::Alias(ty) => self.value(ty, value, at, tag),
        }
    }

    fn structure(
        &mut self,
        id: TypeId,
        it: &Struct,
        value: &Value,
        at: &str,
        tag: Option<&SpecName>,
    ) {
        if it.rest.is_none() {
            self.out.objects.push(at.to_owned());
        }
        for field in it.fields.iter().filter(|it| tag != Some(&it.wire)) {
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
                self.value(&field.ty, inner, &at, None);
            }
        }
    }

    fn union(&mut self, it: &Union, value: &Value, at: &str) {
        let tag = value.get(it.tag.as_str());
        let is = |known: &Constant| tag == Some(&known.to_json());
        let variant = it.variants.iter().find(|it| it.tags.iter().any(is));
        if let Some(variant) = variant {
            self.value(&variant.ty, value, at, Some(&it.tag));
        }
    }
}
