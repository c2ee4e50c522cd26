//! A finished request: a value that can be sent again as long as its body can.

use std::sync::{Arc, Mutex, PoisonError};

use http::HeaderMap;

use super::{
    Body, BoxFuture, Core, Options, RequestError, RequestErrorKind, Timeout,
    cases::Cases,
    decode::Reply,
    error::{Fault, StatusError},
    received::{Received, Target},
    url,
};

/// How much is kept of a body that nobody documented. It is there to be looked at, and may be a
/// whole page from a proxy.
const KEPT: usize = 64 * 1024;

/// Everything of a request but its credentials, which may change from one time to the next.
pub(super) struct Prepared {
    pub(super) core: Core,
    pub(super) target: Target,
    /// Base URL and path, with the template's own query.
    pub(super) url: String,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    pub(super) options: Options,
    pub(super) auth: &'static [&'static [&'static str]],
    pub(super) cases: Cases,
    pub(super) body: Source,
}

/// Where the body of each attempt comes from.
pub(super) struct Source {
    body: Mutex<Body>,
    replays: bool,
}

impl Source {
    pub(super) fn new(body: Body) -> Self {
        Self {
            replays: body.as_bytes().is_some(),
            body: Mutex::new(body),
        }
    }

    /// Whether the body can be sent more than once: a stream can not.
    pub(super) fn replays(&self) -> bool {
        self.replays
    }

    /// The bytes, which a stream has not.
    #[cfg(feature = "testing")]
    pub(super) fn bytes(&self) -> Option<bytes::Bytes> {
        let body = self.body.lock().unwrap_or_else(PoisonError::into_inner);
        body.replay().and_then(|body| body.into_bytes().ok())
    }

    /// The body, which is empty after the first time if it is a stream.
    fn take(&self) -> Body {
        let mut body = self.body.lock().unwrap_or_else(PoisonError::into_inner);
        let again = body.replay();
        again.unwrap_or_else(|| std::mem::take(&mut *body))
    }
}

impl Prepared {
    /// Sends the request and reads the response's body, unless that is left to the caller.
    /// `headers` are added to the request's own, in place of those of the same name.
    ///
    /// Not to be called again when the body does not [replay](Source::replays).
    pub(super) fn exchange(self: Arc<Self>, headers: HeaderMap) -> BoxFuture<Result<Reply, Fault>> {
        Box::pin(async move {
            let mut reply = self.attempt(&headers).await?;
            if self.body.replays() {
                reply.again = Some(self);
            }
            Ok(reply)
        })
    }

    async fn attempt(&self, headers: &HeaderMap) -> Result<Reply, Fault> {
        let request = match self.request(headers) {
            Ok(request) => request,
            Err(problem) => return Err(Fault::Request(problem.at(&self.target))),
        };
        let response = match self.core.transport().send(request).await {
            Ok(response) => response,
            Err(error) => return Err(Fault::Transport(error.at(&self.target))),
        };
        let (head, body) = response.into_parts();
        let (success, case) = self.cases.pick(head.status);
        let mut received = Received {
            target: self.target.clone(),
            status: head.status,
            headers: head.headers,
            ..Received::default()
        };
        let Some(case) = case else {
            // The status says more than a body that is cut, so what there is of it will do.
            (received.body, _) = body.collect(KEPT).await;
            return Err(Fault::Status(StatusError(received)));
        };
        let mut stream = Body::empty();
        if success && (self.cases.streamed)(case, &received.headers) {
            stream = body;
        } else {
            match body.collect(usize::MAX).await {
                (bytes, None) => received.body = bytes,
                (_, Some(error)) => return Err(Fault::Transport(error.at(&received.target))),
            }
        }
        Ok(Reply {
            received,
            success,
            case,
            stream,
            again: None,
        })
    }

    /// The request as it goes to the transport.
    fn request(&self, more: &HeaderMap) -> Result<http::Request<Body>, RequestError> {
        let mut query = self.query.clone();
        let mut headers = self.headers.clone();
        self.core
            .credentials()
            .apply(self.auth, &mut headers, &mut query)?;
        for (name, value) in self.options.headers.iter().chain(more) {
            headers.insert(name, value.clone());
        }
        if !self.options.query.is_empty() {
            query.push_str(if query.is_empty() { "" } else { "&" });
            query.push_str(&self.options.query);
        }
        let mut uri = self.url.clone();
        url::push_query(&mut uri, &query);
        let uri: http::Uri = uri.parse().map_err(|_| {
            RequestError::new(
                RequestErrorKind::Url,
                "base URL, path and query do not make a URL",
            )
        })?;

        let mut request = http::Request::new(self.body.take());
        *request.method_mut() = self.target.method.clone();
        *request.uri_mut() = uri;
        *request.headers_mut() = headers;
        #[cfg(feature = "testing")]
        request
            .extensions_mut()
            .insert(super::testing::Schemes(self.core.schemes()));
        if let Some(timeout) = self.options.timeout.or(self.core.timeout()) {
            request.extensions_mut().insert(Timeout(timeout));
        }
        Ok(request)
    }
}
