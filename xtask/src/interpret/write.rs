//! Values as the emitted types write them, with marks.

use super::{Interpreter, decoded::Decoded, mark};
use generator::{
    api::{Shape, Struct, TypeId, Union},
    schema::Constant,
};
use serde_json::{Map, Value};

/// The error about a value without entries, where an object's entries are needed.
const NO_OBJECT: &str = "only an object can stand here";

impl<'m> Interpreter<'m> {
    /// Returns the JSON that a value is written as, with marks.
    ///
    /// # Errors
    ///
    /// The emitted code cannot write it.
    pub(super) fn encode(self, value: &Decoded<'_>) -> Result<Value, &'static str> {
        match value {
            Decoded::Kept(value) => Ok(value.clone().into_owned()),
            Decoded::Unlisted(value) => Ok(under(mark::UNLISTED, value)),
            Decoded::List(items) => items.iter().map(|it| self.encode(it)).collect(),
            Decoded::Map(entries) => {
                let entries = entries.iter();
                let entries = entries.map(|(key, it)| Ok(((*key).to_owned(), self.encode(it)?)));
                entries.collect::<Result<Map<_, _>, _>>().map(Value::Object)
            }
            Decoded::Struct { .. } => self.object(value),
            Decoded::Variant {
                id,
                index,
                value: inner,
            } => match self.tagged(*id) {
                Some(it) if !it.is_mixed() => self.object(value),
                Some(it) => match written(it, *index) {
                    Some(tag) => {
                        let mut writer = Writer::new(self);
                        writer.tagged(it, tag, inner)?;
                        Ok(Value::Object(writer.out))
                    }
                    None => self.encode(inner),
                },
                None => self.encode(inner),
            },
            Decoded::Unknown { id, value: kept } => match self.tagged(*id) {
                Some(it) if !it.is_mixed() => self.object(value),
                Some(_) | None => Ok(under(mark::UNKNOWN, kept)),
            },
        }
    }

    /// Encodes a value that writes its own entries.
    fn object(self, value: &Decoded<'_>) -> Result<Value, &'static str> {
        let mut writer = Writer::new(self);
        writer.variant(value)?;
        Ok(Value::Object(writer.out))
    }

    /// Returns the union that a type is, if its variants are told apart by a tag.
    fn tagged(self, id: TypeId) -> Option<&'m Union> {
        match &self.api.ty(id).shape {
            Shape::Union(it) => Some(it),
            Shape::Struct(_)
            | Shape::StringEnum(_)
            | Shape::IntegerEnum(_)
            | Shape::Untagged(_)
            | Shape::Alias(_) => None,
        }
    }
}

fn under(mark: &str, value: &Value) -> Value {
    Value::Object([(mark.to_owned(), value.clone())].into_iter().collect())
}

/// Returns the tag that a union writes for a variant, or `None` if the variant declares it itself or has none.
fn written(it: &Union, index: usize) -> Option<&Constant> {
    let variant = it.variants.get(index).filter(|it| !it.declares_tag)?;
    variant.tags.first()
}

/// A writer of an object's entries.
struct Writer<'m> {
    of: Interpreter<'m>,
    out: Map<String, Value>,
    /// The struct whose properties have been written.
    declared: Option<&'m Struct>,
    /// The tags that unions have already written, which later entries do not repeat.
    tags: Vec<&'m str>,
}

impl<'m> Writer<'m> {
    fn new(of: Interpreter<'m>) -> Self {
        Self {
            of,
            out: Map::new(),
            declared: None,
            tags: Vec::new(),
        }
    }

    fn takes(&self, key: &str) -> bool {
        !self.tags.contains(&key)
    }

    fn entry(&mut self, key: &str, value: &Decoded<'_>) -> Result<(), &'static str> {
        if self.takes(key) {
            let value = self.of.encode(value)?;
            self.out.insert(key.to_owned(), value);
        }
        Ok(())
    }

    fn mark(&mut self, id: TypeId) {
        let name = self.of.ident(id);
        self.out
            .insert(format!("{}{name}", mark::TYPE), Value::Null);
    }

    /// Writes the entries of a value after a mark of its type.
    fn variant(&mut self, value: &Decoded<'_>) -> Result<(), &'static str> {
        match value {
            Decoded::Struct { id, .. }
            | Decoded::Variant { id, .. }
            | Decoded::Unknown { id, .. } => self.mark(*id),
            Decoded::Kept(_) | Decoded::Unlisted(_) | Decoded::List(_) | Decoded::Map(_) => {}
        }
        self.entries(value)
    }

    /// Writes a union's tag and then a value, without the tag if the value is itself a union told apart by the same
    /// property.
    fn tagged(
        &mut self,
        it: &'m Union,
        constant: &Constant,
        value: &Decoded<'_>,
    ) -> Result<(), &'static str> {
        let tag = it.tag.as_str();
        if self.tag_of(value) != Some(tag) && self.takes(tag) {
            self.out.insert(tag.to_owned(), constant.to_json());
            self.tags.push(tag);
        }
        self.variant(value)
    }

    fn tag_of(&self, value: &Decoded<'_>) -> Option<&'m str> {
        match value {
            Decoded::Variant { id, .. } | Decoded::Unknown { id, .. } => {
                self.of.tagged(*id).map(|it| it.tag.as_str())
            }
            Decoded::Kept(_)
            | Decoded::Unlisted(_)
            | Decoded::List(_)
            | Decoded::Map(_)
            | Decoded::Struct { .. } => None,
        }
    }

    fn entries(&mut self, value: &Decoded<'_>) -> Result<(), &'static str> {
        match value {
            Decoded::Struct { id, fields, rest } => self.structure(*id, fields, rest),
            Decoded::Map(entries) => self.rest(entries),
            Decoded::Variant {
                id,
                index,
                value: inner,
            } => match self.of.tagged(*id) {
                Some(it) if !it.is_mixed() => match written(it, *index) {
                    Some(tag) => self.tagged(it, tag, inner),
                    None => self.variant(inner),
                },
                Some(_) | None => self.any(&self.of.encode(value)?),
            },
            Decoded::Unknown { value, .. } => self.any(&under(mark::UNKNOWN, value)),
            Decoded::Kept(value) => self.any(value),
            Decoded::Unlisted(_) | Decoded::List(_) => Err(NO_OBJECT),
        }
    }

    fn structure(
        &mut self,
        id: TypeId,
        fields: &[Option<Decoded<'_>>],
        rest: &[(&str, Decoded<'_>)],
    ) -> Result<(), &'static str> {
        let Shape::Struct(it) = &self.of.api.ty(id).shape else {
            return Err("bug: no struct");
        };
        self.declared = Some(it);
        for (field, value) in it.fields.iter().zip(fields) {
            if let Some(value) = value {
                self.entry(field.wire.as_str(), value)?;
            }
        }
        self.rest(rest)
    }

    /// Writes undeclared properties, except those with the name of a declared one.
    fn rest(&mut self, entries: &[(&str, Decoded<'_>)]) -> Result<(), &'static str> {
        for (key, value) in entries {
            let mut declared = self.declared.iter().flat_map(|it| &it.fields);
            if !declared.any(|it| it.wire.as_str() == *key) {
                self.entry(key, value)?;
            }
        }
        Ok(())
    }

    fn any(&mut self, value: &Value) -> Result<(), &'static str> {
        let Value::Object(entries) = value else {
            return Err(NO_OBJECT);
        };
        for (key, value) in entries {
            if self.takes(key) {
                self.out.insert(key.clone(), value.clone());
            }
        }
        Ok(())
    }
}
