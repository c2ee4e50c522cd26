//! Conversions between bodies and tokio's readers.

use std::{
    fmt, io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Buf, Bytes};
use futures_core::Stream;
use tokio::io::{AsyncBufRead, AsyncRead, ReadBuf};

use crate::runtime::{Body, MaybeSend, TransportError, TransportErrorKind};

/// The number of bytes that are read at once.
const PIECE: usize = 64 * 1024;

impl Body {
    /// Converts the body into a reader, for example for `tokio::io::copy` into a file.
    pub fn into_reader(self) -> BodyReader {
        BodyReader {
            body: self,
            rest: Bytes::new(),
        }
    }

    /// Creates a body that is read from `reader`, such as a file, while it is sent. It is sent in chunks
    /// unless its length is set with [`with_length`](Self::with_length).
    pub fn from_reader(reader: impl AsyncRead + MaybeSend + 'static) -> Self {
        Self::stream(Pieces {
            reader: Box::pin(reader),
            piece: vec![0; PIECE].into(),
        })
    }
}

/// A reader of a [`Body`], which reads the pieces as they arrive.
///
/// An error of the transport is the source of the [`io::Error`].
pub struct BodyReader {
    body: Body,
    rest: Bytes,
}

impl AsyncBufRead for BodyReader {
    fn poll_fill_buf(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let this = self.get_mut();
        while this.rest.is_empty() {
            match ready!(this.body.poll_chunk(context)) {
                Some(Ok(bytes)) => this.rest = bytes,
                Some(Err(error)) => {
                    this.body = Body::empty();
                    let error = TransportError::from_body(error);
                    return Poll::Ready(Err(io::Error::new(kind(&error), error)));
                }
                None => {
                    this.body = Body::empty();
                    break;
                }
            }
        }
        Poll::Ready(Ok(&this.rest))
    }

    fn consume(mut self: Pin<&mut Self>, amount: usize) {
        let amount = amount.min(self.rest.len());
        self.rest.advance(amount);
    }
}

impl AsyncRead for BodyReader {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let available = ready!(self.as_mut().poll_fill_buf(context))?;
        let amount = available.len().min(buffer.remaining());
        buffer.put_slice(&available[..amount]);
        self.consume(amount);
        Poll::Ready(Ok(()))
    }
}

impl fmt::Debug for BodyReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyReader")
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

fn kind(error: &TransportError) -> io::ErrorKind {
    match error.kind() {
        TransportErrorKind::Timeout => io::ErrorKind::TimedOut,
        TransportErrorKind::Cut => io::ErrorKind::UnexpectedEof,
        TransportErrorKind::Connect
        | TransportErrorKind::TooLarge
        | TransportErrorKind::Redirect
        | TransportErrorKind::Body
        | TransportErrorKind::Other => io::ErrorKind::Other,
    }
}

/// A stream of the pieces that are read from a reader.
struct Pieces<R> {
    reader: Pin<Box<R>>,
    piece: Box<[u8]>,
}

impl<R: AsyncRead> Stream for Pieces<R> {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let mut buffer = ReadBuf::new(&mut this.piece);
        let read = ready!(this.reader.as_mut().poll_read(context, &mut buffer));
        Poll::Ready(match read {
            Err(error) => Some(Err(error)),
            Ok(()) if buffer.filled().is_empty() => None,
            Ok(()) => Some(Ok(Bytes::copy_from_slice(buffer.filled()))),
        })
    }
}
