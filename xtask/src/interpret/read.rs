//! Values as the types that they are read as: arrays and objects. The other types have files of their own.

use super::{
    Interpreter,
    decoded::Decoded,
    decoded::Misfit,
    decoded::kept,
    nesting,
    refusal::{Refusal, Step, TOO_DEEP},
};
use generator::api::{Field, Presence, Prim, Shape, Struct, TypeId, TypeRef};
use serde_json::Value;

/// The nesting depth at which a text is refused.
pub(super) const DEPTH: usize = 128;

/// A decoder of one value.
pub(super) struct Reader<'m> {
    pub(super) of: Interpreter<'m>,
    /// The misfits so far of the alternative that is being tried, if there is one.
    pub(super) counted: Option<Misfit>,
    /// The number of bytes that may still be read for the outermost union that is being read.
    pub(super) left: Option<usize>,
    /// The number of arrays and objects around the current value, in its text.
    depth: usize,
}

impl<'m> Reader<'m> {
    pub(super) fn new(of: Interpreter<'m>) -> Self {
        Self {
            of,
            counted: None,
            left: None,
            depth: 0,
        }
    }

    /// Decodes a value as a type.
    pub(super) fn read<'v>(
        &mut self,
        ty: &TypeRef,
        value: &'v Value,
    ) -> Result<Decoded<'v>, Refusal> {
        match ty {
            TypeRef::Prim(prim) => self.prim(*prim, value),
            TypeRef::Named(id) => self.named(*id, value),
            // Only the user knows which JSON their own type accepts.
            TypeRef::Json | TypeRef::Foreign(_) => self.any(value),
            TypeRef::Nullable(_) if value.is_null() => Ok(Decoded::NULL),
            TypeRef::Nullable(inner) => self.read(inner, value),
            TypeRef::List(item) => self.list(item, value),
            TypeRef::Tuple(items) => self.tuple(items, value),
            TypeRef::Map(item) => self.map(item, value),
        }
    }

    /// Decodes a value as an alternative of a union. The alternative is read from a text of its own, in which the depth
    /// starts at zero.
    pub(super) fn alternative<'v>(
        &mut self,
        ty: &TypeRef,
        value: &'v Value,
    ) -> Result<Decoded<'v>, Refusal> {
        let around = std::mem::take(&mut self.depth);
        let read = self.read(ty, value);
        self.depth = around;
        read.map_err(Refusal::begun)
    }

    fn named<'v>(&mut self, id: TypeId, value: &'v Value) -> Result<Decoded<'v>, Refusal> {
        match &self.of.api.ty(id).shape {
            Shape::Struct(it) => self.structure(id, it, value),
            Shape::StringEnum(it) => self.string_enum(it, value),
            Shape::IntegerEnum(values) => self.integer_enum(values, value),
            Shape::Union(it) => self.union(id, it, value),
            Shape::Untagged(it) => self.untagged(id, it, value),
            Shape::Alias(ty) => self.read(ty, value),
        }
    }

    /// Decodes any JSON, unless it nests too deeply.
    pub(super) fn any<'v>(&mut self, value: &'v Value) -> Result<Decoded<'v>, Refusal> {
        if self.depth + nesting(value) >= DEPTH {
            return Err(Refusal::new(TOO_DEEP));
        }
        Ok(kept(value))
    }

    /// Counts an array or an object that begins. An error later on leaves the count as it is, since it ends the reading
    /// of the whole text.
    fn enter(&mut self) -> Result<(), Refusal> {
        self.depth += 1;
        if self.depth >= DEPTH {
            return Err(Refusal::new(TOO_DEEP));
        }
        Ok(())
    }

    fn list<'v>(&mut self, ty: &TypeRef, value: &'v Value) -> Result<Decoded<'v>, Refusal> {
        let Value::Array(items) = value else {
            return Err(Refusal::of_kind(value, "a sequence"));
        };
        self.enter()?;
        let mut out = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let read = self.read(ty, item);
            out.push(read.map_err(|it| it.below(Step::Item(index)))?);
        }
        self.depth -= 1;
        Ok(Decoded::List(out))
    }

    fn tuple<'v>(&mut self, types: &[TypeRef], value: &'v Value) -> Result<Decoded<'v>, Refusal> {
        if types.is_empty() {
            // A tuple of nothing is `()`.
            return self.prim(Prim::Null, value);
        }
        let expected = format!("a tuple of size {}", types.len());
        let Value::Array(items) = value else {
            return Err(Refusal::of_kind(value, &expected));
        };
        self.enter()?;
        let mut out = Vec::with_capacity(types.len());
        for (index, ty) in types.iter().enumerate() {
            let Some(item) = items.get(index) else {
                return Err(Refusal::new(format!("invalid length, expected {expected}")));
            };
            let read = self.read(ty, item);
            out.push(read.map_err(|it| it.below(Step::Item(index)))?);
        }
        if items.len() > types.len() {
            let refusal = Refusal::new("trailing characters");
            return Err(refusal.below(Step::Item(types.len())));
        }
        self.depth -= 1;
        Ok(Decoded::List(out))
    }

    fn map<'v>(&mut self, ty: &TypeRef, value: &'v Value) -> Result<Decoded<'v>, Refusal> {
        let Value::Object(entries) = value else {
            return Err(Refusal::of_kind(value, "a map"));
        };
        self.enter()?;
        let mut out = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let read = self.read(ty, value);
            out.push((key.as_str(), read.map_err(|it| below(it, key))?));
        }
        self.depth -= 1;
        Ok(Decoded::Map(out))
    }

    fn structure<'v>(
        &mut self,
        id: TypeId,
        it: &Struct,
        value: &'v Value,
    ) -> Result<Decoded<'v>, Refusal> {
        let Value::Object(entries) = value else {
            // The decoder of a struct begins to read an array, which could be its fields in order.
            if value.is_array() {
                self.enter()?;
            }
            let expected = format!("an object ({})", self.of.ident(id));
            return Err(Refusal::of_kind(value, &expected).begun());
        };
        self.enter()?;
        let mut read = vec![false; it.fields.len()];
        let mut fields = vec![None; it.fields.len()];
        let mut rest = Vec::new();
        let mut next = 0;
        for (key, value) in entries {
            match (find(&it.fields, key, next), &it.additional_properties) {
                (Some(index), _) => {
                    next = index + 1;
                    read[index] = true;
                    let field = self.field(id, &it.fields[index], value);
                    fields[index] = field.map_err(|it| below(it, key))?;
                }
                (None, Some(ty)) => {
                    let more = self.read(ty, value);
                    rest.push((key.as_str(), more.map_err(|it| below(it, key))?));
                }
                (None, None) => {
                    self.lose(value);
                    if it.kept {
                        let more = self.any(value);
                        rest.push((key.as_str(), more.map_err(|it| below(it, key))?));
                    }
                }
            }
        }
        let mut missing = it.fields.iter().zip(read).filter(|(_, read)| !read);
        let missing = missing.find(|(it, _)| self.of.facts.presence(id, it).is_required());
        if let Some((field, _)) = missing {
            let name = field.wire.as_str();
            return Err(Refusal::new(format!("missing field `{name}`")));
        }
        self.depth -= 1;
        Ok(Decoded::Struct { id, fields, rest })
    }

    /// Decodes the value of a field, or returns `None` if the field then holds nothing.
    fn field<'v>(
        &mut self,
        id: TypeId,
        field: &Field,
        value: &'v Value,
    ) -> Result<Option<Decoded<'v>>, Refusal> {
        match (self.of.facts.presence(id, field), value) {
            (Presence::Optional, Value::Null) => {
                self.lose(value);
                Ok(None)
            }
            (Presence::RequiredNullable | Presence::OptionalNullable, Value::Null) => {
                Ok(Some(Decoded::NULL))
            }
            _ => self.read(&field.ty, value).map(Some),
        }
    }
}

/// Returns the index of the field with a name. The field at `next` is tried first, since most values have their
/// properties in the document's order.
fn find(fields: &[Field], key: &str, next: usize) -> Option<usize> {
    let is = |it: &Field| it.wire.as_str() == key;
    if fields.get(next).is_some_and(is) {
        return Some(next);
    }
    fields.iter().position(is)
}

fn below(refusal: Refusal, key: &str) -> Refusal {
    refusal.below(Step::Property(key.to_owned()))
}
