//! Streams of a known length.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;

use crate::runtime::{Body, BoxError};

impl Body {
    /// Sets the length of a stream in bytes. It is sent as `Content-Length`, without which many servers
    /// accept no upload. If the stream turns out longer or shorter, the stream and its request fail. A body
    /// in memory knows its length, and ignores this one.
    #[must_use]
    pub fn with_length(mut self, length: u64) -> Self {
        let content_type = self.take_content_type();
        let sized: Self = match self.into_bytes() {
            Ok(bytes) => bytes.into(),
            Err(body) => {
                let left = Some(length);
                Self::chunks(Box::pin(Exact { body, left }), Some(length))
            }
        };
        Self {
            content_type,
            ..sized
        }
    }
}

/// A stream that checks its length: HTTP stacks cut a longer one without an error.
struct Exact {
    body: Body,
    left: Option<u64>,
}

impl Stream for Exact {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(left) = self.left else {
            return Poll::Ready(None);
        };
        let chunk = ready!(self.body.poll_chunk(context));
        let length = match &chunk {
            Some(Ok(bytes)) => bytes.len() as u64,
            Some(Err(_)) | None => 0,
        };
        self.left = left.checked_sub(length);
        Poll::Ready(match (chunk, self.left) {
            (Some(Ok(_)), None) => Some(Err("the body is longer than was said".into())),
            (None, Some(1..)) => {
                self.left = None;
                Some(Err("the body is shorter than was said".into()))
            }
            (chunk, _) => chunk,
        })
    }
}
