//! The policy by which a stream of events is requested again, and the waits.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use http::{HeaderMap, HeaderValue};

use crate::runtime::{
    Body, BoxFuture, exchange::fault::Fault, exchange::retry::random,
    request::prepared_request::PreparedRequest, response::decode::RawResponse, stream::sse::Parser,
};

/// The wait before a stream is requested again, if the server does not set one.
const WAIT: Duration = Duration::from_secs(1);

/// The shortest wait, whatever the server says: one that says 0 would be asked without a pause.
const SHORTEST: Duration = Duration::from_millis(500);

/// The limit up to which the wait grows while no event arrives.
const LONGEST: Duration = Duration::from_secs(60);

/// The policy by which a stream of events is requested again.
///
/// By default, a stream is requested again when the connection is cut in the middle, up to five times until another
/// event arrives, if this can neither repeat an action nor lose events silently: the method is a safe one (`GET`; RFC
/// 9110, section 9.2.1), and the server gives its events ids, or has sent none yet. The new request says in
/// `Last-Event-ID` where to continue. The wait is as long as the server says in `retry`, but no less than half a second
/// and no more than [`longest_wait`](Self::longest_wait), or one second if the server does not say. A random part is
/// added, and the wait doubles with each try. Without a [`Clock`](crate::runtime::Clock) the stream is not requested
/// again. An end without a cut is final, and so is every status but 200. A stream that delivers nothing for as long as
/// the client's `idle_timeout` counts as cut.
///
/// A request whose body is a stream is never sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a policy does nothing until a stream is given it"]
pub struct Reconnect {
    tries: u32,
    any_method: bool,
    without_id: bool,
    after_end: bool,
    longest: Duration,
}

impl Reconnect {
    /// Creates the default policy: up to five tries after a cut.
    pub const fn new() -> Self {
        Self {
            tries: 5,
            any_method: false,
            without_id: false,
            after_end: false,
            longest: Duration::from_secs(300),
        }
    }

    /// Creates a policy that never requests a stream again.
    pub const fn never() -> Self {
        Self::new().tries(0)
    }

    /// Sets the number of consecutive tries without an event in between.
    pub const fn tries(mut self, tries: u32) -> Self {
        self.tries = tries;
        self
    }

    /// Sets the longest wait, whatever the server says in `retry`. The default is five minutes.
    pub const fn longest_wait(mut self, longest: Duration) -> Self {
        self.longest = longest;
        self
    }

    /// Allows requests of any method. It is meant only for requests that do no harm when the server receives them
    /// twice.
    pub const fn any_method(mut self) -> Self {
        self.any_method = true;
        self
    }

    /// Allows events without an id: some may then arrive twice or not at all.
    pub const fn without_id(mut self) -> Self {
        self.without_id = true;
        self
    }

    /// Requests the stream again after an end too, as browsers do. The stream then ends with a response 204, or when no
    /// try brings an event.
    pub const fn after_end(mut self) -> Self {
        self.after_end = true;
        self
    }
}

impl Default for Reconnect {
    fn default() -> Self {
        Self::new()
    }
}

/// The source of the stream's bytes.
pub(crate) enum Connection {
    Open(Body),
    /// The mutex is never locked: it only makes the stream `Sync`.
    Coming(Mutex<BoxFuture<Result<RawResponse, Fault>>>),
    Closed,
}

/// The state that is needed to request the stream again.
pub(crate) struct Again {
    pub(crate) policy: Reconnect,
    request: Option<Arc<PreparedRequest>>,
    /// The number of tries since the last event.
    tried: u32,
    /// Whether an event has arrived.
    begun: bool,
}

impl Again {
    pub(crate) fn new(request: Option<Arc<PreparedRequest>>) -> Self {
        Self {
            policy: Reconnect::new(),
            request,
            tried: 0,
            begun: false,
        }
    }

    /// Records that an event has arrived.
    pub(crate) fn progress(&mut self) {
        (self.tried, self.begun) = (0, true);
    }

    /// Returns the next connection, if the policy allows one.
    pub(crate) fn connect(&mut self, cut: bool, parser: &Parser) -> Option<Connection> {
        let Reconnect {
            tries,
            any_method,
            without_id,
            after_end,
            longest,
        } = self.policy;
        let request = self.request.clone()?;
        let method = &request.builder.target.method;
        // `QUERY` is safe, but `http` does not know it.
        let safe = method.is_safe() || method.as_str() == "QUERY";
        let id = parser.last_id();
        let known = id.is_some() || !self.begun;
        let allowed = (cut || after_end) && (safe || any_method) && (known || without_id);
        if !allowed || self.tried >= tries {
            return None;
        }
        let mut headers = HeaderMap::new();
        if let Some(id) = id {
            // An id that is not a valid header value cannot be sent to the server.
            headers.insert("last-event-id", HeaderValue::from_str(id).ok()?);
        }
        let clock = request.builder.core.clock()?;
        let wait = wait(parser.retry().unwrap_or(WAIT), self.tried, longest);
        self.tried += 1;
        Some(Connection::Coming(Mutex::new(Box::pin(async move {
            clock.sleep(wait).await;
            request.exchange(headers).await
        }))))
    }
}

/// Returns the wait before the next try. The random part is added, never subtracted: it spreads clients that were cut
/// together.
fn wait(asked: Duration, tried: u32, longest: Duration) -> Duration {
    let asked = asked.max(SHORTEST).min(longest);
    let wait = asked.saturating_mul(2u32.saturating_pow(tried));
    let wait = wait.min(LONGEST.max(asked)).min(longest);
    wait.saturating_add(wait.min(LONGEST).mul_f64(random() / 2.0))
}
