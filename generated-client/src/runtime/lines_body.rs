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

use super::{Body, BoxError, Call, MaybeSend};

/// A request body of JSON values, a line each: a list that is there, or values that are made or arrive
/// while the body is sent.
///
/// `&[T]`, `&Vec<T>` and arrays become one by `into()`. They are written at once, so that the request can
/// be sent again; a body of [`iter`](Self::iter) or [`stream`](Self::stream) can be sent once only.
pub struct LinesBody<T> {
    body: Result<Body, serde_json::Error>,
    item: PhantomData<fn(T)>,
}

impl<T: Serialize> LinesBody<T> {
    /// Values that are asked for one by one while the body is sent.
    pub fn iter<I>(values: I) -> Self
    where
        I: IntoIterator<Item = T>,
        I::IntoIter: MaybeSend + 'static,
    {
        Self::new(Ok(Body::stream(Written(Values(values.into_iter())))))
    }

    /// Values that are sent as they come.
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
    /// A body of JSON lines.
    pub fn json_lines<B>(mut self, content_type: &str, body: impl Into<LinesBody<B>>) -> Self {
        match body.into().body {
            Ok(body) => self.draft.body(content_type, body),
            Err(error) => self.draft.json(content_type, Err(error)),
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

/// Values that are all there to be taken.
struct Values<I>(I);

impl<I> Unpin for Values<I> {}

impl<I: Iterator> Stream for Values<I> {
    type Item = I::Item;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<I::Item>> {
        Poll::Ready(self.0.next())
    }
}

/// Values as lines.
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
                // Its message may quote what it could not write.
                Err(_) => Err("a value cannot be written as JSON".into()),
            })
        })
    }
}
