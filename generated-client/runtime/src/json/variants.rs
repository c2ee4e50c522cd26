//! The part that the enums of `json_union!` and `json_untagged!` share: how their variants are read,
//! cloned, compared, printed and written.
//!
//! A derived impl is a match over all variants, and so would each of these impls be. Here each type has a
//! single match, and shared code handles the variant that it finds: the compiler checks one match instead
//! of five.

use std::{any::Any, fmt};

use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Error, Value};

use crate::runtime::{json::marks, json::whole::Around};

/// Implements `Clone`, `PartialEq` and the trait that the shared code builds on for an enum, from its
/// variants and the variant for unlisted values.
#[macro_export]
#[doc(hidden)]
macro_rules! variants {
    ($name:ident [$($variant:ident)*] $other:ident) => {
        impl $crate::runtime::support::Variants for $name {
            #[inline]
            fn read(reader: &mut $crate::runtime::support::Reader<'_, Self>) {
                $(reader.of(Self::$variant);)*
                reader.of(Self::$other)
            }
            #[inline]
            fn hand<T: $crate::runtime::support::Take<Self>>(&self, to: T) -> T::Made {
                match self {
                    $(Self::$variant(value) => to.take(stringify!($variant), Self::$variant, value),)*
                    Self::$other(value) => to.other(stringify!($other), Self::$other, value),
                }
            }
        }
        impl ::core::clone::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                $crate::runtime::support::clone_variant(self)
            }
        }
        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::runtime::support::same_variant(self, other)
            }
        }
    };
}

/// A value that a variant can hold.
pub trait Payload: Clone + PartialEq + fmt::Debug + Serialize + 'static {}

impl<T: Clone + PartialEq + fmt::Debug + Serialize + 'static> Payload for T {}

/// An enum whose variants each hold one value.
pub trait Variants: Sized + 'static {
    /// Passes each variant's constructor to the reader, in order. The last variant keeps unlisted values.
    fn read(reader: &mut Reader<'_, Self>);

    /// Passes the current variant to `to`.
    fn hand<T: Take<Self>>(&self, to: T) -> T::Made;
}

/// An operation on a variant.
pub trait Take<U>: Sized {
    /// The result of the operation.
    type Made;

    /// Takes a variant's name, its constructor, and its value.
    fn take<T: Payload>(self, name: &'static str, wrap: fn(T) -> U, value: &T) -> Self::Made;

    /// Takes the variant that keeps unlisted values.
    fn other(self, name: &'static str, wrap: fn(Value) -> U, value: &Value) -> Self::Made {
        self.take(name, wrap, value)
    }
}

/// A reader of a text as one of an enum's variants.
pub struct Reader<'a, U> {
    text: &'a str,
    /// The number of variants before the wanted one.
    before: usize,
    read: Option<Result<U, Error>>,
}

impl<'a, U> Reader<'a, U> {
    /// Reads the text if the variant with this constructor is the wanted one.
    // If this were inlined, the values of all variants would be on the stack at once.
    #[inline(never)]
    pub fn of<T: Deserialize<'a>>(&mut self, wrap: fn(T) -> U) {
        match self.before.checked_sub(1) {
            Some(before) => self.before = before,
            None if self.read.is_none() => self.read = Some(read(self.text).map(wrap)),
            None => {}
        }
    }
}

fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Error> {
    // The text holds one value and nothing after it, so the end is not checked.
    T::deserialize(Around(&mut serde_json::Deserializer::from_str(text)))
}

/// Reads a text as the variant with this index. The index after the last listed variant is that of the
/// variant that keeps the text as it is.
///
/// # Errors
///
/// Returns an error if the text is not a value of the variant.
pub(crate) fn variant<T: Variants>(text: &str, index: usize) -> Result<T, Error> {
    let mut reader = Reader {
        text,
        before: index,
        read: None,
    };
    T::read(&mut reader);
    let none = || serde::de::Error::custom("there is no such variant");
    reader.read.unwrap_or_else(|| Err(none()))
}

struct Copying;

impl<U> Take<U> for Copying {
    type Made = U;
    #[inline]
    fn take<T: Payload>(self, _: &'static str, wrap: fn(T) -> U, value: &T) -> U {
        wrap(value.clone())
    }
}

/// Returns the same variant with a clone of its value.
pub fn clone_variant<T: Variants>(value: &T) -> T {
    value.hand(Copying)
}

/// An operation that compares with another value.
struct With<'a, U>(&'a U);

/// An operation that compares with a variant of this name and its value.
struct Being<'a>(&'static str, &'a dyn Any);

impl<U: Variants> Take<U> for With<'_, U> {
    type Made = bool;
    #[inline]
    fn take<T: Payload>(self, name: &'static str, _: fn(T) -> U, value: &T) -> bool {
        self.0.hand(Being(name, value))
    }
}

impl<U> Take<U> for Being<'_> {
    type Made = bool;
    #[inline]
    fn take<T: Payload>(self, name: &'static str, _: fn(T) -> U, value: &T) -> bool {
        self.0 == name && self.1.downcast_ref() == Some(value)
    }
}

/// Returns whether two values are the same variant and hold equal values.
pub fn same_variant<T: Variants>(a: &T, b: &T) -> bool {
    a.hand(With(b))
}

struct Showing<'a, 'f> {
    f: &'a mut fmt::Formatter<'f>,
    tag: Option<&'static str>,
}

impl<U> Take<U> for Showing<'_, '_> {
    type Made = fmt::Result;
    #[inline]
    fn take<T: Payload>(self, name: &'static str, _: fn(T) -> U, value: &T) -> fmt::Result {
        debug_variant(self.f, name, value)
    }

    // The document does not describe the rest of the value, which may hold a secret.
    fn other(self, name: &'static str, _: fn(Value) -> U, value: &Value) -> fmt::Result {
        let mut out = self.f.debug_struct(name);
        let found = self.tag.and_then(|tag| Some((tag, value.get(tag)?)));
        if let Some((tag, found)) = found.filter(|(_, it)| !it.is_object() && !it.is_array()) {
            out.field(tag, &format_args!("{found}"));
        }
        out.finish_non_exhaustive()
    }
}

/// Prints a variant as a derived `Debug` would. Of an unlisted value it prints only the variant's name.
///
/// # Errors
///
/// Returns the error of the formatter.
pub fn show_variant<T: Variants>(value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    value.hand(Showing { f, tag: None })
}

/// Prints a variant as a derived `Debug` would. Of an unlisted value it prints only the variant's name and
/// the tag.
///
/// # Errors
///
/// Returns the error of the formatter.
pub fn show_tagged<T: Variants>(
    value: &T,
    tag: &'static str,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let tag = Some(tag);
    value.hand(Showing { f, tag })
}

/// Prints a variant as a derived `Debug` would.
///
/// # Errors
///
/// Returns the error of the formatter.
pub fn debug_variant(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    fields: &dyn fmt::Debug,
) -> fmt::Result {
    f.debug_tuple(name).field(fields).finish()
}

struct Writing<S>(S);

impl<U, S: Serializer> Take<U> for Writing<S> {
    type Made = Result<S::Ok, S::Error>;
    #[inline]
    fn take<T: Payload>(self, _: &'static str, _: fn(T) -> U, value: &T) -> Self::Made {
        value.serialize(self.0)
    }

    #[inline]
    fn other(self, _: &'static str, _: fn(Value) -> U, value: &Value) -> Self::Made {
        marks::unknown(value, self.0)
    }
}

/// Writes the value that the variant holds.
///
/// # Errors
///
/// Returns an error if the value cannot be written.
pub fn write_variant<T: Variants, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.hand(Writing(serializer))
}
