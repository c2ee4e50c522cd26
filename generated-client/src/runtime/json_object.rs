//! JSON objects as structs: `json_object!`.
//!
//! The macro stands in for serde's derives, whose cost is what makes big generated crates slow to
//! compile. It is lean on purpose: one loop, one early return in it, and everything that does not
//! depend on the struct's fields is shared code in `json`. Before adding to it, measure a crate of a
//! thousand structs.

/// Gives a struct `Serialize`, `Deserialize` and `Debug`, one line a property:
///
/// ```text
/// json_object!(EnvVar {
///     name: "name",                   required; an Option here is a required nullable one
///     note: "note" optional,          Option<T>: left out when None, null reads as None
///     is_secret: "isSecret" tri,      Field<T>: absent, null and value are three things
///     value: "value" sensitive,       printed as [redacted]; may follow optional and tri
///     ..extra,                        BTreeMap<String, T>: every other property
/// });
/// ```
///
/// Unknown properties are ignored unless there is a rest map, and of a key that is there twice the
/// last one counts.
///
/// Properties are read by their types' own `Deserialize`. For an integer that means that `1.0` is
/// refused, which to a JSON schema is one (section 6.1.1), and which `integer_enum!` accepts: to
/// accept it here would take a deserializer around the deserializer, compiled for every type.
#[allow(unused_macros)] // a document need not use it
macro_rules! json_object {
    ($name:ident { $($field:ident : $wire:literal $($word:ident)*),* $(,)? $(.. $rest:ident $(,)?)? }) => {
        #[allow(deprecated)]
        impl $crate::runtime::support::ReadObject for $name {
            const NAME: &'static str = stringify!($name);
            fn read<'de, A: ::serde::de::MapAccess<'de>>(map: &mut A) -> ::core::result::Result<Self, A::Error> {
                $(let mut $field = ::core::option::Option::None;)*
                $(let mut $rest = ::std::collections::BTreeMap::new();)?
                // Matched by hand: `?` costs two trait lookups each.
                loop {
                    let key = match $crate::runtime::support::key(map) {
                        ::core::result::Result::Ok(::core::option::Option::Some(key)) => key,
                        ::core::result::Result::Ok(::core::option::Option::None) => break,
                        ::core::result::Result::Err(error) => return ::core::result::Result::Err(error),
                    };
                    if let ::core::result::Result::Err(error) = match key.as_str() {
                        $($wire => $crate::runtime::support::put(map, &mut $field),)*
                        _ => $crate::runtime::json_object!(@other map key [$($rest)?]),
                    } {
                        return ::core::result::Result::Err(error);
                    }
                }
                ::core::result::Result::Ok(Self {
                    $($field: $crate::runtime::json_object!(@take $field $wire [$($word)*]),)*
                    $($rest)?
                })
            }
        }
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                $crate::runtime::support::object(deserializer)
            }
        }
        #[allow(deprecated)]
        impl $crate::runtime::support::WriteFields for $name {
            #[allow(unused_variables)] // an object without properties writes none
            fn write<M: ::serde::ser::SerializeMap>(&self, out: &mut $crate::runtime::support::Writer<M>) {
                $($crate::runtime::json_object!(@write self out $field $wire [$($word)*]);)*
                $crate::runtime::json_object!(@rest self out [$($rest)?] [$($wire),*]);
            }
        }
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::runtime::support::write(self, serializer)
            }
        }
        #[allow(deprecated)]
        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::runtime::support::debug(f, stringify!($name), &[
                    $((stringify!($field), $crate::runtime::json_object!(@debug self $field [$($word)*])),)*
                    $((stringify!($rest), &self.$rest),)?
                ])
            }
        }
    };

    (@other $map:ident $key:ident []) => { $crate::runtime::support::skip($map) };
    (@other $map:ident $key:ident [$rest:ident]) => { $crate::runtime::support::put_rest($map, $key, &mut $rest) };

    (@take $field:ident $wire:literal [optional $($sensitive:ident)?]) => { $field.unwrap_or_default() };
    (@take $field:ident $wire:literal [tri $($sensitive:ident)?]) => { $field.unwrap_or_default() };
    (@take $field:ident $wire:literal [$($sensitive:ident)?]) => {
        match $crate::runtime::support::need($field, $wire) {
            ::core::result::Result::Ok(value) => value,
            ::core::result::Result::Err(error) => return ::core::result::Result::Err(error),
        }
    };

    (@write $me:ident $out:ident $field:ident $wire:literal [optional $($sensitive:ident)?]) => { $out.optional($wire, &$me.$field) };
    (@write $me:ident $out:ident $field:ident $wire:literal [tri $($sensitive:ident)?]) => { $out.tri($wire, &$me.$field) };
    (@write $me:ident $out:ident $field:ident $wire:literal [$($sensitive:ident)?]) => { $out.entry($wire, &$me.$field) };

    (@rest $me:ident $out:ident [] $wires:tt) => {};
    (@rest $me:ident $out:ident [$rest:ident] $wires:tt) => { $out.rest(&$me.$rest, &$wires) };

    (@debug $me:ident $field:ident [optional sensitive]) => { if $me.$field.is_some() { &$crate::runtime::support::Redacted } else { &$me.$field } };
    (@debug $me:ident $field:ident [tri sensitive]) => { if $me.$field.value().is_some() { &$crate::runtime::support::Redacted } else { &$me.$field } };
    (@debug $me:ident $field:ident [sensitive]) => { &$crate::runtime::support::Redacted };
    (@debug $me:ident $field:ident [$($word:ident)*]) => { &$me.$field };
}
#[allow(unused_imports)]
pub(crate) use json_object;
