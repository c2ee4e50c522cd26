//! The exchange of a prepared request: attempts, limits, waits, and the renewal of credentials.

#[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
pub mod blocking;
#[cfg(all(feature = "reqwest", target_arch = "wasm32"))]
pub(crate) mod browser_clock;
pub(crate) mod budget;
pub(crate) mod clock;
pub(crate) mod fault;
pub(crate) mod hook;
pub(crate) mod later;
#[cfg(feature = "testing")]
pub(crate) mod manual_clock;
pub(crate) mod policy;
#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
pub(crate) mod redirect;
pub(crate) mod retry;
pub(crate) mod secrets;
pub(crate) mod trace;
pub(crate) mod words;

use std::{pin::pin, sync::Arc, time::Duration};

use http::{HeaderMap, HeaderValue, Method, StatusCode, header::CONTENT_LENGTH};

use crate::runtime::{
    Attempt, Body, BoxFuture, Clock, RequestError, RequestErrorKind, StatusError, TransportError,
    TransportErrorKind, Upgraded,
    body::upload::Upload,
    credentials::auth::Used,
    exchange::clock::within,
    exchange::fault::Fault,
    exchange::later::Later,
    exchange::policy::Policy,
    exchange::secrets::Secrets,
    exchange::trace::Span,
    exchange::words::words,
    request::prepared_request::PreparedRequest,
    response::decode::RawResponse,
    response::kept::KeptResponse,
    stream::idle,
    transport::{Elsewhere, Limit},
};

/// The number of bytes that are kept of an undocumented body. It is for people to read, and may be a whole page
/// from a proxy.
const KEPT: usize = 64 * 1024;

impl PreparedRequest {
    /// Sends the request, as often as needed and allowed, and reads the response's body unless the caller reads
    /// it. `headers` are added to the request's own, and replace those of the same name.
    ///
    /// Must not be called again when the body does not
    /// [replay](crate::runtime::request::prepared_request::Source::replays).
    pub(crate) fn exchange(
        self: Arc<Self>,
        headers: HeaderMap,
    ) -> BoxFuture<Result<RawResponse, Fault>> {
        Box::pin(async move {
            let span = Span::new(&self);
            let mut exchange = Exchange::new(&self, &headers, &span);
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

/// A request that is being sent.
struct Exchange<'r> {
    request: &'r PreparedRequest,
    headers: &'r HeaderMap,
    span: &'r Span,
    policy: Policy,
    clock: Option<Arc<dyn Clock>>,
    began: Duration,
    attempts: u32,
    /// The tokens that the last attempt used.
    used: Vec<Used>,
    secrets: Secrets,
    renewed: bool,
    /// Whether a retry was taken from the client's budget.
    retried: bool,
    /// Whether redirects led the last attempt to another server, or to another request of the same server.
    elsewhere: bool,
    /// The error to return if time runs out while the body of an undocumented response is read.
    told: Option<Box<StatusError>>,
    /// The connection of the last attempt, if the server has switched to another protocol on it.
    upgraded: Option<Upgraded>,
}

impl<'r> Exchange<'r> {
    fn new(request: &'r PreparedRequest, headers: &'r HeaderMap, span: &'r Span) -> Self {
        let clock = request.builder.core.clock();
        Self {
            request,
            headers,
            span,
            policy: request
                .builder
                .options
                .policy
                .or(request.builder.core.policy()),
            began: clock.as_ref().map_or(Duration::ZERO, Clock::now),
            clock,
            attempts: 0,
            used: Vec::new(),
            secrets: Secrets::default(),
            renewed: false,
            retried: false,
            elsewhere: false,
            told: None,
            upgraded: None,
        }
    }

    async fn run(&mut self) -> Result<RawResponse, Fault> {
        loop {
            self.attempts = self.attempts.saturating_add(1);
            let mut outcome = self.attempt().await;
            match &mut outcome {
                Ok(reply) => reply.received.attempts = self.attempts,
                Err(fault) => fault.locate(&self.request.builder.target, self.attempts),
            }
            if self.renew(&outcome) {
                continue;
            }
            let wait = self.wait(&outcome);
            let Some((wait, clock)) = wait.zip(self.clock.clone()) else {
                self.settle(&outcome);
                return outcome;
            };
            if !self.request.builder.core.budget().take() {
                self.span.spent();
                return outcome;
            }
            self.retried = true;
            self.span.again(wait, self.attempts, &outcome);
            clock.sleep(wait).await;
        }
    }

    /// Gives back to the client's budget if the server processed the request.
    fn settle(&self, outcome: &Result<RawResponse, Fault>) {
        if received(outcome).is_some_and(|received| !received.later.may_pass) {
            self.request.builder.core.budget().give_back(self.retried);
        }
    }

    /// Returns whether to try at once with another token, because the server refused the last one.
    fn renew(&mut self, outcome: &Result<RawResponse, Fault>) -> bool {
        let refused = failure(outcome) == Some(StatusCode::UNAUTHORIZED);
        // Another server got no token, and the first server has processed the request already.
        if self.renewed || self.elsewhere || !refused {
            return false;
        }
        self.used.iter().for_each(Used::refuse);
        self.renewed = true;
        !self.used.is_empty() && self.request.body.replays()
    }

    /// Returns the wait before another attempt, if one may help and does no harm.
    fn wait(&self, outcome: &Result<RawResponse, Fault>) -> Option<Duration> {
        let retry = self.policy.retry();
        let (harmless, asked) = match outcome {
            Err(Fault::Transport(error)) => match error.kind() {
                TransportErrorKind::Connect => (true, None),
                TransportErrorKind::Cut | TransportErrorKind::Timeout => (false, None),
                TransportErrorKind::TooLarge
                | TransportErrorKind::Redirect
                | TransportErrorKind::Body
                | TransportErrorKind::Other => return None,
            },
            outcome => {
                failure(outcome)?;
                let later = received(outcome)?.later;
                let untouched = later.untouched && retry.believes() && !self.elsewhere;
                later.may_pass.then_some((untouched, later.after))?
            }
        };
        let builder = &self.request.builder;
        let repeats = || retry.repeats(&builder.target.method) || builder.has_key();
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

    /// Returns the time that is left for the whole request.
    fn left(&self) -> Option<Duration> {
        let timeout = self.policy.timeout?;
        Some(timeout.saturating_sub(self.elapsed()))
    }

    async fn attempt(&mut self) -> Result<RawResponse, Fault> {
        let limit = self.policy.attempt(self.left());
        let before = self.elapsed();
        let clock = self.clock.clone();
        let alarm = clock.filter(|_| limit < Duration::MAX);
        let alarm = alarm.map(|clock| clock.limit(limit));
        let attempt = within(alarm, pin!(self.send(limit))).await;
        let outcome = attempt.unwrap_or_else(|| match self.told.take() {
            Some(error) => Err(Fault::Status(error)),
            None => Err(self.too_slow(limit).into()),
        });
        let after = Attempt {
            target: &self.request.builder.target,
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
        for hook in self.request.builder.core.hooks() {
            hook.after(&after).await;
        }
        outcome
    }

    /// Creates the error for a limit, and names the limit as it was set: its remainder means nothing to the
    /// caller.
    fn too_slow(&self, limit: Duration) -> TransportError {
        let why = match self.policy.timeout {
            Some(timeout) if limit < self.policy.attempt(None) => {
                format!("more than the request's limit of {timeout:?}")
            }
            _ => format!("more than the attempt's limit of {limit:?}"),
        };
        TransportError::new(TransportErrorKind::Timeout, Limit(why))
    }

    async fn send(&mut self, limit: Duration) -> Result<RawResponse, Fault> {
        self.told = None;
        let clock = self.clock.as_deref();
        let sent = self.request.request(self.headers, limit, clock).await;
        let (mut request, used) = sent?;
        self.used = used;
        let before = Attempt {
            target: &self.request.builder.target,
            number: self.attempts,
            head: None,
            failure: None,
            elapsed: None,
        };
        for hook in self.request.builder.core.hooks() {
            let done = hook.before(&before, &mut request).await;
            done.map_err(stopped)?;
        }
        declare_empty(&mut request);
        self.secrets = Secrets::of(&request, &self.request.uri);
        let mut upload = Upload::default();
        let request = request.map(|body| upload.watch(body));
        let response = self.request.builder.core.transport().send(request).await;
        let (mut head, body) = response.map_err(|it| upload.explain(it))?.into_parts();
        self.upgraded = Upgraded::take(&mut head.extensions);
        let redirected = head.extensions.get::<Elsewhere>().copied();
        self.elsewhere = redirected.is_some();
        let received = KeptResponse {
            target: self.request.builder.target.clone(),
            status: head.status,
            later: Later::new(head.status, &head.headers, || clock.map(Clock::date)),
            headers: head.headers,
            redirected,
            ..KeptResponse::default()
        };
        self.read(received, body).await
    }

    /// Reads the response, with as much of its body as is not left to the caller.
    async fn read(&mut self, mut received: KeptResponse, body: Body) -> Result<RawResponse, Fault> {
        let cases = &self.request.builder.cases;
        let (success, case) = cases.pick(received.status);
        let Some(case) = case else {
            // The status matters more than a body that is cut or never arrives, so any part of the body will
            // do.
            self.told = Some(Box::new(StatusError(received.clone())));
            (received.body, _) = body.collect(KEPT).await;
            received.words = words(&received.headers, &received.body, &self.secrets);
            return Err(Fault::Status(Box::new(StatusError(received))));
        };
        let mut stream = Body::empty();
        if success && (cases.streamed)(case, &received.headers) {
            stream = idle::watched(body, self.clock.clone(), self.policy.idle());
        } else {
            let limit = self.policy.response();
            received.body = whole(&received.headers, body, limit).await?;
            if !success {
                received.words = words(&received.headers, &received.body, &self.secrets);
            }
        }
        Ok(RawResponse {
            received,
            success,
            case,
            tolerant: self.policy.tolerant(),
            stream,
            upgraded: self.upgraded.take(),
            secrets: std::mem::take(&mut self.secrets),
            again: None,
        })
    }
}

/// Reads a whole body that is no larger than `limit`.
async fn whole(
    headers: &HeaderMap,
    body: Body,
    limit: usize,
) -> Result<bytes::Bytes, TransportError> {
    let length = headers.get(CONTENT_LENGTH).and_then(|it| it.to_str().ok());
    let length = length.and_then(|it| it.parse::<u64>().ok());
    // A response to HEAD has the length of a body that is not sent.
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

/// Declares an empty body where servers require a length (RFC 9110, section 8.6).
fn declare_empty(request: &mut http::Request<Body>) {
    let takes = [Method::POST, Method::PUT, Method::PATCH].contains(request.method());
    if takes && http_body::Body::size_hint(request.body()).exact() == Some(0) {
        let none = HeaderValue::from_static("0");
        request.headers_mut().insert(CONTENT_LENGTH, none);
    }
}

fn too_large(limit: usize) -> TransportError {
    let why = Limit(format!("more than the limit of {limit} bytes"));
    TransportError::new(TransportErrorKind::TooLarge, why)
}

fn stopped(why: crate::runtime::BoxError) -> RequestError {
    let error = RequestError::new(RequestErrorKind::Hook, "a hook stopped the request");
    error.because(Arc::new(why))
}

/// Returns the response, if there is one.
pub(crate) fn received(outcome: &Result<RawResponse, Fault>) -> Option<&KeptResponse> {
    match outcome {
        Ok(reply) => Some(&reply.received),
        Err(Fault::Status(error)) => Some(&error.0),
        Err(Fault::Transport(_) | Fault::Request(_)) => None,
    }
}

/// Returns the status of a response that is not a success.
fn failure(outcome: &Result<RawResponse, Fault>) -> Option<StatusCode> {
    match outcome {
        Ok(reply) if reply.success => None,
        outcome => received(outcome).map(|received| received.status),
    }
}
