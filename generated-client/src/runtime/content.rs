//! Responses that differ by content type.

use http::{HeaderMap, header::CONTENT_TYPE};

/// Makes an enum decode by `Content-Type`, never by the shape of the body. One line a variant: the
/// media types of the document, ranges such as `image/*` included, and how such a body is decoded.
///
/// ```text
/// by_content_type!(RenderContent {
///     "application/json" => Json(Json),
///     "text/html" | "text/plain" => Text(Text),
///     "*/*" => Binary(Binary),
/// });
/// ```
///
/// A response without a `Content-Type` is the first; one of a type that is not there does not decode.
#[allow(unused_macros)] // a document need not use it
macro_rules! by_content_type {
    ($name:ident { $($($media:literal)|+ => $variant:ident($marker:ident)),* $(,)? }) => {
        impl $crate::runtime::Decode for $name {
            type Value = Self;
            const ACCEPT: &'static [&'static str] = &[$($($media),+),*];
            #[inline]
            fn decode(
                reply: &mut $crate::runtime::Reply,
                case: &'static str,
            ) -> ::core::result::Result<Self, $crate::runtime::Mismatch> {
                match $crate::runtime::support::matches(reply.headers(), Self::ACCEPT) {
                    $(Some($($media)|+) => $marker::decode(reply, case).map(Self::$variant),)*
                    _ => Err($crate::runtime::Mismatch::new("a content type that is not documented")),
                }
            }
            #[inline]
            fn streamed(case: &'static str, headers: &::http::HeaderMap) -> bool {
                match $crate::runtime::support::matches(headers, Self::ACCEPT) {
                    $(Some($($media)|+) => <$marker as $crate::runtime::Decode>::streamed(case, headers),)*
                    _ => false,
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
#[allow(unused_imports)]
pub(crate) use by_content_type;

/// Which of the documented media types a response has: itself, then a JSON type for another one, then
/// a range.
pub fn matches(headers: &HeaderMap, documented: &[&'static str]) -> Option<&'static str> {
    let Some(value) = headers.get(CONTENT_TYPE) else {
        return documented.first().copied();
    };
    let sent = essence(value.to_str().ok()?);
    let find = |fits: &dyn Fn(&str) -> bool| {
        let mut all = documented.iter().copied();
        all.find(|media| fits(&essence(media)))
    };
    let is_json = |media: &str| media == "application/json" || media.ends_with("+json");
    let in_range = |media: &str| match media.strip_suffix('*') {
        Some("*/") => true,
        Some(kind) => sent.starts_with(kind),
        None => false,
    };
    find(&|media| media == sent)
        .or_else(|| find(&|media| is_json(media) && is_json(&sent)))
        .or_else(|| find(&in_range))
}

/// A media type as it is compared: without case and parameters (RFC 9110, section 8.3.1).
fn essence(media: &str) -> String {
    let (media, _) = media.split_once(';').unwrap_or((media, ""));
    media.trim().to_ascii_lowercase()
}
