//! What a client and a request can both say of how requests are sent.

use std::time::Duration;

use super::Retry;

/// How long an attempt may take if nobody says: more than the five minutes for which some APIs hold a
/// request until there is something to say, and less than for ever.
const ATTEMPT: Duration = Duration::from_secs(6 * 60);

/// How large a body may be that is read into memory if nobody says.
const RESPONSE: usize = 64 * 1024 * 1024;

/// What was said; `None` where nothing was.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Policy {
    pub(super) retry: Option<Retry>,
    pub(super) timeout: Option<Duration>,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) response_limit: Option<usize>,
    #[cfg(feature = "gzip-requests")]
    pub(super) gzip: Option<bool>,
}

impl Policy {
    /// This one, and what the other one says of the rest.
    pub(super) fn or(&self, other: &Self) -> Self {
        Self {
            retry: self.retry.or(other.retry),
            timeout: self.timeout.or(other.timeout),
            attempt_timeout: self.attempt_timeout.or(other.attempt_timeout),
            response_limit: self.response_limit.or(other.response_limit),
            #[cfg(feature = "gzip-requests")]
            gzip: self.gzip.or(other.gzip),
        }
    }

    pub(super) fn retry(&self) -> Retry {
        self.retry.unwrap_or_default()
    }

    /// How long an attempt may take when `left` of the time for the request is left.
    pub(super) fn attempt(&self, left: Option<Duration>) -> Duration {
        let limit = self.attempt_timeout.unwrap_or(ATTEMPT);
        left.map_or(limit, |left| left.min(limit))
    }

    pub(super) fn response(&self) -> usize {
        self.response_limit.unwrap_or(RESPONSE)
    }
}
