//! Responses that differ by status.

/// Implements `Decode` for an enum by response key, never by the shape of the body, with one line per key: the variant
/// and, if it has a body, the marker that decodes it.
///
/// ```text
/// by_status!(ThingsPostError {
///     "400" => BadRequest(Json),
///     "404" => NotFound(Json),
///     "503" => Unavailable(Text),
///     "default" => Default(Json),
///     "204" => NoContent,
/// });
/// ```
#[macro_export]
#[doc(hidden)]
macro_rules! by_status {
    ($name:ident { $($case:literal => $variant:ident $(($($marker:ident)::+))?),* $(,)? }) => {
        impl $crate::runtime::Decode for $name {
            type Value = Self;
            const ACCEPT: &'static [&'static str] = {
                const LISTS: &[&[&str]] = &[$($(<$($marker)::+ as $crate::runtime::Decode>::ACCEPT,)?)*];
                const ALL: [&str; $crate::runtime::support::count(LISTS)] =
                    $crate::runtime::support::joined(LISTS);
                &ALL
            };
            #[inline]
            fn decode(
                reply: &mut $crate::runtime::RawResponse,
                case: &'static str,
            ) -> ::core::result::Result<Self, $crate::runtime::BodyMismatch> {
                // Only a case with a body needs this import.
                #[allow(unused_imports)]
                use $crate::runtime::Decode as _;
                let _ = &reply;
                match case {
                    $($case => $crate::runtime::by_status!(@decode reply case $variant $($($marker)::+)?),)*
                    _ => ::core::result::Result::Err($crate::runtime::BodyMismatch::new("a status without a documented body")),
                }
            }
            #[inline]
            fn streamed(case: &'static str, headers: &$crate::runtime::support::http::HeaderMap) -> bool {
                let _ = &headers;
                match case {
                    $($case => $crate::runtime::by_status!(@streamed case headers $($($marker)::+)?),)*
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
                #[allow(unused_imports)]
                use $crate::runtime::Decode as _;
                let _ = &headers;
                match case {
                    $($case => $crate::runtime::by_status!(@marked case headers $variant $($($marker)::+)?),)*
                    _ => ::core::option::Option::None,
                }
            }
        }
        #[cfg(feature = "testing")]
        impl $crate::runtime::testing::Encode for $name {
            #[inline]
            fn encode(value: Self) -> $crate::runtime::testing::Encoded {
                match value {
                    $(Self::$variant $(($crate::runtime::by_status!(@bind inner $($marker)::+)))? =>
                        $crate::runtime::by_status!(@encode $($($marker)::+, inner)?).under($case),)*
                }
            }
        }
    };
    (@bind $inner:ident $($marker:ident)::+) => {
        $inner
    };
    (@encode $($marker:ident)::+, $inner:ident) => {
        $($marker)::+::encode($inner)
    };
    (@encode) => {
        $crate::runtime::testing::Encoded::empty()
    };
    (@streamed $case:ident $headers:ident $($marker:ident)::+) => {
        <$($marker)::+ as $crate::runtime::Decode>::streamed($case, $headers)
    };
    (@streamed $case:ident $headers:ident) => {
        false
    };
    (@marked $case:ident $headers:ident $variant:ident $($marker:ident)::+) => {
        $($marker)::+::marked($case, $headers, Self::$variant)
    };
    (@marked $case:ident $headers:ident $variant:ident) => {
        ::core::option::Option::None
    };
    (@decode $reply:ident $case:ident $variant:ident $($marker:ident)::+) => {
        $($marker)::+::decode($reply, $case).map(Self::$variant)
    };
    (@decode $reply:ident $case:ident $variant:ident) => {
        ::core::result::Result::Ok(Self::$variant)
    };
}

/// Returns the number of media types in all lists.
pub const fn count(lists: &[&[&str]]) -> usize {
    let (mut count, mut list) = (0, 0);
    while list < lists.len() {
        count += lists[list].len();
        list += 1;
    }
    count
}

/// Joins the lists into one of all `N` media types. Duplicates are removed when the header is sent.
pub const fn joined<const N: usize>(lists: &[&[&'static str]]) -> [&'static str; N] {
    let mut out = [""; N];
    let (mut at, mut list) = (0, 0);
    while list < lists.len() {
        let mut item = 0;
        while item < lists[list].len() {
            out[at] = lists[list][item];
            at += 1;
            item += 1;
        }
        list += 1;
    }
    out
}
