//! From a response to a value.

use std::{convert::Infallible, fmt, marker::PhantomData, sync::Arc};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::{
    ApiError, Body, DecodeError, Error, Outcome, Response, json_error, prepared::Prepared,
    received::Received, whole,
};

/// How a response's body becomes a value. Implemented by markers ([`Json`], [`Text`], …) and, through
/// `by_status!`, by enums with a variant for each documented status.
pub trait Decode: 'static {
    /// What comes out.
    type Value;

    /// The media types to ask for.
    const ACCEPT: &'static [&'static str];

    /// Decodes `reply`. `case` is the response key of the document that its status falls under:
    /// `404`, `4XX` or `default`; `2XX` for a success that is not told apart by status.
    ///
    /// # Errors
    ///
    /// The body is not what it should be.
    fn decode(reply: &mut Reply, case: &'static str) -> Result<Self::Value, Mismatch>;

    /// Whether the body is left where it is, to be read by the caller. Otherwise all of it is there
    /// when `decode` is called.
    fn streamed(_case: &'static str, _headers: &HeaderMap) -> bool {
        false
    }
}

/// A response as it was received.
pub struct Reply {
    pub(super) received: Received,
    pub(super) success: bool,
    pub(super) case: &'static str,
    /// The body, where it has not been read.
    pub(super) stream: Body,
    /// The request that this answers, where it can be sent again.
    pub(super) again: Option<Arc<Prepared>>,
}

impl Reply {
    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.received.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.received.headers
    }

    /// The whole body.
    pub fn body(&self) -> &Bytes {
        &self.received.body
    }

    /// The body to be read as it comes; that of a failure is there.
    pub(super) fn take_stream(&mut self) -> Body {
        if self.received.body.is_empty() {
            std::mem::take(&mut self.stream)
        } else {
            self.received.body.clone().into()
        }
    }

    pub(super) fn finish<T: Decode, E: Decode>(mut self) -> Outcome<T, E> {
        let case = self.case;
        let mismatch = if self.success {
            match T::decode(&mut self, case) {
                Ok(value) => {
                    return Ok(Response::new(
                        self.received.status,
                        self.received.headers,
                        value,
                    ));
                }
                Err(mismatch) => mismatch,
            }
        } else {
            match E::decode(&mut self, case) {
                Ok(value) => return Err(Error::Api(Box::new(ApiError::new(self.received, value)))),
                Err(mismatch) => mismatch,
            }
        };
        Err(Error::Decode(Box::new(DecodeError::new(
            self.received,
            mismatch,
        ))))
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("received", &self.received)
            .field("success", &self.success)
            .field("case", &self.case)
            .finish_non_exhaustive()
    }
}

/// A body that is not what it should be: where and why. Never a value from it.
#[derive(Clone, PartialEq, Eq)]
pub struct Mismatch(Box<Inner>);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Inner {
    pub(super) path: String,
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) message: String,
}

impl Mismatch {
    /// A body that as a whole is not what it should be. `message` is printed: nothing of the body
    /// may be in it.
    pub fn new(message: impl Into<String>) -> Self {
        Inner {
            message: message.into(),
            ..Inner::default()
        }
        .into()
    }

    /// The same in a text that is this line of a longer one.
    pub(super) fn on_line(mut self, line: usize) -> Self {
        self.0.line = line;
        self
    }

    /// The same with what is said of it before.
    pub(super) fn of(mut self, what: &str) -> Self {
        self.0.message.insert_str(0, what);
        self
    }

    pub(super) fn path(&self) -> &str {
        &self.0.path
    }

    pub(super) fn position(&self) -> (usize, usize) {
        (self.0.line, self.0.column)
    }
}

impl From<Inner> for Mismatch {
    fn from(inner: Inner) -> Self {
        Self(Box::new(inner))
    }
}

impl fmt::Debug for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mismatch")
            .field("path", &self.0.path)
            .field("line", &self.0.line)
            .field("column", &self.0.column)
            .field("message", &self.0.message)
            .finish()
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            path,
            line,
            column,
            message,
        } = &*self.0;
        f.write_str(message)?;
        if !path.is_empty() {
            write!(f, " at `{path}`")?;
        }
        if *line > 0 {
            write!(f, " (line {line}, column {column})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Mismatch {}

/// JSON, as `T`.
pub struct Json<T = serde_json::Value>(PhantomData<fn() -> T>);

impl<T: DeserializeOwned + 'static> Decode for Json<T> {
    type Value = T;
    const ACCEPT: &'static [&'static str] = &["application/json"];

    fn decode(reply: &mut Reply, _: &'static str) -> Result<T, Mismatch> {
        let text = json_text(reply.body());
        json_error::begin();
        whole::from_slice(text).map_err(|error| json_error::describe(&error, text))
    }
}

/// The body without the byte order mark that some servers send (RFC 8259, section 8.1, lets a reader
/// ignore it).
fn json_text(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body)
}

/// Text in UTF-8.
pub struct Text;

impl Decode for Text {
    type Value = String;
    const ACCEPT: &'static [&'static str] = &["text/plain"];

    fn decode(reply: &mut Reply, _: &'static str) -> Result<String, Mismatch> {
        match std::str::from_utf8(reply.body()) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(Mismatch::new(format!(
                "text that is not UTF-8 at byte {}",
                error.valid_up_to()
            ))),
        }
    }
}

/// Bytes, all of them in memory. The `streamed()` of a request gives them as they come.
pub struct Binary;

impl Decode for Binary {
    type Value = Bytes;
    const ACCEPT: &'static [&'static str] = &["*/*"];

    fn decode(reply: &mut Reply, _: &'static str) -> Result<Bytes, Mismatch> {
        Ok(reply.body().clone())
    }
}

/// Bytes as they come: the value is there when the headers are, and the body is read from it. For
/// downloads, and for what has no end.
pub struct Stream;

impl Decode for Stream {
    type Value = Body;
    const ACCEPT: &'static [&'static str] = &["*/*"];

    fn decode(reply: &mut Reply, _: &'static str) -> Result<Body, Mismatch> {
        Ok(reply.take_stream())
    }

    fn streamed(_: &'static str, _: &HeaderMap) -> bool {
        true
    }
}

/// Nothing: a body that comes all the same is ignored.
pub struct Empty;

impl Decode for Empty {
    type Value = ();
    const ACCEPT: &'static [&'static str] = &[];

    fn decode(_: &mut Reply, _: &'static str) -> Result<(), Mismatch> {
        Ok(())
    }
}

/// For an operation that documents no error body: its [`Error`] is never `Api`.
pub struct NoError;

impl Decode for NoError {
    type Value = Infallible;
    const ACCEPT: &'static [&'static str] = &[];

    fn decode(_: &mut Reply, _: &'static str) -> Result<Infallible, Mismatch> {
        Err(Mismatch::new("a body that is not documented"))
    }
}
