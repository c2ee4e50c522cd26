//! Types that need no item of their own: those of Rust or a library, lists, maps and tuples.

use super::{
    Lower,
    hint::within,
    options::Options,
    prim::{is_narrowed, number, string},
};
use crate::{
    api::{NameHint, Prim, TypeRef},
    diagnostic::Code,
    schema::{Additional, Alternative, Array, Form, Items, JsonKind, Object, SchemaId, types},
    tree::SpecPath,
};

/// The length of the longest array that becomes a tuple; serde implements no longer ones.
const MAX_TUPLE: usize = 12;

/// The location of a type that is being built, and the name on which those of nested types are based.
#[derive(Clone, Copy)]
pub(super) struct Site<'s> {
    pub(super) at: &'s SpecPath,
    pub(super) name: &'s NameHint,
}

impl Lower<'_> {
    /// Returns the type of a schema that needs no item of its own.
    pub(super) fn plain(&mut self, id: SchemaId, options: &Options, name: &NameHint) -> TypeRef {
        let at = self.schemas.place(id);
        let site = Site { at: &at, name };
        if let Some(chosen) = &options.chosen {
            return chosen.clone();
        }
        match options.choices.as_slice() {
            [] if options.null => TypeRef::Prim(Prim::Null),
            [] if options.circle => self.widened(&at, "this schema consists of nothing but itself"),
            [] => self.widened(&at, "no value satisfies this schema"),
            [only] => self.alternative_type(only, site),
            // Unreachable: several choices need an item.
            [..] => TypeRef::Json,
        }
    }

    /// Returns the type of one alternative.
    pub(super) fn alternative_type(&mut self, it: &Alternative, site: Site<'_>) -> TypeRef {
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
                if let Some(chosen) = self.formatted(it.format.as_deref(), &[kind]) {
                    return chosen;
                }
                if it.integer && it.format.is_none() && it.high.is_none() && number(it) == Prim::I64
                {
                    self.unlimited.insert(site.at.clone());
                }
                if is_narrowed(it) {
                    let message = "the integer may be larger than an `i128`";
                    let action = "it is an `i128`, and larger numbers are refused";
                    self.note(Code::IntegerRange, site.at, message, action);
                }
                TypeRef::Prim(number(it))
            }
            Form::Text(it) => self
                .formatted(it.format.as_deref(), &[JsonKind::String])
                .unwrap_or_else(|| TypeRef::Prim(string(it.format.as_deref()))),
            Form::Array(it) => self.array(it, site),
            Form::Object(it) => self.map(it, site),
        }
    }

    /// Returns any JSON value. If that is a fallback, the report about the keyword covers it.
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

    /// Returns the type of an array whose first items have types of their own. Only an array of fixed length is a
    /// tuple.
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
                let why = "the first items of this array have types of their own, but any others may follow";
                return TypeRef::List(Box::new(self.widened(site.at, why)));
            }
        }
        let Some(item) = self.schemas.any(&all) else {
            return TypeRef::List(Box::new(TypeRef::Json));
        };
        let message = "the array has types by position but no fixed length";
        let action = "each item may have any of these types";
        self.warning(Code::Tuple, site.at, message, action);
        let item = self.used_schema(item, within(site.name, "item"));
        TypeRef::List(Box::new(item.value()))
    }

    /// Returns the type of an object without declared properties.
    fn map(&mut self, it: &Object, site: Site<'_>) -> TypeRef {
        let values = self.additional(it, site);
        TypeRef::Map(Box::new(values.unwrap_or_else(|| {
            self.free_form(site.at, "the object says nothing about its properties")
        })))
    }

    /// Returns the type of the properties that an object does not declare, if it says something about them. It includes
    /// `null` if their values can be `null`.
    pub(super) fn additional(&mut self, it: &Object, site: Site<'_>) -> Option<TypeRef> {
        let mut all = it.patterns.clone();
        match it.additional {
            Additional::Of(id) => all.push(id),
            Additional::Any => return Some(TypeRef::Json),
            // Properties whose names match no pattern may have any value.
            Additional::Unsaid if !all.is_empty() => {
                let message = "properties whose names match no pattern may have any value";
                let action = "their values are read with the types of the patterns";
                self.warning(Code::PatternProperties, site.at, message, action);
            }
            Additional::Unsaid | Additional::None => {}
        }
        let id = self.schemas.any(&all)?;
        Some(self.used_schema(id, within(site.name, "value")).value())
    }
}
