//! Values of JSON one after the other: JSON lines, and JSON text sequences (RFC 7464).

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
use http::HeaderMap;
use serde::de::DeserializeOwned;

use super::{
    Body, Decode, DecodeError, Error, Mismatch, TransportError,
    decode::Reply,
    json_error,
    lines::{LIMIT, Lines, TooLong},
    received::Received,
    whole,
};

/// Why a stream of values or of events gives none: the connection broke, or what came is not what the
/// document says.
pub type StreamError = Error<Infallible>;

/// A response of JSON values one after the other, each of type `T`: a line each (`application/jsonl`,
/// `application/x-ndjson`), or each behind a record separator (`application/json-seq`).
///
/// They are read as they come, by [`next`](Self::next) or as a [`Stream`]. A line that is not a `T` is
/// an error that names the line (in a sequence, the value), and the next one can still be read; after any other error there is
/// nothing more. A last line counts with and without a line break, and empty lines do not.
pub struct JsonLines<T = serde_json::Value> {
    source: Box<Source>,
    item: PhantomData<fn() -> T>,
}

impl<T> JsonLines<T> {
    /// How many bytes a line may have at most, instead of 16 MiB.
    #[must_use]
    pub fn limit(mut self, bytes: usize) -> Self {
        self.source.lines.set_limit(bytes);
        self
    }
}

impl<T: DeserializeOwned> JsonLines<T> {
    /// The next value; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, StreamError>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, StreamError>>> {
        let line = match ready!(self.source.poll_line(context)) {
            None => return Poll::Ready(None),
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            Some(Ok(line)) => line,
        };
        json_error::begin();
        let value = whole::from_slice(&line);
        Poll::Ready(Some(value.map_err(|error| {
            let mismatch = json_error::describe(&error, &line).on_line(self.source.lines.number());
            self.source.unfit(line, mismatch)
        })))
    }
}

impl<T: DeserializeOwned> Stream for JsonLines<T> {
    type Item = Result<T, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<T: DeserializeOwned + 'static> Decode for JsonLines<T> {
    type Value = Self;
    const ACCEPT: &'static [&'static str] = &["application/jsonl", "application/x-ndjson"];

    fn decode(reply: &mut Reply, _: &'static str) -> Result<Self, Mismatch> {
        let source = Source {
            lines: Lines::new(LIMIT),
            body: reply.take_stream(),
            received: reply.received.clone(),
        };
        Ok(Self {
            source: Box::new(source),
            item: PhantomData,
        })
    }

    fn streamed(_: &'static str, _: &HeaderMap) -> bool {
        true
    }
}

impl<T> fmt::Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonLines").finish_non_exhaustive()
    }
}

/// The untyped half: compiled once.
struct Source {
    lines: Lines,
    body: Body,
    received: Received,
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
        self.unfit(Bytes::new(), Mismatch::new(message))
    }

    /// The error for a line that is not what it should be.
    fn unfit(&self, line: Bytes, mismatch: Mismatch) -> StreamError {
        let mut received = self.received.clone();
        received.body = line;
        Error::Decode(Box::new(DecodeError::new(received, mismatch)))
    }
}
