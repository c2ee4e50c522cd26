//! The transport that is used unless another one is set.

use std::{fmt, time::Duration};

use super::{
    Body, BoxFuture, Transport, TransportError, TransportErrorKind, redirect, transport::Elsewhere,
};

/// Sends through a [`reqwest::Client`].
#[derive(Clone)]
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

/// The client is left out: it may have credentials among its default headers.
impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport").finish_non_exhaustive()
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<Result<http::Response<Body>, TransportError>> {
        let this = self.clone();
        // Without the timeout: the runtime counts, and reqwest's would end streams too.
        let request = reqwest::Request::try_from(request.map(outgoing));
        Box::pin(async move {
            let request = request.map_err(error)?;
            if this.follow {
                follow(&this.client, request).await
            } else {
                send(&this.client, request).await
            }
        })
    }
}

/// Sends a request, and those that redirects make of it.
async fn follow(
    client: &reqwest::Client,
    mut request: reqwest::Request,
) -> Result<http::Response<Body>, TransportError> {
    let mut elsewhere = false;
    for redirects in 0..=redirect::MOST {
        let sent = redirect::Sent::new(&request);
        let response = client.execute(request).await;
        let response = response.map_err(|it| if redirects > 0 { later(it) } else { error(it) })?;
        let Some(next) = sent.next(response.status(), response.headers()) else {
            return Ok(received(response, elsewhere));
        };
        elsewhere |= next.elsewhere;
        request = next.request;
    }
    let kind = TransportErrorKind::Other;
    Err(TransportError::new(kind, "too many redirects"))
}

/// Sends a request through a client that follows redirects, or not, as it likes.
async fn send(
    client: &reqwest::Client,
    request: reqwest::Request,
) -> Result<http::Response<Body>, TransportError> {
    let (method, url) = (request.method().clone(), request.url().clone());
    let response = client.execute(request).await.map_err(error)?;
    let elsewhere = Elsewhere::is(&method, &url, response.url());
    Ok(received(response, elsewhere))
}

fn received(response: reqwest::Response, elsewhere: bool) -> http::Response<Body> {
    let mut response = http::Response::from(response);
    if elsewhere {
        response.extensions_mut().insert(Elsewhere);
    }
    response.map(|body| Body::wrap(Incoming(body)))
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

/// The error of a request that a redirect led to: with it or without a connection, the server that
/// answered with the redirect has processed the first one.
fn later(error: reqwest::Error) -> TransportError {
    let known = self::error(error);
    match known.kind() {
        TransportErrorKind::Connect => TransportError::new(TransportErrorKind::Cut, known),
        _ => known,
    }
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
