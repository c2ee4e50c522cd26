//! When a stream of events is asked for again, and after how long.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use http::{HeaderMap, HeaderValue};

use super::{
    Body, BoxFuture, decode::Reply, fault::Fault, prepared::Prepared, retry::random, sse::Parser,
};

/// The wait before a stream is asked for again, if the server does not say how long it is.
const WAIT: Duration = Duration::from_secs(1);

/// To how long the wait grows while nothing comes.
const LONGEST: Duration = Duration::from_secs(60);

/// When a stream of events is asked for again.
///
/// The default asks again when the connection is cut in the middle, up to five times until another event
/// comes, if that can neither do anything twice nor lose events in silence: the method is a safe one
/// (`GET`; RFC 9110, section 9.2.1), and the server gives its events ids, or has sent none yet. The
/// request then says in `Last-Event-ID` where to go on. It waits for as long as the server says in
/// `retry`, or a second, a random part more, and twice as long each time; without a
/// [`Clock`](super::Clock) it does not ask again. An end without a cut is the end.
///
/// A request whose body is a stream is never sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a policy does nothing until a stream is given it"]
pub struct Reconnect {
    tries: u32,
    any_method: bool,
    without_id: bool,
    after_end: bool,
}

impl Reconnect {
    /// Five times, after a cut.
    pub const fn new() -> Self {
        Self {
            tries: 5,
            any_method: false,
            without_id: false,
            after_end: false,
        }
    }

    /// Not at all.
    pub const fn never() -> Self {
        Self::new().tries(0)
    }

    /// How often in a row, without an event in between.
    pub const fn tries(mut self, tries: u32) -> Self {
        self.tries = tries;
        self
    }

    /// For requests of any method: only for those that do no harm when the server gets them twice.
    pub const fn any_method(mut self) -> Self {
        self.any_method = true;
        self
    }

    /// For events without an id too: some may then come twice or not at all.
    pub const fn without_id(mut self) -> Self {
        self.without_id = true;
        self
    }

    /// After an end too, as browsers do it. The stream then ends with a response 204, or when all tries
    /// bring nothing.
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

/// Where the bytes come from.
pub(super) enum Connection {
    Open(Body),
    /// Never locked: it only makes the stream `Sync`.
    Coming(Mutex<BoxFuture<Result<Reply, Fault>>>),
    Closed,
}

/// What is needed to ask again.
pub(super) struct Again {
    pub(super) policy: Reconnect,
    request: Option<Arc<Prepared>>,
    /// Since the last event.
    tried: u32,
    /// Whether there was an event.
    begun: bool,
}

impl Again {
    pub(super) fn new(request: Option<Arc<Prepared>>) -> Self {
        Self {
            policy: Reconnect::new(),
            request,
            tried: 0,
            begun: false,
        }
    }

    /// There is an event.
    pub(super) fn progress(&mut self) {
        (self.tried, self.begun) = (0, true);
    }

    /// The next connection, if there is to be one.
    pub(super) fn connect(&mut self, cut: bool, parser: &Parser) -> Option<Connection> {
        let Reconnect {
            tries,
            any_method,
            without_id,
            after_end,
        } = self.policy;
        let request = self.request.clone()?;
        let method = &request.draft.target.method;
        // `QUERY` is safe, and not known to `http`.
        let safe = method.is_safe() || method.as_str() == "QUERY";
        let id = parser.last_id();
        let known = id.is_some() || !self.begun;
        let allowed = (cut || after_end) && (safe || any_method) && (known || without_id);
        if !allowed || self.tried >= tries {
            return None;
        }
        let mut headers = HeaderMap::new();
        if let Some(id) = id {
            // An id that no header can hold is one that the server cannot be told.
            headers.insert("last-event-id", HeaderValue::from_str(id).ok()?);
        }
        let clock = request.draft.core.clock()?;
        let wait = wait(parser.retry().unwrap_or(WAIT), self.tried);
        self.tried += 1;
        Some(Connection::Coming(Mutex::new(Box::pin(async move {
            clock.sleep(wait).await;
            request.exchange(headers).await
        }))))
    }
}

/// Clients that were cut together do not come back together, and none before the server wants it.
fn wait(asked: Duration, tried: u32) -> Duration {
    let wait = asked.saturating_mul(2u32.saturating_pow(tried));
    let wait = wait.min(LONGEST.max(asked));
    wait.saturating_add(wait.min(LONGEST).mul_f64(random() / 2.0))
}
