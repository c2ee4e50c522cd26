//! Unions told apart by what a value looks like: `json_untagged!`.
//!
//! The value's JSON text is kept and looked at once: its JSON type, the names of an object's properties, and the values
//! of those that are constants. Alternatives that it can be are then tried, the one that knows most of the properties
//! first, until one fits without a misfit; otherwise it is the one with the fewest. What fits none is kept as it came,
//! so reading never fails for well-formed JSON; and so is what would take too long to tell.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use super::{
    ParamValue,
    fit::{self, Read},
    json::{Out, WriteFields},
    shape::{self, Constant, Kind, Scalar},
};

/// Gives an enum `Serialize`, `Deserialize`, `Debug` and `Param`, one line for what a variant looks like:
///
/// ```text
/// json_untagged!(Answer {
///     Person: object ["name"] ["age", "email"],     properties that it must have, and that it may have
///     Cat: object ["kind"] [] {"kind" = "cat"},     and the values of some of them: "text", integer 1, boolean true
///     Text: string,                                 or boolean, integer, number, array, any
///     Count: integer,
///     People: array ["name"] [],                    of objects that look so
///     ..Other,                                      the variant that keeps what fits none, as a
///                                                   serde_json::Value; `Unknown` if left out
/// });
/// ```
#[allow(unused_macros)] // a document need not use it
macro_rules! json_untagged {
    ($name:ident { $($variant:ident: $kind:ident $([$($required:literal),*] [$($optional:literal),*] $({$($property:literal = $($word:ident)? $constant:literal),*})?)?),* $(,)? }) => {
        $crate::runtime::json_untagged!($name { $($variant: $kind $([$($required),*] [$($optional),*] $({$($property = $($word)? $constant),*})?)?,)* ..Unknown });
    };
    ($name:ident { $($variant:ident: $kind:ident $([$($required:literal),*] [$($optional:literal),*] $({$($property:literal = $($word:ident)? $constant:literal),*})?)?,)* ..$other:ident $(,)? }) => {
        impl $crate::runtime::support::Untagged for $name {
            const LOOKS: &'static [$crate::runtime::support::Look<Self>] = &[
                $($crate::runtime::support::Look {
                    kind: $crate::runtime::support::Kind::$kind,
                    required: &[$($($required),*)?],
                    optional: &[$($($optional),*)?],
                    constants: &[$($($(($property, $crate::runtime::support::constant$(::$word)?::of($constant))),*)?)?],
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

/// What a variant looks like, and how it is read.
pub struct Look<T> {
    /// The JSON type.
    pub kind: Kind,
    /// The properties that an object must have, or the first object in an array.
    pub required: &'static [&'static str],
    /// The properties that it may have.
    pub optional: &'static [&'static str],
    /// The properties that have one value if they are there.
    pub constants: &'static [(&'static str, Constant)],
    /// Reads it.
    pub read: Read<T>,
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
    let looks = T::LOOKS;
    let shapes = looks.iter().map(|look| Shape {
        kind: look.kind,
        required: look.required,
        optional: look.optional,
        constants: look.constants,
    });
    let found = candidates(text, shapes);
    let reads = found.iter().filter_map(|index| looks.get(*index));
    if let Some(value) = fit::best(text, reads.map(|look| look.read)) {
        return Ok(value);
    }
    fit::surprise();
    T::other(text).map_err(serde::de::Error::custom)
}

/// A [`Look`] without how it is read.
#[derive(Clone, Copy)]
struct Shape {
    kind: Kind,
    required: &'static [&'static str],
    optional: &'static [&'static str],
    constants: &'static [(&'static str, Constant)],
}

/// The variants that the text can be, the likeliest first: the one that knows most of its properties,
/// and of those that know the same, the one that misses fewest.
fn candidates(text: &str, shapes: impl Iterator<Item = Shape> + Clone) -> Vec<usize> {
    let Some(kind) = shape::kind(text) else {
        return Vec::new();
    };
    let constants = shapes.clone().flat_map(|it| it.constants);
    let asked: Vec<&str> = constants.map(|(name, _)| *name).collect();
    let present = match kind {
        Kind::object => Some(shape::properties(text, &asked)),
        // An array with nothing in it can be any.
        Kind::array => shape::first_properties(text, &asked),
        Kind::boolean | Kind::integer | Kind::number | Kind::string | Kind::any => None,
    };
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for (index, shape) in shapes.enumerate() {
        if !shape.kind.admits(kind) {
            continue;
        }
        let Some(present) = &present else {
            found.push((0, shape.optional.len() + shape.required.len(), index));
            continue;
        };
        if shape.kind == kind && !shape.fits(present) {
            continue;
        }
        let known = shape.known(present);
        let missed = shape.optional.len() + shape.required.len() - known;
        // What takes any value comes last.
        let known = if shape.kind == kind { known + 1 } else { 0 };
        found.push((known, missed, index));
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    found.into_iter().map(|(_, _, index)| index).collect()
}

impl Shape {
    /// Whether an object has what it must have, and no other constants.
    fn fits(&self, present: &[(String, Scalar)]) -> bool {
        let has = |name: &&str| present.iter().any(|(it, _)| it == name);
        let same = |(name, constant): &(&str, Constant)| {
            let mut all = present.iter().filter(|(it, _)| it == name);
            all.all(|(_, value)| value.is(*constant))
        };
        self.required.iter().all(has) && self.constants.iter().all(same)
    }

    /// How many of its properties an object has.
    fn known(&self, present: &[(String, Scalar)]) -> usize {
        let names = self.required.iter().chain(self.optional);
        let has = |name: &&&str| present.iter().any(|(it, _)| it == **name);
        names.filter(has).count()
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
