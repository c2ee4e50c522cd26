//! Responses that are server-sent events.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::PoisonError,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, StatusCode, header::CONTENT_TYPE};
use serde::de::DeserializeOwned;

use super::{
    Decode, DecodeError, Error, Event, Mismatch, Reconnect, StatusError, StreamError,
    TransportError,
    content::matches,
    decode::Reply,
    fault::Fault,
    json_error,
    lines::{LIMIT, TooLong},
    received::Received,
    reconnect::{Again, Connection},
    sse::Parser,
    whole,
};

/// What APIs in the manner of `OpenAI`'s send when there is nothing more. It is no JSON, so that it can
/// be no event's data.
const DONE: &str = "[DONE]";

/// A response of server-sent events (`text/event-stream`), whose data is JSON of type `T`, or text.
///
/// They are read as they come, by [`next`](Self::next) or as a [`Stream`]. An event whose data is not a
/// `T` is an error, and the next one can still be read; after any other error there is nothing more.
/// Where data is JSON, an event of `[DONE]` ends the stream. A stream that is cut in the middle is asked
/// for again where that is safe: see [`Reconnect`].
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

    /// When the stream is asked for again, instead of [the usual](Reconnect).
    #[must_use]
    pub fn reconnect(mut self, policy: Reconnect) -> Self {
        self.source.again.policy = policy;
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
        let source = Box::new(Source::new(reply)?);
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
            let value = whole::from_slice(data.as_bytes()).map(Some);
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
    connection: Connection,
    again: Again,
    received: Received,
    /// How many events there were.
    number: usize,
}

impl Source {
    fn new(reply: &mut Reply) -> Result<Self, Mismatch> {
        check(reply)?;
        Ok(Self {
            parser: Parser::new(LIMIT),
            chunk: Bytes::new(),
            connection: connection(reply),
            again: Again::new(reply.again.take()),
            received: reply.received.clone(),
            number: 0,
        })
    }

    fn poll_event(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Event, StreamError>>> {
        loop {
            match self.parser.read(&mut self.chunk) {
                Ok(Some(event)) => {
                    self.number += 1;
                    self.again.progress();
                    return Poll::Ready(Some(Ok(event)));
                }
                Ok(None) => {}
                Err(TooLong) => return Poll::Ready(Some(Err(self.too_long()))),
            }
            let done = match &mut self.connection {
                Connection::Closed => return Poll::Ready(None),
                Connection::Open(body) => match ready!(body.poll_chunk(context)) {
                    Some(Ok(chunk)) => {
                        self.chunk = chunk;
                        Ok(())
                    }
                    Some(Err(error)) => {
                        let mut error = TransportError::from_body(error);
                        error.locate(&self.received.target, self.received.attempts);
                        self.ended(Some(error.into()))
                    }
                    None => self.ended(None),
                },
                Connection::Coming(reply) => {
                    let reply = reply.get_mut().unwrap_or_else(PoisonError::into_inner);
                    let reply = ready!(reply.as_mut().poll(context));
                    self.came(reply)
                }
            };
            if let Err(error) = done {
                self.stop();
                return Poll::Ready(Some(Err(error)));
            }
        }
    }

    /// There is nothing more on this connection; it was cut if there is a fault.
    fn ended(&mut self, fault: Option<Fault>) -> Result<(), StreamError> {
        match (self.again.connect(fault.is_some(), &self.parser), fault) {
            (Some(connection), _) => {
                self.connection = connection;
                self.parser.restart();
                Ok(())
            }
            (None, None) => {
                self.stop();
                Ok(())
            }
            (None, Some(fault)) => Err(fault.into()),
        }
    }

    /// The answer to a request to go on.
    fn came(&mut self, reply: Result<Reply, Fault>) -> Result<(), StreamError> {
        let mut reply = match reply {
            Ok(reply) => reply,
            Err(fault @ Fault::Transport(_)) => return self.ended(Some(fault)),
            Err(fault) => return Err(fault.into()),
        };
        self.received = reply.received.clone();
        if !reply.success {
            return Err(Fault::Status(Box::new(StatusError(reply.received))).into());
        }
        check(&reply).map_err(|mismatch| self.unfit(mismatch, String::new()))?;
        self.connection = connection(&mut reply);
        Ok(())
    }

    fn stop(&mut self) {
        self.connection = Connection::Closed;
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

/// What to read a response from; 204 says that there is nothing, and will not be.
fn connection(reply: &mut Reply) -> Connection {
    if reply.status() == StatusCode::NO_CONTENT {
        Connection::Closed
    } else {
        Connection::Open(reply.take_stream())
    }
}

/// Whether it may be events: of JSON, or a page to sign in with, there would be none, and no error either.
fn check(reply: &Reply) -> Result<(), Mismatch> {
    let headers = reply.headers();
    if !headers.contains_key(CONTENT_TYPE) {
        return Ok(());
    }
    match matches(headers, &["application/json", "text/html"]) {
        None => Ok(()),
        Some("text/html") => Err(Mismatch::new("a page in place of events")),
        Some(_) => Err(Mismatch::new("JSON in place of events")),
    }
}
