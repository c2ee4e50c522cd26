//! Request bodies of JSON lines.

use std::{
    fmt,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_core::Stream;
use serde::Serialize;

use crate::runtime::{Body, BoxError, Call, MaybeSend};

/// A request body of JSON values, one per line: a list in memory, or values that are created or arrive
/// while the body is sent.
///
/// `&[T]`, `&Vec<T>`, `Vec<T>` and arrays convert with `into()`. They are written at once, so that the
/// request can be sent again. A body from [`iter`](Self::iter) or [`stream`](Self::stream) can be sent only
/// once.
pub struct LinesBody<T> {
    body: Result<Body, serde_json::Error>,
    item: PhantomData<fn(T)>,
}

impl<T: Serialize> LinesBody<T> {
    /// Creates a body of values that are taken from the iterator while the body is sent.
    pub fn iter<I>(values: I) -> Self
    where
        I: IntoIterator<Item = T>,
        I::IntoIter: MaybeSend + 'static,
    {
        Self::new(Ok(Body::stream(Written(Values(values.into_iter())))))
    }

    /// Creates a body of values that are sent as they arrive.
    pub fn stream<S>(values: S) -> Self
    where
        S: Stream<Item = T> + MaybeSend + 'static,
    {
        Self::new(Ok(Body::stream(Written(Box::pin(values)))))
    }

    fn new(body: Result<Body, serde_json::Error>) -> Self {
        Self {
            body,
            item: PhantomData,
        }
    }
}

impl<T: Serialize> From<&[T]> for LinesBody<T> {
    fn from(values: &[T]) -> Self {
        let mut lines = Vec::new();
        let written = values.iter().try_for_each(|value| line(value, &mut lines));
        Self::new(written.map(|()| lines.into()))
    }
}

impl<T: Serialize> From<&Vec<T>> for LinesBody<T> {
    fn from(values: &Vec<T>) -> Self {
        values.as_slice().into()
    }
}

impl<T: Serialize> From<Vec<T>> for LinesBody<T> {
    fn from(values: Vec<T>) -> Self {
        values.as_slice().into()
    }
}

impl<T: Serialize, const N: usize> From<[T; N]> for LinesBody<T> {
    fn from(values: [T; N]) -> Self {
        values.as_slice().into()
    }
}

impl<T, E> Call<T, E> {
    /// Sets a body of JSON lines.
    pub fn json_lines<B>(mut self, content_type: &str, body: impl Into<LinesBody<B>>) -> Self {
        match body.into().body {
            Ok(body) => self.builder.body(content_type, body),
            Err(error) => self.builder.json(content_type, Err(error)),
        }
        self
    }
}

impl<T> fmt::Debug for LinesBody<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LinesBody").finish_non_exhaustive()
    }
}

fn line<T: Serialize>(value: &T, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    serde_json::to_writer(&mut *out, value)?;
    out.push(b'\n');
    Ok(())
}

/// A stream of the values of an iterator.
struct Values<I>(I);

impl<I> Unpin for Values<I> {}

impl<I: Iterator> Stream for Values<I> {
    type Item = I::Item;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<I::Item>> {
        Poll::Ready(self.0.next())
    }
}

/// A stream of values written as lines.
struct Written<S>(S);

impl<T: Serialize, S: Stream<Item = T> + Unpin> Stream for Written<S> {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = Pin::new(&mut self.0).poll_next(context);
        next.map(|value| {
            let value = value?;
            let mut out = Vec::new();
            Some(match line(&value, &mut out) {
                Ok(()) => Ok(out.into()),
                // The error's message may quote the value.
                Err(_) => Err("a value cannot be written as JSON".into()),
            })
        })
    }
}
