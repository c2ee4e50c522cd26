//! Consecutive JSON values: JSON lines, and JSON text sequences (RFC 7464).

use std::{
    convert::Infallible,
    fmt,
    future::poll_fn,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, header::CONTENT_LENGTH};
use serde::{Serialize, de::DeserializeOwned};

#[cfg(feature = "testing")]
use crate::runtime::json::secrets;

use crate::runtime::{
    Body, BodyMismatch, Decode, DecodeError, Error, TransportError,
    exchange::secrets::Secrets,
    exchange::words::complaint,
    response::content::{explained, other_content, sent},
    response::decode::RawResponse,
    response::incomplete,
    response::kept::KeptResponse,
    stream::lines::{LIMIT, Lines, TooLong},
};

const ACCEPT: &[&str] = &["application/jsonl", "application/x-ndjson"];

/// The error of a stream of values or of events: the connection broke, or the data does not match the document.
pub type StreamError = Error<Infallible>;

/// A response of consecutive JSON values, each of type `T`: one per line (`application/jsonl`, `application/x-ndjson`),
/// or each after a record separator (`application/json-seq`).
///
/// Values are read as they arrive, by [`next`](Self::next) or as a [`Stream`]. A line that is not a `T` is an error
/// that names the line (in a sequence, the value), and the next one can still be read; any other error ends the stream.
/// The last line needs no line break, and empty lines are skipped.
pub struct JsonLines<T = serde_json::Value> {
    source: Box<Source>,
    item: PhantomData<fn() -> T>,
}

impl<T> JsonLines<T> {
    /// Sets the maximum length of a line in bytes, instead of 16 MiB.
    #[must_use]
    pub fn limit(mut self, bytes: usize) -> Self {
        self.source.lines.set_limit(bytes);
        self
    }

    /// Returns the places in the last value that lacked what the document requires and were filled with an empty value,
    /// as JSON pointers. There are none unless [`ClientBuilder::tolerant`](crate::runtime::ClientBuilder::tolerant) is
    /// on.
    pub fn last_filled(&self) -> &[String] {
        &self.source.filled
    }
}

impl<T: DeserializeOwned> JsonLines<T> {
    /// Returns the next value; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, StreamError>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, StreamError>>> {
        let line = match ready!(self.source.poll_line(context)) {
            None => return Poll::Ready(None),
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            Some(Ok(line)) => line,
        };
        let value = incomplete::read_item(&line, self.source.tolerant, &mut self.source.filled);
        Poll::Ready(Some(value.map_err(|mismatch| {
            let mismatch = mismatch.on_line(self.source.lines.number());
            let error = self.source.unfit(line, mismatch);
            if is_page(&self.source.received.headers) {
                self.source.stop();
            }
            error
        })))
    }
}

impl<T: DeserializeOwned> Stream for JsonLines<T> {
    type Item = Result<T, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<T: DeserializeOwned + Serialize + 'static> Decode for JsonLines<T> {
    type Value = Self;
    const ACCEPT: &'static [&'static str] = ACCEPT;

    fn decode(reply: &mut RawResponse, _: &'static str) -> Result<Self, BodyMismatch> {
        if is_page(reply.headers()) && reply.body().trim_ascii_start().starts_with(b"<") {
            return Err(other_content(reply.headers(), Self::ACCEPT));
        }
        let source = Source {
            lines: Lines::new(LIMIT),
            body: reply.take_stream(),
            received: reply.received.clone(),
            tolerant: reply.tolerant,
            filled: Vec::new(),
            secrets: std::mem::take(&mut reply.secrets),
        };
        Ok(Self {
            source: Box::new(source),
            item: PhantomData,
        })
    }

    fn streamed(_: &'static str, headers: &HeaderMap) -> bool {
        !(is_page(headers) && headers.contains_key(CONTENT_LENGTH))
    }

    #[cfg(feature = "testing")]
    fn marked<V>(
        _: &'static str,
        _: &HeaderMap,
        _: fn(Self::Value) -> V,
    ) -> Option<secrets::Marked> {
        Some(secrets::marked_text::<T>)
    }
}

impl<T> fmt::Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonLines").finish_non_exhaustive()
    }
}

/// Returns whether the response may be a page, such as a sign-in. Some servers call every response one.
fn is_page(headers: &HeaderMap) -> bool {
    sent(headers).is_some_and(|media| media == "text/html")
}

/// The part that does not depend on `T`, so that it is compiled once.
struct Source {
    lines: Lines,
    body: Body,
    received: KeptResponse,
    /// Whether a value that lacks what the document requires is filled and read.
    tolerant: bool,
    /// The places that were filled in the last value.
    filled: Vec<String>,
    secrets: Secrets,
}

impl Source {
    fn poll_line(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, StreamError>>> {
        loop {
            match self.lines.read() {
                Ok(Some(line)) => return Poll::Ready(Some(Ok(line))),
                Ok(None) => {}
                Err(TooLong) => return Poll::Ready(Some(Err(self.too_long()))),
            }
            match ready!(self.body.poll_chunk(context)) {
                Some(Ok(chunk)) => self.lines.feed(chunk),
                Some(Err(error)) => {
                    self.stop();
                    let mut error = TransportError::from_body(error);
                    error.locate(&self.received.target, self.received.attempts);
                    return Poll::Ready(Some(Err(Error::Transport(Box::new(error)))));
                }
                None => {
                    self.body = Body::empty();
                    return Poll::Ready(self.lines.end().map(Ok));
                }
            }
        }
    }

    fn stop(&mut self) {
        self.body = Body::empty();
        self.lines = Lines::new(self.lines.limit());
    }

    fn too_long(&mut self) -> StreamError {
        let (line, limit) = (self.lines.number() + 1, self.lines.limit());
        let message = format!("line {line} has more than {limit} bytes");
        self.stop();
        self.unfit(Bytes::new(), BodyMismatch::new(message))
    }

    /// Returns the error for a line that is not as documented.
    fn unfit(&self, line: Bytes, mut mismatch: BodyMismatch) -> StreamError {
        let mut received = self.received.clone();
        if is_page(&received.headers) {
            mismatch = explained(mismatch, &received.headers, ACCEPT);
        }
        received.words = complaint(&received.headers, &line, &self.secrets);
        received.body = line;
        Error::Decode(Box::new(DecodeError::new(received, mismatch)))
    }
}
