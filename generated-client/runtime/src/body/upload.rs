//! Request bodies that are streams, whose failures are told from those of the connection.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;

use crate::runtime::{Body, BoxError, TransportError, TransportErrorKind};

/// The failure of a request's body, if it has failed. An HTTP stack reports it like one of the connection.
#[derive(Default)]
pub(crate) struct Upload(Option<Arc<Mutex<Option<BoxError>>>>);

impl Upload {
    /// Returns the same body, whose failure is kept. One in memory cannot fail, and costs nothing.
    pub(crate) fn watch(&mut self, body: Body) -> Body {
        if body.as_bytes().is_some() {
            return body;
        }
        let length = http_body::Body::size_hint(&body).exact();
        let failure = self.0.insert(Arc::default()).clone();
        Body::chunks(Box::pin(Watched { body, failure }), length)
    }

    /// Returns the error of the request: the body's, if that is the cause.
    pub(crate) fn explain(&self, error: TransportError) -> TransportError {
        match self.0.as_deref().and_then(|it| lock(it).take()) {
            Some(cause) => TransportError::new(TransportErrorKind::Body, cause),
            None => error,
        }
    }
}

fn lock(failure: &Mutex<Option<BoxError>>) -> MutexGuard<'_, Option<BoxError>> {
    failure.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Watched {
    body: Body,
    failure: Arc<Mutex<Option<BoxError>>>,
}

impl Stream for Watched {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = ready!(self.body.poll_chunk(context));
        Poll::Ready(chunk.map(|chunk| {
            chunk.map_err(|error| {
                *lock(&self.failure) = Some(error);
                "the request's body failed".into()
            })
        }))
    }
}
