//! JSON objects as structs: `json_object!`.
//!
//! The macro stands in for serde's derives, whose cost is what makes big generated crates slow to
//! compile. It is lean on purpose: one loop, one early return in it, and everything that does not
//! depend on the struct's fields is shared code in `json`. Before adding to it, measure a crate of a
//! thousand structs.
//!
//! Whatever the runtime's macros make is `#[inline]`, so that it is compiled where it is used: a crate of
//! a thousand types then has next to no code of its own to make.

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
/// Properties are read by their types' own `Deserialize`, with a deserializer around the one of the format that takes
/// `1.0` for an integer, as a JSON schema does (section 4.2.1).
#[allow(unused_macros)] // a document need not use it
macro_rules! json_object {
    ($name:ident { $($field:ident : $wire:literal $($word:ident)*),* $(,)? $(.. $rest:ident $(,)?)? }) => {
        $crate::runtime::json_object!(@take $name self [$($rest)?] {$([$field $wire $($word)*])*} () () $([$field $wire $($word)*])*);
    };

    // Eight properties at a time.
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
    // The only group is all of them.
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

    (@impls $name:ident $me:ident [$($rest:ident)?] {$([$field:ident $wire:literal $($word:ident)*])*} $read:tt $write:tt) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                // Matched by hand: `?` costs two trait lookups.
                match $crate::runtime::support::object(deserializer, stringify!($name), &[$($wire),*]) {
                    #[allow(deprecated, unused_parens)]
                    ::core::result::Result::Ok(($read, ($($rest,)?))) => ::core::result::Result::Ok(Self {
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
                $(out.rest(stringify!($rest), &$me.$rest);)?
            }
        }
        impl ::serde::Serialize for $name {
            #[inline]
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
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
#[allow(unused_imports)]
pub(crate) use json_object;
