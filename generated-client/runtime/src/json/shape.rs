//! The outer shape of a JSON text: its type, the names of its properties, and the scalars among their
//! values.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use crate::runtime::json;

/// A JSON type. Integers are distinguished from other numbers, and `any` stands for every type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(non_camel_case_types, missing_docs)] // named as in the macros' entries
pub enum Kind {
    boolean,
    integer,
    number,
    string,
    array,
    object,
    any,
}

impl Kind {
    /// Returns whether a value of the type `of` also has this type.
    pub(crate) fn admits(self, of: Self) -> bool {
        self == of || self == Self::any || (self == Self::number && of == Self::integer)
    }
}

/// A scalar that tells variants apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constant {
    /// A string.
    Text(&'static str),
    /// An integer.
    Integer(i64),
    /// `true` or `false`.
    Boolean(bool),
}

/// The constants as written in the macros' entries: `"text"`, `integer 1`, `boolean true`.
pub mod constant {
    use super::Constant;

    /// Creates a constant that is a string.
    pub const fn of(text: &'static str) -> Constant {
        Constant::Text(text)
    }

    /// Constants that are integers.
    pub mod integer {
        /// Creates a constant that is an integer.
        pub const fn of(value: i64) -> super::Constant {
            super::Constant::Integer(value)
        }
    }

    /// Constants that are `true` or `false`.
    pub mod boolean {
        /// Creates a constant that is `true` or `false`.
        pub const fn of(value: bool) -> super::Constant {
            super::Constant::Boolean(value)
        }
    }
}

impl serde::Serialize for Constant {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Integer(value) => serializer.serialize_i64(*value),
            Self::Boolean(value) => serializer.serialize_bool(*value),
        }
    }
}

/// A value in a text, reduced to what can be compared with a [`Constant`].
#[derive(Debug, PartialEq)]
pub(crate) enum Scalar {
    Null,
    Text(String),
    Integer(i64),
    Boolean(bool),
    Other,
}

impl Scalar {
    pub(crate) fn is(&self, constant: Constant) -> bool {
        match (self, constant) {
            (Self::Text(text), Constant::Text(other)) => text == other,
            (Self::Integer(value), Constant::Integer(other)) => *value == other,
            (Self::Boolean(value), Constant::Boolean(other)) => *value == other,
            _ => false,
        }
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_unit<E>(self) -> Result<Scalar, E> {
        Ok(Scalar::Null)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Scalar, E> {
        Ok(Scalar::Boolean(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Scalar, E> {
        Ok(Scalar::Integer(value))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Scalar, E> {
        Ok(i64::try_from(value).map_or(Scalar::Other, Scalar::Integer))
    }
    // JSON has a single type for numbers: `1.0` is an integer to its schema (JSON Schema, 6.1.1).
    fn visit_f64<E>(self, value: f64) -> Result<Scalar, E> {
        #[allow(clippy::cast_possible_truncation)] // the condition keeps it in range
        let whole = (value.fract() == 0.0 && value.abs() < 9e15).then_some(value as i64);
        Ok(whole.map_or(Scalar::Other, Scalar::Integer))
    }
    fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(text.to_owned()))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Scalar, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }
}

/// Returns the JSON type of a valid JSON text, or `None` for `null`.
pub(crate) fn kind(text: &str) -> Option<Kind> {
    let first = text.bytes().find(|byte| !byte.is_ascii_whitespace())?;
    Some(match first {
        b'{' => Kind::object,
        b'[' => Kind::array,
        b'"' => Kind::string,
        b't' | b'f' => Kind::boolean,
        b'n' => return None,
        _ if is_whole(text) => Kind::integer,
        _ => Kind::number,
    })
}

/// Returns whether a number has no fraction (JSON Schema 2020-12, section 4.2.1: `1.0` is an integer).
fn is_whole(text: &str) -> bool {
    let text = text.trim();
    !text.contains(['.', 'e', 'E']) || text.parse::<f64>().is_ok_and(|it| it.fract() == 0.0)
}

/// Returns the value of an object's property, or `Null` if it has none.
///
/// # Errors
///
/// Returns an error if the text is not an object, or if the property is `needed` and missing.
pub(crate) fn tag(text: &str, name: &str, needed: bool) -> Result<Scalar, serde_json::Error> {
    Tag { name, needed }.deserialize(&mut serde_json::Deserializer::from_str(text))
}

struct Tag<'a> {
    name: &'a str,
    needed: bool,
}

impl<'de> DeserializeSeed<'de> for Tag<'_> {
    type Value = Scalar;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Scalar, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Tag<'_> {
    type Value = Scalar;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with `{}`", self.name)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
        let mut found = None;
        while let Some(key) = json::key(&mut map)? {
            if key.as_str() == self.name {
                found = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        match found {
            None if self.needed => Err(A::Error::custom(format_args!(
                "missing field `{}`",
                self.name
            ))),
            found => Ok(found.unwrap_or(Scalar::Null)),
        }
    }
}

/// Returns the properties of an object: their names, and the values of those in `asked`.
pub(crate) fn properties(text: &str, asked: &[&str]) -> Vec<(String, Scalar)> {
    Properties(asked)
        .deserialize(&mut serde_json::Deserializer::from_str(text))
        .unwrap_or_default()
}

/// Returns the properties of the first object in an array, like `properties`, if the array starts with an
/// object.
pub(crate) fn first_properties(text: &str, asked: &[&str]) -> Option<Vec<(String, Scalar)>> {
    let start = text.find('[')?;
    let first = text.get(start + 1..)?.trim_start();
    // The rest of the array follows the object, so the end is not checked.
    let mut from = serde_json::Deserializer::from_str(first);
    first
        .starts_with('{')
        .then(|| Properties(asked).deserialize(&mut from).unwrap_or_default())
}

struct Properties<'a>(&'a [&'a str]);

impl<'de> DeserializeSeed<'de> for Properties<'_> {
    type Value = Vec<(String, Scalar)>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Properties<'_> {
    type Value = Vec<(String, Scalar)>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut out = Vec::new();
        while let Some(key) = json::key(&mut map)? {
            let name = key.as_str().to_owned();
            let value = if self.0.contains(&name.as_str()) {
                map.next_value()?
            } else {
                map.next_value::<IgnoredAny>()?;
                Scalar::Other
            };
            out.push((name, value));
        }
        Ok(out)
    }
}
