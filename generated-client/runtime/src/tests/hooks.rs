//! Hooks, client-wide headers, credentials of one request, limits.

use std::{
    sync::{Arc, Mutex},
    task::{Context, Waker},
    time::Duration,
};

use http::{HeaderValue, StatusCode};

use super::{builder, now};
use crate::runtime::{
    Attempt, Body, BoxError, BoxFuture, Call, ClientCore, Empty, Error, Hook, NoError, Options,
    RequestErrorKind, Retry, Stream, Text, Transport, TransportError, TransportErrorKind,
    testing::{ManualClock, Recorder},
};

type Request = Call<Text, NoError>;
type Change = fn(Options) -> Options;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>, Option<&'static str>);

impl Log {
    fn add(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }

    fn lines(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Hook for Log {
    async fn before(
        &self,
        attempt: &Attempt<'_>,
        request: &mut http::Request<Body>,
    ) -> Result<(), BoxError> {
        assert!(attempt.status().is_none() && attempt.failure().is_none());
        assert!(attempt.elapsed().is_none());
        let (method, template) = (attempt.method(), attempt.template());
        let token = request.headers()["authorization"].to_str()?;
        self.add(format!("{method} {template} {} {token}", attempt.number()));
        let number = HeaderValue::from(attempt.number());
        request.headers_mut().insert("x-attempt", number);
        self.1.map_or(Ok(()), |why| Err(why.into()))
    }

    async fn after(&self, attempt: &Attempt<'_>) {
        assert_eq!(attempt.elapsed(), Some(Duration::ZERO));
        self.add(format!(
            "{} {:?} {:?} {:?}",
            attempt.number(),
            attempt.status().map(|status| status.as_u16()),
            attempt.headers().map(http::HeaderMap::len),
            attempt.failure().map(TransportError::kind),
        ));
    }
}

struct Set {
    recorder: Recorder,
    clock: ManualClock,
    log: Log,
    core: ClientCore,
}

fn set(log: Log) -> Set {
    let (recorder, clock) = (Recorder::new(), ManualClock::new());
    let builder = builder().transport(recorder.clone()).clock(clock.clone());
    let builder = builder.token("T").hook(log.clone()).hook(());
    Set {
        recorder,
        clock,
        log,
        core: builder.build().unwrap().0,
    }
}

/// A hook need not do anything.
impl Hook for () {}

#[test]
fn a_hook_sees_and_changes_each_attempt() {
    let set = set(Log::default());
    set.recorder
        .fail(TransportError::new(TransportErrorKind::Cut, "cut"));
    set.recorder.json(StatusCode::SERVICE_UNAVAILABLE, "");
    set.recorder.json(StatusCode::OK, "body");
    let request = Request::get(&set.core, "/x/{id}").path("id", "secret");
    now(request.auth(&[&["bearer"]]).send()).unwrap();
    assert_eq!(
        set.log.lines(),
        [
            "GET /x/{id} 1 Bearer T",
            "1 None None Some(Cut)",
            "GET /x/{id} 2 Bearer T",
            "2 Some(503) Some(1) None",
            "GET /x/{id} 3 Bearer T",
            "3 Some(200) Some(1) None",
        ]
    );
    let numbers: Vec<_> = set
        .recorder
        .requests()
        .iter()
        .map(|request| request.headers["x-attempt"].clone())
        .collect();
    assert_eq!(numbers, ["1", "2", "3"]);
    assert_eq!(set.clock.sleeps().len(), 2);
}

/// Answers after two seconds.
struct Slow(ManualClock);

impl Transport for Slow {
    fn send(
        &self,
        _: http::Request<Body>,
    ) -> BoxFuture<Result<http::Response<Body>, TransportError>> {
        self.0.advance(Duration::from_secs(2));
        Box::pin(async { Ok(http::Response::new(Body::empty())) })
    }
}

#[test]
fn a_hook_can_measure() {
    #[derive(Clone, Default)]
    struct Measure(Arc<Mutex<Option<Duration>>>);
    impl Hook for Measure {
        async fn after(&self, attempt: &Attempt<'_>) {
            *self.0.lock().unwrap() = attempt.elapsed();
        }
    }
    let (clock, measure) = (ManualClock::new(), Measure::default());
    let builder = builder().transport(Slow(clock.clone()));
    let core = builder
        .clock(clock)
        .hook(measure.clone())
        .build()
        .unwrap()
        .0;
    now(Request::get(&core, "/x").send()).unwrap();
    assert_eq!(*measure.0.lock().unwrap(), Some(Duration::from_secs(2)));
}

#[test]
fn a_hook_can_stop_a_request() {
    let set = set(Log(Arc::default(), Some("not today")));
    let request = Request::get(&set.core, "/x").auth(&[&["bearer"]]);
    let error = now(request.send()).unwrap_err();
    assert_eq!(error.to_string(), "GET /x: a hook stopped the request");
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "not today");
    assert!(matches!(error, Error::Request(it) if it.kind() == RequestErrorKind::Hook));
    assert!(set.recorder.requests().is_empty());
    assert_eq!(set.log.lines().len(), 2);
}

#[test]
fn headers_of_the_client_give_way() {
    let recorder = Recorder::new();
    recorder.json(StatusCode::OK, "");
    let builder = builder().transport(recorder.clone()).token("T");
    let builder = builder
        .header("x-all", "client")
        .header("x-operation", "client")
        .header("X-Options", "client")
        .header("authorization", "client")
        .user_agent("mine/1");
    assert!(!format!("{builder:?}").contains("\"client\""));
    let core = builder.build().unwrap().0;
    assert!(!format!("{core:?}").contains("\"client\""));
    let request = Request::get(&core, "/x")
        .header("x-operation", "operation")
        .auth(&[&["bearer"]])
        .with_options(|o| o.header("x-options", "options"));
    now(request.send()).unwrap();
    let sent = recorder.requests().remove(0).headers;
    for (name, value) in [
        ("x-all", "client"),
        ("x-operation", "operation"),
        ("x-options", "options"),
        ("authorization", "Bearer T"),
        ("user-agent", "mine/1"),
    ] {
        assert_eq!(sent[name], value, "{name}");
    }
}

#[test]
fn headers_that_cannot_be_sent_make_no_client() {
    for (name, value, why) in [
        ("x y", "v", "a header has an invalid name"),
        (
            "x",
            "a\nb",
            "header `x` has a character that a header cannot hold",
        ),
    ] {
        let built = builder().header(name, value).build();
        assert_eq!(built.err().unwrap().to_string(), why);
    }
}

#[test]
fn a_request_can_have_credentials_of_its_own() {
    let cases: [(Change, _, _); 4] = [
        (|o| o, Some("Bearer client"), None),
        (|o| o.token("own"), Some("Bearer own"), None),
        // The alternative that the credential is for, although the client could satisfy the first one.
        (|o| o.credential("header", "K"), None, Some("K")),
        (
            |o| o.credential("basic", "u:p"),
            Some("Bearer client"),
            None,
        ),
    ];
    for (change, authorization, key) in cases {
        let recorder = Recorder::new();
        recorder.json(StatusCode::OK, "");
        let builder = builder().transport(recorder.clone());
        let core = builder.token("client").build().unwrap().0;
        let request = Request::get(&core, "/x").auth(&[&["bearer"], &["header"]]);
        now(request.with_options(change).send()).unwrap();
        let sent = recorder.requests().remove(0).headers;
        let header = |name| sent.get(name).map(|value| value.to_str().unwrap());
        assert_eq!(
            (header("authorization"), header("x-key")),
            (authorization, key)
        );
    }
    // A client without credentials suffices.
    let recorder = Recorder::new();
    recorder.json(StatusCode::OK, "");
    let core = super::client(&recorder);
    let request = Request::get(&core, "/x").auth(&[&["query"]]);
    now(request.with_options(|o| o.credential("query", "K")).send()).unwrap();
    assert_eq!(recorder.requests()[0].uri.query(), Some("api%20key=K"));

    for (scheme, credential) in [("none", "K"), ("header", ""), ("basic", "SECRET")] {
        let request = Request::get(&core, "/x");
        let request = request.with_options(|o| o.credential(scheme, credential));
        let error = now(request.send()).unwrap_err();
        assert!(matches!(&error, Error::Request(it) if it.kind() == RequestErrorKind::Credential));
        assert!(error.to_string().contains(scheme) && !error.to_string().contains("SECRET"));
    }
    let options = format!("{:?}", Options::default().token("SECRET"));
    assert!(!options.contains("SECRET"), "{options}");
}

#[test]
fn a_response_has_a_limit() {
    let respond = |length: Option<&'static str>, body: Body| {
        let recorder = Recorder::new();
        let mut response = http::Response::new(body);
        if let Some(length) = length {
            let length = HeaderValue::from_static(length);
            response.headers_mut().insert("content-length", length);
        }
        recorder.respond(response);
        let builder = super::builder().transport(recorder.clone());
        (builder.response_limit(4).build().unwrap().0, recorder)
    };
    let streamed = |text: &'static str| Body::wrap(Body::from(text));
    for (length, body) in [
        (None, streamed("12345")),
        (Some("5"), streamed("12345")),
        // The body is not even read.
        (Some("99999999999"), Body::stream(Forever)),
    ] {
        let (core, recorder) = respond(length, body);
        let error = now(Request::get(&core, "/x").send()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "GET /x: the response is too large: more than the limit of 4 bytes"
        );
        assert!(!error.is_retryable());
        assert_eq!((error.attempts(), recorder.requests().len()), (1, 1));
    }
    for (length, body) in [
        (None, streamed("1234")),
        (Some("4"), streamed("1234")),
        (None, Body::empty()),
        // The headers of a response to HEAD, whose body is not sent.
        (Some("99"), Body::empty()),
    ] {
        let (core, _) = respond(length, body);
        now(Request::get(&core, "/x").send()).unwrap();
    }
    // One request can have another limit, and a body that the caller reads has none.
    let (core, _) = respond(None, streamed("12345"));
    let request = Request::get(&core, "/x").with_options(|o| o.response_limit(5));
    assert_eq!(now(request.send()).unwrap().into_inner(), "12345");
    let (core, _) = respond(None, streamed("12345"));
    let body = now(Call::<Stream, NoError>::get(&core, "/x").send()).unwrap();
    assert_eq!(now(body.into_inner().bytes()).unwrap(), "12345");
}

/// A body that is never ready.
struct Forever;

impl futures_core::Stream for Forever {
    type Item = Result<bytes::Bytes, std::io::Error>;
    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Pending
    }
}

/// A server that never answers, or answers with a body that never arrives.
struct Silent(bool);

impl Transport for Silent {
    fn send(
        &self,
        _: http::Request<Body>,
    ) -> BoxFuture<Result<http::Response<Body>, TransportError>> {
        let head = self.0;
        Box::pin(async move {
            if head {
                return Ok(http::Response::new(Body::stream(Forever)));
            }
            std::future::pending().await
        })
    }
}

#[test]
fn time_has_limits() {
    let secs = Duration::from_secs;
    let cases: [(bool, &str, Change, &[u64], u32); 5] = [
        // Each attempt by itself.
        (false, "GET", |o| o, &[360], 1),
        (true, "GET", |o| o, &[360], 1),
        (
            false,
            "PUT",
            |o| o.attempt_timeout(Duration::from_secs(10)),
            &[10, 10, 10],
            3,
        ),
        (
            true,
            "POST",
            |o| o.attempt_timeout(Duration::from_secs(10)),
            &[10],
            1,
        ),
        // Both attempts together.
        (
            false,
            "GET",
            |o| {
                let at_once = Retry::new().backoff(Duration::ZERO, Duration::ZERO);
                let o = o.attempt_timeout(Duration::from_secs(10)).retry(at_once);
                o.timeout(Duration::from_secs(15))
            },
            &[10, 5],
            2,
        ),
    ];
    for (head, method, change, steps, attempts) in cases {
        let clock = ManualClock::new();
        let builder = builder().transport(Silent(head)).clock(clock.clone());
        let core = builder.build().unwrap().0;
        let method = http::Method::from_bytes(method.as_bytes()).unwrap();
        let call = Call::<Text, NoError>::new(&core, method, "/x").with_options(change);
        let mut sending = Box::pin(call.send());
        let mut context = Context::from_waker(Waker::noop());
        for step in steps {
            assert!(sending.as_mut().poll(&mut context).is_pending());
            clock.advance(secs(*step).saturating_sub(Duration::from_millis(1)));
            assert!(
                sending.as_mut().poll(&mut context).is_pending(),
                "{steps:?}"
            );
            clock.advance(Duration::from_millis(1));
        }
        let std::task::Poll::Ready(Err(error)) = sending.as_mut().poll(&mut context) else {
            panic!("it still waits: {steps:?}");
        };
        assert!(error.is_timeout() && error.is_retryable());
        assert_eq!(error.attempts(), attempts);
        assert!(error.to_string().contains("/x: timed out"), "{error}");
    }
}

#[test]
fn what_is_left_to_the_caller_is_limited_to_its_head() {
    let clock = ManualClock::new();
    let builder = builder().transport(Silent(true)).clock(clock.clone());
    let core = builder.timeout(Duration::from_secs(5)).build().unwrap().0;
    let mut body = now(Call::<Stream, NoError>::get(&core, "/x").send()).unwrap();
    clock.advance(Duration::from_secs(1000));
    let mut next = Box::pin(body.next());
    let mut context = Context::from_waker(Waker::noop());
    assert!(next.as_mut().poll(&mut context).is_pending());
}

/// Treats the longest possible duration as no limit.
#[test]
fn no_limit_is_a_limit_too() {
    let recorder = Recorder::new();
    recorder.json(StatusCode::OK, "");
    let builder = builder().transport(recorder).clock(ManualClock::new());
    let builder = builder
        .timeout(Duration::MAX)
        .attempt_timeout(Duration::MAX);
    let core = builder.response_limit(usize::MAX).build().unwrap().0;
    now(Call::<Empty, NoError>::get(&core, "/x").send()).unwrap();
}
