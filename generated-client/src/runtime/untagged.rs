//! Unions told apart by what a value looks like: `json_untagged!`.
//!
//! The value's JSON text is kept and looked at once: its JSON type, and the names of an object's
//! properties. Alternatives that it can be are then tried, the one that knows most of the properties
//! first. What fits none is kept as it came, so reading never fails for well-formed JSON; and so is
//! what would take too long to tell.

use std::{cell::Cell, fmt};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeSeed, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{
    ParamValue,
    json::{self, Out, WriteFields},
};

/// Gives an enum `Serialize`, `Deserialize`, `Debug` and `Param`, one line for what a variant looks like:
///
/// ```text
/// json_untagged!(Answer {
///     Person: object ["name"] ["age", "email"],     properties that it must have, and that it may have
///     Text: string,                                 or boolean, integer, number, array
///     Count: integer,
///     People: array ["name"] [],                    of objects that look so
///     ..Other,                                      the variant that keeps what fits none, as a
///                                                   serde_json::Value; `Unknown` if left out
/// });
/// ```
#[allow(unused_macros)] // a document need not use it
macro_rules! json_untagged {
    ($name:ident { $($variant:ident: $kind:ident $([$($required:literal),*] [$($optional:literal),*])?),* $(,)? }) => {
        $crate::runtime::json_untagged!($name { $($variant: $kind $([$($required),*] [$($optional),*])?,)* ..Unknown });
    };
    ($name:ident { $($variant:ident: $kind:ident $([$($required:literal),*] [$($optional:literal),*])?,)* ..$other:ident $(,)? }) => {
        impl $crate::runtime::support::Untagged for $name {
            const LOOKS: &'static [$crate::runtime::support::Look<Self>] = &[
                $($crate::runtime::support::Look {
                    kind: $crate::runtime::support::Kind::$kind,
                    required: &[$($($required),*)?],
                    optional: &[$($($optional),*)?],
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
                $crate::runtime::support::untagged(deserializer)
            }
        }
        impl ::serde::Serialize for $name {
            #[allow(unreachable_patterns)] // a variant may look like several things
            #[inline]
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => ::serde::Serialize::serialize(value, serializer),)*
                    Self::$other(value) => $crate::runtime::support::unknown(value, serializer),
                }
            }
        }
        impl $crate::runtime::support::WriteFields for $name {
            #[inline]
            fn write<O: $crate::runtime::support::Out>(&self, out: &mut O) {
                $crate::runtime::support::write_value(self, out);
            }
        }
        impl ::core::fmt::Debug for $name {
            #[allow(unreachable_patterns)] // a variant may look like several things
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self {
                    $(Self::$variant(value) => $crate::runtime::support::debug_variant(f, stringify!($variant), value),)*
                    Self::$other(_) => $crate::runtime::support::debug_unlisted(f, stringify!($other)),
                }
            }
        }
        impl $crate::runtime::Param for $name {
            #[inline]
            fn param(&self) -> $crate::runtime::ParamValue<'_> {
                $crate::runtime::support::shown(&::serde_json::to_value(self))
            }
        }
    };
}
#[allow(unused_imports)]
pub(crate) use json_untagged;

/// A JSON type; integers are told apart from other numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
#[allow(non_camel_case_types, missing_docs)] // as the macro's entries spell them
pub enum Kind {
    boolean,
    integer,
    number,
    string,
    array,
    object,
}

/// What a variant looks like, and how it is read.
pub struct Look<T> {
    /// The JSON type.
    pub kind: Kind,
    /// The properties that an object must have, or the first object in an array.
    pub required: &'static [&'static str],
    /// The properties that it may have.
    pub optional: &'static [&'static str],
    /// Reads it.
    pub read: fn(&str) -> Result<T, serde_json::Error>,
}

/// An enum that is told apart by what a value looks like.
pub trait Untagged: Sized + 'static {
    /// What the variants look like, in the order of the document.
    const LOOKS: &'static [Look<Self>];

    /// Keeps what fits no variant.
    ///
    /// # Errors
    ///
    /// The text is no JSON.
    fn other(text: &str) -> Result<Self, serde_json::Error>;
}

/// Writes the entries of a value whose alternatives are all objects; one that is none is an error.
pub fn write_value<T: Serialize, O: Out>(value: &T, out: &mut O) {
    match serde_json::to_value(value) {
        Ok(value) => value.write(out),
        Err(_) => serde_json::Value::Null.write(out),
    }
}

/// Reads a union.
///
/// # Errors
///
/// The text is no JSON, or nests too deep.
pub fn untagged<'de, D: Deserializer<'de>, T: Untagged>(deserializer: D) -> Result<T, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    let text = raw.get();
    if super::union::too_deep(text.as_bytes()) {
        return Err(serde::de::Error::custom(super::json_error::TOO_DEEP));
    }
    let budget = Budget::of(text);
    let looks = T::LOOKS;
    let shapes = looks
        .iter()
        .map(|look| (look.kind, look.required, look.optional));
    for index in candidates(text, shapes) {
        if !budget.spend(text.len()) {
            break;
        }
        if let Some(Ok(value)) = looks.get(index).map(|look| (look.read)(text)) {
            return Ok(value);
        }
    }
    T::other(text).map_err(serde::de::Error::custom)
}

/// How often all of a text may be read, on average. Each level of unions in one another reads it once
/// more, and each alternative that does not fit does so again, with all that is in it: without a bound
/// that doubles from level to level, and a hostile body keeps a thread busy for ever.
const READS: usize = 256;

thread_local! {
    /// How many bytes the outermost union that is being read may still have read.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// The bound for a union and those in it; what comes after is kept as it is.
struct Budget {
    outermost: bool,
}

impl Budget {
    fn of(text: &str) -> Self {
        let all = text.len().saturating_mul(READS);
        let start = |left: &Cell<Option<usize>>| {
            let outermost = left.get().is_none();
            left.set(left.get().or(Some(all)));
            outermost
        };
        // In a thread that ends there is none any more.
        let outermost = LEFT.try_with(start).unwrap_or_default();
        Self { outermost }
    }

    /// Whether so many bytes may be read.
    #[allow(clippy::unused_self)] // it has to be there
    fn spend(&self, bytes: usize) -> bool {
        let spend = |left: &Cell<Option<usize>>| {
            let rest = left.get().map(|left| left.checked_sub(bytes));
            left.set(rest.map(Option::unwrap_or_default));
            rest != Some(None)
        };
        LEFT.try_with(spend).unwrap_or(true)
    }
}

impl Drop for Budget {
    fn drop(&mut self) {
        if self.outermost {
            let _ = LEFT.try_with(|left| left.set(None));
        }
    }
}

type Shape = (Kind, &'static [&'static str], &'static [&'static str]);

/// The variants that the text can be, the likeliest first: the one that knows most of its properties,
/// and of those that know the same, the one that misses fewest.
fn candidates(text: &str, shapes: impl Iterator<Item = Shape>) -> Vec<usize> {
    let Some(kind) = kind(text) else {
        return Vec::new();
    };
    let present = match kind {
        Kind::object => Some(names(text)),
        // An array with nothing in it can be any.
        Kind::array => first_names(text),
        Kind::boolean | Kind::integer | Kind::number | Kind::string => None,
    };
    let has = |name: &&&str| present.iter().flatten().any(|it| it == **name);
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for (index, (wanted, required, optional)) in shapes.enumerate() {
        let fits = wanted == kind || (wanted == Kind::number && kind == Kind::integer);
        if fits && (present.is_none() || required.iter().all(|name| has(&name))) {
            let known = required.iter().chain(optional).filter(has).count();
            let missed = optional.len() + required.len() - known;
            found.push((known, missed, index));
        }
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    found.into_iter().map(|(_, _, index)| index).collect()
}

/// The JSON type of a text that is JSON; none for `null`.
fn kind(text: &str) -> Option<Kind> {
    let first = text.bytes().find(|byte| !byte.is_ascii_whitespace())?;
    Some(match first {
        b'{' => Kind::object,
        b'[' => Kind::array,
        b'"' => Kind::string,
        b't' | b'f' => Kind::boolean,
        b'n' => return None,
        _ if text.contains(['.', 'e', 'E']) => Kind::number,
        _ => Kind::integer,
    })
}

/// The names of an object's properties.
fn names(text: &str) -> Vec<String> {
    Names
        .deserialize(&mut serde_json::Deserializer::from_str(text))
        .unwrap_or_default()
}

/// The names of the properties of the first object in an array, if it starts with one.
fn first_names(text: &str) -> Option<Vec<String>> {
    let start = text.find('[')?;
    let first = text.get(start + 1..)?.trim_start();
    // The array goes on behind it.
    let mut from = serde_json::Deserializer::from_str(first);
    first
        .starts_with('{')
        .then(|| Names.deserialize(&mut from).unwrap_or_default())
}

struct Names;

impl<'de> DeserializeSeed<'de> for Names {
    type Value = Vec<String>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Names {
    type Value = Vec<String>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut out = Vec::new();
        while let Some(key) = json::key(&mut map)? {
            out.push(key.as_str().to_owned());
            json::skip(&mut map)?;
        }
        Ok(out)
    }
}

/// Prints a value that looks like no variant: it may hold anything, so not what it is.
///
/// # Errors
///
/// What the formatter gives.
pub fn debug_unlisted(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    f.debug_struct(name).finish_non_exhaustive()
}

/// A value as a parameter; what cannot be written as JSON is left out.
pub fn shown(value: &Result<serde_json::Value, serde_json::Error>) -> ParamValue<'static> {
    use super::Param as _;
    value
        .as_ref()
        .map_or(serde_json::Value::Null.param().into_owned(), |value| {
            value.param().into_owned()
        })
}
