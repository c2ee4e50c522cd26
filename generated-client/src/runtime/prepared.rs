//! A finished request: a value that can be sent again as long as its body can.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use http::{HeaderMap, Uri, header::AUTHORIZATION};

use super::{
    Body, Clock, RequestError, Timeout,
    auth::{Credentials, Used, Wallet},
    draft::Draft,
    url,
};

/// Everything of a request but its credentials, which may change from one time to the next.
pub(super) struct Prepared {
    pub(super) draft: Box<Draft>,
    /// With everything but what credentials add to the query.
    pub(super) uri: Uri,
    /// Those that were given to this request alone.
    pub(super) credentials: Credentials,
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
        let mut query = String::new();
        let draft = &self.draft;
        let mut headers = draft.headers.clone();
        let wallet = Wallet {
            own: &self.credentials,
            client: draft.core.credentials(),
            clock,
        };
        let mut used = wallet.apply(draft.auth, &mut headers, &mut query).await?;
        for (name, value) in draft.options.headers.iter().chain(more) {
            headers.insert(name, value.clone());
        }
        if draft.options.headers.contains_key(AUTHORIZATION) {
            // What is not sent cannot be refused.
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
        *request.method_mut() = draft.target.method.clone();
        *request.uri_mut() = uri;
        *request.headers_mut() = headers;
        #[cfg(feature = "testing")]
        request
            .extensions_mut()
            .insert(super::testing::Schemes(draft.core.api().schemes));
        request.extensions_mut().insert(Timeout(limit));
        Ok((request, used))
    }
}
