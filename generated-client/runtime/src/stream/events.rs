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
use http::{HeaderMap, StatusCode, header::CONTENT_LENGTH};
use serde::{Serialize, de::DeserializeOwned};

#[cfg(feature = "testing")]
use crate::runtime::json::secrets;

use crate::runtime::{
    BodyMismatch, Decode, DecodeError, Error, Event, Reconnect, StatusError, StreamError,
    TransportError,
    exchange::fault::Fault,
    exchange::secrets::Secrets,
    exchange::words::complaint,
    response::content::{compressed, is_json, other_content, sent},
    response::decode::RawResponse,
    response::incomplete,
    response::kept::KeptResponse,
    stream::lines::{LIMIT, TooLong},
    stream::reconnect::{Again, Connection},
    stream::sse::Parser,
};

/// The data with which APIs modelled on `OpenAI`'s end a stream. It is not JSON, so it cannot be the data of an event.
const DONE: &str = "[DONE]";

const EVENTS: &str = "text/event-stream";

/// A response of server-sent events (`text/event-stream`), whose data is JSON of type `T`, or text.
///
/// Events are read as they arrive, by [`next`](Self::next) or as a [`Stream`]. An event whose data is not a `T` is an
/// error, and the next event can still be read; any other error ends the stream. If the data is JSON, an event of
/// `[DONE]` ends the stream, and events without data are left out. A stream that is cut in the middle is requested again if that is safe: see [`Reconnect`].
pub struct EventStream<T = String> {
    source: Box<Source>,
    read: Read<T>,
}

/// A function that reads the data of an event. It returns `None` if the event ends the stream, and gives back data that
/// it cannot read.
type Read<T> = fn(String, &mut Tolerance) -> Result<Option<T>, (BodyMismatch, String)>;

/// The handling of events that lack a required property.
#[derive(Default)]
struct Tolerance {
    /// Whether such events are filled and read.
    on: bool,
    /// The places that were filled in the last event.
    filled: Vec<String>,
}

impl<T> EventStream<T> {
    /// Sets the maximum size of an event in bytes, instead of 16 MiB.
    #[must_use]
    pub fn limit(mut self, bytes: usize) -> Self {
        self.source.parser.set_limit(bytes);
        self
    }

    /// Sets when the stream is requested again, instead of [the default](Reconnect).
    #[must_use]
    pub fn reconnect(mut self, policy: Reconnect) -> Self {
        self.source.again.policy = policy;
        self
    }

    /// Returns the places in the last event's data that lacked what the document requires and were filled with an
    /// empty value, as JSON pointers. There are none unless
    /// [`ClientBuilder::tolerant`](crate::runtime::ClientBuilder::tolerant) is on.
    pub fn last_filled(&self) -> &[String] {
        &self.source.tolerance.filled
    }

    /// Returns the last id that the server gave to an event.
    pub fn last_event_id(&self) -> Option<&str> {
        self.source.parser.last_id()
    }

    /// Returns the next event; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Event<T>, StreamError>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn new(reply: &mut RawResponse, read: Read<T>) -> Result<Self, BodyMismatch> {
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
        Poll::Ready(match (self.read)(data, &mut self.source.tolerance) {
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

impl<T: DeserializeOwned + Serialize + 'static> Decode for EventStream<T> {
    type Value = Self;
    const ACCEPT: &'static [&'static str] = &[EVENTS];

    fn decode(reply: &mut RawResponse, _: &'static str) -> Result<Self, BodyMismatch> {
        let mut events = Self::new(reply, |data, tolerance| {
            if data == DONE {
                return Ok(None);
            }
            let Tolerance { on, filled } = tolerance;
            let value = incomplete::read_item(data.as_bytes(), *on, filled);
            value.map(Some).map_err(|mismatch| (mismatch, data))
        })?;
        events.source.is_json = true;
        Ok(events)
    }

    fn streamed(_: &'static str, headers: &HeaderMap) -> bool {
        has_no_end(headers)
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

/// Server-sent events whose data is text of any kind: no event is left out, and none ends the stream.
pub struct TextEvents;

impl Decode for TextEvents {
    type Value = EventStream;
    const ACCEPT: &'static [&'static str] = &[EVENTS];

    fn decode(reply: &mut RawResponse, _: &'static str) -> Result<EventStream, BodyMismatch> {
        EventStream::new(reply, |data, _| Ok(Some(data)))
    }

    fn streamed(_: &'static str, headers: &HeaderMap) -> bool {
        has_no_end(headers)
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").finish_non_exhaustive()
    }
}

/// The part that does not depend on `T`, so that it is compiled once.
struct Source {
    parser: Parser,
    chunk: Bytes,
    connection: Connection,
    again: Again,
    received: KeptResponse,
    tolerance: Tolerance,
    secrets: Secrets,
    /// Whether the data of events is JSON, which is never empty.
    is_json: bool,
    /// The number of events so far.
    number: usize,
}

impl Source {
    fn new(reply: &mut RawResponse) -> Result<Self, BodyMismatch> {
        check(reply)?;
        Ok(Self {
            parser: Parser::new(LIMIT),
            chunk: Bytes::new(),
            connection: connection(reply),
            again: Again::new(reply.again.take()),
            received: reply.received.clone(),
            tolerance: Tolerance {
                on: reply.tolerant,
                filled: Vec::new(),
            },
            secrets: std::mem::take(&mut reply.secrets),
            is_json: false,
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
                    // Some servers keep a connection alive with such events, or end the stream with one.
                    let is_empty = self.is_json && event.data.trim().is_empty();
                    if is_empty && event.event != "error" {
                        continue;
                    }
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

    /// Reconnects or stops at the end of a connection, which was cut if there is a fault.
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

    /// Takes the response to a request for the rest of the stream.
    fn came(&mut self, reply: Result<RawResponse, Fault>) -> Result<(), StreamError> {
        let mut reply = match reply {
            Ok(reply) => reply,
            Err(fault @ Fault::Transport(_)) => return self.ended(Some(fault)),
            Err(fault) => return Err(fault.into()),
        };
        let first = std::mem::replace(&mut self.received, reply.received.clone()).status;
        if !reply.success {
            return Err(Fault::Status(Box::new(StatusError(reply.received))).into());
        }
        check_again(&reply, first).map_err(|mismatch| {
            Error::Decode(Box::new(DecodeError::new(self.received.clone(), mismatch)))
        })?;
        self.secrets = std::mem::take(&mut reply.secrets);
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
        self.unfit(BodyMismatch::new("longer than is allowed"), String::new())
    }

    /// Returns the error for an event that is not as documented.
    fn unfit(&self, mismatch: BodyMismatch, data: String) -> StreamError {
        let mismatch = mismatch.of(&format!("event {}: ", self.number));
        let mut received = self.received.clone();
        received.words = complaint(&HeaderMap::new(), data.as_bytes(), &self.secrets);
        received.body = data.into();
        Error::Decode(Box::new(DecodeError::new(received, mismatch)))
    }
}

/// Returns the connection to read a response from; 204 says that there are no events, now or later.
fn connection(reply: &mut RawResponse) -> Connection {
    if reply.status() == StatusCode::NO_CONTENT {
        Connection::Closed
    } else {
        Connection::Open(reply.take_stream())
    }
}

/// Checks that a response has events (WHATWG HTML, section 9.2.2): any other body would give neither events nor an
/// error.
fn check(reply: &RawResponse) -> Result<(), BodyMismatch> {
    // A browser decodes every coding, and still shows the header.
    if let Some(compressed) = compressed(reply.headers()).filter(|_| !cfg!(target_arch = "wasm32"))
    {
        return Err(compressed);
    }
    if are_events(reply.headers()) {
        Ok(())
    } else {
        Err(other_content(reply.headers(), &[EVENTS]))
    }
}

fn are_events(headers: &HeaderMap) -> bool {
    sent(headers).is_none_or(|media| media == EVENTS)
}

/// Returns whether a body may have no end. A page or JSON in place of events that has a length is read into memory, as
/// it says what went wrong.
fn has_no_end(headers: &HeaderMap) -> bool {
    let is_short = |media: String| media == "text/html" || is_json(&media);
    !(headers.contains_key(CONTENT_LENGTH) && sent(headers).is_some_and(is_short))
}

/// Checks that a response continues the stream; 204 says that there are no more events.
fn check_again(reply: &RawResponse, first: StatusCode) -> Result<(), BodyMismatch> {
    let status = reply.status();
    if status == StatusCode::NO_CONTENT {
        return Ok(());
    }
    if status != StatusCode::OK && status != first {
        return Err(BodyMismatch::new(format!(
            "{status} in place of {} when the stream was asked for again",
            StatusCode::OK
        )));
    }
    check(reply)
}
