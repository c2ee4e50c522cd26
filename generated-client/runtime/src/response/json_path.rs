//! Places in a JSON text, computed only when there is an error to report.
//!
//! The text may be invalid: everything here reads as much of it as possible.

use std::fmt::Write as _;

/// A value in a text: its path and its start.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) path: String,
    pub(crate) start: usize,
}

/// Returns the number of bytes of `text` up to a position as `serde_json` counts it: lines from 1, columns in bytes,
/// the last byte that was read.
pub(crate) fn offset(text: &[u8], line: usize, column: usize) -> usize {
    let lines = text.split_inclusive(|byte| *byte == b'\n');
    let before: usize = lines.take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    (before + column).min(text.len())
}

/// Returns the line and column of an offset: the inverse of [`offset`].
pub(crate) fn position(text: &[u8], offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |index| index + 1);
    let line = before.split(|byte| *byte == b'\n').count();
    (line, before.len() - line_start)
}

/// Returns the innermost value that the byte before `end` belongs to; with a `length`, the last complete value of that
/// many bytes instead.
pub(crate) fn locate(text: &[u8], end: usize, length: Option<usize>) -> Option<Place> {
    let mut walk = Walk {
        text,
        stack: Vec::new(),
        wanted: length,
        found: None,
    };
    let mut at = 0;
    let mut start = 0;
    while at < end && at < text.len() {
        at = match text[at] {
            b' ' | b'\t' | b'\n' | b'\r' => at + 1,
            _ => {
                start = at;
                walk.token(at)
            }
        };
    }
    if length.is_some() {
        walk.found
    } else {
        Some(Place {
            path: walk.path(),
            start,
        })
    }
}

/// Returns the place that [`locate`] finds, as a JSON pointer.
pub(crate) fn pointer(text: &[u8], end: usize) -> String {
    let walk = walked(text, end);
    let mut out = String::new();
    for frame in &walk.stack {
        match frame.at {
            At::Property(Some((start, end))) => {
                let name = serde_json::from_slice::<String>(&text[start..end]);
                push_pointer(&mut out, &name.unwrap_or_default());
            }
            At::Item(index) => push_pointer(&mut out, &index.to_string()),
            At::Property(None) | At::Before(_) => {}
        }
    }
    out
}

/// Appends a step to a JSON pointer (RFC 6901, section 3).
pub(crate) fn push_pointer(pointer: &mut String, name: &str) {
    pointer.push('/');
    pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
}

/// Returns the end of the object or array that contains the byte before `from`; the end of the text if there is none.
pub(crate) fn close(text: &[u8], from: usize) -> usize {
    let mut walk = walked(text, from);
    let depth = walk.stack.len();
    let mut at = from;
    while depth > 0 && at < text.len() {
        at = walk.next(at);
        if walk.stack.len() < depth {
            return at;
        }
    }
    text.len()
}

/// Walks the text up to `end`.
fn walked(text: &[u8], end: usize) -> Walk<'_> {
    let mut walk = Walk {
        text,
        stack: Vec::new(),
        wanted: None,
        found: None,
    };
    let mut at = 0;
    while at < end && at < text.len() {
        at = walk.next(at);
    }
    walk
}

struct Walk<'t> {
    text: &'t [u8],
    stack: Vec<Frame>,
    wanted: Option<usize>,
    found: Option<Place>,
}

struct Frame {
    /// The start of the object or array.
    start: usize,
    at: At,
}

enum At {
    /// In an object, at a property: the range of its quoted name, once it has been read.
    Property(Option<(usize, usize)>),
    /// In an array, before the item of this index.
    Before(usize),
    /// In an array, at the item of this index.
    Item(usize),
}

impl Walk<'_> {
    /// Reads the token or the white space that starts at `at`, and returns its end.
    fn next(&mut self, at: usize) -> usize {
        match self.text[at] {
            b' ' | b'\t' | b'\n' | b'\r' => at + 1,
            _ => self.token(at),
        }
    }

    /// Reads the token that starts at `start`, and returns its end.
    fn token(&mut self, start: usize) -> usize {
        match self.text[start] {
            open @ (b'{' | b'[') => {
                self.enter();
                let at = if open == b'{' {
                    At::Property(None)
                } else {
                    At::Before(0)
                };
                self.stack.push(Frame { start, at });
                start + 1
            }
            b'}' | b']' => {
                if let Some(frame) = self.stack.pop() {
                    self.complete(frame.start, start + 1);
                }
                start + 1
            }
            b',' => {
                match self.stack.last_mut().map(|frame| &mut frame.at) {
                    Some(At::Property(name)) => *name = None,
                    Some(at) => {
                        if let At::Item(index) = *at {
                            *at = At::Before(index + 1);
                        }
                    }
                    None => {}
                }
                start + 1
            }
            b':' => start + 1,
            b'"' => {
                let end = self.string_end(start);
                if let Some(At::Property(name @ None)) =
                    self.stack.last_mut().map(|frame| &mut frame.at)
                {
                    *name = Some((start, end));
                } else {
                    self.enter();
                    self.complete(start, end);
                }
                end
            }
            _ => {
                self.enter();
                let rest = &self.text[start..];
                let ends = |byte: &u8| b" \t\r\n,:[]{}\"".contains(byte);
                let end = start + rest.iter().position(ends).unwrap_or(rest.len());
                self.complete(start, end);
                end
            }
        }
    }

    /// Records that a value starts.
    fn enter(&mut self) {
        if let Some(Frame { at, .. }) = self.stack.last_mut()
            && let At::Before(index) = *at
        {
            *at = At::Item(index);
        }
    }

    /// Records that a value ends.
    fn complete(&mut self, start: usize, end: usize) {
        if self.wanted == Some(end - start) {
            self.found = Some(Place {
                path: self.path(),
                start,
            });
        }
    }

    fn string_end(&self, start: usize) -> usize {
        let mut at = start + 1;
        while let Some(byte) = self.text.get(at) {
            match byte {
                b'"' => return at + 1,
                b'\\' => at += 2,
                _ => at += 1,
            }
        }
        self.text.len()
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for frame in &self.stack {
            match frame.at {
                At::Property(Some((start, end))) => push_name(&mut path, &self.text[start..end]),
                At::Item(index) => {
                    // Writing to a string cannot fail.
                    let _ = write!(path, "[{index}]");
                }
                At::Property(None) | At::Before(_) => {}
            }
        }
        path
    }
}

/// Appends `.name`, or `["odd name"]`.
fn push_name(path: &mut String, quoted: &[u8]) {
    /// The length after which names are cut: the server chooses them.
    const LONGEST: usize = 64;
    let name = serde_json::from_slice(quoted)
        .unwrap_or_else(|_| String::from_utf8_lossy(quoted).trim_matches('"').to_owned());
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '$');
    if !name.is_empty() && name.len() <= LONGEST && name.chars().all(plain) {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(&name);
        return;
    }
    let mut short: String = name.chars().take(LONGEST).collect();
    if short.len() < name.len() {
        short.push('…');
    }
    // Writing to a string cannot fail.
    let _ = write!(path, "[{short:?}]");
}
