//! Bodies that lack what the document requires, decoded nevertheless if the caller asks for it.
//!
//! The decoder's error says where in the text something is missing. An empty value is inserted there, and the text is
//! decoded again, until that succeeds or fails for another reason. The empty value that fits is found by trial, so no
//! type needs a second decoder, and a body that matches the document costs nothing.

use std::{borrow::Cow, collections::BTreeMap};

use serde::de::DeserializeOwned;

use crate::runtime::{
    BodyMismatch,
    json::whole,
    response::decode::Inner,
    response::json_error::{self, Found},
    response::json_path,
};

/// The empty values, in the order in which they are tried. `null` is the first: it fits best where it is allowed.
const EMPTY: &[&str] = &[
    "null",
    "[]",
    "{}",
    "\"\"",
    "0",
    "false",
    "\"1970-01-01T00:00:00Z\"",
    "\"1970-01-01\"",
    "\"00000000-0000-0000-0000-000000000000\"",
    "\"0.0.0.0\"",
    "\"::\"",
    "\"0\"",
];

/// The maximum number of bytes that are decoded to fill a body. Each trial decodes the whole body, and a server could
/// send one that lacks thousands of properties.
const WORK: usize = 1024 * 1024 * 1024;

/// A body whose gaps were filled.
pub(crate) struct Filled<'t> {
    /// The text that was decoded in the end.
    pub(crate) text: Cow<'t, [u8]>,
    /// The places that were filled, as JSON pointers.
    pub(crate) places: Vec<String>,
}

/// Reads a body, and fills its gaps if it cannot be read as it is.
pub(crate) fn read<T: DeserializeOwned>(text: &[u8]) -> Result<(T, Filled<'_>), BodyMismatch> {
    json_error::begin();
    let error = match whole::from_slice(text) {
        Ok(value) => {
            let filled = Filled {
                text: text.into(),
                places: Vec::new(),
            };
            return Ok((value, filled));
        }
        Err(error) => error,
    };
    let mut value = None;
    let filled = fill(text, &error, WORK, &mut |text| {
        value = Some(whole::from_slice(text)?);
        Ok(())
    })?;
    // The filled text was read last.
    let value = value.ok_or_else(|| json_error::describe(&error, text))?;
    Ok((value, filled))
}

/// Reads one of several consecutive values. `filled` receives the places that were filled; there are none unless the
/// caller is `tolerant`.
pub(crate) fn read_item<T: DeserializeOwned>(
    text: &[u8],
    tolerant: bool,
    filled: &mut Vec<String>,
) -> Result<T, BodyMismatch> {
    filled.clear();
    if !tolerant {
        json_error::begin();
        return whole::from_slice(text).map_err(|error| json_error::describe(&error, text));
    }
    let (value, read) = read(text)?;
    *filled = read.places;
    Ok(value)
}

type Read<'r> = &'r mut dyn FnMut(&[u8]) -> Result<(), serde_json::Error>;

/// Fills the gaps in a text whose decoding failed with `error`. `work` is the number of bytes that may be decoded.
pub(crate) fn fill<'t>(
    text: &'t [u8],
    error: &serde_json::Error,
    work: usize,
    read: Read<'_>,
) -> Result<Filled<'t>, BodyMismatch> {
    if text.is_empty() {
        return Err(json_error::describe(error, text));
    }
    let mut mending = Mending {
        filled: Filled {
            text: text.into(),
            places: Vec::new(),
        },
        known: BTreeMap::new(),
        left: work,
        read,
    };
    let mut found = json_error::find(error, text);
    loop {
        found = match mending.step(&found) {
            Step::Read => return Ok(mending.filled),
            Step::Next(next) => next,
            Step::Stuck => return Err(mending.stuck(found)),
        };
    }
}

/// The result of filling a gap.
enum Step {
    /// The text can be read.
    Read,
    /// The text has another error.
    Next(Found),
    /// The error is not about a gap, or no empty value fits.
    Stuck,
}

struct Mending<'r, 't> {
    filled: Filled<'t>,
    /// The empty values that fitted, by the place without array indices.
    known: BTreeMap<String, &'static str>,
    /// The number of bytes that may still be decoded.
    left: usize,
    read: Read<'r>,
}

impl Mending<'_, '_> {
    /// Fills the gap that an error is about.
    fn step(&mut self, found: &Found) -> Step {
        let Some(gap) = Gap::of(found, &self.filled.text) else {
            return Step::Stuck;
        };
        let pointer = gap.pointer(&self.filled.text);
        let shape = shape(&pointer);
        let first = self.known.get(&shape).copied();
        let all = EMPTY.iter().copied().filter(|it| Some(*it) != first);
        for empty in first.into_iter().chain(all) {
            let (text, value) = gap.filled(&self.filled.text, empty);
            // The text after the object around the gap is unchanged.
            let behind = self.filled.text.len().saturating_sub(gap.close);
            let close = text.len().saturating_sub(behind);
            let Some(left) = self.left.checked_sub(text.len()) else {
                break;
            };
            self.left = left;
            json_error::begin();
            let next = (self.read)(&text).err();
            let next = next.map(|error| json_error::find(&error, &text));
            if next
                .as_ref()
                .is_none_or(|it| gap.is_past(it, empty, value, close))
            {
                self.known.insert(shape, empty);
                self.filled.text = text.into();
                self.filled.places.push(pointer);
                return next.map_or(Step::Read, Step::Next);
            }
        }
        Step::Stuck
    }

    /// Returns the mismatch for an error that could not be resolved.
    fn stuck(&self, mut found: Found) -> BodyMismatch {
        if found.missing().is_some() || found.is_null() {
            found.message.insert_str(0, "no empty value fits: ");
        }
        // The error's position is valid in the original text only if nothing was inserted.
        if self.filled.places.is_empty() {
            return found.mismatch(&self.filled.text);
        }
        Inner {
            path: found.path,
            message: found.message,
            ..Inner::default()
        }
        .into()
    }
}

/// A place where something is missing.
struct Gap<'f> {
    /// The missing property; `None` for a null.
    name: Option<&'f str>,
    /// The start of the text that the value replaces: a null, or the empty text before the end of an object.
    start: usize,
    end: usize,
    /// The end of the enclosing object or array.
    close: usize,
}

impl<'f> Gap<'f> {
    fn of(found: &'f Found, text: &[u8]) -> Option<Self> {
        let at = found.offset;
        let before = text.get(..at)?;
        if let Some(name) = found.missing() {
            let start = at
                .checked_sub(1)
                .filter(|it| text.get(*it) == Some(&b'}'))?;
            return Some(Self {
                name: Some(name),
                start,
                end: start,
                close: at,
            });
        }
        let null = found.is_null() && before.ends_with(b"null");
        null.then(|| Self {
            name: None,
            start: at - b"null".len(),
            end: at,
            close: json_path::close(text, at),
        })
    }

    fn pointer(&self, text: &[u8]) -> String {
        let mut pointer = json_path::pointer(text, self.close_or_end());
        if let Some(name) = self.name {
            json_path::push_pointer(&mut pointer, name);
        }
        pointer
    }

    /// Returns the end by which the place is looked up: that of the object, or of the null.
    fn close_or_end(&self) -> usize {
        match self.name {
            Some(_) => self.close,
            None => self.end,
        }
    }

    /// Returns the text with the value in the gap, and the start and end of the value.
    fn filled(&self, text: &[u8], value: &str) -> (Vec<u8>, (usize, usize)) {
        let (before, after) = (&text[..self.start], &text[self.end..]);
        let mut out = Vec::with_capacity(text.len() + 64);
        out.extend_from_slice(before);
        if let Some(name) = self.name {
            let first = before.trim_ascii_end().ends_with(b"{");
            out.extend_from_slice(if first { b"" } else { b"," });
            // A string can always be serialized.
            out.extend(serde_json::to_vec(name).unwrap_or_default());
            out.push(b':');
        }
        let start = out.len();
        out.extend_from_slice(value.as_bytes());
        let end = out.len();
        out.extend_from_slice(after);
        (out, (start, end))
    }

    /// Returns whether an error in the filled text is about something other than the inserted value. `close` is the end
    /// of the enclosing object or array.
    fn is_past(
        &self,
        next: &Found,
        value: &str,
        (start, end): (usize, usize),
        close: usize,
    ) -> bool {
        if next.offset <= start {
            return false;
        }
        // The properties that the empty object itself lacks are filled next.
        if next.offset <= end {
            return value == "{}" && next.missing().is_some();
        }
        // An error without a position of its own has that of the enclosing object.
        if next.offset == close {
            return next.missing().is_some_and(|it| Some(it) != self.name);
        }
        true
    }
}

/// Returns the place without array indices.
fn shape(pointer: &str) -> String {
    let is_index = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
    let steps = pointer.split('/');
    let steps: Vec<&str> = steps
        .map(|it| if is_index(it) { "*" } else { it })
        .collect();
    steps.join("/")
}
