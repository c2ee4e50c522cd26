//! Code of the caller's own before and after each attempt.

use std::{fmt, future::Future, pin::Pin, time::Duration};

use http::{HeaderMap, Method, StatusCode};

use super::{Body, BoxError, MaybeSend, MaybeSync, TransportError, received::Target};

/// Runs before and after each attempt of each request of a client: to sign, to measure, to log.
pub trait Hook: MaybeSend + MaybeSync + 'static {
    /// Sees the request as the transport will get it, with its credentials, and may change it. What
    /// it takes counts as part of the attempt. A header that no redirect may carry to another server
    /// is marked with [`set_sensitive`](http::HeaderValue::set_sensitive).
    ///
    /// An error ends the request, which is not sent; it is printed, so there must be no secret in it.
    fn before(
        &self,
        attempt: &Attempt<'_>,
        request: &mut http::Request<Body>,
    ) -> impl Future<Output = Result<(), BoxError>> + MaybeSend {
        let _ = (attempt, request);
        async { Ok(()) }
    }

    /// Sees how the attempt ended.
    fn after(&self, attempt: &Attempt<'_>) -> impl Future<Output = ()> + MaybeSend {
        let _ = attempt;
        async {}
    }
}

/// One time that a request is sent.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    pub(super) target: &'a Target,
    pub(super) number: u32,
    pub(super) head: Option<(StatusCode, &'a HeaderMap)>,
    pub(super) failure: Option<&'a TransportError>,
    pub(super) elapsed: Option<Duration>,
}

impl<'a> Attempt<'a> {
    /// The operation's method.
    pub fn method(&self) -> &'a Method {
        &self.target.method
    }

    /// The operation's path template, as the document has it.
    pub fn template(&self) -> &'static str {
        self.target.template
    }

    /// Which attempt it is; the first one is 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The status of the response, once there is one.
    pub fn status(&self) -> Option<StatusCode> {
        self.head.map(|(status, _)| status)
    }

    /// The headers of the response, once there is one.
    pub fn headers(&self) -> Option<&'a HeaderMap> {
        self.head.map(|(_, headers)| headers)
    }

    /// How long it took, once it is over. It needs a [`Clock`](super::Clock).
    pub fn elapsed(&self) -> Option<Duration> {
        self.elapsed
    }

    /// Why there is no complete response.
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

/// A hook without its type.
pub(super) trait AnyHook: MaybeSend + MaybeSync {
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
