//! What can be set for one request, whatever the operation.

use std::{fmt, time::Duration};

use http::{HeaderMap, HeaderName};

use super::{
    Param, RequestError, RequestErrorKind, Retry, auth, given::Given, policy::Policy, url,
};

/// What every request can be given besides its operation's own inputs.
#[derive(Default)]
#[must_use = "options do nothing unless they are returned"]
pub struct Options {
    pub(super) base_url: Option<String>,
    pub(super) credentials: Given,
    pub(super) policy: Policy,
    pub(super) headers: HeaderMap,
    pub(super) query: String,
    pub(super) problem: Option<RequestError>,
}

impl Options {
    /// How long this request may take with all its attempts and waits, instead of the client's
    /// timeout: to the last byte of the response, or to its head if the body is left to the caller.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.policy.timeout = Some(timeout);
        self
    }

    /// How long each attempt may take, instead of what the client says.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.policy.attempt_timeout = Some(timeout);
        self
    }

    /// When this request is sent again, instead of what the client says.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.policy.retry = Some(retry);
        self
    }

    /// How many bytes the response may have if it is read into memory, instead of what the client
    /// says.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.policy.response_limit = Some(bytes);
        self
    }

    /// Whether this request's body is compressed with gzip if it is in memory and not small, instead of
    /// what the client says.
    #[cfg(feature = "gzip-requests")]
    pub fn gzip_requests(mut self, on: bool) -> Self {
        self.policy.gzip = Some(on);
        self
    }

    /// The token of this request, instead of the client's: of every scheme that is sent as
    /// `Authorization: Bearer`.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.credentials.token(token.into());
        self
    }

    /// The credential of this request for one of the document's schemes, instead of the client's.
    pub fn credential(mut self, scheme: impl Into<String>, credential: impl Into<String>) -> Self {
        self.credentials.named(scheme.into(), credential.into());
        self
    }

    /// A header, in place of one that the request would have under that name.
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

    /// A query parameter, after those of the operation.
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

    /// Where this request goes, instead of the client's base URL. It carries the client's
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
