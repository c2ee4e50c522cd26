//! Response headers with types.

use std::str::FromStr;

use http::HeaderMap;

/// Makes a struct of documented headers, each an `Option`, that `From<&HeaderMap>` fills. A header that
/// is missing or does not read as its type is `None`: it never fails a call that succeeded.
///
/// `list` is for headers that are lists, `text` for types that are made from their text; `sensitive` ones
/// are not printed.
#[allow(unused_macros)] // a document need not use it
macro_rules! response_headers {
    ($name:ident { $($field:ident: $wire:literal $($word:ident)*),* $(,)? }) => {
        impl ::core::convert::From<&::http::HeaderMap> for $name {
            #[inline]
            fn from(headers: &::http::HeaderMap) -> Self {
                Self { $($field: $crate::runtime::response_headers!(@read headers $wire $($word)*)),* }
            }
        }
        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(stringify!($name))
                    $(.field(
                        stringify!($field),
                        $crate::runtime::response_headers!(@print (&self.$field) $($word)*),
                    ))*
                    .finish()
            }
        }
    };
    (@read $headers:ident $wire:literal $(sensitive)?) => {
        $crate::runtime::support::header($headers, $wire)
    };
    (@read $headers:ident $wire:literal text $(sensitive)?) => {
        $crate::runtime::support::header_text($headers, $wire)
    };
    (@read $headers:ident $wire:literal list $(sensitive)?) => {
        $crate::runtime::support::header_list($headers, $wire)
    };
    (@print ($value:expr) sensitive) => {
        &$value.as_ref().map(|_| $crate::runtime::support::Redacted)
    };
    (@print ($value:expr) $word:ident sensitive) => {
        $crate::runtime::response_headers!(@print ($value) sensitive)
    };
    (@print ($value:expr) $($word:ident)?) => {
        $value
    };
}
#[allow(unused_imports)]
pub(crate) use response_headers;

/// A header, if it is there and reads as a `T`.
pub fn header<T: FromStr>(headers: &HeaderMap, name: &str) -> Option<T> {
    text(headers, name)?.trim().parse().ok()
}

/// A header, if it is there, as a `T` that any text is.
pub fn header_text<T: for<'h> From<&'h str>>(headers: &HeaderMap, name: &str) -> Option<T> {
    Some(text(headers, name)?.trim().into())
}

/// A header that is a list (RFC 9110, section 5.6.1), over one line or several, if all of it reads.
pub fn header_list<T: FromStr>(headers: &HeaderMap, name: &str) -> Option<Vec<T>> {
    headers.get(name)?;
    let mut out = Vec::new();
    for value in headers.get_all(name) {
        let text = std::str::from_utf8(value.as_bytes()).ok()?;
        for item in text.split(',').map(str::trim).filter(|it| !it.is_empty()) {
            out.push(item.parse().ok()?);
        }
    }
    Some(out)
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    std::str::from_utf8(headers.get(name)?.as_bytes()).ok()
}
