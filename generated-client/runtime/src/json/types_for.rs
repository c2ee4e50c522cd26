//! Types that are compiled only for some of a crate's features: `types_for!`.

/// Declares files of types and re-exports their items, with one line per file:
///
/// ```text
/// types_for!(any(feature = "users", feature = "teams") {
///     member,
///     role,
/// });
/// ```
#[macro_export]
#[doc(hidden)]
macro_rules! types_for {
    ($features:meta { $($file:ident),* $(,)? }) => {
        $(
            #[cfg($features)]
            mod $file;
            #[cfg($features)]
            pub use self::$file::*;
        )*
    };
}
