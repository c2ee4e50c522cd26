//! From a value to the response that a server would have sent.

use bytes::Bytes;
use serde::{Serialize, de::DeserializeOwned};

use crate::runtime::{
    Binary, Body, Decode, Empty, EventStream, Json, JsonLines, NoError, Plain, Stream, Text,
    TextEvents,
};

/// The inverse of [`Decode`]: the conversion of a value into a response. The same markers implement it, and so
/// do the enums with a variant for each documented status or content type.
pub trait Encode: Decode {
    /// Returns the response that decodes to `value`.
    fn encode(value: Self::Value) -> Encoded;
}

/// A response whose status is still open.
#[derive(Debug)]
pub struct Encoded {
    pub(crate) case: Option<&'static str>,
    pub(crate) content_type: Option<&'static str>,
    /// The body, or the reason why there is none.
    pub(crate) body: Result<Body, &'static str>,
}

impl Encoded {
    /// Creates a response with a body of this media type.
    pub fn new(content_type: &'static str, body: impl Into<Body>) -> Self {
        Self {
            case: None,
            content_type: Some(content_type),
            body: Ok(body.into()),
        }
    }

    /// Creates a response without a body.
    pub fn empty() -> Self {
        Self {
            case: None,
            content_type: None,
            body: Ok(Body::empty()),
        }
    }

    /// Reports that no response can be made from such a value.
    pub fn impossible(why: &'static str) -> Self {
        Self {
            body: Err(why),
            ..Self::empty()
        }
    }

    /// Sets the document's response key that the value is for.
    #[must_use]
    pub fn under(mut self, case: &'static str) -> Self {
        self.case = Some(case);
        self
    }

    /// Sets the media type that the value is for: the first of these that is not a range.
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

impl<T: Serialize + DeserializeOwned + 'static> Encode for Plain<T> {
    fn encode(value: T) -> Encoded {
        match serde_json::to_value(&value) {
            Ok(serde_json::Value::String(text)) => Text::encode(text),
            Ok(other) => Text::encode(other.to_string()),
            Err(_) => Encoded::impossible("it cannot be written as text"),
        }
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

/// The reason why a value that is itself read from a response cannot become one.
const READ: &str = "a stream of values is no response: use `answers`";

impl<T: Serialize + DeserializeOwned + 'static> Encode for EventStream<T> {
    fn encode(_: Self::Value) -> Encoded {
        Encoded::impossible(READ)
    }
}

impl Encode for TextEvents {
    fn encode(_: Self::Value) -> Encoded {
        Encoded::impossible(READ)
    }
}

impl<T: Serialize + DeserializeOwned + 'static> Encode for JsonLines<T> {
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
