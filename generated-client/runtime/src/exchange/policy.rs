//! The settings for sending that both a client and a request can have.

use std::time::Duration;

use crate::runtime::Retry;

/// The default limit of an attempt: more than the five minutes for which some APIs hold a request until they
/// have data, and less than for ever.
const ATTEMPT: Duration = Duration::from_secs(6 * 60);

/// The default limit of a body that is read into memory, in bytes.
const RESPONSE: usize = 64 * 1024 * 1024;

/// The default limit for the silence of a streamed body: as long as a whole attempt.
const IDLE: Duration = ATTEMPT;

/// The handling of a redirect: a response 301, 302, 303, 307 or 308 with a `Location`.
///
/// It applies to the transport that the runtime creates. A `reqwest::Client` of the caller's, and a browser,
/// follow redirects by rules of their own. Other transports find it in the request's extensions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Redirects {
    /// Follows up to ten redirects. Another server gets neither credentials nor a body: a redirect there that
    /// keeps method and body is an error of kind
    /// [`TransportErrorKind::Redirect`](crate::runtime::TransportErrorKind::Redirect).
    #[default]
    Follow,
    /// Follows redirects in the same way, and sends bodies to other servers too.
    WithBody,
    /// Follows no redirect: the redirect is the response.
    Never,
}

/// The settings; `None` for those that are not set.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Policy {
    pub(crate) retry: Option<Retry>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) response_limit: Option<usize>,
    pub(crate) redirects: Option<Redirects>,
    pub(crate) tolerant: Option<bool>,
    #[cfg(feature = "gzip-requests")]
    pub(crate) gzip: Option<bool>,
}

impl Policy {
    /// Returns these settings, with those of `other` for the ones that are not set.
    pub(crate) fn or(&self, other: &Self) -> Self {
        Self {
            retry: self.retry.or(other.retry),
            timeout: self.timeout.or(other.timeout),
            attempt_timeout: self.attempt_timeout.or(other.attempt_timeout),
            idle_timeout: self.idle_timeout.or(other.idle_timeout),
            response_limit: self.response_limit.or(other.response_limit),
            redirects: self.redirects.or(other.redirects),
            tolerant: self.tolerant.or(other.tolerant),
            #[cfg(feature = "gzip-requests")]
            gzip: self.gzip.or(other.gzip),
        }
    }

    /// Returns the settings for requests to a login's provider: a small body, soon, which goes to no other server.
    #[cfg(feature = "oauth")]
    pub(crate) fn for_login(&self) -> Self {
        const ATTEMPT: Duration = Duration::from_secs(30);
        Self {
            retry: Some(self.retry().careful()),
            timeout: self.timeout,
            attempt_timeout: Some(self.attempt(None).min(ATTEMPT)),
            response_limit: Some(1024 * 1024),
            redirects: Some(Redirects::Follow),
            ..Self::default()
        }
    }

    pub(crate) fn retry(&self) -> Retry {
        self.retry.unwrap_or_default()
    }

    /// Returns the limit of an attempt when `left` of the time for the request is left.
    pub(crate) fn attempt(&self, left: Option<Duration>) -> Duration {
        let limit = self.attempt_timeout.unwrap_or(ATTEMPT);
        left.map_or(limit, |left| left.min(limit))
    }

    /// Returns the limit for the silence of a streamed body.
    pub(crate) fn idle(&self) -> Duration {
        self.idle_timeout.unwrap_or(IDLE)
    }

    pub(crate) fn tolerant(&self) -> bool {
        self.tolerant.unwrap_or_default()
    }

    pub(crate) fn response(&self) -> usize {
        self.response_limit.unwrap_or(RESPONSE)
    }
}
