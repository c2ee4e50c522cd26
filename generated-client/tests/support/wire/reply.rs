//! The result of a call, without its types.

use super::marks::again;
use crate::library::runtime::{
    Binary, Body, Decode, Empty, Error, EventStream, Json, JsonLines, NoError, Outcome, Plain,
    ResponseFuture, Stream, Text, TextEvents,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{fmt::Debug, future::Future, pin::Pin};

/// A call in progress.
pub(super) type Pending = Pin<Box<dyn Future<Output = RawResponse>>>;

/// The kind of a call's result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Success,
    /// A documented failure.
    Api,
    /// A status without a documented body.
    Status,
    Decode,
    Transport,
    Request,
}

/// The result of a call.
pub(super) struct RawResponse {
    pub(super) kind: Kind,
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) seen: Seen,
    /// The error as text.
    pub(super) told: String,
}

/// A decoded body, encoded again with marks.
#[derive(Default)]
pub struct Seen {
    /// The variant of the body if there are several.
    pub case: String,
    pub body: SeenBody,
}

#[derive(Default)]
pub enum SeenBody {
    #[default]
    Nothing,
    Json(serde_json::Value),
    Bytes(Vec<u8>),
    Stream(Body),
    /// The values of a stream of values or of events.
    Items(Vec<serde_json::Value>),
    Pending(Items),
}

/// The values of a stream. An error that ends it is the last one.
type Items = Pin<Box<dyn Future<Output = Vec<serde_json::Value>>>>;

impl Seen {
    fn new(body: SeenBody) -> Self {
        Self {
            case: String::new(),
            body,
        }
    }

    /// Sets the variant of the body.
    pub fn of(mut self, case: &str) -> Self {
        self.case = match self.case.as_str() {
            "" => case.to_owned(),
            inner => format!("{case} {inner}"),
        };
        self
    }
}

/// A body that can be shown without its type.
pub trait Shown: Decode<Value: Debug> {
    fn shown(value: Self::Value) -> Seen;
}

impl<T: Serialize + DeserializeOwned + Debug + 'static> Shown for Json<T> {
    fn shown(value: T) -> Seen {
        Seen::new(SeenBody::Json(again(&value)))
    }
}

impl Shown for Text {
    fn shown(value: String) -> Seen {
        Seen::new(SeenBody::Bytes(value.into_bytes()))
    }
}

impl<T: Serialize + DeserializeOwned + Debug + 'static> Shown for Plain<T> {
    fn shown(value: T) -> Seen {
        let json = again(&value);
        let text = json
            .as_str()
            .map_or_else(|| json.to_string(), str::to_owned);
        Seen::new(SeenBody::Bytes(text.into_bytes()))
    }
}

impl Shown for Binary {
    fn shown(value: Self::Value) -> Seen {
        Seen::new(SeenBody::Bytes(value.to_vec()))
    }
}

impl Shown for Stream {
    fn shown(value: Body) -> Seen {
        Seen::new(SeenBody::Stream(value))
    }
}

impl<T: Serialize + DeserializeOwned + 'static> Shown for JsonLines<T> {
    fn shown(mut value: Self) -> Seen {
        Seen::new(SeenBody::Pending(Box::pin(async move {
            let mut out = Vec::new();
            while let Some(item) = value.next().await {
                out.push(item.map_or_else(|error| error.to_string().into(), |it| again(&it)));
            }
            out
        })))
    }
}

impl<T: Serialize + DeserializeOwned + 'static> Shown for EventStream<T> {
    fn shown(mut value: Self) -> Seen {
        Seen::new(SeenBody::Pending(Box::pin(async move {
            let mut out = Vec::new();
            while let Some(item) = value.next().await {
                out.push(item.map_or_else(|error| error.to_string().into(), |it| again(&it.data)));
            }
            out
        })))
    }
}

impl Shown for TextEvents {
    fn shown(value: EventStream) -> Seen {
        EventStream::shown(value)
    }
}

impl Shown for Empty {
    fn shown((): ()) -> Seen {
        Seen::default()
    }
}

impl Shown for NoError {
    fn shown(value: Self::Value) -> Seen {
        match value {}
    }
}

/// Runs the call and removes the types from its result.
pub(super) fn untyped<T: Shown, E: Shown>(sending: ResponseFuture<T, E>) -> Pending {
    Box::pin(async move {
        let mut reply = reply::<T, E>(sending.await);
        reply.seen.body = match reply.seen.body {
            SeenBody::Stream(body) => match body.bytes().await {
                Ok(bytes) => SeenBody::Bytes(bytes.to_vec()),
                Err(error) => SeenBody::Json(error.to_string().into()),
            },
            SeenBody::Pending(items) => SeenBody::Items(items.await),
            read => read,
        };
        reply
    })
}

fn reply<T: Shown, E: Shown>(outcome: Outcome<T, E>) -> RawResponse {
    let (status, headers) = match &outcome {
        Ok(response) => (response.status().as_u16(), Some(response.headers())),
        Err(error) => (error.status().map_or(0, |it| it.as_u16()), error.headers()),
    };
    let headers = headers.into_iter().flatten().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.to_string(), value)
    });
    let headers = headers.collect();
    let (kind, seen, told) = match outcome {
        Ok(response) => (
            Kind::Success,
            T::shown(response.into_inner()),
            String::new(),
        ),
        Err(Error::Api(error)) => (Kind::Api, E::shown(error.into_inner()), String::new()),
        Err(Error::Status(error)) => (Kind::Status, Seen::default(), error.to_string()),
        Err(Error::Decode(error)) => (Kind::Decode, Seen::default(), error.to_string()),
        Err(Error::Request(error)) => (Kind::Request, Seen::default(), error.to_string()),
        Err(other) => (Kind::Transport, Seen::default(), other.to_string()),
    };
    RawResponse {
        kind,
        status,
        headers,
        seen,
        told,
    }
}
