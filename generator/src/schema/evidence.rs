//! The evidence that tells the alternatives of a union apart: JSON types, properties and constants.

use super::{
    SchemaId, Schemas,
    values::{Alternative, Array, Form, Items, Null, Object, Values},
};
use crate::{
    schema::{Constant, JsonKind, JsonShape},
    tree::SpecName,
    vocabulary::flag_meant,
};
use std::{collections::BTreeSet, rc::Rc};

/// The forms of an alternative: its own, or those behind its name.
enum Forms {
    Own(Box<Alternative>),
    Behind(Rc<Values>),
}

impl std::ops::Deref for Forms {
    type Target = [Alternative];

    fn deref(&self) -> &Self::Target {
        match self {
            Self::Own(it) => std::slice::from_ref(&**it),
            Self::Behind(it) => &it.alternatives,
        }
    }
}

impl Schemas<'_> {
    /// Returns the shapes of the values of a schema, without duplicates.
    pub(crate) fn looks(&mut self, id: SchemaId) -> Vec<JsonShape> {
        let inside = self.inside(id);
        self.looks_of(&inside.alternatives)
    }

    /// Returns the shapes of the values of these alternatives, without duplicates.
    pub(crate) fn looks_of(&mut self, alternatives: &[Alternative]) -> Vec<JsonShape> {
        let mut out: Vec<JsonShape> = Vec::new();
        for it in alternatives {
            let more = match &it.form {
                Form::Named(id) => {
                    let inside = self.inside(*id);
                    let named = |it: &&Alternative| !matches!(it.form, Form::Named(_));
                    let inner: Vec<Alternative> =
                        inside.alternatives.iter().filter(named).cloned().collect();
                    self.looks_of(&inner)
                }
                form => vec![self.look(form)],
            };
            for look in more {
                if !out.contains(&look) {
                    out.push(look);
                }
            }
        }
        out
    }

    fn look(&mut self, form: &Form) -> JsonShape {
        match form {
            Form::Any { .. } | Form::Named(_) => JsonShape::plain(JsonKind::Any),
            Form::Boolean(_) => JsonShape::plain(JsonKind::Boolean),
            Form::Number(it) if it.integer => JsonShape::plain(JsonKind::Integer),
            Form::Number(_) => JsonShape::plain(JsonKind::Number),
            Form::Text(_) => JsonShape::plain(JsonKind::String),
            Form::Array(it) => self.array_look(it),
            Form::Object(it) => self.object_look(it),
        }
    }

    /// Returns the shape of an array. Arrays are told apart by their objects.
    fn array_look(&mut self, it: &Array) -> JsonShape {
        let plain = JsonShape::plain(JsonKind::Array);
        let (Items::Of(items), true) = (it.items, it.first.is_empty()) else {
            return plain;
        };
        let inside = self.inside(items);
        let [only] = inside.alternatives.as_slice() else {
            return plain;
        };
        match &only.form {
            Form::Object(object) if inside.null == Null::No => JsonShape {
                kind: JsonKind::Array,
                ..self.object_look(object)
            },
            _ => plain,
        }
    }

    fn object_look(&mut self, it: &Object) -> JsonShape {
        let mut out = JsonShape::plain(JsonKind::Object);
        for (name, property) in &it.properties {
            let name = SpecName::new(name);
            let one_way = property.schemas.iter().any(|id| self.is_one_way(*id));
            if let Some(constants) = self.constants(&property.schemas)
                && constants.len() == 1
            {
                out.constants.push((name.clone(), constants));
            }
            if property.required && !one_way {
                out.required.push(name);
            } else {
                out.optional.push(name);
            }
        }
        out
    }

    /// Returns whether a property is only for requests or only for responses.
    fn is_one_way(&self, id: SchemaId) -> bool {
        let flag = |key| {
            let it = self.node(id).and_then(|node| node.get(key));
            it.and_then(flag_meant) == Some(true)
        };
        flag("readOnly") || flag("writeOnly")
    }

    /// Returns the values of a property to which all of these schemas apply, if the values are listed.
    pub(crate) fn constants(&mut self, ids: &[SchemaId]) -> Option<Vec<Constant>> {
        let id = self.all(ids)?;
        let values = self.values(id);
        // Most properties do not list values. This check finds out without resolving names.
        if values.alternatives.is_empty() || values.alternatives.len() > 64 {
            return None;
        }
        let inside = self.inside(id);
        let mut out = Vec::new();
        for it in &inside.alternatives {
            match &it.form {
                Form::Text(texts) => {
                    let listed = texts.listed.as_ref().filter(|_| !texts.open)?.iter();
                    out.extend(listed.map(|it| Constant::Text(it.clone())));
                }
                Form::Number(numbers) => {
                    for number in numbers.listed.as_ref()? {
                        out.push(Constant::Integer(number.as_i64()?));
                    }
                }
                Form::Boolean(listed) if listed.len() == 1 => {
                    out.extend(listed.iter().map(|it| Constant::Boolean(*it)));
                }
                _ => return None,
            }
        }
        Some(out).filter(|it| !it.is_empty())
    }

    /// Returns the values that a property has in an alternative, if each of its objects lists them.
    pub(crate) fn tags(&mut self, it: &Alternative, property: &str) -> Option<Vec<Constant>> {
        let objects = self.forms(it);
        let mut out: Vec<Constant> = Vec::new();
        for it in objects.iter() {
            let Form::Object(object) = &it.form else {
                return None;
            };
            let schemas = &object.properties.get(property)?.schemas;
            for constant in self.constants(schemas)? {
                if !out.contains(&constant) {
                    out.push(constant);
                }
            }
        }
        Some(out)
    }

    /// Returns whether each object of an alternative has a property.
    pub(crate) fn declares(&mut self, it: &Alternative, property: &str) -> bool {
        let has = |it: &Alternative| match &it.form {
            Form::Object(object) => object.properties.contains_key(property),
            _ => false,
        };
        let all = self.forms(it);
        !all.is_empty() && all.iter().all(has)
    }

    /// Returns the objects of an alternative, or `None` if it has other values too.
    pub(crate) fn objects(&mut self, it: &Alternative) -> Option<Vec<Object>> {
        let object = |it: &Alternative| match &it.form {
            Form::Object(object) => Some(object.clone()),
            _ => None,
        };
        self.forms(it).iter().map(object).collect()
    }

    /// Returns the forms of an alternative: its own, or those behind its name. The latter are not copied, because a
    /// base has as many as it has heirs.
    fn forms(&mut self, it: &Alternative) -> Forms {
        match it.form {
            Form::Named(id) => Forms::Behind(self.inside(id)),
            _ => Forms::Own(Box::new(it.clone())),
        }
    }

    /// Returns the schemas that a schema consists of when names are resolved. It is among them itself if it is one
    /// of its own alternatives.
    pub(crate) fn alternatives_of(&mut self, id: SchemaId) -> BTreeSet<SchemaId> {
        let mut out = BTreeSet::new();
        let mut open = vec![id];
        while let Some(next) = open.pop() {
            let values = self.values(next);
            for it in &values.alternatives {
                if let Form::Named(target) = it.form
                    && out.insert(target)
                {
                    open.push(target);
                }
            }
        }
        out
    }
}
