//! The words after which the variants of a union are named.

use super::{Lower, given, options::name_of, union::title_words};
use crate::{
    api::{Owner, Prim, TypeRef},
    schema::{Alternative, Constant, Form, Items, JsonKind, Object, Origin, SchemaId},
    tree::SpecName,
};
use std::collections::{BTreeMap, BTreeSet};

impl Lower<'_> {
    /// Returns the document's words for an alternative: the names of the schemas from which it was built, or their
    /// titles.
    pub(super) fn document_words(&self, it: &Alternative) -> Option<String> {
        let mut out: Vec<String> = Vec::new();
        for id in &it.from {
            out.extend(self.title_of(*id).filter(|it| !out.contains(it)));
        }
        // A branch with a title of its own is named after it, even if it refers to a named schema.
        match out.len() {
            0 => None,
            1 => out.pop(),
            _ if name_of(&it.form).is_some() => out.pop(),
            _ => Some(out.join(" ")),
        }
    }

    fn title_of(&self, id: SchemaId) -> Option<String> {
        match self.schemas.origin(id) {
            Origin::At(at) => {
                let node = self.schemas.node(id);
                let words = |it| given::of_type(it).or_else(|| title_words(it));
                if at.is_named_schema() {
                    Some(at.name())
                } else {
                    node.and_then(words)
                }
            }
            Origin::Base(base) => self.title_of(*base),
            Origin::All(_) | Origin::Any(_) => None,
        }
    }

    /// Returns, for each property, the number of alternatives that declare it.
    pub(super) fn known_properties(&mut self, all: &[Alternative]) -> BTreeMap<SpecName, usize> {
        let mut out = BTreeMap::new();
        for it in all {
            let looks = self.schemas.looks_of(std::slice::from_ref(it));
            let names = looks
                .iter()
                .flat_map(|it| it.required.iter().chain(&it.optional));
            let names: BTreeSet<&SpecName> = names.collect();
            for name in names {
                *out.entry(name.clone()).or_default() += 1;
            }
        }
        out
    }

    /// Returns the words that distinguish an alternative without a name: a constant, a property that no other
    /// alternative declares, or its JSON type.
    pub(super) fn role(&mut self, it: &Alternative, known: &BTreeMap<SpecName, usize>) -> String {
        let looks = self.schemas.looks_of(std::slice::from_ref(it));
        let look = looks.first().filter(|it| it.kind == JsonKind::Object);
        if let Some(look) = look {
            // The first by the property's name, so that their order does not matter.
            let texts = look.constants.iter().filter_map(|(name, values)| {
                let text = values.iter().find_map(text)?;
                Some((name, text))
            });
            if let Some((_, text)) = texts.min_by(|one, other| one.0.cmp(other.0)) {
                return text;
            }
            let is_new = |name: &&SpecName| known.get(*name).is_none_or(|it| *it < 2);
            // The first by name, so that their order does not matter.
            let first = |names: &[SpecName]| names.iter().filter(is_new).min().cloned();
            if let Some(name) = first(&look.required).or_else(|| first(&look.optional)) {
                return name.as_str().to_owned();
            }
        }
        self.form_words(&it.form)
    }

    fn form_words(&mut self, form: &Form) -> String {
        match form {
            Form::Named(id) => self.schemas.place(*id).name(),
            Form::Any { .. } => "any".to_owned(),
            Form::Boolean(_) => "bool".to_owned(),
            Form::Number(it) if it.integer => "integer".to_owned(),
            Form::Number(_) => "number".to_owned(),
            Form::Text(_) => "string".to_owned(),
            Form::Array(it) => match (it.items, it.first.is_empty()) {
                (Items::Of(id), true) => {
                    let values = self.schemas.values(id);
                    let inner = match values.alternatives.as_slice() {
                        [only] => self.document_words(only),
                        _ => None,
                    };
                    let inner = inner.unwrap_or_else(|| match values.alternatives.as_slice() {
                        [only] if !matches!(only.form, Form::Array(_)) => {
                            self.form_words(&only.form.clone())
                        }
                        _ => String::new(),
                    });
                    format!("{inner} list").trim().to_owned()
                }
                _ => "list".to_owned(),
            },
            Form::Object(it) if it.properties.is_empty() => "map".to_owned(),
            Form::Object(it) => self.object_words(it),
        }
    }

    /// Returns the words for an object with the same properties as others: the name of its first required property, and
    /// the form of that property.
    fn object_words(&mut self, it: &Object) -> String {
        let required = it.properties.iter().filter(|(_, it)| it.required);
        let first = required.min_by_key(|(name, _)| name.as_str());
        let Some((name, property)) = first else {
            return "object".to_owned();
        };
        let id = self.schemas.all(&property.schemas);
        let values = id.map(|id| self.schemas.values(id));
        let form = values.as_ref().and_then(|it| it.alternatives.first());
        let inner = match form.map(|it| &it.form) {
            Some(Form::Object(it)) => it.properties.keys().min().cloned(),
            Some(Form::Array(_)) => Some("list".to_owned()),
            Some(form) => Some(self.form_words(&form.clone())),
            None => None,
        };
        format!("{name} {}", inner.unwrap_or_default())
    }

    /// Returns the words for a type where it is an alternative.
    pub(super) fn type_words(&self, ty: &TypeRef) -> Option<String> {
        if let TypeRef::Named(id) = ty {
            let hint = &self.types[id.index()].name;
            if hint.owner == Owner::Document {
                return Some(hint.words.clone());
            }
        }
        match self.resolved(ty) {
            TypeRef::Foreign(it) => Some(it.name().to_owned()),
            TypeRef::Prim(Prim::DateTime) => Some("date time".to_owned()),
            TypeRef::Prim(Prim::Date) => Some("date".to_owned()),
            TypeRef::Prim(Prim::Uuid) => Some("uuid".to_owned()),
            TypeRef::Prim(Prim::Ipv4) => Some("ipv4".to_owned()),
            TypeRef::Prim(Prim::Ipv6) => Some("ipv6".to_owned()),
            TypeRef::Tuple(_) => Some("tuple".to_owned()),
            _ => None,
        }
    }
}

fn text(constant: &Constant) -> Option<String> {
    match constant {
        Constant::Text(text) if text.chars().any(char::is_alphabetic) && text.len() <= 40 => {
            Some(text.clone())
        }
        _ => None,
    }
}
