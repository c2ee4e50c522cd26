//! The caller's own code before and after each attempt.

use std::{fmt, future::Future, pin::Pin, time::Duration};

use http::{HeaderMap, Method, StatusCode};

use crate::runtime::{
    Body, BoxError, MaybeSend, MaybeSync, TransportError, response::kept::Target,
};

/// Runs before and after each attempt of each request of a client, to sign, measure or log.
pub trait Hook: MaybeSend + MaybeSync + 'static {
    /// Receives the request as the transport will get it, with its credentials, and may change it. Its time
    /// counts as part of the attempt. Mark a header that no redirect may carry to another server with
    /// [`set_sensitive`](http::HeaderValue::set_sensitive).
    ///
    /// An error ends the request, which is not sent. The error is printed, so it must not contain a secret.
    fn before(
        &self,
        attempt: &Attempt<'_>,
        request: &mut http::Request<Body>,
    ) -> impl Future<Output = Result<(), BoxError>> + MaybeSend {
        let _ = (attempt, request);
        async { Ok(()) }
    }

    /// Receives the outcome of the attempt.
    fn after(&self, attempt: &Attempt<'_>) -> impl Future<Output = ()> + MaybeSend {
        let _ = attempt;
        async {}
    }
}

/// One attempt to send a request.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    pub(crate) target: &'a Target,
    pub(crate) number: u32,
    pub(crate) head: Option<(StatusCode, &'a HeaderMap)>,
    pub(crate) failure: Option<&'a TransportError>,
    pub(crate) elapsed: Option<Duration>,
}

impl<'a> Attempt<'a> {
    /// Returns the operation's method.
    pub fn method(&self) -> &'a Method {
        &self.target.method
    }

    /// Returns the operation's path template, as in the document.
    pub fn template(&self) -> &'static str {
        self.target.template
    }

    /// Returns the number of the attempt, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Returns the status of the response, if there is one yet.
    pub fn status(&self) -> Option<StatusCode> {
        self.head.map(|(status, _)| status)
    }

    /// Returns the headers of the response, if there is one yet.
    pub fn headers(&self) -> Option<&'a HeaderMap> {
        self.head.map(|(_, headers)| headers)
    }

    /// Returns the duration of a finished attempt. It needs a [`Clock`](crate::runtime::Clock).
    pub fn elapsed(&self) -> Option<Duration> {
        self.elapsed
    }

    /// Returns the error that left the attempt without a complete response.
    pub fn failure(&self) -> Option<&'a TransportError> {
        self.failure
    }
}

impl fmt::Debug for Attempt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("target", self.target)
            .field("number", &self.number)
            .field("status", &self.status())
            .field("failure", &self.failure)
            .field("elapsed", &self.elapsed)
            .finish()
    }
}

#[cfg(not(target_arch = "wasm32"))]
type Borrowed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
#[cfg(target_arch = "wasm32")]
type Borrowed<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// An object-safe form of [`Hook`].
pub(crate) trait AnyHook: MaybeSend + MaybeSync {
    fn before<'a>(
        &'a self,
        attempt: &'a Attempt<'a>,
        request: &'a mut http::Request<Body>,
    ) -> Borrowed<'a, Result<(), BoxError>>;

    fn after<'a>(&'a self, attempt: &'a Attempt<'a>) -> Borrowed<'a, ()>;
}

impl<H: Hook> AnyHook for H {
    fn before<'a>(
        &'a self,
        attempt: &'a Attempt<'a>,
        request: &'a mut http::Request<Body>,
    ) -> Borrowed<'a, Result<(), BoxError>> {
        Box::pin(Hook::before(self, attempt, request))
    }

    fn after<'a>(&'a self, attempt: &'a Attempt<'a>) -> Borrowed<'a, ()> {
        Box::pin(Hook::after(self, attempt))
    }
}
