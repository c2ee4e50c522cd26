//! Requests that the document does not describe.

use std::{fmt, future::IntoFuture};

use http::Method;
use serde::Serialize;

use crate::runtime::{
    Binary, Body, Call, ClientCore, Decode, NoError, Options, Outcome, Param, RequestErrorKind,
    ResponseFuture, Stream,
};

/// The template of such a request, in errors and traces. They do not have its path, which has values in it.
const TEMPLATE: &str = "/(undocumented)";

/// A request that the document does not describe, with the client's base URL, credentials, retries and limits. It is
/// sent when it is awaited.
///
/// Its success is the bytes of the body, unless [`returns`](Self::returns) says how to decode them. Any other status
/// than 2xx is [`Error::Status`](crate::runtime::Error::Status), which has the raw body.
#[must_use = "a request does nothing until it is awaited or sent"]
pub struct Undocumented<T = Binary>(Call<T, NoError>);

impl Undocumented {
    /// Creates a request to a path below the base URL, which may have a query. Characters that a URL cannot contain are
    /// escaped. `alternatives` are the credentials that the client may have.
    #[doc(hidden)]
    pub fn new(
        core: &ClientCore,
        method: &str,
        path: &str,
        alternatives: &'static [&'static [&'static str]],
    ) -> Self {
        let known = Method::from_bytes(method.as_bytes());
        let mut call = Call::new(core, known.as_ref().cloned().unwrap_or_default(), TEMPLATE);
        if known.is_err() {
            let why = "is no token (RFC 9110, section 5.6.2)";
            call.builder
                .refuse(RequestErrorKind::Url, "method", method, why);
        }
        call.builder.own_path(path);
        Self(call.auth(alternatives))
    }
}

impl<T> Undocumented<T> {
    /// Decodes the body of a success: `returns::<Json<Thing>>()`, `Json` for any value, `Text`, or `Empty`.
    pub fn returns<U: Decode>(self) -> Undocumented<U> {
        Undocumented(self.0.returning())
    }

    /// Adds a query parameter. A list becomes one pair per item.
    pub fn query(self, name: &str, value: impl Param) -> Self {
        Self(self.0.query(name, value))
    }

    /// Sets a header.
    pub fn header(self, name: &str, value: impl Param) -> Self {
        Self(self.0.header(name, value))
    }

    /// Sets a JSON body.
    pub fn json<B: Serialize + ?Sized>(self, body: &B) -> Self {
        Self(self.0.json(body))
    }

    /// Sets any other body.
    pub fn body(self, content_type: &str, body: impl Into<Body>) -> Self {
        Self(self.0.body(content_type, body))
    }

    /// Changes the options that every request has: timeout, token, retries, base URL.
    pub fn options(self, change: impl FnOnce(Options) -> Options) -> Self {
        Self(self.0.with_options(change))
    }
}

impl<T: Decode> Undocumented<T> {
    /// Sends the request. Awaiting it does the same.
    pub fn send(self) -> ResponseFuture<T, NoError> {
        self.0.send()
    }

    /// Sends the request and returns the body of a success as a stream.
    pub fn streamed(self) -> ResponseFuture<Stream, NoError> {
        self.0.streamed()
    }
}

impl<T: Decode> IntoFuture for Undocumented<T> {
    type Output = Outcome<T, NoError>;
    type IntoFuture = ResponseFuture<T, NoError>;

    fn into_future(self) -> ResponseFuture<T, NoError> {
        self.0.send()
    }
}

/// Omits the path, which has values in it.
impl<T> fmt::Debug for Undocumented<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Undocumented").field(&self.0).finish()
    }
}
