//! The part of a poll that does not depend on types: it sends a request again and again, with waits in between.

use std::{pin::pin, sync::Arc, time::Duration};

use http::HeaderMap;

use crate::runtime::{
    Clock, RequestError, RequestErrorKind,
    exchange::{clock::within, fault::Fault},
    request::{builder::RequestBuilder, prepared_request::PreparedRequest},
    response::decode::RawResponse,
};

/// The least wait, whatever the server or the caller says.
const LEAST: Duration = Duration::from_millis(50);

/// The waits of a poll, and its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    pub(super) first: Duration,
    pub(super) longest: Duration,
    pub(super) limit: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(1),
            longest: Duration::from_secs(10),
            limit: Duration::from_secs(60 * 60),
        }
    }
}

/// A request that is sent again and again.
pub(super) struct Asker {
    pub(super) request: Arc<PreparedRequest>,
    clock: Arc<dyn Clock>,
    pace: Pace,
    began: Duration,
    /// The next wait, unless the server asks for another one.
    wait: Duration,
    /// The number of requests so far.
    asked: u32,
}

impl Asker {
    pub(super) fn new(builder: Box<RequestBuilder>, pace: Pace) -> Result<Self, RequestError> {
        let (target, clock) = (builder.target.clone(), builder.core.clock());
        let made = builder.prepare().and_then(|request| {
            let why = "a poll waits between its requests, and the client has no clock";
            let clock = clock.ok_or_else(|| RequestError::new(RequestErrorKind::Poll, why))?;
            Ok((request, clock))
        });
        let (request, clock) = made.map_err(|mut problem| {
            problem.locate(&target, 0);
            problem
        })?;
        Ok(Self {
            request: Arc::new(request),
            began: clock.now(),
            clock,
            pace,
            wait: pace.first,
            asked: 0,
        })
    }

    /// Checks that the request can be sent again as it is.
    pub(super) fn check_body(&self) -> Result<(), RequestError> {
        if self.request.body.replays() {
            return Ok(());
        }
        Err(self.refused("the request's body is a stream, which cannot be sent again"))
    }

    /// Sends the request.
    pub(super) async fn ask(&mut self) -> Result<RawResponse, Fault> {
        if self.asked > 0 && self.request.made_key {
            // With the same key, the server would return the same response.
            self.change()?.renew_key()?;
        }
        self.asked = self.asked.saturating_add(1);
        let left = self.left();
        let alarm = (left < Duration::MAX).then(|| self.clock.limit(left));
        let exchange = self.request.clone().exchange(HeaderMap::new());
        match within(alarm, pin!(exchange)).await {
            Some(Ok(mut reply)) => {
                if self.request.made_key {
                    // This holds the request, whose key changes.
                    reply.again = None;
                }
                Ok(reply)
            }
            Some(Err(fault)) => Err(fault),
            None => Err(self.overdue().into()),
        }
    }

    /// Waits as long as the server asks for, or as the pace says.
    pub(super) async fn wait(&mut self, asked: Option<Duration>) -> Result<(), Fault> {
        let wait = asked.unwrap_or(self.wait).max(LEAST);
        if asked.is_none() {
            self.wait = self.wait.mul_f64(1.5).min(self.pace.longest);
        }
        if wait >= self.left() {
            return Err(self.overdue().into());
        }
        self.clock.sleep(wait).await;
        Ok(())
    }

    /// Returns the request to be changed. Nothing else holds it between two exchanges.
    pub(super) fn change(&mut self) -> Result<&mut PreparedRequest, RequestError> {
        if Arc::get_mut(&mut self.request).is_none() {
            return Err(self.refused("bug: its request is still in use"));
        }
        Arc::get_mut(&mut self.request)
            .ok_or_else(|| RequestError::new(RequestErrorKind::Poll, "bug: its request is in use"))
    }

    fn left(&self) -> Duration {
        if self.pace.limit == Duration::MAX {
            return Duration::MAX;
        }
        let elapsed = self.clock.now().saturating_sub(self.began);
        self.pace.limit.saturating_sub(elapsed)
    }

    fn overdue(&self) -> RequestError {
        let (limit, asked) = (self.pace.limit, self.asked);
        let why = format!("the work was not done within {limit:?}, in {asked} requests");
        self.problem(RequestErrorKind::Deadline, why)
    }

    /// Returns the error for a request that cannot be sent.
    pub(super) fn refused(&self, why: impl Into<String>) -> RequestError {
        self.problem(RequestErrorKind::Poll, why.into())
    }

    fn problem(&self, kind: RequestErrorKind, why: String) -> RequestError {
        let mut problem = RequestError::new(kind, why);
        problem.locate(&self.request.builder.target, 0);
        problem
    }
}
