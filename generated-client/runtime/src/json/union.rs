//! Unions whose variants are told apart by a property: `json_union!`.
//!
//! The value's JSON text is kept, its tag is read, and the text is decoded again as the variant. This
//! compiles to far less code than serde's own tagged enums and preserves integers beyond 53 bits. The price
//! is that unions can be read only from JSON text (or a `serde_json::Value`).

use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::value::RawValue;

use crate::runtime::{
    json::fit,
    json::pick::{Sign, candidates},
    json::shape,
    json::variants::{Variants, variant},
    json::{Out, WriteFields},
    response::json_error,
};

/// Implements `Serialize`, `Deserialize`, `Debug`, `Clone` and `PartialEq` for an enum, with one line per
/// variant:
///
/// ```text
/// json_union!(Pet by "petType" {
///     "cat" | "kitty" => Cat,         Cat(Cat) or Cat(Box<Cat>), whose struct has the tag as a field
///     integer 1 => Dog tagged,        a struct without the tag: the union writes it, the first one
///                                     if there are several
///     "hen" | "cock" => Hen.kind,     the struct's field `kind` is the tag: the union writes the first
///                                     one instead of a value that is neither; `Hen.kind optional` if
///                                     the field is an option
///     boolean true => Bird,
///     object => Fish,                 an object without a tag or with an unlisted one, if it fits
///     fallback => Eel,                the same, and no other variant is tried
///     ..Other,                        the variant for unlisted values, as a serde_json::Value;
///                                     `Unknown` if left out
/// });
/// json_union!(Pet by "petType" or value {
///     string => Name,                 another JSON type: boolean, integer, number, array, any
///     "cat" => Cat,
/// });
/// json_union!(Pet by "petType" but once {
///     "dog" => Dog tagged,            the tag is removed from the properties that Dog keeps
/// });
/// ```
///
/// A value without a tag is read as the variant that fits it best. So is a value whose tag stands for
/// several variants.
///
/// Without `tagged` and without a field, the union writes nothing of its own: the tag on the wire is that of
/// the variant's value. With `tagged`, an entry of the same name in a map or in
/// a nested union is left out, so that no key is written twice.
///
/// `Debug` prints only the tag of an unlisted value: the document does not describe the rest, which may
/// hold a secret.
#[macro_export]
#[doc(hidden)]
macro_rules! json_union {
    ($name:ident by $tag:literal $(or $mixed:ident)? $(but $once:ident)? { $($($($sort:ident)? $($value:literal)?)|+ => $variant:ident $(. $field:ident)? $($word:ident)*),* $(,)? }) => {
        $crate::runtime::json_union!($name by $tag $(or $mixed)? $(but $once)? { $($($($sort)? $($value)?)|+ => $variant $(. $field)? $($word)*,)* ..Unknown });
    };
    ($name:ident by $tag:literal $(or $mixed:ident)? $(but $once:ident)? { $($($($sort:ident)? $($value:literal)?)|+ => $variant:ident $(. $field:ident)? $($word:ident)*,)* ..$other:ident $(,)? }) => {
        impl $crate::runtime::support::Union for $name {
            const TAG: &'static str = $tag;
            const SIGNS: &'static [&'static [$crate::runtime::support::Sign]] =
                &[$(&[$($crate::runtime::support::sign$(::$sort)?$(::of($value))?),+]),*];
        }
        impl<'de> $crate::runtime::support::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: $crate::runtime::support::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                $crate::runtime::support::union$(::$once)?(deserializer)
            }
        }
        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::runtime::support::show_tagged(self, $tag, f)
            }
        }
        $crate::runtime::variants!($name [$($variant)*] $other);
        $crate::runtime::json_union!(@write $name by $tag [$($mixed)?] [$($once)?] {
            $($variant [$(. $field)? $($word)*] [$($crate::runtime::support::sign$(::$sort)?$(::of($value))?),+])*
        } $other);
    };
    // All variants are objects: the union's entries are those of its variant.
    (@write $name:ident by $tag:literal [] $once:tt { $($variant:ident $tagged:tt $signs:tt)* } $other:ident) => {
        impl $crate::runtime::support::WriteFields for $name {
            const TAG: ::core::option::Option<&'static str> = ::core::option::Option::Some($tag);
            #[allow(deprecated)]
            #[inline]
            fn write<O: $crate::runtime::support::Out>(&self, out: &mut O) {
                match self {
                    $(Self::$variant(fields) => $crate::runtime::json_union!(@entries fields out $tag $signs $tagged),)*
                    Self::$other(fields) => out.unknown(fields),
                }
            }
            $crate::runtime::json_union!(@forget $once [$($variant $tagged)*]);
        }
        impl $crate::runtime::support::serde::Serialize for $name {
            #[inline]
            fn serialize<S: $crate::runtime::support::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::runtime::support::write(self, serializer)
            }
        }
    };
    (@entries $fields:ident $out:ident $tag:literal $signs:tt []) => {
        $out.variant($fields)
    };
    (@entries $fields:ident $out:ident $tag:literal [$sign:expr $(, $more:expr)*] [tagged]) => {
        $out.tagged($tag, $sign.constant(), $fields)
    };
    (@entries $fields:ident $out:ident $tag:literal [$($sign:expr),+] [. $field:ident]) => {
        $out.checked($tag, ::core::option::Option::Some($fields.$field.as_ref()), &[$($sign),+], $fields)
    };
    (@entries $fields:ident $out:ident $tag:literal [$($sign:expr),+] [. $field:ident optional]) => {
        $out.checked($tag, $fields.$field.as_ref().map(::core::convert::AsRef::as_ref), &[$($sign),+], $fields)
    };
    // Not all variants are objects: each one serializes itself.
    (@write $name:ident by $tag:literal [$mixed:ident] $once:tt { $($variant:ident $tagged:tt $signs:tt)* } $other:ident) => {
        impl $crate::runtime::support::serde::Serialize for $name {
            #[allow(deprecated)]
            #[inline]
            fn serialize<S: $crate::runtime::support::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => $crate::runtime::json_union!(@value value serializer $tag $signs $tagged),)*
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
            $crate::runtime::json_union!(@forget $once [$($variant $tagged)*]);
        }
        impl $crate::runtime::Param for $name {
            #[inline]
            fn param(&self) -> $crate::runtime::ParamValue<'_> {
                $crate::runtime::support::shown(self)
            }
        }
    };
    (@forget [] $variants:tt) => {};
    (@forget [once] [$($variant:ident $tagged:tt)*]) => {
        #[allow(deprecated)]
        fn forget(&mut self, tag: &str) {
            match self {
                $(Self::$variant(fields) => $crate::runtime::json_union!(@forgotten fields tag $tagged),)*
                _ => {}
            }
        }
    };
    (@forgotten $fields:ident $of:ident [tagged]) => {
        $crate::runtime::support::WriteFields::forget($fields, $of)
    };
    (@forgotten $fields:ident $of:ident $tagged:tt) => {{
        let _ = $fields;
    }};
    (@value $value:ident $serializer:ident $tag:literal $signs:tt []) => {
        $crate::runtime::support::serde::Serialize::serialize($value, $serializer)
    };
    (@value $value:ident $serializer:ident $tag:literal [$sign:expr $(, $more:expr)*] [tagged]) => {
        $crate::runtime::support::write(&$crate::runtime::support::Tagged::new($tag, $sign, $value), $serializer)
    };
    (@value $value:ident $serializer:ident $tag:literal [$($sign:expr),+] [. $field:ident]) => {
        $crate::runtime::support::write(&$crate::runtime::support::Checked::new($tag, ::core::option::Option::Some($value.$field.as_ref()), &[$($sign),+], $value), $serializer)
    };
    (@value $value:ident $serializer:ident $tag:literal [$($sign:expr),+] [. $field:ident optional]) => {
        $crate::runtime::support::write(&$crate::runtime::support::Checked::new($tag, $value.$field.as_ref().map(::core::convert::AsRef::as_ref), &[$($sign),+], $value), $serializer)
    };
}

/// An enum whose variants are told apart by a tag.
pub trait Union: Variants {
    /// The property that holds the tag.
    const TAG: &'static str;

    /// The signs that tell each variant apart, in the document's order.
    const SIGNS: &'static [&'static [Sign]];
}

/// A variant that does not declare the tag, together with the tag.
pub struct Tagged<'a, T> {
    tag: &'static str,
    sign: Sign,
    fields: &'a T,
}

impl<'a, T> Tagged<'a, T> {
    /// Creates a value that writes the tag and then the variant's entries.
    pub fn new(tag: &'static str, sign: Sign, fields: &'a T) -> Self {
        Self { tag, sign, fields }
    }
}

impl<T: WriteFields> WriteFields for Tagged<'_, T> {
    fn write<O: Out>(&self, out: &mut O) {
        out.tagged(self.tag, self.sign.constant(), self.fields);
    }
}

/// A variant that declares the tag, together with the tags that it can have.
pub struct Checked<'a, T> {
    tag: &'static str,
    said: Option<&'a str>,
    signs: &'a [Sign],
    fields: &'a T,
}

impl<'a, T> Checked<'a, T> {
    /// Creates a value that writes the variant's entries, with a tag of the variant.
    pub fn new(tag: &'static str, said: Option<&'a str>, signs: &'a [Sign], fields: &'a T) -> Self {
        Self {
            tag,
            said,
            signs,
            fields,
        }
    }
}

impl<T: WriteFields> WriteFields for Checked<'_, T> {
    fn write<O: Out>(&self, out: &mut O) {
        out.checked(self.tag, self.said, self.signs, self.fields);
    }
}

/// Reads a union.
///
/// # Errors
///
/// Returns an error if the text is not an object although all variants are, if there is no tag and no
/// variant fits without one, or if the text is not a value of the tag's variant.
pub fn union<'de, D: Deserializer<'de>, T: Union>(deserializer: D) -> Result<T, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    let text = raw.get();
    pick(text)
        // The inner error counts from the start of this text. A client's decoding turns that into a
        // position in the body.
        .map_err(|error| D::Error::custom(json_error::nested(&error, text)))
}

/// Reads a union whose variants keep undeclared properties: the tag is the union's, and not one of them.
///
/// # Errors
///
/// The same as [`union()`].
pub fn once<'de, D: Deserializer<'de>, T: Union + WriteFields>(
    deserializer: D,
) -> Result<T, D::Error> {
    let mut value: T = union(deserializer)?;
    value.forget(<T as Union>::TAG);
    Ok(value)
}

fn pick<T: Union>(text: &str) -> Result<T, serde_json::Error> {
    if too_deep(text.as_bytes()) {
        return Err(serde_json::Error::custom(json_error::TOO_DEEP));
    }
    let found = candidates(text, T::TAG, T::SIGNS)?;
    let first = found.indices.first().copied();
    if let ([only], true) = (found.indices.as_slice(), found.certain) {
        return variant(text, *only);
    }
    match fit::best(text, found.indices) {
        Some(value) => Ok(value),
        // The text must be one of them: the error of the first one tells what is wrong.
        None if found.certain => variant(text, first.unwrap_or(T::SIGNS.len())),
        None if found.untagged => {
            shape::tag(text, T::TAG, true).and_then(|_| variant(text, T::SIGNS.len()))
        }
        None => {
            fit::surprise();
            variant(text, T::SIGNS.len())
        }
    }
}

/// The maximum nesting depth of a union's text. `serde_json` has the same limit, but it starts to count
/// anew for each union, and a hostile body could use that to exhaust the stack.
const DEPTH: usize = 128;

/// Returns whether a text, which is known to be valid JSON, is nested too deeply.
pub(crate) fn too_deep(text: &[u8]) -> bool {
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
