//! Request bodies that are streams, whose failures are told from those of the connection.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;

use crate::runtime::{Body, BoxError, TransportError, TransportErrorKind};

/// The failure of a request's body, if it has failed. An HTTP stack reports it like one of the connection.
#[derive(Clone, Default)]
pub(crate) struct Upload(Arc<Mutex<Option<BoxError>>>);

impl Upload {
    /// Returns the same body, whose failure is kept.
    pub(crate) fn watch(&self, body: Body) -> Body {
        if body.as_bytes().is_some() {
            return body;
        }
        let length = http_body::Body::size_hint(&body).exact();
        let failure = self.clone();
        Body::chunks(Box::pin(Watched { body, failure }), length)
    }

    /// Returns the error of the request: the body's, if that is the cause.
    pub(crate) fn explain(&self, error: TransportError) -> TransportError {
        match self.slot().take() {
            Some(cause) => TransportError::new(TransportErrorKind::Body, cause),
            None => error,
        }
    }

    fn slot(&self) -> std::sync::MutexGuard<'_, Option<BoxError>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Watched {
    body: Body,
    failure: Upload,
}

impl Stream for Watched {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = ready!(self.body.poll_chunk(context));
        Poll::Ready(chunk.map(|chunk| {
            chunk.map_err(|error| {
                *self.failure.slot() = Some(error);
                "the request's body failed".into()
            })
        }))
    }
}
