//! Connections on which the server has switched to another protocol (RFC 9110, section 7.8).

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use http::{Extensions, HeaderMap, StatusCode};

use crate::runtime::{BodyMismatch, Decode, response::decode::RawResponse};

/// A connection in both directions, after a response `101 Switching Protocols`.
///
/// It implements tokio's `AsyncRead` and `AsyncWrite` if the feature `reqwest` or `tokio` is enabled. The first bytes to
/// read are those that the server sent after the head of its response. No time limit applies, and dropping the value
/// closes the connection.
pub struct Upgraded(duplex::Connection);

#[cfg(any(feature = "reqwest", feature = "tokio"))]
mod duplex {
    use std::{
        io,
        pin::Pin,
        task::{Context, Poll},
    };

    use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

    use super::Upgraded;

    pub(super) trait Duplex: AsyncRead + AsyncWrite + Send {}
    impl<C: AsyncRead + AsyncWrite + Send> Duplex for C {}

    pub(super) type Connection = Pin<Box<dyn Duplex>>;

    impl Upgraded {
        /// Wraps the connection of a [`Transport`](crate::runtime::Transport).
        pub fn new(connection: impl AsyncRead + AsyncWrite + Send + 'static) -> Self {
            Self(Box::pin(connection))
        }
    }

    impl AsyncRead for Upgraded {
        fn poll_read(
            self: Pin<&mut Self>,
            context: &mut Context<'_>,
            buffer: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            self.get_mut().0.as_mut().poll_read(context, buffer)
        }
    }

    impl AsyncWrite for Upgraded {
        fn poll_write(
            self: Pin<&mut Self>,
            context: &mut Context<'_>,
            bytes: &[u8],
        ) -> Poll<io::Result<usize>> {
            self.get_mut().0.as_mut().poll_write(context, bytes)
        }

        fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
            self.get_mut().0.as_mut().poll_flush(context)
        }

        fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
            self.get_mut().0.as_mut().poll_shutdown(context)
        }
    }
}

/// Without tokio there is no way to read or write a connection, so there are none.
#[cfg(not(any(feature = "reqwest", feature = "tokio")))]
mod duplex {
    pub(super) type Connection = std::convert::Infallible;
}

/// Response extension: the connection, until the runtime takes it. Extensions must be `Clone`, hence the `Arc`.
#[derive(Clone)]
struct Attached(Arc<Mutex<Option<Upgraded>>>);

impl Upgraded {
    /// Puts the connection into a response `101`, where the client looks for it.
    pub fn attach<B>(self, response: &mut http::Response<B>) {
        let attached = Attached(Arc::new(Mutex::new(Some(self))));
        response.extensions_mut().insert(attached);
    }

    /// Takes the connection that a transport has put into a response.
    pub(crate) fn take(extensions: &mut Extensions) -> Option<Self> {
        let Attached(attached) = extensions.remove()?;
        attached
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }
}

impl fmt::Debug for Upgraded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upgraded").finish_non_exhaustive()
    }
}

/// The marker type of a success that is the connection itself.
pub struct Upgrade;

impl Decode for Upgrade {
    type Value = Upgraded;
    const ACCEPT: &'static [&'static str] = &[];

    fn decode(reply: &mut RawResponse, _: &'static str) -> Result<Upgraded, BodyMismatch> {
        reply.upgraded.take().ok_or_else(|| {
            BodyMismatch::unconnected(if reply.status() == StatusCode::SWITCHING_PROTOCOLS {
                "the transport has none to give"
            } else {
                "the server goes on in HTTP and not in the protocol that it was asked for"
            })
        })
    }

    fn streamed(_: &'static str, _: &HeaderMap) -> bool {
        true
    }
}
