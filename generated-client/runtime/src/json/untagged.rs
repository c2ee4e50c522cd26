//! Unions whose variants are told apart by the shape of the value: `json_untagged!`.
//!
//! The value's JSON text is kept and inspected once: its JSON type, the names of an object's properties,
//! and the values of the properties that are constants. The alternatives that it can be are then tried,
//! starting with the one that knows most of the properties, until one fits without a misfit; if none does,
//! the one with the fewest misfits is chosen. A value that fits no alternative is kept as received, and so
//! is a value that would take too long to match, so reading fails only for text that is malformed or nested
//! too deeply.

use std::cmp::Reverse;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::runtime::{
    Param, ParamValue,
    json::fit,
    json::shape::{self, Constant, Kind, Scalar},
    json::variants::{Variants, variant},
    json::{Out, WriteFields},
};

/// Implements `Serialize`, `Deserialize`, `Debug`, `Clone`, `PartialEq` and `Param` for an enum, with one
/// line per shape of a variant:
///
/// ```text
/// json_untagged!(Answer {
///     Person: object ["name"] ["age", "email"],     its required and its optional properties
///     Cat: object ["kind"] [] {"kind" = "cat"},     and constants among them: "text", integer 1, boolean true
///     Text: string,                                 or boolean, integer, number, array, any
///     | integer,                                    another shape of the same variant
///     People: array ["name"] [],                    an array of objects with these properties
///     ..Other,                                      the variant for values that fit no other one, as a
///                                                   serde_json::Value; `Unknown` if left out
/// });
/// ```
#[macro_export]
#[doc(hidden)]
macro_rules! json_untagged {
    ($name:ident { $($variant:ident: $($kind:ident $([$($required:literal),*] [$($optional:literal),*] $({$($property:literal = $($word:ident)? $constant:literal),*})?)?,)|+)* }) => {
        $crate::runtime::json_untagged!($name { $($variant: $($kind $([$($required),*] [$($optional),*] $({$($property = $($word)? $constant),*})?)?,)|+)* ..Unknown });
    };
    ($name:ident { $($variant:ident: $($kind:ident $([$($required:literal),*] [$($optional:literal),*] $({$($property:literal = $($word:ident)? $constant:literal),*})?)?,)|+)* ..$other:ident $(,)? }) => {
        impl $crate::runtime::support::Untagged for $name {
            const LOOKS: &'static [&'static [$crate::runtime::support::Look]] = &[$(&[$((
                $crate::runtime::support::Kind::$kind,
                ::core::concat!($($($required, "\0"),*)?),
                ::core::concat!($($($optional, "\0"),*)?),
                &[$($($(($property, $crate::runtime::support::constant$(::$word)?::of($constant))),*)?)?],
            )),+]),*];
        }
        impl<'de> $crate::runtime::support::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: $crate::runtime::support::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                $crate::runtime::support::untagged(deserializer)
            }
        }
        impl $crate::runtime::support::serde::Serialize for $name {
            #[inline]
            fn serialize<S: $crate::runtime::support::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::runtime::support::write_variant(self, serializer)
            }
        }
        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::runtime::support::show_variant(self, f)
            }
        }
        impl $crate::runtime::support::WriteFields for $name {
            #[inline]
            fn write<O: $crate::runtime::support::Out>(&self, out: &mut O) {
                $crate::runtime::support::write_value(self, out);
            }
        }
        impl $crate::runtime::Param for $name {
            #[inline]
            fn param(&self) -> $crate::runtime::ParamValue<'_> {
                $crate::runtime::support::shown(self)
            }
        }
        $crate::runtime::variants!($name [$($variant)*] $other);
    };
}

/// The shape of a variant: the JSON type; the required properties of the object, or of the first object in
/// an array; the optional properties; and the properties with a constant value.
///
/// A NUL follows each name: one literal costs the compiler less than a list of names.
pub type Look = (
    Kind,
    &'static str,
    &'static str,
    &'static [(&'static str, Constant)],
);

/// Returns the names in one of a look's literals.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split_terminator('\0')
}

/// An enum whose variants are told apart by the shape of the value.
pub trait Untagged: Variants {
    /// The shapes of each variant, in the document's order.
    const LOOKS: &'static [&'static [Look]];
}

/// Writes the entries of a value whose alternatives are all objects. Any other value is an error.
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
/// Returns an error if the text is not JSON or is nested too deeply.
pub fn untagged<'de, D: Deserializer<'de>, T: Untagged>(deserializer: D) -> Result<T, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    let text = raw.get();
    if crate::runtime::json::union::too_deep(text.as_bytes()) {
        return Err(serde::de::Error::custom(
            crate::runtime::response::json_error::TOO_DEEP,
        ));
    }
    let looks = T::LOOKS;
    if let Some(value) = fit::best(text, candidates(text, looks)) {
        return Ok(value);
    }
    fit::surprise();
    variant(text, looks.len()).map_err(serde::de::Error::custom)
}

/// Returns the variants that the text can be, the likeliest first: the one that knows most of the text's
/// properties, and among equals the one that misses the fewest of its own.
fn candidates(text: &str, looks: &[&[Look]]) -> Vec<usize> {
    let Some(kind) = shape::kind(text) else {
        return Vec::new();
    };
    let all = || looks.iter().copied().flatten();
    let asked: Vec<&str> = all()
        .flat_map(|look| look.3)
        .map(|(name, _)| *name)
        .collect();
    let present = match kind {
        Kind::object => Some(shape::properties(text, &asked)),
        // An array without an object at its start can be any of the array variants.
        Kind::array => shape::first_properties(text, &asked),
        Kind::boolean | Kind::integer | Kind::number | Kind::string | Kind::any => None,
    };
    let mut found: Vec<(Rank, usize)> = Vec::new();
    for (index, looks) in looks.iter().enumerate() {
        let ranks = looks
            .iter()
            .filter_map(|it| rank(it, kind, present.as_deref()));
        found.extend(ranks.min().map(|rank| (rank, index)));
    }
    found.sort_unstable();
    found.into_iter().map(|(_, index)| index).collect()
}

/// The rank of a look, the likeliest first: by the number of properties that it knows, then by the number
/// that the value lacks.
type Rank = (Reverse<usize>, usize);

/// Returns the rank of a look for a value of this type with these properties, or `None` if it cannot match.
fn rank(look: &Look, of: Kind, present: Option<&[(String, Scalar)]>) -> Option<Rank> {
    let &(kind, required, optional, _) = look;
    let all = names(required).count() + names(optional).count();
    if !kind.admits(of) {
        return None;
    }
    let Some(present) = present else {
        return Some((Reverse(0), all));
    };
    // A look for more than one type, such as `any`, comes last.
    if kind != of {
        return Some((Reverse(0), all - known(look, present)));
    }
    let known = known(look, present);
    fits(look, present).then_some((Reverse(known + 1), all - known))
}

/// Returns whether an object has the required properties, and no other values in place of the constants.
fn fits(&(_, required, _, constants): &Look, present: &[(String, Scalar)]) -> bool {
    let has = |name: &str| present.iter().any(|(it, _)| it == name);
    let same = |(name, constant): &(&str, Constant)| {
        let mut all = present.iter().filter(|(it, _)| it == name);
        all.all(|(_, value)| value.is(*constant))
    };
    names(required).all(has) && constants.iter().all(same)
}

/// Returns how many of the look's properties an object has.
fn known(&(_, required, optional, _): &Look, present: &[(String, Scalar)]) -> usize {
    let names = names(required).chain(names(optional));
    let has = |name: &&str| present.iter().any(|(it, _)| it == name);
    names.filter(has).count()
}

/// Returns a value as a parameter. A value that cannot be written as JSON is left out.
pub fn shown<T: Serialize>(value: &T) -> ParamValue<'static> {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.param().into_owned()
}
