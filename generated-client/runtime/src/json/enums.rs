//! Open enumerations: `string_enum!` and `integer_enum!`.

use std::{fmt, marker::PhantomData};

use serde::de::{self, Deserializer, Visitor};

/// Implements `as_str`, `Display`, `AsRef<str>`, `From<&str>`, `PartialEq`, `Eq`, `Hash`, `Serialize` and
/// `Deserialize` for an enum of strings, with one line per value:
///
/// ```text
/// string_enum!(Status {
///     Open: "open",
///     Closed: "closed",
///     ..Other,                        the variant for unlisted values; `Unknown` if left out
/// });
/// string_enum!(Model {
///     Small: "small",
///     ..Other any,                    any other text is as valid as the listed values
/// });
/// ```
///
/// Reading never fails because a value is unlisted: the value is kept as received.
///
/// Values are compared by their text on the wire. This is also why the impls are not derived: a derived
/// comparison is a match over all variants, and documents have more enums than any other kind of type.
#[macro_export]
#[doc(hidden)]
macro_rules! string_enum {
    ($name:ident { $($variant:ident : $wire:literal),* $(,)? }) => {
        $crate::runtime::string_enum!($name { $($variant: $wire,)* ..Unknown });
    };
    ($name:ident { $($variant:ident : $wire:literal,)* ..$other:ident $(,)? }) => {
        $crate::runtime::string_enum!(@impls $name { $($variant: $wire,)* } $other $crate::runtime::support::keep, $crate::runtime::support::unlisted);
    };
    ($name:ident { $($variant:ident : $wire:literal,)* ..$other:ident any $(,)? }) => {
        $crate::runtime::string_enum!(@impls $name { $($variant: $wire,)* } $other ::std::borrow::ToOwned::to_owned, $crate::runtime::support::serde::Serialize::serialize);
    };
    (@impls $name:ident { $($variant:ident : $wire:literal,)* } $other:ident $keep:path, $write:path) => {
        #[allow(deprecated, unreachable_pub)]
        impl $name {
            /// Returns the value as it is on the wire.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::$other(text) => text,
                }
            }
        }
        #[allow(deprecated)]
        impl ::core::convert::From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                match text {
                    $($wire => Self::$variant,)*
                    _ => Self::$other($keep(text)),
                }
            }
        }
        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }
        impl ::core::cmp::Eq for $name {}
        impl ::core::hash::Hash for $name {
            #[inline]
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                ::core::hash::Hash::hash(self.as_str(), state)
            }
        }
        impl ::core::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }
        impl $crate::runtime::support::serde::Serialize for $name {
            #[inline]
            fn serialize<S: $crate::runtime::support::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    Self::$other(text) => $write(text, serializer),
                    listed => serializer.serialize_str(listed.as_str()),
                }
            }
        }
        impl<'de> $crate::runtime::support::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: $crate::runtime::support::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                $crate::runtime::support::text(deserializer)
            }
        }
    };
}

/// Implements `value`, `Display`, `From<i64>`, `PartialEq`, `Eq`, `Hash`, `Serialize`, `Deserialize` and
/// `Param` for an enum of integers, with one line per value. It works like `string_enum!`, with an `i64` in
/// the variant for unlisted values.
#[macro_export]
#[doc(hidden)]
macro_rules! integer_enum {
    ($name:ident { $($variant:ident : $wire:literal),* $(,)? }) => {
        $crate::runtime::integer_enum!($name { $($variant: $wire,)* ..Unknown });
    };
    ($name:ident { $($variant:ident : $wire:literal,)* ..$other:ident $(,)? }) => {
        #[allow(deprecated, unreachable_pub)]
        impl $name {
            /// Returns the value as it is on the wire.
            #[inline]
            pub fn value(&self) -> i64 {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::$other(value) => *value,
                }
            }
        }
        #[allow(deprecated)]
        impl ::core::convert::From<i64> for $name {
            #[inline]
            fn from(value: i64) -> Self {
                match value {
                    $($wire => Self::$variant,)*
                    _ => Self::$other($crate::runtime::support::keep_integer(value)),
                }
            }
        }
        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.value() == other.value()
            }
        }
        impl ::core::cmp::Eq for $name {}
        impl ::core::hash::Hash for $name {
            #[inline]
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                ::core::hash::Hash::hash(&self.value(), state)
            }
        }
        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.value(), f)
            }
        }
        impl $crate::runtime::support::serde::Serialize for $name {
            #[inline]
            fn serialize<S: $crate::runtime::support::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    Self::$other(value) => $crate::runtime::support::unlisted(value, serializer),
                    listed => serializer.serialize_i64(listed.value()),
                }
            }
        }
        impl<'de> $crate::runtime::support::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: $crate::runtime::support::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                $crate::runtime::support::integer(deserializer)
            }
        }
        impl $crate::runtime::Param for $name {
            #[inline]
            fn param(&self) -> $crate::runtime::ParamValue<'_> {
                $crate::runtime::Param::param(&self.value()).into_owned()
            }
        }
    };
}

struct TextVisitor<T>(PhantomData<T>);

impl<T: for<'a> From<&'a str>> Visitor<'_> for TextVisitor<T> {
    type Value = T;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }
    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok(T::from(text))
    }
}

/// Reads a string enum.
///
/// # Errors
///
/// Returns an error if the value is not a string.
pub fn text<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: for<'a> From<&'a str>,
{
    deserializer.deserialize_str(TextVisitor(PhantomData))
}

struct IntegerVisitor;

impl Visitor<'_> for IntegerVisitor {
    type Value = i64;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer")
    }
    fn visit_i64<E>(self, value: i64) -> Result<i64, E> {
        Ok(value)
    }
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<i64, E> {
        i64::try_from(value).map_err(|_| E::invalid_value(de::Unexpected::Unsigned(value), &self))
    }
    // JSON has a single type for numbers: `1.0` is an integer to its schema (JSON Schema, 6.1.1).
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<i64, E> {
        #[allow(clippy::cast_possible_truncation)] // the comparison rejects values out of range
        let integer = value as i64;
        #[allow(clippy::cast_precision_loss, clippy::float_cmp)] // exact on purpose
        if integer as f64 == value && value.abs() < 9e18 {
            Ok(integer)
        } else {
            Err(E::invalid_value(de::Unexpected::Float(value), &self))
        }
    }
}

/// Reads an integer enum.
///
/// # Errors
///
/// Returns an error if the value is not an integer.
pub fn integer<'de, D: Deserializer<'de>, T: From<i64>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_i64(IntegerVisitor).map(T::from)
}
