//! Comparisons that enums and unions implement if the configuration asks for them: `comparable!`.
//!
//! Unions do not derive these traits: a derived `Hash` would stand beside a `PartialEq` that is not derived,
//! and the JSON value of an unlisted variant has no order.

use std::cmp::Ordering;

use serde_json::{Map, Number, Value};

use crate::runtime::json::variants::{Take, Variants};

/// Implements `Hash` or `Ord` for the enum of a union, with one line per variant, or `Ord` for an enum of
/// listed values, by the method that returns the value on the wire:
///
/// ```text
/// comparable!(Pet [Hash Ord] {
///     Cat,
///     Dog,
///     ..Unknown,                      the variant for unlisted values
/// });
/// comparable!(Status [Ord] as_str);
/// ```
///
/// `Ord` of a union follows the order of the variants; unlisted values come last.
#[macro_export]
#[doc(hidden)]
macro_rules! comparable {
    ($name:ident [Ord] $value:ident) => {
        $crate::runtime::comparable!(@PartialOrd $name);
        impl ::core::cmp::Ord for $name {
            #[inline]
            fn cmp(&self, other: &Self) -> ::core::cmp::Ordering {
                ::core::cmp::Ord::cmp(&self.$value(), &other.$value())
            }
        }
    };
    ($name:ident [$($trait:ident)*] $variants:tt) => {
        $($crate::runtime::comparable!(@$trait $name $variants);)*
    };
    (@PartialOrd $name:ident) => {
        impl ::core::cmp::PartialOrd for $name {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> ::core::option::Option<::core::cmp::Ordering> {
                ::core::option::Option::Some(::core::cmp::Ord::cmp(self, other))
            }
        }
    };
    (@Hash $name:ident { $($variant:ident,)* ..$other:ident $(,)? }) => {
        impl ::core::hash::Hash for $name {
            #[inline]
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                ::core::hash::Hash::hash(&::core::mem::discriminant(self), state);
                match self {
                    $(Self::$variant(value) => ::core::hash::Hash::hash(value, state),)*
                    Self::$other(value) => ::core::hash::Hash::hash(value, state),
                }
            }
        }
    };
    (@Ord $name:ident { $($variant:ident,)* ..$other:ident $(,)? }) => {
        $crate::runtime::comparable!(@PartialOrd $name);
        impl ::core::cmp::Ord for $name {
            #[inline]
            fn cmp(&self, other: &Self) -> ::core::cmp::Ordering {
                match (self, other) {
                    $((Self::$variant(a), Self::$variant(b)) => ::core::cmp::Ord::cmp(a, b),)*
                    (Self::$other(a), Self::$other(b)) => $crate::runtime::support::by_value(a, b),
                    (a, b) => $crate::runtime::support::by_variant(a, b, &[$(stringify!($variant)),*]),
                }
            }
        }
    };
}

/// An operation that returns the name of a variant.
struct Naming;

impl<U> Take<U> for Naming {
    type Made = &'static str;
    #[inline]
    fn take<T>(self, name: &'static str, _: fn(T) -> U, _: &T) -> &'static str {
        name
    }
}

/// Compares two values by the place of their variants in this list; unlisted ones come last.
pub fn by_variant<T: Variants>(a: &T, b: &T, listed: &[&str]) -> Ordering {
    let place = |value: &T| {
        let name = value.hand(Naming);
        let place = listed.iter().position(|it| *it == name);
        place.unwrap_or(listed.len())
    };
    place(a).cmp(&place(b))
}

/// Compares two JSON values: `null`, booleans, numbers, strings, arrays and then objects. Values are equal
/// exactly if `==` says so.
pub fn by_value(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Number(a), Value::Number(b)) => by_number(a, b),
        (Value::String(a), Value::String(b)) => a.cmp(b),
        (Value::Array(a), Value::Array(b)) => {
            let differing = a.iter().zip(b).map(|(a, b)| by_value(a, b));
            first(differing).then_with(|| a.len().cmp(&b.len()))
        }
        (Value::Object(a), Value::Object(b)) => by_entries(a, b),
        (a, b) => kind(a).cmp(&kind(b)),
    }
}

fn first(mut all: impl Iterator<Item = Ordering>) -> Ordering {
    let found = all.find(|it| it.is_ne());
    found.unwrap_or(Ordering::Equal)
}

fn kind(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    }
}

/// Compares objects by their entries, sorted by name: the order in which a map has them has no meaning.
fn by_entries(a: &Map<String, Value>, b: &Map<String, Value>) -> Ordering {
    fn sorted(map: &Map<String, Value>) -> Vec<(&String, &Value)> {
        let mut out: Vec<_> = map.iter().collect();
        out.sort_unstable_by_key(|(name, _)| *name);
        out
    }
    let entries = sorted(a).into_iter().zip(sorted(b));
    let differing =
        entries.map(|((a, one), (b, other))| a.cmp(b).then_with(|| by_value(one, other)));
    first(differing).then_with(|| a.len().cmp(&b.len()))
}

/// Compares numbers: negative integers, other integers and then floating-point numbers, each by its value.
/// `1` and `1.0` are different values, and no comparison of an integer with a floating-point number is both
/// exact and cheap.
fn by_number(a: &Number, b: &Number) -> Ordering {
    if a == b {
        return Ordering::Equal;
    }
    let sort = |it: &Number| u8::from(it.is_u64()) + 2 * u8::from(!it.is_u64() && !it.is_i64());
    let floats = || match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    };
    let values = match (sort(a), sort(b)) {
        (0, 0) => a.as_i64().cmp(&b.as_i64()),
        (1, 1) => a.as_u64().cmp(&b.as_u64()),
        (2, 2) => floats(),
        (a, b) => a.cmp(&b),
    };
    // With `arbitrary_precision`, numbers differ if their texts do.
    values.then_with(|| a.to_string().cmp(&b.to_string()))
}
