//! Requests as callers have them: what is not said by an operation's function is chained, and awaiting
//! sends it.

use std::{fmt, future::IntoFuture};

use super::{Call, Decode, Options, Outcome, Sending, Stream};

/// A request of an operation without optional inputs. `T` says how a success is decoded, `E` how a
/// documented failure.
#[must_use = "a request does nothing until it is awaited or sent"]
pub struct Request<T, E>(pub(super) Call<T, E>);

impl<T: Decode, E: Decode> Request<T, E> {
    /// Changes what every request can be given: timeout, headers, extra query, base URL.
    pub fn options(self, change: impl FnOnce(Options) -> Options) -> Self {
        Self(self.0.with_options(change))
    }

    /// Sends the request; awaiting it does the same.
    pub fn send(self) -> Sending<T, E> {
        self.0.send()
    }

    /// Sends the request and leaves the body of a success as it comes: for what is too large to be held
    /// in memory, or is wanted before all of it is there.
    pub fn streamed(self) -> Sending<Stream, E> {
        self.0.streamed()
    }
}

impl<T: Decode, E: Decode> IntoFuture for Request<T, E> {
    type Output = Outcome<T, E>;
    type IntoFuture = Sending<T, E>;

    fn into_future(self) -> Sending<T, E> {
        self.0.send()
    }
}

impl<T, E> fmt::Debug for Request<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Request").field(&self.0).finish()
    }
}

/// Gives a request type around a [`Call`], to which its optional inputs are added, what a [`Request`] has:
/// `request!(ThingsGet -> T, E);`.
#[allow(unused_macros)] // a document need not use it
macro_rules! request {
    ($name:ident -> $success:ty, $failure:ty) => {
        impl $name {
            /// Changes what every request can be given: timeout, headers, extra query, base URL.
            #[inline]
            pub fn options(
                self,
                change: impl FnOnce($crate::runtime::Options) -> $crate::runtime::Options,
            ) -> Self {
                Self(self.0.with_options(change))
            }

            /// Sends the request; awaiting it does the same.
            #[inline]
            pub fn send(self) -> $crate::runtime::Sending<$success, $failure> {
                self.0.send()
            }

            /// Sends the request and leaves the body of a success as it comes: for what is too large to
            /// be held in memory, or is wanted before all of it is there.
            #[inline]
            pub fn streamed(self) -> $crate::runtime::Sending<$crate::runtime::Stream, $failure> {
                self.0.streamed()
            }
        }
        impl ::core::future::IntoFuture for $name {
            type Output = $crate::runtime::Outcome<$success, $failure>;
            type IntoFuture = $crate::runtime::Sending<$success, $failure>;
            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                self.0.send()
            }
        }
        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::runtime::support::debug_variant(f, stringify!($name), &self.0)
            }
        }
    };
}
#[allow(unused_imports)]
pub(crate) use request;
