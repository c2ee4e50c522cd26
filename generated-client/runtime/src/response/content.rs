//! Responses that differ by content type.

use http::{
    HeaderMap,
    header::{CONTENT_ENCODING, CONTENT_TYPE},
};

use crate::runtime::{BodyMismatch, request::file};

/// Implements `Decode` for an enum by `Content-Type`, never by the shape of the body, with one line per variant: the
/// documented media types, including ranges such as `image/*`, and the marker that decodes such a body.
///
/// ```text
/// by_content_type!(RenderContent {
///     "application/json" => Json(Json),
///     "text/html" | "text/plain" => Text(Text),
///     "*/*" => Binary(Binary),
/// });
/// ```
///
/// A response without a `Content-Type` is decoded as the first variant; one of an unlisted media type is an error.
#[macro_export]
#[doc(hidden)]
macro_rules! by_content_type {
    ($name:ident { $($($media:literal)|+ => $variant:ident($marker:ident)),* $(,)? }) => {
        impl $crate::runtime::Decode for $name {
            type Value = Self;
            const ACCEPT: &'static [&'static str] = &[$($($media),+),*];
            #[inline]
            fn decode(
                reply: &mut $crate::runtime::RawResponse,
                case: &'static str,
            ) -> ::core::result::Result<Self, $crate::runtime::BodyMismatch> {
                match $crate::runtime::support::matches(reply.headers(), Self::ACCEPT) {
                    $(Some($($media)|+) => $marker::decode(reply, case).map(Self::$variant),)*
                    _ => Err($crate::runtime::support::other_content(reply.headers(), Self::ACCEPT)),
                }
            }
            #[inline]
            fn streamed(case: &'static str, headers: &$crate::runtime::support::http::HeaderMap) -> bool {
                match $crate::runtime::support::matches(headers, Self::ACCEPT) {
                    $(Some($($media)|+) => <$marker as $crate::runtime::Decode>::streamed(case, headers),)*
                    _ => false,
                }
            }
            #[cfg(feature = "testing")]
            #[inline]
            fn marked<V>(
                case: &'static str,
                headers: &$crate::runtime::support::http::HeaderMap,
                _: fn(Self) -> V,
            ) -> ::core::option::Option<$crate::runtime::support::Marked> {
                match $crate::runtime::support::matches(headers, Self::ACCEPT) {
                    $(Some($($media)|+) => $marker::marked(case, headers, Self::$variant),)*
                    _ => ::core::option::Option::None,
                }
            }
        }
        #[cfg(feature = "testing")]
        impl $crate::runtime::testing::Encode for $name {
            #[inline]
            fn encode(value: Self) -> $crate::runtime::testing::Encoded {
                match value {
                    $(Self::$variant(inner) => {
                        $marker::encode(inner).typed(&[$($media),+])
                    })*
                }
            }
        }
    };
}

/// Returns the documented media type that fits a response: the same one, else a JSON type for another JSON type, else a
/// range. A response without a `Content-Type` has the first.
pub fn matches(headers: &HeaderMap, documented: &[&'static str]) -> Option<&'static str> {
    let Some(value) = headers.get(CONTENT_TYPE) else {
        return documented.first().copied();
    };
    let sent = essence(value.to_str().ok()?);
    let find = |fits: &dyn Fn(&str) -> bool| {
        let mut all = documented.iter().copied();
        all.find(|media| fits(&essence(media)))
    };
    let in_range = |media: &str| match media.strip_suffix('*') {
        Some("*/") => true,
        Some(kind) => sent.starts_with(kind),
        None => false,
    };
    find(&|media| media == sent)
        .or_else(|| find(&|media| is_json(media) && is_json(&sent)))
        .or_else(|| find(&in_range))
}

/// Returns the error for a response whose media type is not among those that can be decoded.
pub fn other_content(headers: &HeaderMap, read: &[&'static str]) -> BodyMismatch {
    let sent = sent(headers).unwrap_or_default();
    let mut list = format!("`{}`", read.join("`, `"));
    if let Some(last) = list.rfind(", ") {
        list.replace_range(last..=last, " or");
    }
    BodyMismatch::new(format!("`{sent}` in place of {list}"))
}

/// Adds the cause to a mismatch if the headers show it: the body is compressed, or has another media type.
pub(crate) fn explained(
    mismatch: BodyMismatch,
    headers: &HeaderMap,
    read: &[&'static str],
) -> BodyMismatch {
    if let Some(compressed) = compressed(headers) {
        return compressed;
    }
    let is_other = !read.is_empty() && matches(headers, read).is_none();
    let other = other_content(headers, read).to_string();
    if !is_other || mismatch.to_string().contains(&other) {
        return mismatch;
    }
    mismatch.of(&format!("{other}: "))
}

/// Returns the error for a body that is still compressed (RFC 9110, section 8.4).
pub(crate) fn compressed(headers: &HeaderMap) -> Option<BodyMismatch> {
    let coding = headers.get(CONTENT_ENCODING)?.to_str().ok()?.trim();
    let feature = match coding {
        "" | "identity" => return None,
        "gzip" | "x-gzip" => "enable the feature `gzip`",
        "br" => "enable the feature `brotli`",
        "zstd" => "enable the feature `zstd`",
        _ => "take the bytes, with `streamed()`",
    };
    let fits = coding.len() < 40 && coding.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    let coding = if fits { coding } else { "an unknown coding" };
    Some(BodyMismatch::new(format!(
        "it is compressed with `{coding}`, which was not asked for and is not read: {feature}"
    )))
}

/// Returns the media type of a response in printable form; `None` if the response has no `Content-Type`.
pub(crate) fn sent(headers: &HeaderMap) -> Option<String> {
    let sent = headers.get(CONTENT_TYPE)?;
    let sent = essence(&String::from_utf8_lossy(sent.as_bytes()));
    let fits = sent.len() < 100 && sent.bytes().all(|byte| byte.is_ascii_graphic());
    Some(if fits {
        sent
    } else {
        "no media type".to_owned()
    })
}

/// Returns a media type in the form that is compared: in lower case, without parameters (RFC 9110, section 8.3.1).
fn essence(media: &str) -> String {
    file::essence(media).to_ascii_lowercase()
}

/// Returns whether a media type, in lower case and without parameters, is JSON.
pub(crate) fn is_json(essence: &str) -> bool {
    essence == "application/json" || essence.ends_with("+json")
}
