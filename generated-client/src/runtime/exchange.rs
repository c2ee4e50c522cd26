//! How a prepared request is sent: attempts, limits, waits, and credentials that are renewed.

use std::{pin::pin, sync::Arc, time::Duration};

use http::{HeaderMap, StatusCode, header::CONTENT_LENGTH};

use super::{
    Attempt, Body, BoxFuture, Clock, RequestError, RequestErrorKind, StatusError, TransportError,
    TransportErrorKind,
    auth::Used,
    clock::within,
    decode::Reply,
    fault::Fault,
    policy::Policy,
    prepared::Prepared,
    received::Received,
    retry::{is_transient, retry_after},
    trace::Span,
    transport::Elsewhere,
};

/// How much is kept of a body that nobody documented. It is there to be looked at, and may be a
/// whole page from a proxy.
const KEPT: usize = 64 * 1024;

impl Prepared {
    /// Sends the request, as often as it takes and is allowed, and reads the response's body unless
    /// that is left to the caller. `headers` are added to the request's own, in place of those of the
    /// same name.
    ///
    /// Not to be called again when the body does not [replay](super::prepared::Source::replays).
    pub(super) fn exchange(self: Arc<Self>, headers: HeaderMap) -> BoxFuture<Result<Reply, Fault>> {
        Box::pin(async move {
            let span = Span::new(&self);
            let mut exchange = Exchange::new(&self, &headers);
            let mut outcome = span.around(exchange.run()).await;
            span.end(&outcome);
            if let Ok(reply) = &mut outcome
                && self.body.replays()
            {
                reply.again = Some(self);
            }
            outcome
        })
    }
}

/// A request on its way.
struct Exchange<'r> {
    request: &'r Prepared,
    headers: &'r HeaderMap,
    policy: Policy,
    clock: Option<Arc<dyn Clock>>,
    began: Duration,
    attempts: u32,
    /// The tokens of the last attempt.
    used: Vec<Used>,
    renewed: bool,
    /// Whether redirects led the last attempt to another server, or made another request of it.
    elsewhere: bool,
    /// What the last attempt is about to end with, while there may come a body to it.
    told: Option<Box<StatusError>>,
}

impl<'r> Exchange<'r> {
    fn new(request: &'r Prepared, headers: &'r HeaderMap) -> Self {
        let clock = request.draft.core.clock();
        Self {
            request,
            headers,
            policy: request.draft.options.policy.or(request.draft.core.policy()),
            began: clock.as_ref().map_or(Duration::ZERO, Clock::now),
            clock,
            attempts: 0,
            used: Vec::new(),
            renewed: false,
            elsewhere: false,
            told: None,
        }
    }

    async fn run(&mut self) -> Result<Reply, Fault> {
        loop {
            self.attempts = self.attempts.saturating_add(1);
            let mut outcome = self.attempt().await;
            match &mut outcome {
                Ok(reply) => reply.received.attempts = self.attempts,
                Err(fault) => fault.locate(&self.request.draft.target, self.attempts),
            }
            if self.renew(&outcome) {
                continue;
            }
            let wait = self.wait(&outcome);
            let Some((wait, clock)) = wait.zip(self.clock.as_ref()) else {
                return outcome;
            };
            clock.sleep(wait).await;
        }
    }

    /// Whether to try at once with another token: the server did not take the one it got.
    fn renew(&mut self, outcome: &Result<Reply, Fault>) -> bool {
        let refused = failure(outcome) == Some(StatusCode::UNAUTHORIZED);
        // Another server got no token, and another request was processed before.
        if self.renewed || self.elsewhere || !refused {
            return false;
        }
        self.used.iter().for_each(Used::refuse);
        self.renewed = true;
        !self.used.is_empty() && self.request.body.replays()
    }

    /// How long to wait before trying again, if that may help and do no harm.
    fn wait(&self, outcome: &Result<Reply, Fault>) -> Option<Duration> {
        let (harmless, asked) = match outcome {
            Err(Fault::Transport(error)) => match error.kind() {
                TransportErrorKind::Connect => (true, None),
                TransportErrorKind::Cut | TransportErrorKind::Timeout => (false, None),
                TransportErrorKind::TooLarge | TransportErrorKind::Other => return None,
            },
            outcome => {
                let status = failure(outcome)?;
                let asked = received(outcome).and_then(|received| received.retry_after);
                is_transient(status).then_some((false, asked))?
            }
        };
        let retry = self.policy.retry();
        let repeats = || {
            let options = &self.request.draft.options.headers;
            retry.repeats(
                &self.request.draft.target.method,
                &self.request.draft.headers,
            ) || retry.repeats(&self.request.draft.target.method, options)
        };
        if !self.request.body.replays() || !(harmless || repeats()) {
            return None;
        }
        let wait = retry.wait(self.attempts, self.elapsed(), asked)?;
        self.left().is_none_or(|left| wait < left).then_some(wait)
    }

    fn elapsed(&self) -> Duration {
        let now = self.clock.as_ref().map(Clock::now);
        now.unwrap_or_default().saturating_sub(self.began)
    }

    /// What is left of the time for the whole request.
    fn left(&self) -> Option<Duration> {
        let timeout = self.policy.timeout?;
        Some(timeout.saturating_sub(self.elapsed()))
    }

    async fn attempt(&mut self) -> Result<Reply, Fault> {
        let limit = self.policy.attempt(self.left());
        let before = self.elapsed();
        let clock = self.clock.clone();
        let alarm = clock.filter(|_| limit < Duration::MAX);
        let alarm = alarm.map(|clock| clock.limit(limit));
        let attempt = within(alarm, pin!(self.send(limit))).await;
        let outcome = attempt.unwrap_or_else(|| match self.told.take() {
            Some(error) => Err(Fault::Status(error)),
            None => Err(too_slow(limit).into()),
        });
        let after = Attempt {
            target: &self.request.draft.target,
            number: self.attempts,
            head: received(&outcome).map(|it| (it.status, &it.headers)),
            failure: match &outcome {
                Err(Fault::Transport(error)) => Some(error),
                _ => None,
            },
            elapsed: self
                .clock
                .is_some()
                .then(|| self.elapsed().saturating_sub(before)),
        };
        for hook in self.request.draft.core.hooks() {
            hook.after(&after).await;
        }
        outcome
    }

    async fn send(&mut self, limit: Duration) -> Result<Reply, Fault> {
        self.told = None;
        let clock = self.clock.as_deref();
        let sent = self.request.request(self.headers, limit, clock).await;
        let (mut request, used) = sent?;
        self.used = used;
        let before = Attempt {
            target: &self.request.draft.target,
            number: self.attempts,
            head: None,
            failure: None,
            elapsed: None,
        };
        for hook in self.request.draft.core.hooks() {
            let done = hook.before(&before, &mut request).await;
            done.map_err(stopped)?;
        }
        let response = self.request.draft.core.transport().send(request).await?;
        let (head, body) = response.into_parts();
        self.elsewhere = head.extensions.get::<Elsewhere>().is_some();
        let received = Received {
            target: self.request.draft.target.clone(),
            status: head.status,
            retry_after: retry_after(&head.headers, || clock.map(Clock::date)),
            headers: head.headers,
            ..Received::default()
        };
        self.read(received, body).await
    }

    /// What a response is, with as much of its body as is read here.
    async fn read(&mut self, mut received: Received, body: Body) -> Result<Reply, Fault> {
        let cases = &self.request.draft.cases;
        let (success, case) = cases.pick(received.status);
        let Some(case) = case else {
            // The status says more than a body that is cut or does not come, so what there is of it will do.
            self.told = Some(Box::new(StatusError(received.clone())));
            (received.body, _) = body.collect(KEPT).await;
            return Err(Fault::Status(Box::new(StatusError(received))));
        };
        let mut stream = Body::empty();
        if success && (cases.streamed)(case, &received.headers) {
            stream = body;
        } else {
            let limit = self.policy.response();
            received.body = whole(&received.headers, body, limit).await?;
        }
        Ok(Reply {
            received,
            success,
            case,
            stream,
            again: None,
        })
    }
}

/// All of a body, if it is no larger than `limit`.
async fn whole(
    headers: &HeaderMap,
    body: Body,
    limit: usize,
) -> Result<bytes::Bytes, TransportError> {
    let length = headers.get(CONTENT_LENGTH).and_then(|it| it.to_str().ok());
    let length = length.and_then(|it| it.parse::<u64>().ok());
    // A response to HEAD has the length of a body that does not come.
    let comes = http_body::Body::size_hint(&body).upper() != Some(0);
    if comes && length.is_some_and(|length| length > limit as u64) {
        return Err(too_large(limit));
    }
    match body.collect(limit.saturating_add(1)).await {
        (_, Some(error)) => Err(error),
        (bytes, None) if bytes.len() > limit => Err(too_large(limit)),
        (bytes, None) => Ok(bytes),
    }
}

fn too_large(limit: usize) -> TransportError {
    let why = format!("more than the limit of {limit} bytes");
    TransportError::new(TransportErrorKind::TooLarge, why)
}

fn too_slow(limit: Duration) -> TransportError {
    let why = format!("more than the limit of {limit:?}");
    TransportError::new(TransportErrorKind::Timeout, why)
}

fn stopped(why: super::BoxError) -> RequestError {
    let error = RequestError::new(RequestErrorKind::Hook, "a hook stopped the request");
    error.because(Arc::new(why))
}

/// The response, if there is one.
pub(super) fn received(outcome: &Result<Reply, Fault>) -> Option<&Received> {
    match outcome {
        Ok(reply) => Some(&reply.received),
        Err(Fault::Status(error)) => Some(&error.0),
        Err(Fault::Transport(_) | Fault::Request(_)) => None,
    }
}

/// The status of a response that is no success.
fn failure(outcome: &Result<Reply, Fault>) -> Option<StatusCode> {
    match outcome {
        Ok(reply) if reply.success => None,
        outcome => received(outcome).map(|received| received.status),
    }
}
