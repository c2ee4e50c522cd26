//! Retries: the requests that are sent again, and the waits before.

use std::time::Duration;

use http::Method;

/// The policy for sending a request again.
///
/// The default is three attempts within a minute. Waits are random, up to half a second before the second
/// attempt and up to twice as long before each further one ("full jitter": clients that failed together do not
/// return together), or as long as the server asks for in `Retry-After`. If the time does not suffice for the
/// wait, the failure is returned as it is.
///
/// Any request is sent again if it got no connection. After a connection that broke, a timeout of the attempt,
/// or a status 408, 429, 500, 502, 503 or 504, a request is sent again if repeating it is harmless: idempotent
/// methods (RFC 9110, section 9.2.2), and any method with an idempotency key. A body that is a stream is
/// never sent again.
///
/// A request with any method is sent again if the status means that nothing was done: 429, 503 with
/// `Retry-After`, and 403 with `Retry-After` or with `X-RateLimit-Remaining: 0`, as GitHub limits. Servers can
/// overrule the status: `X-Should-Retry` says whether to retry, `Retry-After-Ms` when, and `X-RateLimit-Reset`
/// when the limit ends.
///
/// A client has a hundred retries for all its requests. A retry that succeeds is given back, and each request
/// that succeeds at the first attempt gives back a fifth of one; while none is left, failures are returned as
/// they are. So a server that is down does not get a multiple of the requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a policy does nothing until a client or a request is given it"]
pub struct Retry {
    attempts: u32,
    first: Duration,
    longest: Duration,
    total: Duration,
    any_method: bool,
    idempotent_only: bool,
}

impl Retry {
    /// Creates the default policy: three attempts within a minute.
    pub const fn new() -> Self {
        Self {
            attempts: 3,
            first: Duration::from_millis(500),
            longest: Duration::from_secs(8),
            total: Duration::from_secs(60),
            any_method: false,
            idempotent_only: false,
        }
    }

    /// Creates a policy of one attempt.
    pub const fn never() -> Self {
        Self::new().attempts(1)
    }

    /// Sets the maximum number of attempts, the first one included.
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Sets the longest wait before the second attempt, which doubles from attempt to attempt up to `longest`.
    /// The wait that the server asks for in `Retry-After` may be longer.
    pub const fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.first = first;
        self.longest = longest;
        self
    }

    /// Sets the time since the start of a request within which another attempt may begin.
    pub const fn total(mut self, total: Duration) -> Self {
        self.total = total;
        self
    }

    /// Repeats requests of any method. Use it only for requests that do no harm when the server gets them
    /// twice.
    pub const fn any_method(mut self) -> Self {
        self.any_method = true;
        self
    }

    /// Repeats only requests that are harmless to repeat, even if the status means that nothing was done. Use
    /// it for servers whose 429 and 503 do not mean that.
    pub const fn idempotent_only(mut self) -> Self {
        self.idempotent_only = true;
        self
    }

    /// Repeats requests only where it is known to be harmless: a provider may have replaced a refresh token already.
    #[cfg(feature = "oauth")]
    pub(crate) const fn careful(mut self) -> Self {
        self.any_method = false;
        self
    }

    /// Returns whether the policy trusts a status that means that nothing was done.
    pub(crate) fn believes(&self) -> bool {
        !self.idempotent_only
    }

    /// Returns whether the server may get a request with this method twice.
    pub(crate) fn repeats(&self, method: &Method) -> bool {
        // `QUERY` (draft-ietf-httpbis-safe-method-w-body) is safe, but `http` does not know it.
        let idempotent = method.is_idempotent() || method.as_str() == "QUERY";
        self.any_method || idempotent
    }

    /// Returns the wait after `done` attempts in `elapsed`, or `None` if there is no further attempt.
    pub(crate) fn wait(
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

/// Returns a random number from 0 to below 1. In a browser, the keys of std's hashes are the same each time.
#[cfg(all(feature = "reqwest", target_arch = "wasm32"))]
pub(crate) fn random() -> f64 {
    js_sys::Math::random()
}

/// Returns a random number from 0 to below 1. The keys of std's hashes are random and differ each time, which
/// suffices to keep clients from waiting in step.
#[cfg(not(all(feature = "reqwest", target_arch = "wasm32")))]
pub(crate) fn random() -> f64 {
    use std::hash::{BuildHasher, RandomState};

    let bits = RandomState::new().hash_one(()) >> 32;
    let bits = u32::try_from(bits).unwrap_or_default();
    f64::from(bits) / (f64::from(u32::MAX) + 1.0)
}
