//! Streams whose length is known.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;

use super::{Body, BoxError};

impl Body {
    /// The same body of this many bytes, which are then announced as `Content-Length`: many servers take
    /// no upload without it. A stream that turns out longer or shorter fails, and with it the request. What
    /// is in memory knows its length.
    #[must_use]
    pub fn with_length(self, length: u64) -> Self {
        match self.into_bytes() {
            Ok(bytes) => bytes.into(),
            Err(body) => {
                let left = Some(length);
                Self::chunks(Box::pin(Exact { body, left }), Some(length))
            }
        }
    }
}

/// Checks the length: HTTP stacks cut what is too long without a word.
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
