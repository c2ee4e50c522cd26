//! Lines from bytes that may be split anywhere.

use bytes::Bytes;

/// The maximum length of a line or of an event in bytes, unless the caller sets another one.
pub(crate) const LIMIT: usize = 16 * 1024 * 1024;

/// The separator before each value of a JSON text sequence (RFC 7464, section 2.2).
const RECORD: u8 = 0x1E;

/// The error for a line or an event that is too long.
#[derive(Debug)]
pub(crate) struct TooLong;

/// Splits bytes into lines, or into the values of a sequence.
pub(crate) struct Lines {
    chunk: Bytes,
    /// The line that has not ended yet.
    line: Vec<u8>,
    /// The separator of values. A sequence starts with its separator, which no JSON text does.
    separator: Option<u8>,
    number: usize,
    limit: usize,
}

impl Lines {
    /// Creates a splitter into lines of at most `limit` bytes.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            chunk: Bytes::new(),
            line: Vec::new(),
            separator: None,
            number: 0,
            limit,
        }
    }

    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    pub(crate) fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    /// Returns the number of the last line, from 1.
    pub(crate) fn number(&self) -> usize {
        self.number
    }

    /// Sets the next chunk; the previous one must have been read.
    pub(crate) fn feed(&mut self, chunk: Bytes) {
        self.chunk = chunk;
    }

    /// Returns the next line that is not empty; `None` if more bytes are needed.
    pub(crate) fn read(&mut self) -> Result<Option<Bytes>, TooLong> {
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

    /// Returns the line after the last separator, unless it is empty.
    pub(crate) fn end(&mut self) -> Option<Bytes> {
        self.complete(Bytes::new())
    }

    fn complete(&mut self, piece: Bytes) -> Option<Bytes> {
        // Nothing precedes the first separator of a sequence.
        if self.separator == Some(RECORD) && self.line.is_empty() && piece.is_empty() {
            return None;
        }
        self.number += 1;
        // A line usually arrives in one piece, which is not copied.
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
