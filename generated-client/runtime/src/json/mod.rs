//! The code behind `json_object!`: everything that does not depend on a struct's fields.

pub(crate) mod conversions;
pub(crate) mod enums;
pub(crate) mod field;
pub(crate) mod fields;
pub(crate) mod find;
pub(crate) mod fit;
pub(crate) mod formatted;
pub(crate) mod json_object;
pub(crate) mod marks;
pub(crate) mod ordered;
pub(crate) mod pick;
mod printer;
pub(crate) mod rest;
#[cfg(feature = "testing")]
pub(crate) mod secrets;
pub(crate) mod shape;
pub(crate) mod types_for;
pub(crate) mod union;
pub(crate) mod untagged;
pub(crate) mod variants;
pub(crate) mod whole;

pub use printer::{Redacted, debug};

use std::{any::type_name, borrow::Cow, collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{IgnoredAny, MapAccess, Visitor},
    ser::{Error as _, SerializeMap},
};

use crate::runtime::{
    Field,
    json::fields::{Slots, Values},
    json::pick::Sign,
    json::rest::Rest,
    json::shape::Constant,
};

/// A value that is written as the entries of an object.
pub trait WriteFields {
    /// The property that tells a union's variants apart.
    const TAG: Option<&'static str> = None;

    /// Writes all entries to `out`.
    fn write<O: Out>(&self, out: &mut O);

    /// Removes a union's tag from the undeclared properties that the value keeps: the union has it.
    fn forget(&mut self, _tag: &str) {}
}

/// A destination for the entries of an object: a JSON serializer, or the output of `Debug`.
pub trait Out: Sized {
    /// Writes the declared properties. `wires` are their names on the wire; `names` are the names of their
    /// fields, separated by commas.
    fn fields<V: Values>(&mut self, wires: &'static [&'static str], names: &str, values: V);

    /// Writes the rest map. An entry with the name of a declared property is left out, so that no key is
    /// written twice.
    fn rest<T>(&mut self, name: &str, rest: &BTreeMap<String, T>)
    where
        T: Serialize + fmt::Debug;

    /// Writes the properties that are kept although the document does not declare them.
    fn kept(&mut self, name: &str, kept: &BTreeMap<String, serde_json::Value>) {
        self.rest(name, kept);
    }

    /// Writes a union's tag and then the entries of its variant.
    ///
    /// The tag takes precedence over an entry of the same name, so that no key is written twice. If the
    /// variant is a union with the same tag property, that inner union writes the tag.
    fn tagged<T: WriteFields>(&mut self, tag: &'static str, value: Option<Constant>, fields: &T);

    /// Writes the entries of a union's variant, without adding the tag.
    fn variant<T: WriteFields>(&mut self, fields: &T) {
        fields.write(self);
    }

    /// Writes the entries of a union's variant whose struct has the tag as a field, with the value `said`.
    ///
    /// If that value is the tag of another variant or of none, the variant's own tag takes its place.
    fn checked<T: WriteFields>(
        &mut self,
        tag: &'static str,
        said: Option<&str>,
        signs: &[Sign],
        fields: &T,
    ) {
        match pick::other_tag(said, signs) {
            Some(own) => self.tagged(tag, Some(own), fields),
            None => self.variant(fields),
        }
    }

    /// Writes the entries of an object that matches none of a union's alternatives.
    fn unknown(&mut self, value: &serde_json::Value) {
        self.any(value);
    }

    /// Writes the entries of any object.
    fn any(&mut self, value: &serde_json::Value);
}

/// A property name, borrowed from the input unless it contains escapes. (serde's own impls for `Cow` never
/// borrow, and `&str` rejects escapes.)
pub struct Key<'de>(Cow<'de, str>);

impl Key<'_> {
    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn into_name(self) -> String {
        self.0.into_owned()
    }
}

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a property name")
            }
            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(name)))
            }
            fn visit_str<E>(self, name: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(name.to_owned())))
            }
            fn visit_string<E>(self, name: String) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(name)))
            }
        }
        deserializer.deserialize_identifier(KeyVisitor)
    }
}

struct ObjectVisitor<S, R> {
    name: &'static str,
    wires: &'static [&'static str],
    read: PhantomData<fn() -> (S, R)>,
}

impl<'de, S: Slots<'de>, R: Rest<'de>> Visitor<'de> for ObjectVisitor<S, R> {
    type Value = (S, R);
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", self.name)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(S, R), A::Error> {
        let mut open = S::Open::default();
        let mut rest = R::default();
        let mut next = 0;
        while let Some(key) = map.next_key::<Key<'de>>()? {
            if let Some(index) = find(self.wires, key.as_str(), next) {
                S::put(&mut open, index, &mut map)?;
                next = index + 1;
            } else {
                rest.put(&mut map, key)?;
            }
        }
        Ok((S::close(open, self.wires)?, rest))
    }
}

/// Returns the index of a name. Servers mostly write properties in the document's order, so the next one in
/// that order is checked first.
#[inline]
fn find(wires: &[&str], key: &str, next: usize) -> Option<usize> {
    if wires.get(next).is_some_and(|wire| *wire == key) {
        return Some(next);
    }
    wires.iter().position(|wire| *wire == key)
}

/// Reads an object: its declared properties and the rest.
///
/// # Errors
///
/// Returns an error if the value is not an object, if a property does not have the expected type, or if a
/// required property is missing.
pub fn object<'de, D, S, R>(
    deserializer: D,
    name: &'static str,
    wires: &'static [&'static str],
) -> Result<(S, R), D::Error>
where
    D: Deserializer<'de>,
    S: Slots<'de>,
    R: Rest<'de>,
{
    // Not `deserialize_map`, because `whole` wraps the values of maps: see there.
    let visitor = ObjectVisitor {
        name,
        wires,
        read: PhantomData,
    };
    deserializer.deserialize_struct(name, wires, visitor)
}

/// Returns the next property name, or `None` at the end of the object.
///
/// # Errors
///
/// Returns an error if the JSON is malformed.
pub(crate) fn key<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<Key<'de>>, A::Error> {
    map.next_key()
}

/// Skips a property that is not declared.
///
/// # Errors
///
/// Returns an error if the JSON is malformed.
pub(crate) fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    if fit::is_trying() {
        map.next_value_seed(fit::Lost)
    } else {
        map.next_value::<IgnoredAny>().map(|_| ())
    }
}

/// Writes an object.
///
/// # Errors
///
/// Returns the first error of writing an entry.
pub fn write<T: WriteFields, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut out = Writer {
        map: serializer.serialize_map(None)?,
        error: None,
        declared: &[],
        tags: Vec::new(),
    };
    out.mark::<T>();
    value.write(&mut out);
    match out.error {
        Some(error) => Err(error),
        None => out.map.end(),
    }
}

/// A writer of entries that keeps the first error, so that the macro needs no `?` per property.
pub struct Writer<M: SerializeMap> {
    map: M,
    error: Option<M::Error>,
    /// The names of the struct's declared properties.
    declared: &'static [&'static str],
    /// The tags that the unions around the next entries have written.
    tags: Vec<&'static str>,
}

impl<M: SerializeMap> Writer<M> {
    /// Writes an entry that is always present.
    pub fn entry<T: Serialize + ?Sized>(&mut self, wire: &str, value: &T) {
        if self.takes(wire) {
            self.error = self.map.serialize_entry(wire, value).err();
        }
    }

    /// Writes which type the entries belong to, if marks are enabled.
    fn mark<T>(&mut self) {
        if marks::marking() {
            self.entry(&format!("{}{}", marks::TYPE, type_name::<T>()), &());
        }
    }

    /// Returns whether an entry with this name may be written.
    fn takes(&self, wire: &str) -> bool {
        self.error.is_none() && !self.tags.contains(&wire)
    }

    /// Writes an entry that is left out if there is no value.
    #[allow(clippy::ref_option)] // the field has this type
    pub fn optional<T: Serialize>(&mut self, wire: &'static str, value: &Option<T>) {
        if let Some(value) = value {
            self.entry(wire, value);
        }
    }

    /// Writes an entry that is left out, `null` or a value.
    pub fn tri<T: Serialize>(&mut self, wire: &'static str, value: &Field<T>) {
        match value {
            Field::Absent => {}
            Field::Null => self.entry(wire, &()),
            Field::Value(value) => self.entry(wire, value),
        }
    }
}

impl<M: SerializeMap> Out for Writer<M> {
    fn fields<V: Values>(&mut self, wires: &'static [&'static str], _: &str, values: V) {
        self.declared = wires;
        values.write(wires, self);
    }

    fn rest<T: Serialize + fmt::Debug>(&mut self, _: &str, rest: &BTreeMap<String, T>) {
        for (key, value) in rest {
            if !self.declared.contains(&key.as_str()) {
                self.entry(key, value);
            }
        }
    }

    fn tagged<T: WriteFields>(&mut self, tag: &'static str, value: Option<Constant>, fields: &T) {
        if T::TAG != Some(tag) && self.takes(tag) {
            if let Some(value) = &value {
                self.entry(tag, value);
            }
            self.tags.push(tag);
        }
        self.variant(fields);
    }

    fn variant<T: WriteFields>(&mut self, fields: &T) {
        self.mark::<T>();
        fields.write(self);
    }

    fn unknown(&mut self, value: &serde_json::Value) {
        if marks::marking() {
            self.entry(marks::UNKNOWN, value);
        } else {
            self.any(value);
        }
    }

    fn any(&mut self, value: &serde_json::Value) {
        if let serde_json::Value::Object(map) = value {
            for (key, value) in map {
                self.entry(key, value);
            }
        } else if self.error.is_none() {
            self.error = Some(M::Error::custom("only an object can stand here"));
        }
    }
}

impl<T: WriteFields> WriteFields for Box<T> {
    const TAG: Option<&'static str> = T::TAG;

    fn write<O: Out>(&self, out: &mut O) {
        (**self).write(out);
    }

    fn forget(&mut self, tag: &str) {
        (**self).forget(tag);
    }
}

impl<T: Serialize + fmt::Debug> WriteFields for BTreeMap<String, T> {
    fn write<O: Out>(&self, out: &mut O) {
        out.rest("", self);
    }
}

impl WriteFields for serde_json::Value {
    fn write<O: Out>(&self, out: &mut O) {
        out.any(self);
    }
}
