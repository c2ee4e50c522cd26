//! What the alternatives of a union are called after.

use super::{Lower, schema::name_of, union::title_words};
use crate::{
    model::{Constant, JsonKind, Owner, Prim, SpecName, TypeRef},
    schema::{Alternative, Form, Items, Object, Origin, SchemaId},
};

impl Lower<'_> {
    /// The words that the document has for an alternative: the names of the schemas that it was made from, or their
    /// titles.
    pub(super) fn document_words(&self, it: &Alternative) -> Option<String> {
        let mut out: Vec<String> = Vec::new();
        for id in &it.from {
            out.extend(self.title_of(*id).filter(|it| !out.contains(it)));
        }
        // A branch that is titled by itself is called so, whatever it refers to.
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
                let titled = self.schemas.node(id).and_then(title_words);
                match at.parent().as_str() {
                    "/components/schemas" => Some(at.name()),
                    _ => titled,
                }
            }
            Origin::Base(base) => self.title_of(*base),
            Origin::All(_) | Origin::Any(_) => None,
        }
    }

    /// What tells an alternative without a name from the others: a constant, a property, or its JSON type.
    pub(super) fn role(&mut self, it: &Alternative, others: &[Alternative]) -> String {
        let looks = self.schemas.looks_of(std::slice::from_ref(it));
        let look = looks.first().filter(|it| it.kind == JsonKind::Object);
        if let Some(look) = look {
            let mut constants = look.constants.iter().flat_map(|(_, values)| values);
            if let Some(text) = constants.find_map(text) {
                return text;
            }
            let more = others.iter().filter(|other| other.form != it.form);
            let more: Vec<Alternative> = more.cloned().collect();
            let known = self.schemas.looks_of(&more);
            let is_new = |name: &&SpecName| {
                let mut all = known.iter();
                !all.any(|it| it.required.contains(name) || it.optional.contains(name))
            };
            // The first by its name, so that their order does not matter.
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

    /// What an object is called after that has the same properties as others: the first one that it has to have, and
    /// what that is.
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

    /// What names a type where it is an alternative.
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
