//! Requests as callers use them: optional inputs are chained to an operation's function, and awaiting sends
//! the request.

pub(crate) mod base_url;
pub(crate) mod builder;
pub(crate) mod call;
pub(crate) mod expand;
pub(crate) mod extension;
pub(crate) mod file;
pub(crate) mod follow;
pub(crate) mod form;
pub(crate) mod idempotency;
pub(crate) mod lines_body;
pub(crate) mod multipart;
pub(crate) mod options;
pub(crate) mod param;
pub(crate) mod part_style;
pub(crate) mod parts;
pub(crate) mod prepared_request;
pub(crate) mod properties;
pub(crate) mod request_error;
pub(crate) mod server;
pub(crate) mod style;
pub(crate) mod styled;
pub(crate) mod tree;
pub(crate) mod undocumented;
pub(crate) mod url;

use std::{fmt, future::IntoFuture};

use crate::runtime::{Call, Decode, Options, Outcome, ResponseFuture, Stream};

/// A request of an operation without optional inputs. `T` determines how a success is decoded, and `E` how
/// a documented failure is.
#[must_use = "a request does nothing until it is awaited or sent"]
pub struct Request<T, E>(pub(crate) Call<T, E>);

impl<T: Decode, E: Decode> Request<T, E> {
    /// Changes the options that every request has: timeout, headers, extra query, base URL.
    pub fn options(self, change: impl FnOnce(Options) -> Options) -> Self {
        Self(self.0.with_options(change))
    }

    /// Sends the request. Awaiting it does the same.
    pub fn send(self) -> ResponseFuture<T, E> {
        self.0.send()
    }

    /// Sends the request and returns the body of a success as a stream, for content that is too large for
    /// memory or is needed before all of it has arrived.
    pub fn streamed(self) -> ResponseFuture<Stream, E> {
        self.0.streamed()
    }
}

impl<T: Decode, E: Decode> IntoFuture for Request<T, E> {
    type Output = Outcome<T, E>;
    type IntoFuture = ResponseFuture<T, E>;

    fn into_future(self) -> ResponseFuture<T, E> {
        self.0.send()
    }
}

impl<T, E> fmt::Debug for Request<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Request").field(&self.0).finish()
    }
}

/// Implements the methods of a [`Request`] for a request type around a [`Call`], to which the type adds the
/// optional inputs of its operation: `request!(ThingsGet -> T, E);`. The type of
/// an operation with a response 101 has the method `upgrade` as well: `request!(Attach -> T, E, upgrade);`.
#[macro_export]
#[doc(hidden)]
macro_rules! request {
    ($name:ident -> $success:ty, $failure:ty) => {
        impl $name {
            /// Changes the options that every request has: timeout, headers, extra query, base URL.
            #[inline]
            pub fn options(
                self,
                change: impl FnOnce($crate::runtime::Options) -> $crate::runtime::Options,
            ) -> Self {
                Self(self.0.with_options(change))
            }

            /// Sends the request. Awaiting it does the same.
            #[inline]
            pub fn send(self) -> $crate::runtime::ResponseFuture<$success, $failure> {
                self.0.send()
            }

            /// Sends the request and returns the body of a success as a stream, for content that is too
            /// large for memory or is needed before all of it has arrived.
            #[inline]
            pub fn streamed(self) -> $crate::runtime::ResponseFuture<$crate::runtime::Stream, $failure> {
                self.0.streamed()
            }
        }
        impl ::core::future::IntoFuture for $name {
            type Output = $crate::runtime::Outcome<$success, $failure>;
            type IntoFuture = $crate::runtime::ResponseFuture<$success, $failure>;
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
    ($name:ident -> $success:ty, $failure:ty, upgrade) => {
        $crate::runtime::request!($name -> $success, $failure);
        impl $name {
            /// Sends the request and asks the server to go on in `protocol` on its connection, which is then
            /// the caller's: `tcp` for bytes in both directions, say.
            #[inline]
            pub fn upgrade(
                self,
                protocol: &str,
            ) -> $crate::runtime::ResponseFuture<$crate::runtime::Upgrade, $failure> {
                self.0.upgrade(protocol)
            }
        }
    };
}
