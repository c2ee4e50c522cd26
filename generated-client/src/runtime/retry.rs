//! When a request is sent again, and after how long.

use std::time::{Duration, SystemTime};

use http::{
    HeaderMap, Method, StatusCode,
    header::{DATE, RETRY_AFTER},
};

/// When a request is sent again.
///
/// The default is three attempts in a minute. Waits are random, up to half a second before the second
/// attempt and up to twice as long before each further one ("full jitter": clients that failed
/// together do not come back together), or as long as the server says in `Retry-After`. If the time
/// does not suffice for that, the failure is given as it is.
///
/// Sent again are requests that got no connection, whatever they are; and after a connection that
/// broke, a timeout of the attempt, or a status 408, 429, 500, 502, 503 or 504, those which can be
/// repeated without harm: idempotent methods (RFC 9110, section 9.2.2), and any method with an
/// `Idempotency-Key`. A body that is a stream is never sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a policy does nothing until a client or a request is given it"]
pub struct Retry {
    attempts: u32,
    first: Duration,
    longest: Duration,
    total: Duration,
    any_method: bool,
}

impl Retry {
    /// Three attempts in a minute.
    pub const fn new() -> Self {
        Self {
            attempts: 3,
            first: Duration::from_millis(500),
            longest: Duration::from_secs(8),
            total: Duration::from_secs(60),
            any_method: false,
        }
    }

    /// One attempt.
    pub const fn never() -> Self {
        Self::new().attempts(1)
    }

    /// How many attempts there are at most, the first one included.
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// The longest wait before the second attempt, which doubles from attempt to attempt up to
    /// `longest`. What the server asks for in `Retry-After` may be longer.
    pub const fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.first = first;
        self.longest = longest;
        self
    }

    /// How long after its start a request may still begin another attempt.
    pub const fn total(mut self, total: Duration) -> Self {
        self.total = total;
        self
    }

    /// Repeats requests of any method: only for those that do no harm when the server gets them twice.
    pub const fn any_method(mut self) -> Self {
        self.any_method = true;
        self
    }

    /// Whether the server may get the request twice.
    pub(super) fn repeats(&self, method: &Method, headers: &HeaderMap) -> bool {
        let key = headers.get("idempotency-key");
        // `QUERY` (draft-ietf-httpbis-safe-method-w-body) is safe, and not known to `http`.
        let idempotent = method.is_idempotent() || method.as_str() == "QUERY";
        self.any_method || idempotent || key.is_some_and(|key| !key.is_empty())
    }

    /// The wait after `done` attempts in `elapsed`, or nothing if there is no further one.
    pub(super) fn wait(
        &self,
        done: u32,
        elapsed: Duration,
        asked: Option<Duration>,
    ) -> Option<Duration> {
        let wait = asked.unwrap_or_else(|| self.longest_wait(done).mul_f64(random()));
        let fits = elapsed.checked_add(wait)? <= self.total;
        (done < self.attempts && fits).then_some(wait)
    }

    fn longest_wait(&self, done: u32) -> Duration {
        let doubled = 2u32.saturating_pow(done.saturating_sub(1));
        self.first.saturating_mul(doubled).min(self.longest)
    }
}

impl Default for Retry {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether a status says that it may be another one later.
pub(super) fn is_transient(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
}

/// How long the server wants to be left alone (RFC 9110, section 10.2.3). A date counts from the
/// server's own time if it says it, so that it does not matter whose clock is wrong.
pub(super) fn retry_after(
    headers: &HeaderMap,
    date: impl FnOnce() -> Option<SystemTime>,
) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let until = httpdate::parse_http_date(text).ok()?;
    let theirs = headers.get(DATE).and_then(|value| value.to_str().ok());
    let theirs = theirs.and_then(|text| httpdate::parse_http_date(text).ok());
    let now = theirs.or_else(date)?;
    Some(until.duration_since(now).unwrap_or_default())
}

/// At least 0 and less than 1. In a browser the keys of std's hashes are the same each time.
#[cfg(all(feature = "reqwest", target_arch = "wasm32"))]
pub(super) fn random() -> f64 {
    js_sys::Math::random()
}

/// At least 0 and less than 1. The keys of std's hashes are random and differ each time; no more is
/// needed to keep clients from waiting in step.
#[cfg(not(all(feature = "reqwest", target_arch = "wasm32")))]
pub(super) fn random() -> f64 {
    use std::hash::{BuildHasher, RandomState};

    let bits = RandomState::new().hash_one(()) >> 32;
    let bits = u32::try_from(bits).unwrap_or_default();
    f64::from(bits) / (f64::from(u32::MAX) + 1.0)
}
