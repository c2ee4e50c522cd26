//! A finished request, which can be sent again if its body can.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use http::{HeaderMap, Uri, header::AUTHORIZATION};

use crate::runtime::{
    Body, Clock, RequestError, Timeout,
    credentials::auth::{CredentialSet, Credentials, Used},
    request::builder::RequestBuilder,
    request::url,
};

/// A request without its credentials, which may change between attempts.
pub(crate) struct PreparedRequest {
    pub(crate) builder: Box<RequestBuilder>,
    /// The URL, with everything except what credentials add to the query.
    pub(crate) uri: Uri,
    /// The credentials of this request only.
    pub(crate) credentials: Credentials,
    pub(crate) body: Source,
    /// Whether the client made the idempotency key.
    pub(crate) made_key: bool,
}

/// The source of the body of each attempt.
pub(crate) struct Source {
    body: Mutex<Body>,
    replays: bool,
}

impl Source {
    pub(crate) fn new(body: Body) -> Self {
        Self {
            replays: body.as_bytes().is_some(),
            body: Mutex::new(body),
        }
    }

    /// Returns whether the body can be sent more than once. A stream cannot.
    pub(crate) fn replays(&self) -> bool {
        self.replays
    }

    /// Returns the bytes, or `None` for a stream.
    pub(crate) fn bytes(&self) -> Option<bytes::Bytes> {
        let body = self.body.lock().unwrap_or_else(PoisonError::into_inner);
        body.replay().and_then(|body| body.into_bytes().ok())
    }

    /// Returns the body. A stream is returned only the first time; after that the body is empty.
    fn take(&self) -> Body {
        let mut body = self.body.lock().unwrap_or_else(PoisonError::into_inner);
        let again = body.replay();
        again.unwrap_or_else(|| std::mem::take(&mut *body))
    }
}

impl PreparedRequest {
    /// Returns the request for the transport, and the tokens in it.
    pub(crate) async fn request(
        &self,
        more: &HeaderMap,
        limit: Duration,
        clock: Option<&dyn Clock>,
    ) -> Result<(http::Request<Body>, Vec<Used>), RequestError> {
        let mut query = String::new();
        let builder = &self.builder;
        let mut headers = builder.headers.clone();
        let wallet = CredentialSet {
            own: &self.credentials,
            client: builder.core.credentials(),
            clock,
        };
        let auth = (builder.auth, builder.scopes);
        let mut used = wallet.apply(auth, &mut headers, &mut query).await?;
        for (name, value) in builder.options.headers.iter().chain(more) {
            headers.insert(name, value.clone());
        }
        if builder.options.headers.contains_key(AUTHORIZATION) {
            // A token that is not sent cannot be refused.
            used.clear();
        }
        let uri = if query.is_empty() {
            self.uri.clone()
        } else {
            let mut uri = self.uri.to_string();
            url::push_query(&mut uri, &query);
            url::parse(uri)?
        };

        let mut request = http::Request::new(self.body.take());
        *request.method_mut() = builder.target.method.clone();
        *request.uri_mut() = uri;
        *request.headers_mut() = headers;
        #[cfg(feature = "testing")]
        request
            .extensions_mut()
            .insert(crate::runtime::testing::Documented {
                schemes: builder.core.api().schemes,
                cases: builder.cases,
                body: builder.marked.clone(),
            });
        request.extensions_mut().insert(Timeout(limit));
        let policy = builder.options.policy.or(builder.core.policy());
        if let Some(redirects) = policy.redirects {
            request.extensions_mut().insert(redirects);
        }
        Ok((request, used))
    }
}
