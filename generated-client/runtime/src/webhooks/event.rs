//! The name of an event, and the decoding of its payload.

use std::fmt;

use bytes::Bytes;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::{
    headers::{Headers, text},
    payload::Payload,
};
use crate::runtime::{
    BodyMismatch,
    json::find,
    response::{incomplete, report::debug, text::without_mark},
};

/// A place in a request that has the name of its event, or a part of the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The header of this name.
    Header(&'static str),
    /// The text at this JSON pointer in the body.
    Property(&'static str),
}

impl Part {
    fn value(self, headers: &dyn Headers, body: &str) -> Option<String> {
        let value = match self {
            Self::Header(name) => text(headers, name).map(str::to_owned),
            Self::Property(pointer) => find::cursor(find::find(body, pointer)),
        };
        value.filter(|it| !it.is_empty())
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(name) => write!(f, "the header `{name}`"),
            Self::Property(pointer) => write!(f, "the property `{pointer}`"),
        }
    }
}

/// An event that the document does not list, kept unchanged.
#[derive(Clone, PartialEq, Eq)]
pub struct Unlisted {
    name: String,
    body: Bytes,
}

impl Unlisted {
    /// Creates an event.
    pub fn new(name: &str, body: &[u8]) -> Self {
        Self {
            name: name.to_owned(),
            body: Bytes::copy_from_slice(body),
        }
    }

    /// Returns the name of the event.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the body of the request.
    pub fn body(&self) -> &Bytes {
        &self.body
    }
}

impl fmt::Debug for Unlisted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unlisted")
            .field("name", &self.name)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// The characters between the parts of a name, in the order in which they are tried.
const BETWEEN: [&str; 4] = ["-", "_", ".", "/"];

/// Reads an event: `listed` returns the one of a name, and `unlisted` keeps any other. The parts of a name may be
/// joined in any of the usual ways, with `-` for `_` inside them; the last ones need not be there.
///
/// # Errors
///
/// The first part of the name is missing, or the body does not match the document.
pub fn parse<E>(
    parts: &[Part],
    (headers, body): (&dyn Headers, Payload<'_>),
    listed: fn(&str, Payload<'_>) -> Result<Option<E>, EventError>,
    unlisted: fn(Unlisted) -> E,
) -> Result<E, EventError> {
    let read = std::str::from_utf8(&body).unwrap_or_default();
    let values = parts.iter().map_while(|it| it.value(headers, read));
    let mut values: Vec<String> = values.collect();
    if values.is_empty() {
        return Err(nameless(parts, &body));
    }
    let whole = values.join(BETWEEN[0]);
    while !values.is_empty() {
        for between in BETWEEN {
            let name = values.join(between);
            for name in [name.replace('_', "-"), name] {
                if let Some(event) = listed(&name, body)? {
                    return Ok(event);
                }
            }
        }
        values.pop();
    }
    Ok(unlisted(Unlisted::new(&whole, &body)))
}

/// Returns the error for a request that does not name its event. A body that should, and is no JSON, is the cause.
fn nameless(parts: &[Part], body: &[u8]) -> EventError {
    let broken = match parts.first() {
        Some(Part::Property(_)) => decoded::<IgnoredAny>(body.into()).err(),
        Some(Part::Header(_)) | None => None,
    };
    let place = parts.first().map(Part::to_string).unwrap_or_default();
    EventError {
        event: String::new(),
        mismatch: broken.unwrap_or_else(|| {
            BodyMismatch::new(format!("{place}, which names the event, is missing"))
        }),
    }
}

/// Decodes the payload of an event or a callback; `event` is its name, for the error.
///
/// # Errors
///
/// The body does not match the document.
pub fn json<'b, T: DeserializeOwned>(
    event: &str,
    body: impl Into<Payload<'b>>,
) -> Result<T, EventError> {
    decoded(body.into()).map_err(|mismatch| EventError {
        event: event.to_owned(),
        mismatch,
    })
}

fn decoded<T: DeserializeOwned>(body: Payload<'_>) -> Result<T, BodyMismatch> {
    incomplete::read_item(without_mark(&body), body.tolerant, &mut Vec::new())
}

/// An event that cannot be read: it has no name, or its body does not match the document. The error has the place and
/// the reason, never a value from the body.
#[derive(Clone, PartialEq, Eq)]
pub struct EventError {
    event: String,
    mismatch: BodyMismatch,
}

impl EventError {
    /// Returns the name of the event; empty if the request does not have it.
    pub fn event(&self) -> &str {
        &self.event
    }

    /// Returns the place in the body, such as `data.items[3].value`; empty for the body as a whole.
    pub fn path(&self) -> &str {
        self.mismatch.path()
    }

    /// Returns line and column in the body, both from 1; zero if they do not apply.
    pub fn position(&self) -> (usize, usize) {
        self.mismatch.position()
    }
}

impl fmt::Debug for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug(f, self, |f| {
            f.debug_struct("EventError")
                .field("event", &self.event)
                .field("mismatch", &self.mismatch)
                .finish()
        })
    }
}

impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.event.is_empty() {
            return write!(f, "cannot read the event: {}", self.mismatch);
        }
        let (event, mismatch) = (&self.event, &self.mismatch);
        write!(
            f,
            "cannot decode the body of the event `{event}`: {mismatch}"
        )
    }
}

impl std::error::Error for EventError {}
