//! What a call gave, its types aside.

use super::marks::again;
use crate::library::runtime::{
    Binary, Body, Decode, Empty, Error, EventStream, Json, JsonLines, NoError, Outcome, Sending,
    Stream, Text, TextEvents,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{fmt::Debug, future::Future, pin::Pin};

/// A call on its way.
pub(super) type Pending = Pin<Box<dyn Future<Output = Reply>>>;

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Success,
    /// With a documented failure.
    Api,
    /// With a status that has no documented body.
    Status,
    Decode,
    Transport,
    Request,
}

/// What a call gave.
pub(super) struct Reply {
    pub(super) kind: Kind,
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) seen: Seen,
    /// An error in words.
    pub(super) told: String,
}

/// A decoded body, encoded again with marks.
#[derive(Default)]
pub struct Seen {
    /// Which of several documented bodies it is.
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
    /// What a stream of values or of events gave.
    Items(Vec<serde_json::Value>),
    Pending(Items),
}

/// The values of a stream, or why there is no next one.
type Items = Pin<Box<dyn Future<Output = Vec<serde_json::Value>>>>;

impl Seen {
    fn new(body: SeenBody) -> Self {
        Self {
            case: String::new(),
            body,
        }
    }

    /// The same, as one of several.
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

/// The call without its types.
pub(super) fn untyped<T: Shown, E: Shown>(sending: Sending<T, E>) -> Pending {
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

fn reply<T: Shown, E: Shown>(outcome: Outcome<T, E>) -> Reply {
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
    Reply {
        kind,
        status,
        headers,
        seen,
        told,
    }
}
