//! Types that are compiled for some of a crate's features only: `types_for!`.

/// Declares files of types and exports what is in them, one line a file:
///
/// ```text
/// types_for!(any(feature = "users", feature = "teams") {
///     member,
///     role,
/// });
/// ```
#[allow(unused_macros)] // a document need not use it
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
#[allow(unused_imports)]
pub(crate) use types_for;
