//! Conversions between a union and the values of its variants, and setters of a struct: `accessors!` and
//! `setters!`.
//!
//! Both macros need the types of members, which the macros for JSON do without.

/// Implements conversions between a union and the values of its variants, with one line per variant:
///
/// ```text
/// accessors!(Pet {
///     Cat(Cat): as_cat into_cat from,         `From<Cat>`, besides the two methods
///     Dog(Dog): as_dog into_dog boxed from,   the variant holds a `Box<Dog>`
///     Name(String): as_name into_name from text,  `From<&str>` as well
/// });
/// ```
///
/// There is no `From` for a type that two variants hold.
#[macro_export]
#[doc(hidden)]
macro_rules! accessors {
    ($name:ident { $($variant:ident($ty:ty) : $as:ident $into:ident $($word:ident)*),* $(,)? }) => {
        #[allow(dead_code, deprecated, unreachable_pub, clippy::result_large_err)]
        impl $name {
            $(
                /// Returns the value if it is this variant.
                #[inline]
                pub fn $as(&self) -> ::core::option::Option<&$ty> {
                    if let Self::$variant(it) = self { ::core::option::Option::Some(it) } else { ::core::option::Option::None }
                }
                /// Converts the union into the value if it is this variant.
                ///
                /// # Errors
                ///
                /// Returns the union unchanged if it is another variant.
                #[inline]
                pub fn $into(self) -> ::core::result::Result<$ty, Self> {
                    if let Self::$variant(it) = self { ::core::result::Result::Ok($crate::runtime::accessors!(@held it $($word)*)) } else { ::core::result::Result::Err(self) }
                }
            )*
        }
        $($crate::runtime::accessors!(@from $name $variant ($ty) $($word)*);)*
    };
    (@held $it:ident boxed $($word:ident)*) => { *$it };
    (@held $it:ident $($word:ident)*) => { $it };
    (@from $name:ident $variant:ident $ty:tt from text) => {
        $crate::runtime::accessors!(@from $name $variant $ty from);
        impl ::core::convert::From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                Self::$variant(::std::borrow::ToOwned::to_owned(text))
            }
        }
    };
    (@from $name:ident $variant:ident ($ty:ty) from) => {
        #[allow(deprecated)]
        impl ::core::convert::From<$ty> for $name {
            #[inline]
            fn from(value: $ty) -> Self {
                Self::$variant(value)
            }
        }
    };
    (@from $name:ident $variant:ident ($ty:ty) boxed from) => {
        #[allow(deprecated)]
        impl ::core::convert::From<$ty> for $name {
            #[inline]
            fn from(value: $ty) -> Self {
                Self::$variant(::std::boxed::Box::new(value))
            }
        }
    };
    (@from $name:ident $variant:ident $ty:tt $($boxed:ident)?) => {};
}

/// Implements a setter for each field that a caller may leave out, with one line per field: its argument,
/// and the value of the field.
///
/// ```text
/// setters!(EnvVar {
///     note: impl Into<String> = Some(note.into()),
///     is_secret: impl Into<Field<bool>> = is_secret.into(),
///     value<_Via>: impl IntoField<Text, _Via> = value.into_field(),
/// });
/// ```
#[macro_export]
#[doc(hidden)]
macro_rules! setters {
    ($name:ident { $($field:ident $(<$via:ident>)? : $ty:ty = $value:expr),* $(,)? }) => {
        #[allow(dead_code, deprecated, unreachable_pub, clippy::should_implement_trait, clippy::wrong_self_convention)]
        impl $name {
            $(
                /// Sets the field of this name.
                #[inline]
                #[must_use]
                pub fn $field $(<$via>)? (mut self, $field: $ty) -> Self {
                    self.$field = $value;
                    self
                }
            )*
        }
    };
}
