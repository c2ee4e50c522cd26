//! A message body: bytes that are there, or a stream of them.

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

use super::{BoxError, BoxStream, MaybeSend, TransportError};

/// The body of a request or of a response: nothing, bytes in memory, or a stream.
///
/// It is an [`http_body::Body`], so it fits whatever speaks the `http` crate's types. `Debug` prints
/// its size, never what is in it.
#[derive(Default)]
pub struct Body(Kind);

#[derive(Default)]
enum Kind {
    #[default]
    Empty,
    Bytes(Bytes),
    Stream {
        // Never locked: it only makes the body `Sync`, which HTTP stacks ask for, without asking
        // callers for `Sync` streams.
        chunks: Mutex<BoxStream<Result<Bytes, BoxError>>>,
        length: Option<u64>,
    },
}

impl Body {
    /// No body.
    pub const fn empty() -> Self {
        Self(Kind::Empty)
    }

    /// A body that is read from `stream` while it is sent.
    pub fn stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + MaybeSend + 'static,
        E: Into<BoxError> + 'static,
    {
        Self::chunks(Box::pin(Chunks(Box::pin(stream))), None)
    }

    /// Any other body of the `http` world, such as a server's or another client's. Trailers are
    /// dropped.
    pub fn wrap<B>(body: B) -> Self
    where
        B: HttpBody<Data = Bytes> + MaybeSend + 'static,
        B::Error: Into<BoxError>,
    {
        let length = body.size_hint().exact();
        Self::chunks(Box::pin(Frames(Box::pin(body))), length)
    }

    pub(super) fn chunks(chunks: BoxStream<Result<Bytes, BoxError>>, length: Option<u64>) -> Self {
        Self(Kind::Stream {
            chunks: Mutex::new(chunks),
            length,
        })
    }

    /// The bytes, if they are all in memory; `None` for a stream.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.0 {
            Kind::Empty => Some(&[]),
            Kind::Bytes(bytes) => Some(bytes),
            Kind::Stream { .. } => None,
        }
    }

    /// The bytes, or the body itself if it is a stream.
    ///
    /// # Errors
    ///
    /// The body, unchanged.
    pub fn into_bytes(self) -> Result<Bytes, Self> {
        match self.0 {
            Kind::Empty => Ok(Bytes::new()),
            Kind::Bytes(bytes) => Ok(bytes),
            stream @ Kind::Stream { .. } => Err(Self(stream)),
        }
    }

    /// The same body once more; `None` for a stream.
    pub(super) fn replay(&self) -> Option<Self> {
        match &self.0 {
            Kind::Empty => Some(Self::empty()),
            Kind::Bytes(bytes) => Some(bytes.clone().into()),
            Kind::Stream { .. } => None,
        }
    }

    /// Everything to the end, in memory.
    ///
    /// # Errors
    ///
    /// What the stream gives, usually because the connection broke.
    pub async fn bytes(self) -> Result<Bytes, TransportError> {
        match self.collect(usize::MAX).await {
            (bytes, None) => Ok(bytes),
            (_, Some(error)) => Err(error),
        }
    }

    /// What comes until `limit` is reached, and the error that ended it early.
    pub(super) async fn collect(mut self, limit: usize) -> (Bytes, Option<TransportError>) {
        let Some(first) = self.chunk().await else {
            return (Bytes::new(), None);
        };
        let first = match first {
            Ok(bytes) => bytes,
            Err(error) => return (Bytes::new(), Some(TransportError::from_body(error))),
        };
        // One chunk is the usual case, and then nothing is copied.
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

    /// The next piece, as it comes; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, TransportError>> {
        let chunk = self.chunk().await?;
        Some(chunk.map_err(TransportError::from_body))
    }

    async fn chunk(&mut self) -> Option<Result<Bytes, BoxError>> {
        poll_fn(|context| self.poll_chunk(context)).await
    }

    pub(super) fn poll_chunk(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, BoxError>>> {
        match &mut self.0 {
            Kind::Empty => Poll::Ready(None),
            Kind::Bytes(bytes) => {
                let bytes = std::mem::take(bytes);
                self.0 = Kind::Empty;
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
        Self(if bytes.is_empty() {
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
        match &self.0 {
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
        matches!(self.0, Kind::Empty)
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
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

/// The pieces as they come.
impl Stream for Body {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut()
            .poll_chunk(context)
            .map_err(TransportError::from_body)
    }
}

/// A caller's stream with its errors boxed.
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

/// The data frames of a foreign body.
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
