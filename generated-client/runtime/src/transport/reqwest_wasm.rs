//! The transport in a browser: `reqwest` over `fetch`.
//!
//! The browser decides some things in `fetch` that no code here can change: it follows redirects and drops
//! `Authorization` on the way to another origin, and it sends its own cookies and no `Cookie` header, so
//! that API keys in cookies are not sent. The body of a request is read to its end first, because few
//! browsers stream uploads.

use std::time::Duration;

use crate::runtime::{
    Body, BoxFuture, Transport, TransportError, TransportErrorKind, transport::Elsewhere,
};

/// A transport that sends through a [`reqwest::Client`], which uses `fetch` in a browser.
#[derive(Clone, Debug)]
pub struct ReqwestTransport(reqwest::Client);

impl ReqwestTransport {
    /// Creates a transport that sends through `client`.
    pub fn new(client: reqwest::Client) -> Self {
        Self(client)
    }

    /// Creates the default transport. Only the browser's rules for redirects and connections apply.
    pub(crate) fn with_defaults(_connect_timeout: Duration) -> Result<Self, reqwest::Error> {
        reqwest::Client::builder().build().map(Self)
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<Result<http::Response<Body>, TransportError>> {
        let client = self.0.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let request = http::Request::from_parts(head, body.bytes().await?);
            // The timeout is left out: the runtime enforces it, and reqwest's would also end streams.
            let request = reqwest::Request::try_from(request).map_err(error)?;
            let (method, url) = (request.method().clone(), request.url().clone());
            let received = client.execute(request).await.map_err(error)?;
            let elsewhere = Elsewhere::of(&method, &url, received.url());
            let mut response = response(received);
            if let Some(elsewhere) = elsewhere {
                response.extensions_mut().insert(elsewhere);
            }
            Ok(response)
        })
    }
}

fn response(mut received: reqwest::Response) -> http::Response<Body> {
    let mut response = http::Response::new(());
    *response.status_mut() = received.status();
    *response.headers_mut() = std::mem::take(received.headers_mut());
    response.map(|()| Body::stream(Errors(Box::pin(received.bytes_stream()))))
}

fn error(error: reqwest::Error) -> TransportError {
    let kind = if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if error.is_request() || error.is_body() || error.is_decode() {
        // `fetch` does not report whether there was a connection.
        TransportErrorKind::Cut
    } else {
        TransportErrorKind::Other
    };
    // The URL may have an API key in its query.
    TransportError::new(kind, error.without_url())
}

/// The pieces of a response's body, with errors of type [`TransportError`].
struct Errors<S>(std::pin::Pin<Box<S>>);

impl<S> futures_core::Stream for Errors<S>
where
    S: futures_core::Stream<Item = reqwest::Result<bytes::Bytes>>,
{
    type Item = Result<bytes::Bytes, TransportError>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context).map_err(error)
    }
}
