//! From a value to a response: what a server would have sent.

use bytes::Bytes;
use serde::{Serialize, de::DeserializeOwned};

use crate::runtime::{
    Binary, Body, Decode, Empty, EventStream, Json, JsonLines, NoError, Stream, Text, TextEvents,
};

/// The inverse of [`Decode`]: how a value becomes a response. Implemented by the same markers, and by
/// the enums that have a variant for each documented status or content type.
pub trait Encode: Decode {
    /// The response of which decoding makes `value`.
    fn encode(value: Self::Value) -> Encoded;
}

/// A response in the making, its status still open.
#[derive(Debug)]
pub struct Encoded {
    pub(super) case: Option<&'static str>,
    pub(super) content_type: Option<&'static str>,
    /// The body, or why there is none.
    pub(super) body: Result<Body, &'static str>,
}

impl Encoded {
    /// A response with a body of a media type.
    pub fn new(content_type: &'static str, body: impl Into<Body>) -> Self {
        Self {
            case: None,
            content_type: Some(content_type),
            body: Ok(body.into()),
        }
    }

    /// A response without a body.
    pub fn empty() -> Self {
        Self {
            case: None,
            content_type: None,
            body: Ok(Body::empty()),
        }
    }

    /// No response can be made of such a value.
    pub fn impossible(why: &'static str) -> Self {
        Self {
            body: Err(why),
            ..Self::empty()
        }
    }

    /// The document's response key that the value is for.
    #[must_use]
    pub fn under(mut self, case: &'static str) -> Self {
        self.case = Some(case);
        self
    }

    /// The media type that the value is for: the first of these that is no range.
    #[must_use]
    pub fn typed(mut self, media: &[&'static str]) -> Self {
        let one = media.iter().find(|media| !media.contains('*'));
        self.content_type = one.copied().or(self.content_type);
        self
    }
}

impl<T: Serialize + DeserializeOwned + 'static> Encode for Json<T> {
    fn encode(value: T) -> Encoded {
        match serde_json::to_vec(&value) {
            Ok(json) => Encoded::new("application/json", json),
            Err(_) => Encoded::impossible("it cannot be written as JSON"),
        }
    }
}

impl Encode for Text {
    fn encode(value: String) -> Encoded {
        Encoded::new("text/plain; charset=utf-8", value)
    }
}

impl Encode for Binary {
    fn encode(value: Bytes) -> Encoded {
        Encoded::new("application/octet-stream", value)
    }
}

impl Encode for Stream {
    fn encode(value: Body) -> Encoded {
        Encoded::new("application/octet-stream", value)
    }
}

/// Why there is no response to make of what is itself read from one.
const READ: &str = "a stream of values is no response: use `answers`";

impl<T: DeserializeOwned + 'static> Encode for EventStream<T> {
    fn encode(_: Self::Value) -> Encoded {
        Encoded::impossible(READ)
    }
}

impl Encode for TextEvents {
    fn encode(_: Self::Value) -> Encoded {
        Encoded::impossible(READ)
    }
}

impl<T: DeserializeOwned + 'static> Encode for JsonLines<T> {
    fn encode(_: Self::Value) -> Encoded {
        Encoded::impossible(READ)
    }
}

impl Encode for Empty {
    fn encode((): ()) -> Encoded {
        Encoded::empty()
    }
}

impl Encode for NoError {
    fn encode(value: std::convert::Infallible) -> Encoded {
        match value {}
    }
}
