//! A finished request: a value that can be sent again as long as its body can.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, header::AUTHORIZATION};

use super::{
    Body, Clock, Core, Options, RequestError, RequestErrorKind, Timeout,
    auth::{Credentials, Used, Wallet},
    cases::Cases,
    received::Target,
    url,
};

/// Everything of a request but its credentials, which may change from one time to the next.
pub(super) struct Prepared {
    pub(super) core: Core,
    pub(super) target: Target,
    pub(super) base: String,
    /// With the template's own query.
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    pub(super) options: Options,
    /// Those that were given to this request alone.
    pub(super) credentials: Credentials,
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
    /// The request as it goes to the transport, and the tokens that are in it.
    pub(super) async fn request(
        &self,
        more: &HeaderMap,
        limit: Duration,
        clock: Option<&dyn Clock>,
    ) -> Result<(http::Request<Body>, Vec<Used>), RequestError> {
        let mut query = self.query.clone();
        let mut headers = self.headers.clone();
        let wallet = Wallet {
            own: &self.credentials,
            client: self.core.credentials(),
            clock,
        };
        let mut used = wallet.apply(self.auth, &mut headers, &mut query).await?;
        for (name, value) in self.options.headers.iter().chain(more) {
            headers.insert(name, value.clone());
        }
        if self.options.headers.contains_key(AUTHORIZATION) {
            // What is not sent cannot be refused.
            used.clear();
        }
        if !self.options.query.is_empty() {
            query.push_str(if query.is_empty() { "" } else { "&" });
            query.push_str(&self.options.query);
        }
        let mut uri = format!("{}{}", self.base, self.path);
        url::push_query(&mut uri, &query);
        let uri = http::Uri::from_maybe_shared(Bytes::from(uri)).map_err(|_| {
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
            .insert(super::testing::Schemes(self.core.api().schemes));
        request.extensions_mut().insert(Timeout(limit));
        Ok((request, used))
    }
}
