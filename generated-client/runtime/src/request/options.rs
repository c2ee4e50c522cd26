//! The options of a single request, which do not depend on the operation.

use std::{fmt, time::Duration};

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use crate::runtime::{
    Param, Redirects, RequestError, RequestErrorKind, Retry, credentials::auth,
    credentials::given::GivenCredentials, exchange::policy::Policy, request::url,
};

/// The options that every request has besides its operation's own inputs.
#[derive(Default)]
#[must_use = "options do nothing unless they are returned"]
pub struct Options {
    pub(crate) base_url: Option<String>,
    pub(crate) credentials: GivenCredentials,
    pub(crate) policy: Policy,
    pub(crate) headers: HeaderMap,
    pub(crate) query: String,
    pub(crate) key: Option<HeaderValue>,
    /// The properties that the body gets: each name, and the value as JSON.
    pub(crate) properties: Vec<(String, String)>,
    pub(crate) problem: Option<RequestError>,
}

impl Options {
    /// Limits how long this request may take, with all its attempts and waits, instead of the client's
    /// timeout: to the last byte of the response, or to its head if the caller reads the body.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.policy.timeout = Some(timeout);
        self
    }

    /// Limits how long each attempt may take, instead of the client's setting.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.policy.attempt_timeout = Some(timeout);
        self
    }

    /// Sets when this request is sent again, instead of the client's setting.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.policy.retry = Some(retry);
        self
    }

    /// Limits how long the body of this request's response may deliver nothing if it is streamed, instead
    /// of the client's setting.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.policy.idle_timeout = Some(timeout);
        self
    }

    /// Sets whether redirects of this request are followed, instead of the client's setting.
    pub fn redirects(mut self, redirects: Redirects) -> Self {
        self.policy.redirects = Some(redirects);
        self
    }

    /// Limits how many bytes the response may have if it is read into memory, instead of the client's
    /// setting.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.policy.response_limit = Some(bytes);
        self
    }

    /// Sets whether an incomplete JSON response is accepted, as described at
    /// [`ClientBuilder::tolerant`](crate::runtime::ClientBuilder::tolerant), instead of the client's
    /// setting.
    pub fn tolerant(mut self, on: bool) -> Self {
        self.policy.tolerant = Some(on);
        self
    }

    /// Sets whether this request's body is compressed with gzip if it is in memory and has at least 1 KiB,
    /// instead of the client's setting.
    #[cfg(feature = "gzip-requests")]
    pub fn gzip_requests(mut self, on: bool) -> Self {
        self.policy.gzip = Some(on);
        self
    }

    /// Sets the token of this request, instead of the client's, for every scheme that is sent as
    /// `Authorization: Bearer`.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.credentials.token(token.into());
        self
    }

    /// Sets the credential of this request for one of the document's schemes, instead of the client's.
    pub fn credential(mut self, scheme: impl Into<String>, credential: impl Into<String>) -> Self {
        self.credentials.named(scheme.into(), credential.into());
        self
    }

    /// Sets a header, in place of any other one of that name in the request.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::from_bytes(name.as_bytes()), auth::header(value)) {
            (Ok(name), Ok(value)) => {
                self.headers.insert(name, value);
            }
            (Err(_), _) => self.note(
                RequestErrorKind::Header,
                "a header has an invalid name".to_owned(),
            ),
            (_, Err(why)) => self.note(RequestErrorKind::Header, format!("header `{name}` {why}")),
        }
        self
    }

    /// Sets the idempotency key of this request, and so allows it to be sent again. It is sent in the header that the
    /// document describes, or in `Idempotency-Key`. Two requests with the same key are one for the server.
    pub fn idempotency_key(mut self, key: &str) -> Self {
        match HeaderValue::from_str(key) {
            Ok(value) if !key.is_empty() => self.key = Some(value),
            _ => self.note(
                RequestErrorKind::Header,
                "the idempotency key is empty, or has a character that a header cannot hold"
                    .to_owned(),
            ),
        }
        self
    }

    /// Adds a query parameter after those of the operation.
    pub fn query(mut self, name: &str, value: impl Param) -> Self {
        let query = &mut self.query;
        let pairs = value
            .param()
            .form(name, |name, value| url::push_pair(query, name, value));
        if let Err(why) = pairs {
            self.note(
                RequestErrorKind::Query,
                format!("query parameter `{name}` {why}"),
            );
        }
        self
    }

    /// Adds a property to the JSON body, which has to be an object, or replaces the one of that name. A cassette keeps its
    /// value, since no type says that it is sensitive.
    pub fn property(mut self, name: &str, value: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_string(value) {
            Ok(json) => self.properties.push((name.to_owned(), json)),
            Err(_) => self.note(
                RequestErrorKind::Body,
                format!("property `{name}` cannot be written as JSON"),
            ),
        }
        self
    }

    /// Sets the base URL of this request, instead of the client's. The request carries the client's
    /// credentials there.
    pub fn base_url(mut self, base_url: impl AsRef<str>) -> Self {
        match url::base(base_url.as_ref()) {
            Ok(base_url) => self.base_url = Some(base_url),
            Err(why) => self.note(RequestErrorKind::Url, format!("the base URL {why}")),
        }
        self
    }

    fn note(&mut self, kind: RequestErrorKind, message: String) {
        self.problem
            .get_or_insert_with(|| RequestError::new(kind, message));
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.keys().collect();
        f.debug_struct("Options")
            .field("base_url", &self.base_url)
            .field("credentials", &self.credentials)
            .field("policy", &self.policy)
            .field("headers", &names)
            .finish_non_exhaustive()
    }
}
