//! Unions told apart by a property: `json_union!`.
//!
//! The value's JSON text is kept, its tag is read, and the text is decoded again as the variant. That
//! compiles to far less than serde's own tagged enums, and keeps integers past 53 bits whole; the
//! price is that unions are read from JSON text (or a `serde_json::Value`) only.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error as _},
};
use serde_json::value::RawValue;

use super::{
    fit::{self, Read},
    json::{Out, WriteFields},
    json_error,
    pick::{Sign, candidates},
    shape,
    whole::Around,
};

/// Gives an enum `Serialize`, `Deserialize` and `Debug`, one line a tag:
///
/// ```text
/// json_union!(Pet by "petType" {
///     "cat" => Cat,                   Cat(Cat) or Cat(Box<Cat>), whose struct has the tag as a field
///     "kitty" => Cat,                 another tag for the same variant
///     integer 1 => Dog tagged,        a struct without the tag: it is added when written, the first
///                                     one if there are several
///     boolean true => Bird,
///     object => Fish,                 a value without a tag, or with one that is not listed, if it fits
///     fallback => Fish,               the same, and nothing else is tried
///     ..Other,                        the variant that keeps what is not listed, as a
///                                     serde_json::Value; `Unknown` if left out
/// });
/// json_union!(Pet by "petType" or value {
///     string => Name,                 values of other JSON types: boolean, integer, number, array, any
///     "cat" => Cat,
/// });
/// ```
///
/// A value without a tag is the variant that fits it best. Where one tag means several variants, so is a value with
/// that tag.
///
/// Without `tagged` the union writes nothing of its own: the tag that goes out is what the struct's
/// field holds, right or wrong. With it, an entry of that name in a map or a union inside is left
/// out, so that no key is written twice.
///
/// Of what is not listed, `Debug` prints the tag alone: nobody said what else there is in it.
#[allow(unused_macros)] // a document need not use it
macro_rules! json_union {
    ($name:ident by $tag:literal $(or $mixed:ident)? { $($($word:ident)? $($value:literal)? => $variant:ident $($tagged:ident)?),* $(,)? }) => {
        $crate::runtime::json_union!($name by $tag $(or $mixed)? { $($($word)? $($value)? => $variant $($tagged)?,)* ..Unknown });
    };
    ($name:ident by $tag:literal $(or $mixed:ident)? { $($($word:ident)? $($value:literal)? => $variant:ident $($tagged:ident)?,)* ..$other:ident $(,)? }) => {
        impl $crate::runtime::support::Union for $name {
            const TAG: &'static str = $tag;
            const ENTRIES: &'static [$crate::runtime::support::Entry<Self>] = &[
                $($crate::runtime::support::Entry {
                    sign: $crate::runtime::support::sign$(::$word)?$(::of($value))?,
                    variant: stringify!($variant),
                    read: |text| $crate::runtime::support::variant(text, Self::$variant),
                }),*
            ];
            #[inline]
            fn other(text: &str) -> ::core::result::Result<Self, ::serde_json::Error> {
                $crate::runtime::support::variant(text, Self::$other)
            }
        }
        impl<'de> ::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                $crate::runtime::support::union(deserializer)
            }
        }
        impl ::core::fmt::Debug for $name {
            #[allow(unreachable_patterns)] // two tags may name one variant
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self {
                    $(Self::$variant(fields) => $crate::runtime::support::debug_variant(f, stringify!($variant), fields),)*
                    Self::$other(value) => $crate::runtime::support::debug_other(f, stringify!($other), $tag, value),
                }
            }
        }
        $crate::runtime::json_union!(@write $name by $tag [$($mixed)?] {
            $($variant [$($tagged)?] [$crate::runtime::support::sign$(::$word)?$(::of($value))?])*
        } $other);
    };
    // All variants are objects: their entries are the union's.
    (@write $name:ident by $tag:literal [] { $($variant:ident $tagged:tt [$sign:expr])* } $other:ident) => {
        impl $crate::runtime::support::WriteFields for $name {
            const TAG: ::core::option::Option<&'static str> = ::core::option::Option::Some($tag);
            #[allow(unreachable_patterns)] // two tags may name one variant
            #[inline]
            fn write<O: $crate::runtime::support::Out>(&self, out: &mut O) {
                match self {
                    $(Self::$variant(fields) => $crate::runtime::json_union!(@entries fields out $tag $sign, $tagged),)*
                    Self::$other(fields) => out.unknown(fields),
                }
            }
        }
        impl ::serde::Serialize for $name {
            #[inline]
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::runtime::support::write(self, serializer)
            }
        }
    };
    (@entries $fields:ident $out:ident $tag:literal $sign:expr, []) => {
        $out.variant($fields)
    };
    (@entries $fields:ident $out:ident $tag:literal $sign:expr, [tagged]) => {
        $out.tagged($tag, $sign.constant(), $fields)
    };
    // Some are not: each writes itself.
    (@write $name:ident by $tag:literal [$mixed:ident] { $($variant:ident $tagged:tt [$sign:expr])* } $other:ident) => {
        impl ::serde::Serialize for $name {
            #[allow(unreachable_patterns)] // two tags may name one variant
            #[inline]
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => $crate::runtime::json_union!(@value value serializer $tag $sign, $tagged),)*
                    Self::$other(value) => $crate::runtime::support::unknown(value, serializer),
                }
            }
        }
        impl $crate::runtime::support::WriteFields for $name {
            const TAG: ::core::option::Option<&'static str> = ::core::option::Option::Some($tag);
            #[inline]
            fn write<O: $crate::runtime::support::Out>(&self, out: &mut O) {
                $crate::runtime::support::write_value(self, out);
            }
        }
        impl $crate::runtime::Param for $name {
            #[inline]
            fn param(&self) -> $crate::runtime::ParamValue<'_> {
                $crate::runtime::support::shown(&::serde_json::to_value(self))
            }
        }
    };
    (@value $value:ident $serializer:ident $tag:literal $sign:expr, []) => {
        ::serde::Serialize::serialize($value, $serializer)
    };
    (@value $value:ident $serializer:ident $tag:literal $sign:expr, [tagged]) => {
        $crate::runtime::support::write(&$crate::runtime::support::Tagged::new($tag, $sign, $value), $serializer)
    };
}
#[allow(unused_imports)]
pub(crate) use json_union;

/// A line of a union.
pub struct Entry<T> {
    /// What tells the variant apart.
    pub sign: Sign,
    /// The variant's name.
    pub variant: &'static str,
    /// Reads it.
    pub read: Read<T>,
}

/// An enum that is told apart by a tag.
pub trait Union: Sized + 'static {
    /// The property that holds the tag.
    const TAG: &'static str;

    /// The signs of the variants, in the order of the document.
    const ENTRIES: &'static [Entry<Self>];

    /// Keeps what no sign names.
    ///
    /// # Errors
    ///
    /// The text is no JSON.
    fn other(text: &str) -> Result<Self, serde_json::Error>;
}

/// A variant that does not declare the tag, with it.
pub struct Tagged<'a, T> {
    tag: &'static str,
    sign: Sign,
    fields: &'a T,
}

impl<'a, T> Tagged<'a, T> {
    /// The variant's entries and the tag before them.
    pub fn new(tag: &'static str, sign: Sign, fields: &'a T) -> Self {
        Self { tag, sign, fields }
    }
}

impl<T: WriteFields> WriteFields for Tagged<'_, T> {
    fn write<O: Out>(&self, out: &mut O) {
        out.tagged(self.tag, self.sign.constant(), self.fields);
    }
}

/// Decodes a variant's payload.
///
/// # Errors
///
/// The text is not what the variant holds.
pub fn variant<T: DeserializeOwned, U>(
    text: &str,
    wrap: fn(T) -> U,
) -> Result<U, serde_json::Error> {
    // The text is that of one value.
    let value = T::deserialize(Around(&mut serde_json::Deserializer::from_str(text)));
    value.map(wrap)
}

/// Reads a union.
///
/// # Errors
///
/// The text is no object where all variants are; there is no tag and no variant fits without one; or the text is not
/// what the tag's variant holds.
pub fn union<'de, D: Deserializer<'de>, T: Union>(deserializer: D) -> Result<T, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    let text = raw.get();
    pick(text)
        // The inner error counts from the start of this text, which only a client's decoding finds.
        .map_err(|error| D::Error::custom(json_error::nested(&error, text)))
}

fn pick<T: Union>(text: &str) -> Result<T, serde_json::Error> {
    if too_deep(text.as_bytes()) {
        return Err(serde_json::Error::custom(json_error::TOO_DEEP));
    }
    let signs = T::ENTRIES.iter().map(|it| (it.sign, it.variant));
    let found = candidates(text, T::TAG, &signs)?;
    let read = |index: &usize| T::ENTRIES.get(*index).map(|entry| entry.read);
    match (found.indices.as_slice(), found.certain) {
        ([only], true) => match read(only) {
            Some(read) => read(text),
            None => T::other(text),
        },
        (several, _) => match fit::best(text, several.iter().filter_map(read)) {
            Some(value) => Ok(value),
            // It is said to be one of them: the first tells what is wrong with it.
            None if found.certain => match several.first().and_then(read) {
                Some(read) => read(text),
                None => T::other(text),
            },
            None if found.untagged => shape::tag(text, T::TAG, true).and_then(|_| T::other(text)),
            None => {
                fit::surprise();
                T::other(text)
            }
        },
    }
}

/// How deep a union's text may nest. `serde_json` has the same limit, but every union starts its count
/// anew, and a hostile body could use that to exhaust the stack.
const DEPTH: usize = 128;

/// Text is known to be valid JSON here.
pub(super) fn too_deep(text: &[u8]) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for &byte in text {
        if in_string {
            in_string = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth >= DEPTH {
            return true;
        }
    }
    false
}

/// Prints a variant as a derived `Debug` would.
///
/// # Errors
///
/// What the formatter gives.
pub fn debug_variant(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    fields: &dyn fmt::Debug,
) -> fmt::Result {
    f.debug_tuple(name).field(fields).finish()
}

/// Prints a value with a tag that is not listed: the tag alone.
///
/// # Errors
///
/// What the formatter gives.
pub fn debug_other(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    tag: &str,
    value: &serde_json::Value,
) -> fmt::Result {
    let mut out = f.debug_struct(name);
    if let Some(found) = value
        .get(tag)
        .filter(|it| !it.is_object() && !it.is_array())
    {
        out.field(tag, &format_args!("{found}"));
    }
    out.finish_non_exhaustive()
}
