//! A message body: bytes in memory, or a stream of them.

#[cfg(feature = "gzip-requests")]
pub(crate) mod gzip;
#[cfg(feature = "tokio")]
pub(crate) mod io;
pub(crate) mod sized;
pub(crate) mod upload;

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::{Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http_body::{Body as HttpBody, Frame, SizeHint};

use crate::runtime::{BoxError, BoxStream, MaybeSend, TransportError};

/// The body of a request or a response: empty, bytes in memory, or a stream.
///
/// It is an [`http_body::Body`], so it works with all code that uses the types of the `http` crate. `Debug`
/// prints its size, never its content.
#[derive(Default)]
pub struct Body {
    kind: Kind,
    /// The media type that the caller set, if any.
    content_type: Option<Box<str>>,
}

#[derive(Default)]
enum Kind {
    #[default]
    Empty,
    Bytes(Bytes),
    Stream {
        // The mutex is never locked. It only makes the body `Sync`, which HTTP stacks require, without
        // requiring `Sync` streams of callers.
        chunks: Mutex<BoxStream<Result<Bytes, BoxError>>>,
        length: Option<u64>,
    },
}

impl Body {
    /// Creates an empty body.
    pub const fn empty() -> Self {
        Self::of(Kind::Empty)
    }

    const fn of(kind: Kind) -> Self {
        Self {
            kind,
            content_type: None,
        }
    }

    /// Sets the media type of a request body, instead of the one in the document. An operation that accepts
    /// any `image/*` requires it.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into().into());
        self
    }

    /// Takes the media type that the caller set.
    pub(crate) fn take_content_type(&mut self) -> Option<Box<str>> {
        self.content_type.take()
    }

    /// Creates a body that is read from `stream` while it is sent.
    pub fn stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + MaybeSend + 'static,
        E: Into<BoxError> + 'static,
    {
        Self::chunks(Box::pin(Chunks(Box::pin(stream))), None)
    }

    /// Creates a body from any other [`http_body::Body`], such as a server's or another client's. Trailers
    /// are dropped.
    pub fn wrap<B>(body: B) -> Self
    where
        B: HttpBody<Data = Bytes> + MaybeSend + 'static,
        B::Error: Into<BoxError>,
    {
        let length = body.size_hint().exact();
        Self::chunks(Box::pin(Frames(Box::pin(body))), length)
    }

    pub(crate) fn chunks(chunks: BoxStream<Result<Bytes, BoxError>>, length: Option<u64>) -> Self {
        Self::of(Kind::Stream {
            chunks: Mutex::new(chunks),
            length,
        })
    }

    /// Returns the bytes if they are all in memory, or `None` for a stream.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.kind {
            Kind::Empty => Some(&[]),
            Kind::Bytes(bytes) => Some(bytes),
            Kind::Stream { .. } => None,
        }
    }

    /// Converts the body into its bytes if they are all in memory.
    ///
    /// # Errors
    ///
    /// Returns the body itself if it is a stream.
    pub fn into_bytes(self) -> Result<Bytes, Self> {
        match self.kind {
            Kind::Empty => Ok(Bytes::new()),
            Kind::Bytes(bytes) => Ok(bytes),
            kind @ Kind::Stream { .. } => Err(Self { kind, ..self }),
        }
    }

    /// Returns the same body again, or `None` for a stream.
    pub(crate) fn replay(&self) -> Option<Self> {
        match &self.kind {
            Kind::Empty => Some(Self::empty()),
            Kind::Bytes(bytes) => Some(bytes.clone().into()),
            Kind::Stream { .. } => None,
        }
    }

    /// Reads the whole body into memory.
    ///
    /// # Errors
    ///
    /// Returns the error of the stream, usually because the connection broke.
    pub async fn bytes(self) -> Result<Bytes, TransportError> {
        match self.collect(usize::MAX).await {
            (bytes, None) => Ok(bytes),
            (_, Some(error)) => Err(error),
        }
    }

    /// Reads up to `limit` bytes, and returns them with the error that ended the body early, if any.
    pub(crate) async fn collect(mut self, limit: usize) -> (Bytes, Option<TransportError>) {
        let Some(first) = self.chunk().await else {
            return (Bytes::new(), None);
        };
        let first = match first {
            Ok(bytes) => bytes,
            Err(error) => return (Bytes::new(), Some(TransportError::from_body(error))),
        };
        // Usually there is one chunk, and then nothing is copied.
        let mut all: Option<BytesMut> = None;
        let mut failure = None;
        while all.as_ref().map_or(first.len(), BytesMut::len) < limit {
            match self.chunk().await {
                None => break,
                Some(Ok(bytes)) => {
                    all.get_or_insert_with(|| BytesMut::from(&first[..]))
                        .extend_from_slice(&bytes);
                }
                Some(Err(error)) => {
                    failure = Some(TransportError::from_body(error));
                    break;
                }
            }
        }
        let mut bytes = all.map_or(first, BytesMut::freeze);
        bytes.truncate(limit);
        (bytes, failure)
    }

    /// Returns the next piece as it arrives, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, TransportError>> {
        let chunk = self.chunk().await?;
        Some(chunk.map_err(TransportError::from_body))
    }

    async fn chunk(&mut self) -> Option<Result<Bytes, BoxError>> {
        poll_fn(|context| self.poll_chunk(context)).await
    }

    pub(crate) fn poll_chunk(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, BoxError>>> {
        match &mut self.kind {
            Kind::Empty => Poll::Ready(None),
            Kind::Bytes(bytes) => {
                let bytes = std::mem::take(bytes);
                self.kind = Kind::Empty;
                Poll::Ready((!bytes.is_empty()).then_some(Ok(bytes)))
            }
            Kind::Stream { chunks, .. } => {
                let chunks = chunks.get_mut().unwrap_or_else(PoisonError::into_inner);
                chunks.as_mut().poll_next(context)
            }
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::of(if bytes.is_empty() {
            Kind::Empty
        } else {
            Kind::Bytes(bytes)
        })
    }
}

impl From<&'static [u8]> for Body {
    fn from(bytes: &'static [u8]) -> Self {
        Bytes::from_static(bytes).into()
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        text.as_bytes().into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Empty => f.write_str("Body(empty)"),
            Kind::Bytes(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            Kind::Stream {
                length: Some(length),
                ..
            } => write!(f, "Body(stream of {length} bytes)"),
            Kind::Stream { length: None, .. } => f.write_str("Body(stream)"),
        }
    }
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.get_mut().poll_chunk(context).map_ok(Frame::data)
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.kind, Kind::Empty)
    }

    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            Kind::Empty => SizeHint::with_exact(0),
            Kind::Bytes(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Kind::Stream {
                length: Some(length),
                ..
            } => SizeHint::with_exact(*length),
            Kind::Stream { length: None, .. } => SizeHint::default(),
        }
    }
}

/// Yields the pieces as they arrive.
impl Stream for Body {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut()
            .poll_chunk(context)
            .map_err(TransportError::from_body)
    }
}

/// A caller's stream, with its errors boxed.
struct Chunks<S>(Pin<Box<S>>);

impl<S: Stream<Item = Result<Bytes, E>>, E: Into<BoxError>> Stream for Chunks<S> {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut()
            .0
            .as_mut()
            .poll_next(context)
            .map_err(Into::into)
    }
}

/// The data frames of another [`http_body::Body`].
struct Frames<B>(Pin<Box<B>>);

impl<B> Stream for Frames<B>
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let body = &mut self.get_mut().0;
        loop {
            match ready!(body.as_mut().poll_frame(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
            }
        }
    }
}
