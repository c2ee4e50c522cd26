//! The errors of a request.

use std::{
    fmt::{self, Debug, Display, Write as _},
    ops::Deref,
};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::runtime::{
    BodyMismatch, RequestError, RequestErrorKind, TransportError, TransportErrorKind,
    response::{
        kept::{KeptResponse, Short},
        report::debug,
    },
};

/// The most bytes of a decoded error body that `Display` prints, and `Debug` on its second line.
const LONG: usize = 2000;
const SHORT: usize = 300;

/// The error of a request that did not return its documented success. `E` is the operation's documented error body.
///
/// `Display` names the operation by method and path template, never by the values that were sent. Neither it nor
/// `Debug` prints header values or raw bodies. For a documented failure they print the decoded body, without the values
/// that the document marks as sensitive. Both also print the server's own message if the body of a failure has one, or if
/// a body of another status is an error and does not match the document: a line of at most 300 bytes, without the
/// request's credentials.
///
/// `Display` is one line. `{:?}`, with which `main` prints the error that it returns, is a line more for the beginning
/// of the decoded body, and one for each cause. `{:#?}` prints the parts of the error instead.
#[non_exhaustive]
pub enum Error<E> {
    /// The server answered with a failure that the document describes.
    Api(Box<ApiError<E>>),
    /// The server answered with a status that the document does not describe, or that is neither a success nor has a
    /// documented body.
    Status(Box<StatusError>),
    /// The server answered with a documented status, but its body does not match the document.
    Decode(Box<DecodeError>),
    /// No complete response was received.
    Transport(Box<TransportError>),
    /// The request could not be made, or not be made again, for example because there was no new token after the server
    /// refused the last one. If there was no attempt, nothing was sent.
    Request(Box<RequestError>),
}

impl<E> Error<E> {
    /// Returns the status, if a response was received.
    pub fn status(&self) -> Option<StatusCode> {
        self.received().map(|received| received.status)
    }

    /// Returns the response's headers, if one was received.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.received().map(|received| &received.headers)
    }

    /// Returns the documented headers of the response as a typed struct, if one was received, such as those of a
    /// redirect that was not followed.
    pub fn typed_headers<H>(&self) -> Option<H>
    where
        H: for<'h> From<&'h HeaderMap>,
    {
        self.headers().map(H::from)
    }

    /// Returns the response's raw body, if one was received. The body of an undocumented status is cut after 64 KiB.
    pub fn body(&self) -> Option<&Bytes> {
        self.received().map(|received| &received.body)
    }

    /// Returns the documented error body, if one was received.
    pub fn api(&self) -> Option<&E> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// Returns whether a time limit was exceeded.
    pub fn is_timeout(&self) -> bool {
        let overdue = |error: &RequestError| error.kind() == RequestErrorKind::Deadline;
        let poll = matches!(self, Self::Request(error) if overdue(error));
        poll || self.transport() == Some(TransportErrorKind::Timeout)
    }

    /// Returns whether no connection was established, so that the server has seen nothing.
    pub fn is_connect(&self) -> bool {
        self.transport() == Some(TransportErrorKind::Connect)
    }

    fn transport(&self) -> Option<TransportErrorKind> {
        match self {
            Self::Transport(error) => Some(error.kind()),
            _ => None,
        }
    }

    pub(crate) fn received(&self) -> Option<&KeptResponse> {
        match self {
            Self::Api(error) => Some(&error.received),
            Self::Status(error) => Some(&error.0),
            Self::Decode(error) => Some(&error.received),
            Self::Transport(_) | Self::Request(_) => None,
        }
    }
}

impl<E> From<RequestError> for Error<E> {
    fn from(error: RequestError) -> Self {
        Self::Request(Box::new(error))
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

/// A failure that the document describes. It dereferences to its decoded body.
pub struct ApiError<E> {
    received: KeptResponse,
    value: E,
}

impl<E> ApiError<E> {
    pub(crate) fn new(received: KeptResponse, value: E) -> Self {
        Self { received, value }
    }

    /// Returns the HTTP status.
    pub fn status(&self) -> StatusCode {
        self.received.status
    }

    /// Returns the response's headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.received.headers
    }

    /// Returns the places in the body that lacked what the document requires and were filled with an empty value, as
    /// JSON pointers. There are none unless [`ClientBuilder::tolerant`](crate::runtime::ClientBuilder::tolerant) is on.
    pub fn filled(&self) -> &[String] {
        &self.received.filled
    }

    /// Returns the decoded body without status and headers.
    pub fn into_inner(self) -> E {
        self.value
    }
}

impl<E: Debug> ApiError<E> {
    /// Returns the server's message, unless it may be a sensitive value, or one of an unlisted variant, which the value's
    /// text leaves out. If the text leaves out none, a message that is not part of it is a property that the document
    /// does not declare.
    fn shown_words(&self) -> Option<&str> {
        let shown = |words: &&str| {
            let text = format!("{:?}", self.value);
            let is_whole = !(text.contains("[redacted]") || text.contains(".. }"));
            is_whole || text.contains(&format!("{words:?}"))
        };
        self.received.words.as_deref().filter(shown)
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
        if f.alternate() {
            return f
                .debug_struct("ApiError")
                .field("received", &self.received)
                .field("value", &self.value)
                .finish();
        }
        write!(f, "{}", self.received)?;
        if let Some(words) = self.shown_words() {
            write!(f, ": {words}")?;
        }
        f.write_str("\n  ")?;
        write_short(f, &self.value, SHORT)
    }
}

impl<E: Debug> Display for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.received)?;
        let words = self.shown_words();
        if let Some(words) = words {
            write!(f, "{words} (")?;
        }
        write_short(f, &self.value, LONG)?;
        f.write_str(if words.is_some() { ")" } else { "" })
    }
}

/// Writes the beginning of a value: an error body can be a whole page, which is too long for a log line.
fn write_short(f: &mut fmt::Formatter<'_>, value: &impl Debug, most: usize) -> fmt::Result {
    let mut short = Short::new(f, most);
    match write!(short, "{value:?}") {
        Err(_) if short.is_full() => f.write_str("…"),
        result => result,
    }
}

/// A status that the document does not describe; or 304, which is not a success and has no body; or a status monitor's
/// response that the work has failed.
pub struct StatusError(pub(crate) KeptResponse);

impl StatusError {
    /// Returns the HTTP status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }
}

impl Debug for StatusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug(f, self, |f| {
            f.debug_tuple("StatusError").field(&self.0).finish()
        })
    }
}

impl Display for StatusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.status() == StatusCode::NOT_MODIFIED {
            // The status may be documented, but there is nothing to decode.
            return write!(f, "{}: the caller has the newest version", self.0);
        }
        if let (true, Some(status)) = (self.0.ended, &self.0.words) {
            return write!(f, "{}: the work ended as `{status}`", self.0);
        }
        write!(f, "{}: a status that is not documented", self.0)?;
        match &self.0.words {
            Some(words) => write!(f, ": {words}"),
            None => write!(f, " ({} bytes of body)", self.0.body.len()),
        }
    }
}

/// A body that does not match the document.
pub struct DecodeError {
    received: KeptResponse,
    mismatch: BodyMismatch,
}

impl DecodeError {
    pub(crate) fn new(received: KeptResponse, mismatch: BodyMismatch) -> Self {
        Self { received, mismatch }
    }

    /// Returns the HTTP status.
    pub fn status(&self) -> StatusCode {
        self.received.status
    }

    /// Returns the place in the body, such as `data.items[3].value`; empty for the body as a whole.
    pub fn path(&self) -> &str {
        self.mismatch.path()
    }

    /// Returns line and column in the body, both from 1; zero if they do not apply.
    pub fn position(&self) -> (usize, usize) {
        self.mismatch.position()
    }
}

impl Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug(f, self, |f| {
            f.debug_struct("DecodeError")
                .field("received", &self.received)
                .field("mismatch", &self.mismatch)
                .finish()
        })
    }
}

impl Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let failed = self.mismatch.failed();
        write!(f, "{}: {failed}: {}", self.received, self.mismatch)?;
        let words = &self.received.words;
        // A success that is an error lacks nothing that should be there.
        let is_error = words.is_some() && self.status().is_success();
        if let Some(help) = self.mismatch.help().filter(|_| !is_error) {
            write!(f, ": {help}")?;
        }
        match words {
            Some(words) => write!(f, "; the server says: {words}"),
            None => Ok(()),
        }
    }
}

macro_rules! plain_errors {
    ($($name:ident)*) => { $(impl std::error::Error for $name {})* };
}
plain_errors!(StatusError DecodeError);
impl<E: Debug> std::error::Error for ApiError<E> {}
