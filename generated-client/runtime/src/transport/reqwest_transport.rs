//! The transport that is used unless the caller sets another one.

use std::{fmt, time::Duration};

use http::{StatusCode, header::SET_COOKIE};

use crate::runtime::{
    Body, BoxFuture, Redirects, Transport, TransportError, TransportErrorKind, Upgraded,
    exchange::redirect,
    transport::{Elsewhere, Limit},
};

/// A transport that sends through a [`reqwest::Client`].
#[derive(Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    /// Whether this transport follows redirects, and not the client.
    follow: bool,
}

impl ReqwestTransport {
    /// Creates a transport that sends through `client`, which follows redirects by its own rules.
    pub fn new(client: reqwest::Client) -> Self {
        let follow = false;
        Self { client, follow }
    }

    /// Creates the default transport, which follows redirects itself so that no credential reaches another
    /// server.
    pub(crate) fn with_defaults(connect_timeout: Duration) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(connect_timeout)
            .build()?;
        let follow = true;
        Ok(Self { client, follow })
    }
}

/// Leaves out the client, whose default headers may contain credentials.
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
        let redirects = request.extensions().get().copied().unwrap_or_default();
        // The timeout is left out: the runtime enforces it, and reqwest's would also end streams.
        let request = reqwest::Request::try_from(request.map(outgoing));
        Box::pin(async move {
            in_tokio()?;
            let mut request = request.map_err(error)?;
            if this.follow && !DECOMPRESSES {
                ask_for_identity(request.headers_mut());
            }
            if this.follow && redirects != Redirects::Never {
                follow(&this.client, request, redirects).await
            } else {
                send(&this.client, request).await
            }
        })
    }
}

/// Checks that reqwest, which panics outside of tokio, can open connections.
fn in_tokio() -> Result<(), TransportError> {
    let here = tokio::runtime::Handle::try_current();
    let why = "reqwest needs tokio, and no runtime of it drives this request: start one, or wait \
               with the feature `blocking`";
    here.map(|_| ())
        .map_err(|_| TransportError::new(TransportErrorKind::Other, Limit(why.to_owned())))
}

/// Whether reqwest decompresses responses and asks for compressed ones.
const DECOMPRESSES: bool = cfg!(any(feature = "gzip", feature = "brotli", feature = "zstd"));

/// Asks for uncompressed responses: without the header, a server may choose any coding (RFC 9110, section
/// 12.5.3).
fn ask_for_identity(headers: &mut http::HeaderMap) {
    let plain = http::HeaderValue::from_static("identity");
    headers
        .entry(http::header::ACCEPT_ENCODING)
        .or_insert(plain);
}

/// Sends a request and then the requests that redirects make of it.
async fn follow(
    client: &reqwest::Client,
    mut request: reqwest::Request,
    redirects: Redirects,
) -> Result<http::Response<Body>, TransportError> {
    let mut effect = redirect::Effect::default();
    let mut cookies = Vec::new();
    for followed in 0..=redirect::MOST {
        let sent = redirect::Sent::new(&request);
        let response = client.execute(request).await;
        let response = response.map_err(|it| if followed > 0 { later(it) } else { error(it) })?;
        let next = sent.next(response.status(), response.headers(), redirects);
        let Some(next) = next.map_err(refused)? else {
            let mut response = received(response, effect.elsewhere()).await?;
            for cookie in cookies {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
            return Ok(response);
        };
        // The cookie of a sign-in is often set by the redirect and not by the page after it.
        if next.request.url().origin() == response.url().origin() {
            cookies.extend(response.headers().get_all(SET_COOKIE).iter().cloned());
        } else {
            cookies.clear();
        }
        effect = effect.and(next.effect);
        request = next.request;
    }
    let most = redirect::MOST;
    Err(refused(format!("it is the {}th in a row", most + 1)))
}

fn refused(why: String) -> TransportError {
    TransportError::new(TransportErrorKind::Redirect, Limit(why))
}

/// Sends a request through a client that may or may not follow redirects.
async fn send(
    client: &reqwest::Client,
    request: reqwest::Request,
) -> Result<http::Response<Body>, TransportError> {
    let (method, url) = (request.method().clone(), request.url().clone());
    let response = client.execute(request).await.map_err(error)?;
    let elsewhere = Elsewhere::of(&method, &url, response.url());
    received(response, elsewhere).await
}

async fn received(
    response: reqwest::Response,
    elsewhere: Option<Elsewhere>,
) -> Result<http::Response<Body>, TransportError> {
    let mut response = if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        upgraded(response).await?
    } else {
        http::Response::from(response).map(|body| Body::wrap(Incoming(body)))
    };
    if let Some(elsewhere) = elsewhere {
        response.extensions_mut().insert(elsewhere);
    }
    Ok(response)
}

/// Returns the head of a response `101` with the connection, for which `reqwest` takes the response.
async fn upgraded(response: reqwest::Response) -> Result<http::Response<Body>, TransportError> {
    let mut head = http::Response::new(Body::empty());
    *head.status_mut() = response.status();
    *head.headers_mut() = response.headers().clone();
    let connection = response.upgrade().await.map_err(error)?;
    Upgraded::new(connection).attach(&mut head);
    Ok(head)
}

/// Converts a body. Bytes in memory stay bytes, so that reqwest can send them again.
fn outgoing(body: Body) -> reqwest::Body {
    match body.into_bytes() {
        Ok(bytes) => bytes.into(),
        Err(stream) => reqwest::Body::wrap(stream),
    }
}

fn error(error: reqwest::Error) -> TransportError {
    if !HAS_TLS && error.is_connect() && causes(&error).any(|it| it == NO_TLS) {
        let why = "`https` needs TLS: enable the feature `rustls` or `native-tls`";
        return TransportError::new(TransportErrorKind::Other, Limit(why.to_owned()));
    }
    // A timeout while connecting counts as no connection: nothing was sent.
    let kind = if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if error.is_request() || error.is_body() || error.is_decode() {
        TransportErrorKind::Cut
    } else {
        TransportErrorKind::Other
    };
    // The URL may have an API key in its query.
    TransportError::new(kind, error.without_url())
}

/// Whether the client's own features include TLS. Another crate may have enabled reqwest's.
const HAS_TLS: bool = cfg!(any(feature = "rustls", feature = "native-tls"));

/// The message of a connector without TLS.
const NO_TLS: &str = "invalid URL, scheme is not http";

fn causes(error: &reqwest::Error) -> impl Iterator<Item = String> {
    let first = std::error::Error::source(error);
    std::iter::successors(first, |error| error.source()).map(ToString::to_string)
}

/// Converts the error of a request that a redirect led to. Even if that request got no connection, the
/// server that answered with the redirect has processed the first request.
fn later(error: reqwest::Error) -> TransportError {
    let known = self::error(error);
    match known.kind() {
        TransportErrorKind::Connect => TransportError::new(TransportErrorKind::Cut, known),
        _ => known,
    }
}

/// The body of a response, whose errors tell a timeout from a broken connection.
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
