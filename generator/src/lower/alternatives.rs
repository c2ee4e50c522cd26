//! `oneOf`, `anyOf` and several types, where no discriminator tells the alternatives apart: a property
//! with a constant does, or what a value looks like.

use super::Lower;
use crate::{
    load::Node,
    model::{
        Alternative, JsonKind, Look, NameHint, Owner, Prim, Shape, SpecName, SpecPath, TypeId,
        TypeRef, Union, Variant,
    },
};
use std::collections::BTreeSet;

impl Lower<'_> {
    /// The alternatives under `keyword`.
    pub(super) fn alternatives(
        &mut self,
        at: &SpecPath,
        keyword: &'static str,
        branches: &[usize],
        id: TypeId,
    ) -> Shape {
        let mut found = Vec::new();
        for index in branches {
            let place = at.child(keyword).item(*index);
            let (title, target) = (self.title(&place), self.target(&place));
            let named = title.or_else(|| target.map(|target| target.last()));
            let words = named.or_else(|| self.only_required(&place));
            let hint = NameHint {
                owner: Owner::Type(id),
                words: words
                    .clone()
                    .unwrap_or_else(|| format!("variant {}", index + 1)),
                full: false,
            };
            let ty = self.used(&place, hint).value();
            found.push((place, words, ty));
        }
        self.apart(at, found)
    }

    /// Values of several types under one schema.
    pub(super) fn several_types(
        &mut self,
        at: &SpecPath,
        node: &Node,
        kinds: &[&str],
        id: TypeId,
    ) -> Shape {
        if let Some(ty) = self.mapped_format(node, kinds) {
            return Shape::Alias(ty);
        }
        let mut found = Vec::new();
        for kind in kinds {
            let name = NameHint {
                owner: Owner::Type(id),
                words: (*kind).to_owned(),
                full: false,
            };
            // The keywords have been looked at; each type takes those that go with it.
            let ty = self.plain(at, node, Some(kind), &name);
            found.push((at.clone(), None, ty));
        }
        self.apart(at, found)
    }

    /// The one property that an object has to have: what it is about.
    fn only_required(&self, at: &SpecPath) -> Option<String> {
        match self.required(at).as_slice() {
            [one] => Some((*one).to_owned()),
            _ => None,
        }
    }

    fn title(&self, at: &SpecPath) -> Option<String> {
        let title = self.node(at)?.get("title")?.as_str()?;
        (title.len() <= 40 && title.chars().any(char::is_alphanumeric)).then(|| title.to_owned())
    }

    /// Tells the alternatives apart.
    fn apart(&mut self, at: &SpecPath, found: Vec<(SpecPath, Option<String>, TypeRef)>) -> Shape {
        let mut out: Vec<Alternative> = Vec::new();
        for (place, words, ty) in found {
            let mut inner = &ty;
            while let TypeRef::List(item) = inner {
                inner = item;
            }
            self.define_first(inner);
            let looks = self.looks(&ty);
            if looks.is_empty() {
                self.note(
                    "any-alternative",
                    &place,
                    "this alternative is any JSON value",
                    "it is what the others are not",
                );
            } else if out.iter().all(|other| other.ty != ty) {
                let words = words.unwrap_or_else(|| self.words(&ty));
                out.push(Alternative { words, ty, looks });
            }
        }
        match out.len() {
            0 => Shape::Alias(self.free_form(at, "no alternative says anything about the type")),
            1 => Shape::Alias(out.remove(0).ty),
            _ => self
                .tagged_by_constant(&out)
                .map_or(Shape::Untagged(out), Shape::Union),
        }
    }

    /// The union by a property that has other values in each alternative.
    fn tagged_by_constant(&self, all: &[Alternative]) -> Option<Union> {
        let first = self.constants(&all.first()?.ty);
        let tag = first.into_iter().map(|(name, _)| name).find(|name| {
            let mut seen = BTreeSet::new();
            all.iter().all(|it| {
                let values = self
                    .constants(&it.ty)
                    .into_iter()
                    .find(|(other, _)| other == name);
                values.is_some_and(|(_, values)| values.into_iter().all(|value| seen.insert(value)))
            })
        })?;
        let variants = all.iter().map(|it| {
            let constants = self
                .constants(&it.ty)
                .into_iter()
                .find(|(name, _)| *name == tag);
            Variant {
                tags: constants.map(|(_, values)| values).unwrap_or_default(),
                words: it.words.clone(),
                ty: it.ty.clone(),
                declares_tag: true,
            }
        });
        Some(Union {
            variants: variants.collect(),
            tag,
        })
    }

    /// The properties of a struct that have to be there with one of listed values.
    fn constants(&self, ty: &TypeRef) -> Vec<(SpecName, Vec<SpecName>)> {
        let TypeRef::Named(id) = self.resolved(ty) else {
            return Vec::new();
        };
        let Shape::Struct(it) = &self.types[id.index()].shape else {
            return Vec::new();
        };
        let required = it
            .fields
            .iter()
            .filter(|field| field.presence.is_required());
        let listed = required.filter_map(|field| match self.resolved(&field.ty) {
            TypeRef::Named(id) => match &self.types[id.index()].shape {
                Shape::StringEnum(values) => Some((
                    field.wire.clone(),
                    values.iter().map(|value| value.wire.clone()).collect(),
                )),
                _ => None,
            },
            _ => None,
        });
        listed.collect()
    }

    /// What values of a type look like; nothing if they can look like anything.
    fn looks(&self, ty: &TypeRef) -> Vec<Look> {
        let plain = |kind| {
            vec![Look {
                kind,
                required: Vec::new(),
                optional: Vec::new(),
            }]
        };
        match self.resolved(ty) {
            TypeRef::Json => Vec::new(),
            TypeRef::Prim(Prim::Bool) => plain(JsonKind::Boolean),
            TypeRef::Prim(prim) if prim.is_text() => plain(JsonKind::String),
            TypeRef::Prim(prim) if prim.is_integer() => plain(JsonKind::Integer),
            TypeRef::Prim(_) => plain(JsonKind::Number),
            TypeRef::Foreign(it) => it.looks.clone(),
            TypeRef::List(item) => match self.looks(item).as_slice() {
                // Arrays are told apart by the objects in them.
                [only] if only.kind == JsonKind::Object => vec![Look {
                    kind: JsonKind::Array,
                    ..only.clone()
                }],
                _ => plain(JsonKind::Array),
            },
            TypeRef::Tuple(_) => plain(JsonKind::Array),
            TypeRef::Map(_) => plain(JsonKind::Object),
            TypeRef::Nullable(inner) => self.looks(inner),
            TypeRef::Named(id) => match &self.types[id.index()].shape {
                Shape::StringEnum(_) => plain(JsonKind::String),
                Shape::IntegerEnum(_) => plain(JsonKind::Integer),
                Shape::Untagged(all) => {
                    let mut out: Vec<Look> = Vec::new();
                    for look in all.iter().flat_map(|it| &it.looks) {
                        if !out.contains(look) {
                            out.push(look.clone());
                        }
                    }
                    out
                }
                Shape::Union(it) => {
                    vec![Look {
                        kind: JsonKind::Object,
                        required: vec![it.tag.clone()],
                        optional: Vec::new(),
                    }]
                }
                Shape::Struct(it) => {
                    let (required, optional): (Vec<_>, Vec<_>) = it
                        .fields
                        .iter()
                        .partition(|field| field.presence.is_required());
                    let names = |fields: Vec<&crate::model::Field>| {
                        fields.into_iter().map(|it| it.wire.clone()).collect()
                    };
                    vec![Look {
                        kind: JsonKind::Object,
                        required: names(required),
                        optional: names(optional),
                    }]
                }
                // Not defined yet: it is on the way to itself.
                Shape::Alias(_) => Vec::new(),
            },
        }
    }

    /// What names an alternative that has no name.
    fn words(&self, ty: &TypeRef) -> String {
        if let TypeRef::Named(id) = ty {
            let hint = &self.types[id.index()].name;
            if hint.owner == Owner::Document {
                return hint.words.clone();
            }
        }
        match self.resolved(ty) {
            TypeRef::Prim(Prim::Bool) => "bool".to_owned(),
            TypeRef::Prim(prim) if prim.is_text() => "string".to_owned(),
            TypeRef::Prim(prim) if prim.is_integer() => "integer".to_owned(),
            TypeRef::Prim(_) => "number".to_owned(),
            TypeRef::Foreign(it) => it.name().to_owned(),
            TypeRef::List(item) => format!("{} list", self.words(item)),
            TypeRef::Tuple(_) => "tuple".to_owned(),
            TypeRef::Map(_) => "map".to_owned(),
            TypeRef::Nullable(inner) => self.words(inner),
            TypeRef::Json => "any".to_owned(),
            TypeRef::Named(id) => {
                let hint = &self.types[id.index()].name;
                if hint.words.is_empty() {
                    "object".to_owned()
                } else {
                    hint.words.clone()
                }
            }
        }
    }
}
