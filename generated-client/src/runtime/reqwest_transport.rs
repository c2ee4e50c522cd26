//! The transport that is used unless another one is set.

use std::time::Duration;

use super::{Body, BoxFuture, Transport, TransportError, TransportErrorKind, redirect};

/// Sends through a [`reqwest::Client`].
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    /// Whether redirects are followed here and not by the client.
    follow: bool,
}

impl ReqwestTransport {
    /// Sends through `client`, which follows redirects as it is told to.
    pub fn new(client: reqwest::Client) -> Self {
        let follow = false;
        Self { client, follow }
    }

    /// A client that carries nothing of the caller's to another server.
    pub(super) fn with_defaults(connect_timeout: Duration) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(connect_timeout)
            .build()?;
        let follow = true;
        Ok(Self { client, follow })
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<Result<http::Response<Body>, TransportError>> {
        let Self { client, follow } = self.clone();
        Box::pin(async move {
            // Without the timeout: the runtime counts, and reqwest's would end streams too.
            let mut request = reqwest::Request::try_from(request.map(outgoing)).map_err(error)?;
            for _ in 0..=redirect::MOST {
                let sent = follow.then(|| redirect::Sent::new(&request));
                let response = client.execute(request).await.map_err(error)?;
                let next = sent.and_then(|sent| sent.next(response.status(), response.headers()));
                let Some(next) = next else {
                    let response = http::Response::from(response);
                    return Ok(response.map(|body| Body::wrap(Incoming(body))));
                };
                request = next;
            }
            let kind = TransportErrorKind::Other;
            Err(TransportError::new(kind, "too many redirects"))
        })
    }
}

/// Bytes stay bytes, so that they can be sent again.
fn outgoing(body: Body) -> reqwest::Body {
    match body.into_bytes() {
        Ok(bytes) => bytes.into(),
        Err(stream) => reqwest::Body::wrap(stream),
    }
}

fn error(error: reqwest::Error) -> TransportError {
    // No connection in time is no connection: nothing was sent.
    let kind = if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if error.is_request() || error.is_body() || error.is_decode() {
        TransportErrorKind::Cut
    } else {
        TransportErrorKind::Other
    };
    // The URL may have a key in its query.
    TransportError::new(kind, error.without_url())
}

/// A response's body whose errors say whether it was the time or the connection.
struct Incoming(reqwest::Body);

impl http_body::Body for Incoming {
    type Data = bytes::Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<bytes::Bytes>, TransportError>>> {
        std::pin::Pin::new(&mut self.0)
            .poll_frame(context)
            .map_err(error)
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.0.size_hint()
    }
}
