//! The seam between the runtime and whatever moves bytes.

use std::{fmt, future::Future, pin::Pin, sync::Arc, time::Duration};

use super::{Body, outcome::write_attempts, received::Target};

/// Any error that can be sent between threads.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A boxed future; `Send` wherever there are threads (everywhere but on wasm32).
#[cfg(not(target_arch = "wasm32"))]
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;
/// A boxed future; `Send` wherever there are threads (everywhere but on wasm32).
#[cfg(target_arch = "wasm32")]
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// A boxed stream; `Send` wherever there are threads (everywhere but on wasm32).
#[cfg(not(target_arch = "wasm32"))]
pub type BoxStream<T> = Pin<Box<dyn futures_core::Stream<Item = T> + Send>>;
/// A boxed stream; `Send` wherever there are threads (everywhere but on wasm32).
#[cfg(target_arch = "wasm32")]
pub type BoxStream<T> = Pin<Box<dyn futures_core::Stream<Item = T>>>;

/// `Send` wherever there are threads, nothing on wasm32.
#[cfg(not(target_arch = "wasm32"))]
pub trait MaybeSend: Send {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Send + ?Sized> MaybeSend for T {}
/// `Send` wherever there are threads, nothing on wasm32.
#[cfg(target_arch = "wasm32")]
pub trait MaybeSend {}
#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> MaybeSend for T {}

/// `Sync` wherever there are threads, nothing on wasm32.
#[cfg(not(target_arch = "wasm32"))]
pub trait MaybeSync: Sync {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Sync + ?Sized> MaybeSync for T {}
/// `Sync` wherever there are threads, nothing on wasm32.
#[cfg(target_arch = "wasm32")]
pub trait MaybeSync {}
#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> MaybeSync for T {}

/// Sends one HTTP request and gives its response.
///
/// The request is complete: absolute URI, every header, credentials included. A transport follows
/// redirects or not as it likes, but must not carry credentials to another host. It is dropped when
/// time is over, so it need not know the [`Timeout`] that is in the request's extensions.
pub trait Transport: MaybeSend + MaybeSync + 'static {
    /// Sends `request`.
    ///
    /// # Errors
    ///
    /// The future gives a [`TransportError`] when no complete response head was received. What goes
    /// wrong later comes out of the response's body.
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

/// Request extension: how long the attempt may take, from the start of the connection to the last byte
/// of the response, or to its head where the body is left to the caller.
///
/// The runtime sees to it where it has a [`Clock`](super::Clock). For transports it is of use where
/// there is none, or where a limit of their own is needed, as in blocking ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeout(pub Duration);

/// Response extension: redirects led to another server, or made another request of this one. The server
/// that was asked has processed it, and the one that answers got no credentials.
#[derive(Clone, Copy)]
#[cfg_attr(not(feature = "reqwest"), allow(dead_code))] // no other transport knows
pub(super) struct Elsewhere;

#[cfg(feature = "reqwest")]
impl Elsewhere {
    /// Whether an HTTP stack that follows redirects by itself went there, from a request with this method
    /// and URL to the URL of its answer.
    pub(super) fn is(method: &http::Method, from: &reqwest::Url, to: &reqwest::Url) -> bool {
        // What became of the method is not told: of a POST it may be a GET.
        from.origin() != to.origin() || from != to && method == http::Method::POST
    }
}

/// What stopped an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: name resolution, refused, TLS. Nothing was sent.
    Connect,
    /// It took longer than allowed.
    Timeout,
    /// The connection broke after it stood: the request may or may not have been processed.
    Cut,
    /// The response is larger than the limit for what is read into memory.
    TooLarge,
    /// Anything else.
    Other,
}

/// No complete response was received.
///
/// `Display` names the operation and the kind; the cause is the [`source`](std::error::Error::source).
pub struct TransportError {
    kind: TransportErrorKind,
    source: BoxError,
    target: Option<Target>,
    pub(super) attempts: u32,
}

impl TransportError {
    /// An error of that kind, for [`Transport`] implementations. `source` is printed by those who
    /// print whole error chains: it must not contain credentials.
    pub fn new(kind: TransportErrorKind, source: impl Into<BoxError>) -> Self {
        Self {
            kind,
            source: source.into(),
            target: None,
            attempts: 0,
        }
    }

    /// What stopped the exchange.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// What came out of a response body: the transport's own error if it put one there.
    pub(super) fn from_body(error: BoxError) -> Self {
        match error.downcast::<Self>() {
            Ok(own) => *own,
            Err(other) => Self::new(TransportErrorKind::Cut, other),
        }
    }

    pub(super) fn locate(&mut self, target: &Target, attempts: u32) {
        self.target = Some(target.clone());
        self.attempts = attempts;
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("target", &self.target)
            .field("kind", &self.kind)
            .field("attempts", &self.attempts)
            .field("source", &self.source)
            .finish()
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
            TransportErrorKind::Other => "could not be sent",
        };
        f.write_str(what)?;
        if self.kind == TransportErrorKind::TooLarge {
            // It is the runtime's own text: the limit.
            write!(f, ": {}", self.source)?;
        }
        write_attempts(f, self.attempts)
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}
