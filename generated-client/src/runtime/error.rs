//! What can go wrong with a request.

use std::{
    fmt::{self, Debug, Display, Write as _},
    ops::Deref,
};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::{
    Mismatch, RequestError, TransportError, TransportErrorKind,
    received::{Received, Short},
};

/// Why a request did not give its documented success. `E` is the operation's documented error body.
///
/// `Display` names the operation by method and path template, never by the values that were sent.
/// Neither it nor `Debug` prints header values or raw bodies. What they print of a documented failure
/// is its decoded body, without what the document calls sensitive.
#[non_exhaustive]
pub enum Error<E> {
    /// The server answered with a failure that the document describes.
    Api(Box<ApiError<E>>),
    /// The server answered with a status that the document does not describe.
    Status(Box<StatusError>),
    /// The server answered with a documented status, but its body is not what the document says.
    Decode(Box<DecodeError>),
    /// No complete response was received.
    Transport(Box<TransportError>),
    /// The request could not be made, or not be made again: no token, say, after the server refused
    /// the last one. If there was no attempt, nothing was sent.
    Request(Box<RequestError>),
}

impl<E> Error<E> {
    /// The status, if a response was received.
    pub fn status(&self) -> Option<StatusCode> {
        self.received().map(|received| received.status)
    }

    /// The response's headers, if one was received.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.received().map(|received| &received.headers)
    }

    /// The response's raw body, if one was received. What comes with an undocumented status is cut
    /// after 64 KiB.
    pub fn body(&self) -> Option<&Bytes> {
        self.received().map(|received| &received.body)
    }

    /// The documented error body, if that is what was received.
    pub fn api(&self) -> Option<&E> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// Whether it took longer than allowed.
    pub fn is_timeout(&self) -> bool {
        self.transport() == Some(TransportErrorKind::Timeout)
    }

    /// Whether there was no connection, so that the server has seen nothing.
    pub fn is_connect(&self) -> bool {
        self.transport() == Some(TransportErrorKind::Connect)
    }

    fn transport(&self) -> Option<TransportErrorKind> {
        match self {
            Self::Transport(error) => Some(error.kind()),
            _ => None,
        }
    }

    pub(super) fn received(&self) -> Option<&Received> {
        match self {
            Self::Api(error) => Some(&error.received),
            Self::Status(error) => Some(&error.0),
            Self::Decode(error) => Some(&error.received),
            Self::Transport(_) | Self::Request(_) => None,
        }
    }
}

impl<E: Debug> Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => Debug::fmt(error, f),
            Self::Status(error) => Debug::fmt(error, f),
            Self::Decode(error) => Debug::fmt(error, f),
            Self::Transport(error) => Debug::fmt(error, f),
            Self::Request(error) => Debug::fmt(error, f),
        }
    }
}

impl<E: Debug> Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => Display::fmt(error, f),
            Self::Status(error) => Display::fmt(error, f),
            Self::Decode(error) => Display::fmt(error, f),
            Self::Transport(error) => Display::fmt(error, f),
            Self::Request(error) => Display::fmt(error, f),
        }
    }
}

impl<E: Debug> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(error) => std::error::Error::source(&**error),
            Self::Request(error) => std::error::Error::source(&**error),
            _ => None,
        }
    }
}

/// A failure that the document describes. Derefs to its decoded body.
pub struct ApiError<E> {
    received: Received,
    value: E,
}

impl<E> ApiError<E> {
    pub(super) fn new(received: Received, value: E) -> Self {
        Self { received, value }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.received.status
    }

    /// The response's headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.received.headers
    }

    /// The decoded body alone.
    pub fn into_inner(self) -> E {
        self.value
    }
}

impl<E> Deref for ApiError<E> {
    type Target = E;
    fn deref(&self) -> &E {
        &self.value
    }
}

impl<E: Debug> Debug for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("received", &self.received)
            .field("value", &self.value)
            .finish()
    }
}

impl<E: Debug> Display for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.received)?;
        // An error body can be a whole page: log lines should not.
        let mut short = Short::new(f, 2000);
        match write!(short, "{:?}", self.value) {
            Err(_) if short.is_full() => f.write_str("…"),
            result => result,
        }
    }
}

/// A status that the document does not describe.
pub struct StatusError(pub(super) Received);

impl StatusError {
    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }
}

impl Debug for StatusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StatusError").field(&self.0).finish()
    }
}

impl Display for StatusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: a status that is not documented ({} bytes of body)",
            self.0,
            self.0.body.len()
        )
    }
}

/// A body that is not what the document says.
pub struct DecodeError {
    received: Received,
    mismatch: Mismatch,
}

impl DecodeError {
    pub(super) fn new(received: Received, mismatch: Mismatch) -> Self {
        Self { received, mismatch }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.received.status
    }

    /// Where in the body, `data.items[3].value`; empty for the body as a whole.
    pub fn path(&self) -> &str {
        self.mismatch.path()
    }

    /// Line and column in the body, both from 1; zero where that has no meaning.
    pub fn position(&self) -> (usize, usize) {
        self.mismatch.position()
    }
}

impl Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("received", &self.received)
            .field("mismatch", &self.mismatch)
            .finish()
    }
}

impl Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: cannot decode the body: {}",
            self.received, self.mismatch
        )
    }
}

macro_rules! plain_errors {
    ($($name:ident)*) => { $(impl std::error::Error for $name {})* };
}
plain_errors!(StatusError DecodeError);
impl<E: Debug> std::error::Error for ApiError<E> {}
