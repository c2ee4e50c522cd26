//! JSON objects as structs: `json_object!`.
//!
//! The macro replaces serde's derives, whose cost is what makes big generated crates slow to compile. It is
//! deliberately small: each method is little more than one call, and everything that does not depend on the
//! struct's fields is shared code in `json`. Before you add to it, measure a crate of a thousand structs.
//!
//! All code that the runtime's macros generate is `#[inline]`, so that it is compiled where it is used: a
//! crate of a thousand types then has next to no code of its own to generate.

/// Implements `Serialize`, `Deserialize` and `Debug` for a struct, with one line per property:
///
/// ```text
/// json_object!(EnvVar {
///     name: "name",                   required; with an Option it is required and nullable
///     note: "note" optional,          Option<T>: left out when None, null reads as None
///     is_secret: "isSecret" tri,      Field<T>: absent, null and a value are distinguished
///     value: "value" sensitive,       printed as [redacted]; may follow optional and tri
///     ..extra,                        BTreeMap<String, T>: every other property; `..extra kept` for
///                                     BTreeMap<String, Value>: those that no document declares
/// });
/// ```
///
/// Unknown properties are ignored unless there is a rest map. The values of a `kept` one are not printed. If a key occurs twice, the last value counts.
///
/// Properties are read by the `Deserialize` impls of their types, through a deserializer that wraps the one
/// of the format and accepts `1.0` as an integer, as JSON Schema does (section 4.2.1).
#[macro_export]
#[doc(hidden)]
macro_rules! json_object {
    ($name:ident { $($field:ident : $wire:literal $($word:ident)*),* $(,)? $(.. $rest:ident $($kept:ident)? $(,)?)? }) => {
        $crate::runtime::json_object!(@take $name self [$($rest $($kept)?)?] {$([$field $wire $($word)*])*} () () $([$field $wire $($word)*])*);
    };

    // Takes eight properties at a time.
    (@take $name:ident $me:ident $rest:tt $all:tt $read:tt $write:tt
        [$a:ident $aw:literal $($ak:ident)*] [$b:ident $bw:literal $($bk:ident)*]
        [$c:ident $cw:literal $($ck:ident)*] [$d:ident $dw:literal $($dk:ident)*]
        [$e:ident $ew:literal $($ek:ident)*] [$f:ident $fw:literal $($fk:ident)*]
        [$g:ident $gw:literal $($gk:ident)*] [$h:ident $hw:literal $($hk:ident)*] $($more:tt)+
    ) => {
        $crate::runtime::json_object!(@take $name $me $rest $all
            ($crate::runtime::support::And($read, (
                $crate::runtime::support::slot$(::$ak)*::Of($a), $crate::runtime::support::slot$(::$bk)*::Of($b),
                $crate::runtime::support::slot$(::$ck)*::Of($c), $crate::runtime::support::slot$(::$dk)*::Of($d),
                $crate::runtime::support::slot$(::$ek)*::Of($e), $crate::runtime::support::slot$(::$fk)*::Of($f),
                $crate::runtime::support::slot$(::$gk)*::Of($g), $crate::runtime::support::slot$(::$hk)*::Of($h)
            )))
            ($crate::runtime::support::And($write, (
                $crate::runtime::support::field$(::$ak)*::Of(&$me.$a), $crate::runtime::support::field$(::$bk)*::Of(&$me.$b),
                $crate::runtime::support::field$(::$ck)*::Of(&$me.$c), $crate::runtime::support::field$(::$dk)*::Of(&$me.$d),
                $crate::runtime::support::field$(::$ek)*::Of(&$me.$e), $crate::runtime::support::field$(::$fk)*::Of(&$me.$f),
                $crate::runtime::support::field$(::$gk)*::Of(&$me.$g), $crate::runtime::support::field$(::$hk)*::Of(&$me.$h)
            )))
            $($more)+);
    };
    (@take $name:ident $me:ident $rest:tt $all:tt $read:tt $write:tt) => {
        $crate::runtime::json_object!(@impls $name $me $rest $all $read $write);
    };
    // There is a single group, which has all properties.
    (@take $name:ident $me:ident $rest:tt $all:tt () () $([$only:ident $wire:literal $($word:ident)*])+) => {
        $crate::runtime::json_object!(@impls $name $me $rest $all
            ($($crate::runtime::support::slot$(::$word)*::Of($only),)+)
            ($($crate::runtime::support::field$(::$word)*::Of(&$me.$only),)+));
    };
    (@take $name:ident $me:ident $rest:tt $all:tt $read:tt $write:tt $([$last:ident $wire:literal $($word:ident)*])+) => {
        $crate::runtime::json_object!(@impls $name $me $rest $all
            ($crate::runtime::support::And($read, ($($crate::runtime::support::slot$(::$word)*::Of($last),)+)))
            ($crate::runtime::support::And($write, ($($crate::runtime::support::field$(::$word)*::Of(&$me.$last),)+))));
    };

    (@forget $rest:ident) => {};
    (@forget $rest:ident kept) => {
        #[inline]
        fn forget(&mut self, tag: &str) {
            self.$rest.remove(tag);
        }
    };

    (@impls $name:ident $me:ident [$($rest:ident $($kept:ident)?)?] {$([$field:ident $wire:literal $($word:ident)*])*} $read:tt $write:tt) => {
        impl<'de> $crate::runtime::support::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: $crate::runtime::support::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                // An explicit match, because `?` costs two trait lookups.
                match $crate::runtime::support::object(deserializer, stringify!($name), &[$($wire),*]) {
                    #[allow(deprecated, unused_parens)]
                    ::core::result::Result::Ok(($read, ($($crate::runtime::support::rest$(::$kept)?::Of($rest),)?))) => ::core::result::Result::Ok(Self {
                        $($field,)*
                        $($rest)?
                    }),
                    ::core::result::Result::Err(error) => ::core::result::Result::Err(error),
                }
            }
        }
        impl $crate::runtime::support::WriteFields for $name {
            #[allow(deprecated, unused_parens)]
            #[inline]
            fn write<O: $crate::runtime::support::Out>(&$me, out: &mut O) {
                out.fields(&[$($wire),*], stringify!($($field),*), $write);
                $($crate::runtime::support::rest$(::$kept)?::write(out, stringify!($rest), &$me.$rest);)?
            }
            $($crate::runtime::json_object!(@forget $rest $($kept)?);)?
        }
        impl $crate::runtime::support::serde::Serialize for $name {
            #[inline]
            fn serialize<S: $crate::runtime::support::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::runtime::support::write(self, serializer)
            }
        }
        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::runtime::support::debug(f, stringify!($name), self)
            }
        }
    };
}
