//! Lines out of bytes that may be cut anywhere.

use bytes::Bytes;

/// How long a line, or an event, may be unless the caller says otherwise.
pub(super) const LIMIT: usize = 16 * 1024 * 1024;

/// What stands before each value of a JSON text sequence (RFC 7464, section 2.2).
const RECORD: u8 = 0x1E;

/// A line, or an event, is longer than it may be.
#[derive(Debug)]
pub(super) struct TooLong;

/// Splits bytes into lines, or into the values of a sequence.
pub(super) struct Lines {
    chunk: Bytes,
    /// The line that has not ended yet.
    line: Vec<u8>,
    /// What separates values. A sequence starts with its separator, which no JSON does.
    separator: Option<u8>,
    number: usize,
    limit: usize,
}

impl Lines {
    /// Lines that are at most `limit` bytes long.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            chunk: Bytes::new(),
            line: Vec::new(),
            separator: None,
            number: 0,
            limit,
        }
    }

    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    pub(super) fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    /// The number of the last line, from 1.
    pub(super) fn number(&self) -> usize {
        self.number
    }

    /// What comes next; what came before has been read.
    pub(super) fn feed(&mut self, chunk: Bytes) {
        self.chunk = chunk;
    }

    /// The next line that is not empty; `None` if more bytes are needed.
    pub(super) fn read(&mut self) -> Result<Option<Bytes>, TooLong> {
        while let Some(first) = self.chunk.first() {
            let is_sequence = *first == RECORD;
            let separator = *self
                .separator
                .get_or_insert(if is_sequence { RECORD } else { b'\n' });
            let end = self.chunk.iter().position(|byte| *byte == separator);
            let piece = self.chunk.split_to(end.unwrap_or(self.chunk.len()));
            if self.line.len() + piece.len() > self.limit {
                return Err(TooLong);
            }
            if end.is_none() {
                self.line.extend_from_slice(&piece);
                break;
            }
            let _ = self.chunk.split_to(1);
            if let Some(line) = self.complete(piece) {
                return Ok(Some(line));
            }
        }
        Ok(None)
    }

    /// What came after the last separator.
    pub(super) fn end(&mut self) -> Option<Bytes> {
        self.complete(Bytes::new())
    }

    fn complete(&mut self, piece: Bytes) -> Option<Bytes> {
        // Before the first separator of a sequence there is nothing.
        if self.separator == Some(RECORD) && self.line.is_empty() && piece.is_empty() {
            return None;
        }
        self.number += 1;
        // A line in one piece is the usual case, and then it is not copied.
        let mut line = if self.line.is_empty() {
            piece
        } else {
            let mut line = std::mem::take(&mut self.line);
            line.extend_from_slice(&piece);
            line.into()
        };
        if self.number == 1 && line.starts_with(b"\xEF\xBB\xBF") {
            line = line.split_off(3);
        }
        (!line.trim_ascii().is_empty()).then_some(line)
    }
}
