//! The format of server-sent events (WHATWG HTML, section 9.2, "Server-sent events").

use std::time::Duration;

use bytes::Bytes;

use crate::runtime::stream::lines::TooLong;

/// A server-sent event. `T` is the type of its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event<T = String> {
    /// The type of the event; `message` if the server sets none.
    pub event: String,
    /// The data: several `data` lines are lines of one text.
    pub data: T,
    /// The last id that the server gave, to this event or to an earlier one.
    pub id: Option<String>,
    /// The wait before the next connection, if the event sets it.
    pub retry: Option<Duration>,
}

/// A parser of events from bytes that may be split anywhere.
pub(crate) struct Parser {
    /// The line that has not ended yet.
    line: Vec<u8>,
    first: bool,
    /// Whether the last byte was a carriage return: a line feed after it does not end another line.
    after_return: bool,
    event: String,
    data: String,
    event_retry: Option<Duration>,
    /// The id of the current event. It takes effect when the event is complete, whether it has data or not.
    next_id: String,
    last_id: String,
    retry: Option<Duration>,
    limit: usize,
}

impl Parser {
    /// Creates a parser of events of at most `limit` bytes.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            line: Vec::new(),
            first: true,
            after_return: false,
            event: String::new(),
            data: String::new(),
            event_retry: None,
            next_id: String::new(),
            last_id: String::new(),
            retry: None,
            limit,
        }
    }

    pub(crate) fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    /// Returns the last id, which a new request sends as `Last-Event-ID`.
    pub(crate) fn last_id(&self) -> Option<&str> {
        Some(self.last_id.as_str()).filter(|id| !id.is_empty())
    }

    /// Returns how long the server asks clients to wait before they reconnect.
    pub(crate) fn retry(&self) -> Option<Duration> {
        self.retry
    }

    /// Forgets the event that was cut. The next bytes are those of a new stream, which continues after the last id.
    pub(crate) fn restart(&mut self) {
        self.line.clear();
        (self.first, self.after_return) = (true, false);
        self.next_id.clone_from(&self.last_id);
        self.forget();
    }

    /// Takes bytes off `chunk` up to the end of an event; returns `None` if more bytes are needed.
    pub(crate) fn read(&mut self, chunk: &mut Bytes) -> Result<Option<Event>, TooLong> {
        while !chunk.is_empty() {
            if std::mem::take(&mut self.after_return) && chunk[0] == b'\n' {
                let _ = chunk.split_to(1);
                continue;
            }
            let end = chunk.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let piece = chunk.split_to(end.unwrap_or(chunk.len()));
            if self.line.len() + self.data.len() + piece.len() > self.limit {
                return Err(TooLong);
            }
            if end.is_none() {
                self.line.extend_from_slice(&piece);
                break;
            }
            self.after_return = chunk.split_to(1)[..] == *b"\r";
            if let Some(event) = self.end_line(&piece) {
                return Ok(Some(event));
            }
        }
        Ok(None)
    }

    /// Ends the line with `piece`, and returns the event that it completes, if any.
    fn end_line(&mut self, piece: &[u8]) -> Option<Event> {
        let mut buffer = std::mem::take(&mut self.line);
        // A line usually arrives in one piece, which is not copied.
        let line = if buffer.is_empty() {
            piece
        } else {
            buffer.extend_from_slice(piece);
            &buffer
        };
        let line = match line.strip_prefix(b"\xEF\xBB\xBF") {
            Some(rest) if self.first => rest,
            _ => line,
        };
        self.first = false;
        let event = if line.is_empty() {
            self.complete()
        } else {
            self.field(&String::from_utf8_lossy(line));
            None
        };
        buffer.clear();
        self.line = buffer;
        event
    }

    /// Reads a line that is not empty. Comments, which start with a colon, and unknown fields are ignored.
    fn field(&mut self, line: &str) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => value.clone_into(&mut self.event),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "id" if !value.contains('\0') => value.clone_into(&mut self.next_id),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                if let Ok(milliseconds) = value.parse() {
                    self.event_retry = Some(Duration::from_millis(milliseconds));
                    self.retry = self.event_retry;
                }
            }
            _ => {}
        }
    }

    /// Completes the event at an empty line; an event without data is dropped.
    fn complete(&mut self) -> Option<Event> {
        self.last_id.clone_from(&self.next_id);
        if self.data.pop().is_none() {
            self.forget();
            return None;
        }
        let event = std::mem::take(&mut self.event);
        Some(Event {
            event: if event.is_empty() {
                "message".to_owned()
            } else {
                event
            },
            data: std::mem::take(&mut self.data),
            id: self.last_id().map(str::to_owned),
            retry: self.event_retry.take(),
        })
    }

    fn forget(&mut self) {
        self.event.clear();
        self.data.clear();
        self.event_retry = None;
    }
}
