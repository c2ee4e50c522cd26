//! The interface between the runtime and the HTTP stack.

#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
pub(crate) mod reqwest_transport;
#[cfg(all(feature = "reqwest", target_arch = "wasm32"))]
pub(crate) mod reqwest_wasm;
#[cfg(feature = "tower")]
pub(crate) mod tower;
pub(crate) mod upgraded;

use std::{fmt, future::Future, pin::Pin, sync::Arc, time::Duration};

use crate::runtime::{
    Body, RequestError,
    response::{kept::Target, outcome::write_attempts, report::debug},
};

/// Any error that can be sent between threads.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A boxed future, which is `Send` on all targets with threads (all but wasm32).
#[cfg(not(target_arch = "wasm32"))]
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;
/// A boxed future, which is `Send` on all targets with threads (all but wasm32).
#[cfg(target_arch = "wasm32")]
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// A boxed stream, which is `Send` on all targets with threads (all but wasm32).
#[cfg(not(target_arch = "wasm32"))]
pub type BoxStream<T> = Pin<Box<dyn futures_core::Stream<Item = T> + Send>>;
/// A boxed stream, which is `Send` on all targets with threads (all but wasm32).
#[cfg(target_arch = "wasm32")]
pub type BoxStream<T> = Pin<Box<dyn futures_core::Stream<Item = T>>>;

/// `Send` on all targets with threads, and no requirement on wasm32.
#[cfg(not(target_arch = "wasm32"))]
pub trait MaybeSend: Send {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Send + ?Sized> MaybeSend for T {}
/// `Send` on all targets with threads, and no requirement on wasm32.
#[cfg(target_arch = "wasm32")]
pub trait MaybeSend {}
#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> MaybeSend for T {}

/// `Sync` on all targets with threads, and no requirement on wasm32.
#[cfg(not(target_arch = "wasm32"))]
pub trait MaybeSync: Sync {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Sync + ?Sized> MaybeSync for T {}
/// `Sync` on all targets with threads, and no requirement on wasm32.
#[cfg(target_arch = "wasm32")]
pub trait MaybeSync {}
#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> MaybeSync for T {}

/// An HTTP stack that sends a request and returns its response.
///
/// The request is complete: it has an absolute URI and all headers, including credentials. A transport may
/// follow redirects, but it must not carry credentials to another host. The caller's choice is in the
/// request's extensions, as [`Redirects`](crate::runtime::Redirects). The runtime drops the future when the
/// time is over, so a transport may ignore the [`Timeout`] extension.
///
/// A transport that can hand over its connection puts it into a response `101`:
/// [`Upgraded::attach`](crate::runtime::Upgraded::attach).
pub trait Transport: MaybeSend + MaybeSync + 'static {
    /// Sends `request`.
    ///
    /// # Errors
    ///
    /// The future returns a [`TransportError`] if no complete response head was received. Later errors are
    /// returned by the response's body.
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<Result<http::Response<Body>, TransportError>>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<Result<http::Response<Body>, TransportError>> {
        (**self).send(request)
    }
}

/// A request extension that limits how long the attempt may take, from the start of the connection to the
/// last byte of the response, or to its head if the caller reads the body.
///
/// The runtime enforces the limit if it has a [`Clock`](crate::runtime::Clock). The extension is for
/// transports that run without a clock, or that need a limit of their own, such as blocking ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeout(pub Duration);

/// A response extension: a redirect led to another server, or to another request of the same server. The
/// server that was asked first has processed the request, and if another server answered, it got no token.
#[derive(Clone, Copy)]
#[cfg_attr(
    any(not(feature = "reqwest"), target_arch = "wasm32"),
    allow(dead_code)
)] // only the `reqwest` transport sets it, and in browsers two of them
pub(crate) enum Elsewhere {
    Server,
    Get,
    ServerAndGet,
    /// To another server, by an HTTP stack that follows redirects itself.
    OwnServer,
    /// To a request that the HTTP stack does not report.
    Own,
}

/// Describes the redirect in errors: one from `http` to `https` is a frequent cause of a 401.
impl fmt::Display for Elsewhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Server => "after a redirect to another server, which gets no credentials",
            Self::Get => "after a redirect that made it a GET",
            Self::ServerAndGet => {
                "after a redirect to another server, which gets no credentials, and that made it a GET"
            }
            Self::OwnServer => "after a redirect to another server",
            Self::Own => "after a redirect",
        })
    }
}

#[cfg(feature = "reqwest")]
impl Elsewhere {
    /// Returns the effect of the redirects of an HTTP stack that follows them itself, from a request with this
    /// method and URL to the URL of its response.
    pub(crate) fn of(
        method: &http::Method,
        from: &reqwest::Url,
        to: &reqwest::Url,
    ) -> Option<Self> {
        if from.origin() != to.origin() {
            return Some(Self::OwnServer);
        }
        // The stack does not report the final method: it may have turned a POST into a GET.
        (from != to && method == http::Method::POST).then_some(Self::Own)
    }
}

/// The limit that was reached, in the runtime's own words, which are safe to print.
#[derive(Debug)]
pub(crate) struct Limit(pub(crate) String);

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Limit {}

/// The reason why an exchange failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// There was no connection: name resolution failed, the server refused it, or TLS failed. Nothing was
    /// sent.
    Connect,
    /// The exchange took longer than allowed.
    Timeout,
    /// The connection broke after it was established: the server may or may not have processed the request.
    Cut,
    /// The response is larger than the limit for bodies that are read into memory.
    TooLarge,
    /// The request's body could not be read: its stream failed, or is not as long as declared.
    Body,
    /// A redirect leads to a place where the request must not be sent: see
    /// [`Redirects`](crate::runtime::Redirects).
    Redirect,
    /// Any other reason.
    Other,
}

/// The error of an exchange that received no complete response.
///
/// `Display` names the operation and the kind; the cause is the [`source`](std::error::Error::source).
pub struct TransportError {
    kind: TransportErrorKind,
    source: BoxError,
    target: Option<Target>,
    pub(crate) attempts: u32,
}

impl TransportError {
    /// Creates an error of this kind, for [`Transport`] implementations. `source` is printed wherever a
    /// whole error chain is printed, so it must not contain credentials.
    pub fn new(kind: TransportErrorKind, source: impl Into<BoxError>) -> Self {
        Self {
            kind,
            source: source.into(),
            target: None,
            attempts: 0,
        }
    }

    /// Returns the reason why the exchange failed.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Converts an error of a response body: a [`TransportError`] is kept, and any other error means a
    /// broken connection.
    pub(crate) fn from_body(error: BoxError) -> Self {
        match error.downcast::<Self>() {
            Ok(own) => *own,
            Err(other) => Self::new(TransportErrorKind::Cut, other),
        }
    }

    pub(crate) fn locate(&mut self, target: &Target, attempts: u32) {
        self.target = Some(target.clone());
        self.attempts = attempts;
    }
}

/// Lets a [`Transport`] return a [`RequestError`] with `?`.
impl From<RequestError> for TransportError {
    fn from(error: RequestError) -> Self {
        Self::new(TransportErrorKind::Other, error)
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug(f, self, |f| {
            f.debug_struct("TransportError")
                .field("target", &self.target)
                .field("kind", &self.kind)
                .field("attempts", &self.attempts)
                .field("source", &self.source)
                .finish()
        })
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(target) = &self.target {
            write!(f, "{target}: ")?;
        }
        let what = match self.kind {
            TransportErrorKind::Connect => "could not connect",
            TransportErrorKind::Timeout => "timed out",
            TransportErrorKind::Cut => "the connection broke before the response was complete",
            TransportErrorKind::TooLarge => "the response is too large",
            TransportErrorKind::Redirect => "the redirect was not followed",
            TransportErrorKind::Body => "the request's body could not be read",
            TransportErrorKind::Other => "could not be sent",
        };
        f.write_str(what)?;
        if let Some(limit) = self.source.downcast_ref::<Limit>() {
            write!(f, ": {limit}")?;
        }
        write_attempts(f, self.attempts)
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        // A limit is part of the message, which a chain would repeat.
        (!self.source.is::<Limit>()).then_some(&*self.source)
    }
}
