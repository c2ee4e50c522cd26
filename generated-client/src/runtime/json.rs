//! What `json_object!` expands to calls of: all that does not depend on a struct's fields.

use std::{borrow::Cow, collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, IgnoredAny, MapAccess, Visitor},
    ser::{Error as _, SerializeMap},
};

use super::Field;

/// A struct that is read from an object's entries.
pub trait ReadObject: Sized {
    /// The type's name, for error messages.
    const NAME: &'static str;

    /// Reads all entries.
    ///
    /// # Errors
    ///
    /// What reading an entry gives, and a required property that is missing.
    fn read<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Self, A::Error>;
}

/// Something that is written as entries of an object.
pub trait WriteFields {
    /// The entry that tells a union's variants apart.
    const TAG: Option<&'static str> = None;

    /// Writes all entries.
    fn write<M: SerializeMap>(&self, out: &mut Writer<M>);
}

/// A property name, borrowed from the text unless it has escapes. (serde's own impls for `Cow` never
/// borrow, and `&str` refuses escapes.)
pub struct Key<'de>(Cow<'de, str>);

impl Key<'_> {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
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

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: ReadObject> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", T::NAME)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        T::read(&mut map)
    }
}

/// Reads an object.
///
/// # Errors
///
/// What [`ReadObject::read`] gives, and anything that is not an object.
pub fn object<'de, D: Deserializer<'de>, T: ReadObject>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

/// The next property name.
///
/// # Errors
///
/// Broken JSON.
pub fn key<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<Key<'de>>, A::Error> {
    map.next_key()
}

/// Reads a property into its slot.
///
/// # Errors
///
/// A value that does not fit.
pub fn put<'de, A, T>(map: &mut A, slot: &mut Option<T>) -> Result<(), A::Error>
where
    A: MapAccess<'de>,
    T: Deserialize<'de>,
{
    *slot = Some(map.next_value()?);
    Ok(())
}

/// Reads a property that is not declared into the rest map.
///
/// # Errors
///
/// A value that does not fit.
#[allow(clippy::needless_pass_by_value)] // the key's text moves into the map
pub fn put_rest<'de, A, T>(
    map: &mut A,
    key: Key<'de>,
    rest: &mut BTreeMap<String, T>,
) -> Result<(), A::Error>
where
    A: MapAccess<'de>,
    T: Deserialize<'de>,
{
    rest.insert(key.0.into_owned(), map.next_value()?);
    Ok(())
}

/// Passes over a property that is not declared.
///
/// # Errors
///
/// Broken JSON.
pub fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>()?;
    Ok(())
}

/// What a required property's slot holds.
///
/// # Errors
///
/// The property was not there.
pub fn need<T, E: de::Error>(slot: Option<T>, wire: &'static str) -> Result<T, E> {
    slot.ok_or_else(|| E::missing_field(wire))
}

/// Writes an object.
///
/// # Errors
///
/// What writing an entry gives.
pub fn write<T: WriteFields, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut out = Writer {
        map: serializer.serialize_map(None)?,
        error: None,
        tags: Vec::new(),
    };
    value.write(&mut out);
    match out.error {
        Some(error) => Err(error),
        None => out.map.end(),
    }
}

/// Writes entries and remembers the first error, so that the macro needs no `?` a property.
pub struct Writer<M: SerializeMap> {
    map: M,
    error: Option<M::Error>,
    /// What unions have written around the entries to come.
    tags: Vec<&'static str>,
}

impl<M: SerializeMap> Writer<M> {
    /// An entry that is always there.
    pub fn entry<T: Serialize + ?Sized>(&mut self, wire: &str, value: &T) {
        if self.takes(wire) {
            self.error = self.map.serialize_entry(wire, value).err();
        }
    }

    /// Whether an entry of that name can be written.
    fn takes(&self, wire: &str) -> bool {
        self.error.is_none() && !self.tags.contains(&wire)
    }

    /// A union's tag and the entries of its variant. The tag counts for an entry of the same name,
    /// so no key is written twice; but a union in this one that is told apart by the same property
    /// knows better what to write.
    pub fn tagged<T: WriteFields>(&mut self, tag: &'static str, value: &str, fields: &T) {
        if T::TAG != Some(tag) && self.takes(tag) {
            self.entry(tag, value);
            self.tags.push(tag);
        }
        fields.write(self);
    }

    /// An entry that is left out when there is no value.
    pub fn optional<T: Serialize>(&mut self, wire: &'static str, value: &Option<T>) {
        if let Some(value) = value {
            self.entry(wire, value);
        }
    }

    /// An entry that is left out, null or a value.
    pub fn tri<T: Serialize>(&mut self, wire: &'static str, value: &Field<T>) {
        match value {
            Field::Absent => {}
            Field::Null => self.entry(wire, &()),
            Field::Value(value) => self.entry(wire, value),
        }
    }

    /// The rest map. A declared property of the same name counts, so no key is written twice.
    pub fn rest<T: Serialize>(&mut self, rest: &BTreeMap<String, T>, declared: &[&str]) {
        for (key, value) in rest {
            if !declared.contains(&key.as_str()) {
                self.entry(key, value);
            }
        }
    }
}

impl<T: WriteFields> WriteFields for Box<T> {
    const TAG: Option<&'static str> = T::TAG;

    fn write<M: SerializeMap>(&self, out: &mut Writer<M>) {
        (**self).write(out);
    }
}

impl<T: Serialize> WriteFields for BTreeMap<String, T> {
    fn write<M: SerializeMap>(&self, out: &mut Writer<M>) {
        out.rest(self, &[]);
    }
}

impl WriteFields for serde_json::Value {
    fn write<M: SerializeMap>(&self, out: &mut Writer<M>) {
        if let Self::Object(map) = self {
            for (key, value) in map {
                out.entry(key, value);
            }
        } else if out.error.is_none() {
            out.error = Some(M::Error::custom("only an object can stand here"));
        }
    }
}

/// Stands for a sensitive value in `Debug`.
pub struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Prints a struct as a derived `Debug` would.
///
/// # Errors
///
/// What the formatter gives.
pub fn debug(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    fields: &[(&str, &dyn fmt::Debug)],
) -> fmt::Result {
    let mut out = f.debug_struct(name);
    for (field, value) in fields {
        out.field(field.strip_prefix("r#").unwrap_or(field), value);
    }
    out.finish()
}
