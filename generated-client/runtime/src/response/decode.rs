//! The decoding of a response's body.

use std::{borrow::Cow, convert::Infallible, fmt, marker::PhantomData, sync::Arc};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::{Serialize, de::DeserializeOwned};

#[cfg(feature = "testing")]
use crate::runtime::json::secrets::{self, Marked};

use crate::runtime::{
    ApiError, Body, DecodeError, Error, Outcome, Response, Upgraded,
    exchange::secrets::Secrets,
    exchange::words::complaint,
    json::whole,
    request::prepared_request::PreparedRequest,
    response::content,
    response::incomplete,
    response::json_error,
    response::kept::KeptResponse,
    response::text::{json_text, text},
};

/// A way to decode a response's body. It is implemented by markers ([`Json`], [`Text`], …) and, through `by_status!`,
/// by enums with a variant per documented status.
pub trait Decode: 'static {
    /// The decoded value.
    type Value;

    /// The media types that the request accepts.
    const ACCEPT: &'static [&'static str];

    /// Decodes `reply`. `case` is the documented response key that the status falls under: `404`, `4XX` or `default`;
    /// `2XX` for a success that does not depend on the status.
    ///
    /// # Errors
    ///
    /// The body does not match the document.
    fn decode(reply: &mut RawResponse, case: &'static str) -> Result<Self::Value, BodyMismatch>;

    /// Returns whether the caller reads the body as it arrives. Otherwise the body has been read completely when
    /// `decode` is called.
    fn streamed(_case: &'static str, _headers: &HeaderMap) -> bool {
        false
    }

    /// Returns the function that marks the sensitive values in each JSON text of the body; `None` if the document
    /// has no type for the text. `_variant` is the variant around the value, which lets the compiler infer the
    /// marker.
    #[cfg(feature = "testing")]
    #[doc(hidden)]
    fn marked<V>(
        _case: &'static str,
        _headers: &HeaderMap,
        _variant: fn(Self::Value) -> V,
    ) -> Option<Marked> {
        None
    }
}

/// A response as received.
pub struct RawResponse {
    pub(crate) received: KeptResponse,
    pub(crate) success: bool,
    pub(crate) case: &'static str,
    /// Whether a body that lacks what the document requires is filled and decoded.
    pub(crate) tolerant: bool,
    /// The body, unless it has been read into memory.
    pub(crate) stream: Body,
    /// The connection, if the server has switched to another protocol.
    pub(crate) upgraded: Option<Upgraded>,
    /// The secrets of the request, which the server may repeat.
    pub(crate) secrets: Secrets,
    /// The request that this response answers, if it can be sent again.
    pub(crate) again: Option<Arc<PreparedRequest>>,
}

impl RawResponse {
    /// Returns the HTTP status.
    pub fn status(&self) -> StatusCode {
        self.received.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.received.headers
    }

    /// Returns the body that was read into memory.
    pub fn body(&self) -> &Bytes {
        &self.received.body
    }

    /// Returns whether the status rules out a body, and none was received.
    pub(crate) fn is_bodiless(&self) -> bool {
        matches!(self.status().as_u16(), 204 | 205 | 304) && self.body().is_empty()
    }

    /// Takes the body to be read as it arrives; the body of a failure is in memory already.
    pub(crate) fn take_stream(&mut self) -> Body {
        if self.received.body.is_empty() {
            std::mem::take(&mut self.stream)
        } else {
            self.received.body.clone().into()
        }
    }

    /// Returns the mismatch of a success with its cause, if the headers show it, and keeps the server's own description
    /// of it.
    fn unfit(&mut self, mismatch: BodyMismatch, read: &[&'static str]) -> BodyMismatch {
        self.received.words = complaint(self.headers(), self.body(), &self.secrets);
        content::explained(mismatch, self.headers(), read)
    }

    pub(crate) fn finish<T: Decode, E: Decode>(mut self) -> Outcome<T, E> {
        let case = self.case;
        let mismatch = if self.success {
            match T::decode(&mut self, case) {
                Ok(value) => {
                    return Ok(Response::new(self.received, value));
                }
                Err(mismatch) => self.unfit(mismatch, T::ACCEPT),
            }
        } else {
            match E::decode(&mut self, case) {
                Ok(value) => return Err(Error::Api(Box::new(ApiError::new(self.received, value)))),
                Err(mismatch) => content::explained(mismatch, self.headers(), E::ACCEPT),
            }
        };
        Err(Error::Decode(Box::new(DecodeError::new(
            self.received,
            mismatch,
        ))))
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("received", &self.received)
            .field("success", &self.success)
            .field("case", &self.case)
            .finish_non_exhaustive()
    }
}

/// A mismatch between a body and the document: the place and the reason, never a value from the body.
#[derive(Clone, PartialEq, Eq)]
pub struct BodyMismatch(Box<Inner>);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Inner {
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) message: String,
    /// Whether the connection is missing, as opposed to a wrong body.
    pub(crate) unconnected: bool,
}

impl BodyMismatch {
    /// Creates a mismatch of the body as a whole. `message` is printed: it must not contain anything from the body.
    pub fn new(message: impl Into<String>) -> Self {
        Inner {
            message: message.into(),
            ..Inner::default()
        }
        .into()
    }

    /// Creates the mismatch for a connection that is not handed over to the caller.
    pub(crate) fn unconnected(why: &str) -> Self {
        Inner {
            message: why.to_owned(),
            unconnected: true,
            ..Inner::default()
        }
        .into()
    }

    /// Returns the description of the step that failed.
    pub(crate) fn failed(&self) -> &'static str {
        if self.0.unconnected {
            "the connection is not handed over"
        } else {
            "cannot decode the body"
        }
    }

    /// Sets the line, for a text that is this line of a longer one.
    pub(crate) fn on_line(mut self, line: usize) -> Self {
        self.0.line = line;
        self
    }

    /// Prefixes the message with `what`.
    pub(crate) fn of(mut self, what: &str) -> Self {
        self.0.message.insert_str(0, what);
        self
    }

    /// Returns advice about a missing property or a null: the option that decodes the body nevertheless, and the
    /// overlay that corrects the document.
    pub(crate) fn help(&self) -> Option<String> {
        const SWITCH: &str =
            "`tolerant(true)`, of the client or in the request's options, reads it all the same";
        let message = &self.0.message;
        if let Some(name) = json_error::missing(message) {
            return Some(format!(
                "{SWITCH}, and an overlay that takes `{name}` out of `required` mends the document"
            ));
        }
        json_error::is_null(message)
            .then(|| format!("{SWITCH}, and an overlay that lets it be null mends the document"))
    }

    pub(crate) fn path(&self) -> &str {
        &self.0.path
    }

    pub(crate) fn position(&self) -> (usize, usize) {
        (self.0.line, self.0.column)
    }
}

impl From<Inner> for BodyMismatch {
    fn from(inner: Inner) -> Self {
        Self(Box::new(inner))
    }
}

impl fmt::Debug for BodyMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyMismatch")
            .field("path", &self.0.path)
            .field("line", &self.0.line)
            .field("column", &self.0.column)
            .field("message", &self.0.message)
            .finish()
    }
}

impl fmt::Display for BodyMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            path,
            line,
            column,
            message,
            unconnected: _,
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

impl std::error::Error for BodyMismatch {}

/// JSON, decoded as `T`. The value is serialized again only to find the sensitive values that a cassette must not
/// contain.
pub struct Json<T = serde_json::Value>(PhantomData<fn() -> T>);

impl<T: DeserializeOwned + Serialize + 'static> Decode for Json<T> {
    type Value = T;
    const ACCEPT: &'static [&'static str] = &["application/json"];

    fn decode(reply: &mut RawResponse, _: &'static str) -> Result<T, BodyMismatch> {
        // A nullable body may be missing if the status rules out a body.
        let bodiless = reply.is_bodiless();
        let body = json_text(reply.headers(), reply.body());
        let text: &[u8] = if bodiless { b"null" } else { &body };
        if reply.tolerant && !bodiless {
            let (value, filled) = incomplete::read(text)?;
            reply.received.filled = filled.places;
            return Ok(value);
        }
        json_error::begin();
        whole::from_slice(text).map_err(|error| {
            if bodiless {
                return BodyMismatch::new("no body, as the status says, in place of JSON");
            }
            json_error::describe(&error, text)
        })
    }

    #[cfg(feature = "testing")]
    fn marked<V>(_: &'static str, _: &HeaderMap, _: fn(Self::Value) -> V) -> Option<Marked> {
        Some(secrets::marked_text::<T>)
    }
}

/// Text in UTF-8, or in ISO 8859-1 or windows-1252 if the response declares that charset.
pub struct Text;

impl Decode for Text {
    type Value = String;
    const ACCEPT: &'static [&'static str] = &["text/plain"];

    fn decode(reply: &mut RawResponse, _: &'static str) -> Result<String, BodyMismatch> {
        text(reply.headers(), reply.body()).map(Cow::into_owned)
    }
}

/// Bytes, read into memory completely. A request's `streamed()` returns them as they arrive.
pub struct Binary;

impl Decode for Binary {
    type Value = Bytes;
    const ACCEPT: &'static [&'static str] = &["*/*"];

    fn decode(reply: &mut RawResponse, _: &'static str) -> Result<Bytes, BodyMismatch> {
        Ok(reply.body().clone())
    }
}

/// Bytes as they arrive: the value is available with the headers, and the body is read from it. This suits downloads,
/// and bodies without an end.
pub struct Stream;

impl Decode for Stream {
    type Value = Body;
    const ACCEPT: &'static [&'static str] = &["*/*"];

    fn decode(reply: &mut RawResponse, _: &'static str) -> Result<Body, BodyMismatch> {
        Ok(reply.take_stream())
    }

    fn streamed(_: &'static str, _: &HeaderMap) -> bool {
        true
    }
}

/// No body: a body that is received nevertheless is ignored.
pub struct Empty;

impl Decode for Empty {
    type Value = ();
    const ACCEPT: &'static [&'static str] = &[];

    fn decode(_: &mut RawResponse, _: &'static str) -> Result<(), BodyMismatch> {
        Ok(())
    }
}

/// The error of an operation that documents no error body: its [`Error`] is never `Api`.
pub struct NoError;

impl Decode for NoError {
    type Value = Infallible;
    const ACCEPT: &'static [&'static str] = &[];

    fn decode(_: &mut RawResponse, _: &'static str) -> Result<Infallible, BodyMismatch> {
        Err(BodyMismatch::new("a body that is not documented"))
    }
}
