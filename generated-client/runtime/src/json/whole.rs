//! Integers as JSON Schema defines them: `1.0` and `1e2` are integers too (JSON Schema 2020-12, section
//! 4.2.1).
//!
//! serde's impls for integers reject a number with a decimal point. Properties, items and variants are
//! therefore read by a deserializer that wraps the one of the format and passes a number without a fraction
//! on as an integer. It wraps each value only once: objects are passed on unchanged, and their properties
//! are wrapped when they are read.
//!
//! `serde_json` reads an `i128` from digits only, and a float would round it, so the text of the number is
//! parsed here. This ties such integers to `serde_json`, like unions.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::runtime::json::shape::{self, Kind};

/// A seed that reads a `T` in which integers may have a decimal point.
pub(crate) struct Whole<T>(PhantomData<fn() -> T>);

impl<T> Whole<T> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Whole<T> {
    type Value = T;
    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::deserialize(Around(deserializer))
    }
}

/// Reads a complete JSON text.
///
/// # Errors
///
/// Returns an error if the text is not JSON or not a `T`.
pub(crate) fn from_slice<T: DeserializeOwned>(text: &[u8]) -> Result<T, serde_json::Error> {
    let mut from = serde_json::Deserializer::from_slice(text);
    let value = T::deserialize(Around(&mut from))?;
    from.end().map(|()| value)
}

/// A deserializer that wraps another one.
pub(crate) struct Around<D>(pub(crate) D);

macro_rules! forward {
    ($($method:ident)*) => { $(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method(visitor)
        }
    )* };
}

macro_rules! integers {
    ($($method:ident)*) => { $(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method(Integer(visitor))
        }
    )* };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Around<D> {
    type Error = D::Error;

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    forward! {
        deserialize_any deserialize_bool deserialize_u128 deserialize_f32 deserialize_f64
        deserialize_char deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf
        deserialize_unit deserialize_identifier deserialize_ignored_any
    }

    fn deserialize_i128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let raw = Box::<RawValue>::deserialize(self.0)?;
        match wide(raw.get()) {
            Some(value) => visitor.visit_i128(value),
            None => Err(D::Error::custom(format_args!(
                "{}, expected i128",
                instead_of_wide(raw.get())
            ))),
        }
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_option(Inside(visitor))
    }

    #[inline]
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_seq(Inside(visitor))
    }

    // Only for maps: a type with properties of its own asks for a struct, and wraps each property itself.
    #[inline]
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(Inside(visitor))
    }

    #[inline]
    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_tuple(len, Inside(visitor))
    }

    #[inline]
    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_unit_struct(name, visitor)
    }

    // `serde_json` recognizes a request for a value's text by the name of such a struct.
    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_newtype_struct(name, visitor)
    }

    #[inline]
    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_tuple_struct(name, len, visitor)
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_struct(name, fields, visitor)
    }

    #[inline]
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_enum(name, variants, visitor)
    }

    #[inline]
    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

/// Returns the integer that a JSON text stands for, with or without a decimal point and an exponent.
fn wide(text: &str) -> Option<i128> {
    let text = text.trim();
    let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_end_matches('0');
    if significant.is_empty() || significant == "-" {
        return (!digits.is_empty()).then_some(0);
    }
    let zeros = i64::try_from(digits.len() - significant.len()).ok()?;
    let places = i64::try_from(fraction.len()).ok()?;
    // If the power is negative, there is a fraction.
    let power = exponent.parse::<i64>().ok()?.checked_add(zeros - places)?;
    let power = 10_i128.checked_pow(u32::try_from(power).ok()?)?;
    significant.parse::<i128>().ok()?.checked_mul(power)
}

/// Describes a text that is not an integer of 128 bits.
fn instead_of_wide(text: &str) -> &'static str {
    match shape::kind(text) {
        None => "invalid type: null",
        Some(Kind::boolean) => "invalid type: boolean",
        Some(Kind::integer) => "invalid value: integer",
        Some(Kind::number | Kind::any) => "invalid type: floating point",
        Some(Kind::string) => "invalid type: string",
        Some(Kind::array) => "invalid type: sequence",
        Some(Kind::object) => "invalid type: map",
    }
}

/// A visitor that takes a float without a fraction as an integer.
struct Integer<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Integer<V> {
    type Value = V::Value;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }
    #[inline]
    fn visit_i64<E: Error>(self, value: i64) -> Result<V::Value, E> {
        self.0.visit_i64(value)
    }
    #[inline]
    fn visit_u64<E: Error>(self, value: u64) -> Result<V::Value, E> {
        self.0.visit_u64(value)
    }
    fn visit_f64<E: Error>(self, value: f64) -> Result<V::Value, E> {
        /// 2^63, which a float represents exactly.
        const END: f64 = 9_223_372_036_854_775_808.0;
        if value.fract() == 0.0 && (-END..END).contains(&value) {
            #[allow(clippy::cast_possible_truncation)] // in range
            self.0.visit_i64(value as i64)
        } else if (END..2.0 * END).contains(&value) {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // in range
            self.0.visit_u64(value as u64)
        } else {
            self.0.visit_f64(value)
        }
    }
}

/// A visitor that wraps the values in an option, an array or a map.
struct Inside<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Inside<V> {
    type Value = V::Value;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }
    #[inline]
    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }
    #[inline]
    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }
    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(Around(deserializer))
    }
    #[inline]
    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(Items(items))
    }
    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Entries(entries))
    }
}

/// The items of an array.
struct Items<A>(A);

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Items<A> {
    type Error = A::Error;
    #[inline]
    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, A::Error> {
        self.0.next_element_seed(Item(seed))
    }
    #[inline]
    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

/// The entries of a map: keys are strings, and values are wrapped like items.
struct Entries<A>(A);

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Entries<A> {
    type Error = A::Error;
    #[inline]
    fn next_key_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, A::Error> {
        self.0.next_key_seed(seed)
    }
    #[inline]
    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, A::Error> {
        self.0.next_value_seed(Item(seed))
    }
    #[inline]
    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

struct Item<T>(T);

impl<'de, T: DeserializeSeed<'de>> DeserializeSeed<'de> for Item<T> {
    type Value = T::Value;
    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T::Value, D::Error> {
        self.0.deserialize(Around(deserializer))
    }
}
