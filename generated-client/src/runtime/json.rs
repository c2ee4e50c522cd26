//! What `json_object!` expands to calls of: all that does not depend on a struct's fields.

use std::{any::type_name, borrow::Cow, collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{IgnoredAny, MapAccess, Visitor},
    ser::{Error as _, SerializeMap},
};

use super::{
    Field,
    fields::{Slots, Values},
    fit, marks,
    shape::Constant,
    whole::Whole,
};

/// Something that is written as entries of an object.
pub trait WriteFields {
    /// The entry that tells a union's variants apart.
    const TAG: Option<&'static str> = None;

    /// Hands all entries to `out`.
    fn write<O: Out>(&self, out: &mut O);
}

/// Where the entries of an object go: into JSON, or into what `Debug` prints.
pub trait Out: Sized {
    /// The properties with their names on the wire and, separated by commas, their fields' names.
    fn fields<V: Values>(&mut self, wires: &'static [&'static str], names: &str, values: V);

    /// The rest map. A declared property of the same name counts, so no key is written twice.
    fn rest<T>(&mut self, name: &str, rest: &BTreeMap<String, T>)
    where
        T: Serialize + fmt::Debug;

    /// A union's tag and the entries of its variant. The tag counts for an entry of the same name,
    /// so no key is written twice; but a union in this one that is told apart by the same property
    /// knows better what to write.
    fn tagged<T: WriteFields>(&mut self, tag: &'static str, value: Option<Constant>, fields: &T);

    /// The entries of a union's variant, which has the tag among them.
    fn variant<T: WriteFields>(&mut self, fields: &T) {
        fields.write(self);
    }

    /// The entries of an object that is none of a union's alternatives.
    fn unknown(&mut self, value: &serde_json::Value) {
        self.any(value);
    }

    /// The entries of any object.
    fn any(&mut self, value: &serde_json::Value);
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

/// Properties that an object has beside the declared ones.
pub trait Rest<'de>: Default {
    /// Reads one.
    ///
    /// # Errors
    ///
    /// A value that does not fit.
    fn put<A: MapAccess<'de>>(&mut self, map: &mut A, key: Key<'de>) -> Result<(), A::Error>;
}

/// They are passed over.
impl<'de> Rest<'de> for () {
    fn put<A: MapAccess<'de>>(&mut self, map: &mut A, _: Key<'de>) -> Result<(), A::Error> {
        skip(map)
    }
}

impl<'de, T: Deserialize<'de>> Rest<'de> for (BTreeMap<String, T>,) {
    fn put<A: MapAccess<'de>>(&mut self, map: &mut A, key: Key<'de>) -> Result<(), A::Error> {
        let value = map.next_value_seed(Whole::new())?;
        self.0.insert(key.0.into_owned(), value);
        Ok(())
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

/// The index of a name. Servers mostly write properties in the document's order, so the one that is
/// next there is looked at first.
#[inline]
fn find(wires: &[&str], key: &str, next: usize) -> Option<usize> {
    if wires.get(next).is_some_and(|wire| *wire == key) {
        return Some(next);
    }
    wires.iter().position(|wire| *wire == key)
}

/// Reads an object: the properties named, and the rest.
///
/// # Errors
///
/// Anything that is not an object, a value that does not fit, and a required property that is missing.
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
    deserializer.deserialize_map(ObjectVisitor {
        name,
        wires,
        read: PhantomData,
    })
}

/// The next property name.
///
/// # Errors
///
/// Broken JSON.
pub(super) fn key<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<Key<'de>>, A::Error> {
    map.next_key()
}

/// Passes over a property that is not declared.
///
/// # Errors
///
/// Broken JSON.
pub(super) fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    fit::lose();
    map.next_value::<IgnoredAny>()?;
    Ok(())
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

/// Writes entries and remembers the first error, so that the macro needs no `?` a property.
pub struct Writer<M: SerializeMap> {
    map: M,
    error: Option<M::Error>,
    /// The names of the struct's properties.
    declared: &'static [&'static str],
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

    /// Says which type writes the entries, where that is asked.
    fn mark<T>(&mut self) {
        if marks::marking() {
            self.entry(&format!("{}{}", marks::TYPE, type_name::<T>()), &());
        }
    }

    /// Whether an entry of that name can be written.
    fn takes(&self, wire: &str) -> bool {
        self.error.is_none() && !self.tags.contains(&wire)
    }

    /// An entry that is left out when there is no value.
    #[allow(clippy::ref_option)] // it is what the field holds
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

/// Stands for a sensitive value in `Debug`.
pub struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

struct Printer<'a, 'f>(fmt::DebugStruct<'a, 'f>);

impl Out for Printer<'_, '_> {
    fn fields<V: Values>(&mut self, _: &'static [&'static str], names: &str, values: V) {
        let names = names.split(',').map(str::trim);
        let mut names = names.map(|name| name.strip_prefix("r#").unwrap_or(name));
        values.print(&mut |value| {
            self.0.field(names.next().unwrap_or_default(), value);
        });
    }

    fn rest<T: Serialize + fmt::Debug>(&mut self, name: &str, rest: &BTreeMap<String, T>) {
        self.0.field(name.strip_prefix("r#").unwrap_or(name), rest);
    }

    fn tagged<T: WriteFields>(&mut self, _: &'static str, _: Option<Constant>, fields: &T) {
        fields.write(self);
    }

    // Nobody said what there is in it.
    fn any(&mut self, _: &serde_json::Value) {}
}

/// Prints a struct as a derived `Debug` would.
///
/// # Errors
///
/// What the formatter gives.
pub fn debug<T: WriteFields>(f: &mut fmt::Formatter<'_>, name: &str, value: &T) -> fmt::Result {
    let mut out = Printer(f.debug_struct(name));
    value.write(&mut out);
    out.0.finish()
}
