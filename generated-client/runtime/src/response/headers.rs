//! Typed response headers.

use std::str::FromStr;

use http::HeaderMap;

/// Implements `From<&HeaderMap>` and `Debug` for a struct of documented headers, each an `Option`. A header that is
/// missing or cannot be parsed as its type is `None`: it never fails a call that succeeded.
///
/// `list` marks headers that are lists, `text` types that are created from their text; `sensitive` headers are not
/// printed.
#[macro_export]
#[doc(hidden)]
macro_rules! response_headers {
    ($name:ident { $($field:ident: $wire:literal $($word:ident)*),* $(,)? }) => {
        impl ::core::convert::From<&$crate::runtime::support::http::HeaderMap> for $name {
            #[inline]
            fn from(headers: &$crate::runtime::support::http::HeaderMap) -> Self {
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

/// Returns a header, if it is present and parses as a `T`.
pub fn header<T: FromStr>(headers: &HeaderMap, name: &str) -> Option<T> {
    text(headers, name)?.trim().parse().ok()
}

/// Returns a header, if it is present, as a `T` that any text converts to.
pub fn header_text<T: for<'h> From<&'h str>>(headers: &HeaderMap, name: &str) -> Option<T> {
    Some(text(headers, name)?.trim().into())
}

/// Returns a header that is a list (RFC 9110, section 5.6.1), on one line or several, if all items parse.
pub fn header_list<T: FromStr>(headers: &HeaderMap, name: &str) -> Option<Vec<T>> {
    headers.get(name)?;
    let mut out = Vec::new();
    // A cookie has commas in its dates, and a header line of its own (RFC 6265, section 3).
    let is_split = !name.eq_ignore_ascii_case("set-cookie");
    for value in headers.get_all(name) {
        let text = std::str::from_utf8(value.as_bytes()).ok()?;
        if !is_split {
            out.push(text.trim().parse().ok()?);
            continue;
        }
        for item in text.split(',').map(str::trim).filter(|it| !it.is_empty()) {
            out.push(item.parse().ok()?);
        }
    }
    Some(out)
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    std::str::from_utf8(headers.get(name)?.as_bytes()).ok()
}
