//! Responses that are server-sent events.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, header::CONTENT_TYPE};
use serde::de::DeserializeOwned;

use super::{
    Body, Decode, DecodeError, Error, Event, Mismatch, StreamError, TransportError,
    content::matches,
    decode::Reply,
    json_error,
    lines::{LIMIT, TooLong},
    received::Received,
    sse::Parser,
};

/// What APIs in the manner of `OpenAI`'s send when there is nothing more. It is no JSON, so that it can
/// be no event's data.
const DONE: &str = "[DONE]";

/// A response of server-sent events (`text/event-stream`), whose data is JSON of type `T`, or text.
///
/// They are read as they come, by [`next`](Self::next) or as a [`Stream`]. An event whose data is not a
/// `T` is an error, and the next one can still be read; after any other error there is nothing more.
/// Where data is JSON, an event of `[DONE]` ends the stream.
pub struct EventStream<T = String> {
    source: Box<Source>,
    read: Read<T>,
}

/// Reads the data of an event; `None` if it ends the stream. What is not read is given back.
type Read<T> = fn(String) -> Result<Option<T>, (Mismatch, String)>;

impl<T> EventStream<T> {
    /// How many bytes an event may have at most, instead of 16 MiB.
    #[must_use]
    pub fn limit(mut self, bytes: usize) -> Self {
        self.source.parser.set_limit(bytes);
        self
    }

    /// The last id that the server gave to an event.
    pub fn last_event_id(&self) -> Option<&str> {
        self.source.parser.last_id()
    }

    /// The next event; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Event<T>, StreamError>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn new(reply: &mut Reply, read: Read<T>) -> Result<Self, Mismatch> {
        // Its events would be none.
        let json = reply.headers().contains_key(CONTENT_TYPE)
            && matches(reply.headers(), &["application/json"]).is_some();
        if json {
            return Err(Mismatch::new("JSON in place of events"));
        }
        let source = Box::new(Source::new(reply));
        Ok(Self { source, read })
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Event<T>, StreamError>>> {
        let event = match ready!(self.source.poll_event(context)) {
            None => return Poll::Ready(None),
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            Some(Ok(event)) => event,
        };
        let Event {
            event,
            data,
            id,
            retry,
        } = event;
        Poll::Ready(match (self.read)(data) {
            Ok(Some(data)) => Some(Ok(Event {
                event,
                data,
                id,
                retry,
            })),
            Ok(None) => {
                self.source.stop();
                None
            }
            Err((mismatch, data)) => Some(Err(self.source.unfit(mismatch, data))),
        })
    }
}

impl<T> Stream for EventStream<T> {
    type Item = Result<Event<T>, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<T: DeserializeOwned + 'static> Decode for EventStream<T> {
    type Value = Self;
    const ACCEPT: &'static [&'static str] = &["text/event-stream"];

    fn decode(reply: &mut Reply, _: &'static str) -> Result<Self, Mismatch> {
        Self::new(reply, |data| {
            if data == DONE {
                return Ok(None);
            }
            json_error::begin();
            let value = serde_json::from_str(&data).map(Some);
            value.map_err(|error| (json_error::describe(&error, data.as_bytes()), data))
        })
    }

    fn streamed(_: &'static str, _: &HeaderMap) -> bool {
        true
    }
}

/// Server-sent events whose data is text, of whatever kind: none is left out, and none ends the stream.
pub struct TextEvents;

impl Decode for TextEvents {
    type Value = EventStream;
    const ACCEPT: &'static [&'static str] = &["text/event-stream"];

    fn decode(reply: &mut Reply, _: &'static str) -> Result<EventStream, Mismatch> {
        EventStream::new(reply, |data| Ok(Some(data)))
    }

    fn streamed(_: &'static str, _: &HeaderMap) -> bool {
        true
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").finish_non_exhaustive()
    }
}

/// The untyped half: compiled once.
struct Source {
    parser: Parser,
    chunk: Bytes,
    body: Body,
    received: Received,
    /// How many events there were.
    number: usize,
}

impl Source {
    fn new(reply: &mut Reply) -> Self {
        Self {
            parser: Parser::new(LIMIT),
            chunk: Bytes::new(),
            body: reply.take_stream(),
            received: reply.received.clone(),
            number: 0,
        }
    }

    fn poll_event(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Event, StreamError>>> {
        loop {
            match self.parser.read(&mut self.chunk) {
                Ok(Some(event)) => {
                    self.number += 1;
                    return Poll::Ready(Some(Ok(event)));
                }
                Ok(None) => {}
                Err(TooLong) => return Poll::Ready(Some(Err(self.too_long()))),
            }
            match ready!(self.body.poll_chunk(context)) {
                Some(Ok(chunk)) => self.chunk = chunk,
                Some(Err(error)) => {
                    self.stop();
                    let error = TransportError::from_body(error).at(&self.received.target);
                    return Poll::Ready(Some(Err(Error::Transport(Box::new(error)))));
                }
                None => {
                    self.stop();
                    return Poll::Ready(None);
                }
            }
        }
    }

    fn stop(&mut self) {
        self.body = Body::empty();
        self.chunk = Bytes::new();
    }

    fn too_long(&mut self) -> StreamError {
        self.stop();
        self.number += 1;
        self.unfit(Mismatch::new("longer than is allowed"), String::new())
    }

    /// The error for an event that is not what it should be.
    fn unfit(&self, mismatch: Mismatch, data: String) -> StreamError {
        let mismatch = mismatch.of(&format!("event {}: ", self.number));
        let mut received = self.received.clone();
        received.body = data.into();
        Error::Decode(Box::new(DecodeError::new(received, mismatch)))
    }
}
