//! The transport that is used unless another one is set.

use std::time::Duration;

use super::{Body, BoxFuture, Transport, TransportError, TransportErrorKind};

/// Sends through a [`reqwest::Client`].
#[derive(Clone, Debug)]
pub struct ReqwestTransport(reqwest::Client);

impl ReqwestTransport {
    /// Sends through `client`.
    pub fn new(client: reqwest::Client) -> Self {
        Self(client)
    }

    /// A client that carries no credential to another host. `reqwest` sees to it for `Authorization`
    /// and `Cookie`; what it does not know are keys in headers of their own, for which redirects
    /// elsewhere are not followed, and keys in the query, which it would send as `Referer`.
    pub(super) fn with_defaults(
        key_in_header: bool,
        connect_timeout: Duration,
    ) -> Result<Self, reqwest::Error> {
        let mut builder = reqwest::Client::builder()
            .referer(false)
            .connect_timeout(connect_timeout);
        if key_in_header {
            builder = builder.redirect(reqwest::redirect::Policy::custom(|attempt| {
                let origin = attempt.previous().first().map(reqwest::Url::origin);
                if origin != Some(attempt.url().origin()) {
                    attempt.stop()
                } else if attempt.previous().len() > 10 {
                    attempt.error("too many redirects")
                } else {
                    attempt.follow()
                }
            }));
        }
        builder.build().map(Self)
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<Result<http::Response<Body>, TransportError>> {
        let client = self.0.clone();
        Box::pin(async move {
            // Without the timeout: the runtime counts, and would end streams with it.
            let request = reqwest::Request::try_from(request.map(outgoing)).map_err(error)?;
            let response = client.execute(request).await.map_err(error)?;
            Ok(http::Response::from(response).map(|body| Body::wrap(Incoming(body))))
        })
    }
}

/// Bytes stay bytes, so that a redirect can send them again.
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
