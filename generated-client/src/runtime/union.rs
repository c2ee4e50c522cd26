//! Unions told apart by a property: `json_union!`.
//!
//! The value's JSON text is kept, its tag is read, and the text is decoded again as the variant. That
//! compiles to far less than serde's own tagged enums, and keeps integers past 53 bits whole; the
//! price is that unions are read from JSON text (or a `serde_json::Value`) only.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, DeserializeSeed, Error as _, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{json, json_error};

/// Gives an enum `Serialize`, `Deserialize` and `Debug`, one line a tag:
///
/// ```text
/// json_union!(Pet by "petType" {
///     "cat" => Cat,                   Cat(Cat) or Cat(Box<Cat>), whose struct has the tag as a field
///     "kitty" => Cat,                 another tag for the same variant
///     "dog" => Dog tagged,            a struct without the tag: it is added when written, the first
///                                     one if there are several
///     ..Other,                        the variant that keeps what is not listed, as a
///                                     serde_json::Value; `Unknown` if left out
/// });
/// ```
///
/// Without `tagged` the union writes nothing of its own: the tag that goes out is what the struct's
/// field holds, right or wrong. With it, an entry of that name in a map or a union inside is left
/// out, so that no key is written twice.
///
/// Of what is not listed, `Debug` prints the tag alone: nobody said what else there is in it.
#[allow(unused_macros)] // a document need not use it
macro_rules! json_union {
    ($name:ident by $tag:literal { $($value:literal => $variant:ident $($word:ident)?),* $(,)? }) => {
        $crate::runtime::json_union!($name by $tag { $($value => $variant $($word)?,)* ..Unknown });
    };
    ($name:ident by $tag:literal { $($value:literal => $variant:ident $($word:ident)?,)* ..$other:ident $(,)? }) => {
        impl $crate::runtime::support::Union for $name {
            const TAG: &'static str = $tag;
            #[inline]
            fn pick(tag: &str, text: &str) -> ::core::result::Result<Self, ::serde_json::Error> {
                match tag {
                    $($value => $crate::runtime::support::variant(text, Self::$variant),)*
                    _ => $crate::runtime::support::variant(text, Self::$other),
                }
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
        impl $crate::runtime::support::WriteFields for $name {
            const TAG: ::core::option::Option<&'static str> = ::core::option::Option::Some($tag);
            #[allow(unreachable_patterns)] // two tags may name one variant
            #[inline]
            fn write<O: $crate::runtime::support::Out>(&self, out: &mut O) {
                match self {
                    $(Self::$variant(fields) => $crate::runtime::json_union!(@write fields out $tag $value [$($word)?]),)*
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
    (@write $fields:ident $out:ident $tag:literal $value:literal []) => {
        $out.variant($fields)
    };
    (@write $fields:ident $out:ident $tag:literal $value:literal [tagged]) => {
        $out.tagged($tag, $value, $fields)
    };
}
#[allow(unused_imports)]
pub(crate) use json_union;

/// How deep a union's text may nest. `serde_json` has the same limit, but every union starts its count
/// anew, and a hostile body could use that to exhaust the stack.
const DEPTH: usize = 128;

/// An enum that is told apart by a tag.
pub trait Union: Sized {
    /// The property that holds the tag.
    const TAG: &'static str;

    /// Decodes `text` as the variant of `tag`.
    ///
    /// # Errors
    ///
    /// The text is not what the variant holds.
    fn pick(tag: &str, text: &str) -> Result<Self, serde_json::Error>;
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
    serde_json::from_str(text).map(wrap)
}

/// Reads a union.
///
/// # Errors
///
/// There is no tag, or the text is not what the tag's variant holds.
pub fn union<'de, D: Deserializer<'de>, T: Union>(deserializer: D) -> Result<T, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    let text = raw.get();
    tag(text, T::TAG)
        .and_then(|tag| T::pick(&tag, text))
        // The inner error counts from the start of this text, which only a client's decoding finds.
        .map_err(|error| D::Error::custom(json_error::nested(&error, text)))
}

fn tag(text: &str, name: &'static str) -> Result<String, serde_json::Error> {
    if too_deep(text.as_bytes()) {
        return Err(serde_json::Error::custom(json_error::TOO_DEEP));
    }
    Tag(name).deserialize(&mut serde_json::Deserializer::from_str(text))
}

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

struct Tag(&'static str);

impl<'de> DeserializeSeed<'de> for Tag {
    type Value = String;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Tag {
    type Value = String;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with `{}`", self.0)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<String, A::Error> {
        let mut found = None;
        while let Some(key) = json::key(&mut map)? {
            if key.as_str() == self.0 {
                found = Some(map.next_value()?);
            } else {
                json::skip(&mut map)?;
            }
        }
        json::need(found, self.0)
    }
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
    if let Some(found) = value.get(tag).and_then(serde_json::Value::as_str) {
        out.field(tag, &found);
    }
    out.finish_non_exhaustive()
}
