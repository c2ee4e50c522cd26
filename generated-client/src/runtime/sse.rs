//! Server-sent events as they are written (WHATWG HTML, section 9.2, "Server-sent events").

use std::time::Duration;

use bytes::Bytes;

use super::lines::TooLong;

/// An event of a stream of them. `T` is what its data is read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event<T = String> {
    /// Its type, `message` where the server gives it none.
    pub event: String,
    /// What is in it: several `data` lines are lines of one text.
    pub data: T,
    /// The last id that the server gave, to this event or to one before it.
    pub id: Option<String>,
    /// How long to wait before a connection is opened again, where the event says it.
    pub retry: Option<Duration>,
}

/// Puts events together from bytes that may be cut anywhere.
pub(super) struct Parser {
    /// The line that has not ended yet.
    line: Vec<u8>,
    first: bool,
    /// A line feed is no line of its own after a carriage return.
    after_return: bool,
    event: String,
    data: String,
    event_retry: Option<Duration>,
    /// An id counts when the event that it stands in is complete, whether there is data in it or not.
    next_id: String,
    last_id: String,
    retry: Option<Duration>,
    limit: usize,
}

impl Parser {
    /// A parser of events that are at most `limit` bytes long.
    pub(super) fn new(limit: usize) -> Self {
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

    pub(super) fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    /// The last id, to be sent as `Last-Event-ID`.
    pub(super) fn last_id(&self) -> Option<&str> {
        Some(self.last_id.as_str()).filter(|id| !id.is_empty())
    }

    /// How long the server wants a client to wait before it comes back.
    pub(super) fn retry(&self) -> Option<Duration> {
        self.retry
    }

    /// Forgets the event that was cut. What comes next is a new stream that goes on after the last id.
    pub(super) fn restart(&mut self) {
        self.line.clear();
        (self.first, self.after_return) = (true, false);
        self.next_id.clone_from(&self.last_id);
        self.forget();
    }

    /// Takes bytes off `chunk` up to the end of an event; `None` if more bytes are needed.
    pub(super) fn read(&mut self, chunk: &mut Bytes) -> Result<Option<Event>, TooLong> {
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

    /// The line ends with `piece`.
    fn end_line(&mut self, piece: &[u8]) -> Option<Event> {
        let mut buffer = std::mem::take(&mut self.line);
        // A line in one piece is the usual case, and then it is not copied.
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

    /// A line that is not empty. What starts with a colon is a comment, and what is unknown counts as one.
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

    /// An empty line ends an event; one without data is none.
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
