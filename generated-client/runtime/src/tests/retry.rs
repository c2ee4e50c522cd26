//! Retries: the requests that are sent again, the waits, and the reports.

use std::{
    future::Future as _,
    time::{Duration, SystemTime},
};

use http::{HeaderValue, Method, StatusCode};

use super::{builder, now};
use crate::runtime::{
    Body, Call, ClientCore, Error, NoError, OptionalExtension, Options, Retry, Text,
    TransportError, TransportErrorKind,
    testing::{ManualClock, Recorder},
};

type Request = Call<Text, NoError>;
type Failure = Error<std::convert::Infallible>;

type Answer<'a> = (u16, &'a [(&'static str, &'a str)]);

const DOWN: Answer<'static> = (503, &[]);

struct Set {
    recorder: Recorder,
    clock: ManualClock,
    core: ClientCore,
}

/// Returns a client whose server answers with these statuses and headers.
fn set(answers: &[Answer<'_>]) -> Set {
    let recorder = Recorder::new();
    for (status, headers) in answers {
        let mut response = http::Response::new(Body::from("body"));
        *response.status_mut() = StatusCode::from_u16(*status).unwrap();
        for (name, value) in *headers {
            let value = HeaderValue::from_str(value).unwrap();
            response.headers_mut().insert(*name, value);
        }
        recorder.respond(response);
    }
    with(recorder)
}

fn with(recorder: Recorder) -> Set {
    let clock = ManualClock::new();
    let builder = builder().transport(recorder.clone()).clock(clock.clone());
    let core = builder.build().unwrap().0;
    Set {
        recorder,
        clock,
        core,
    }
}

impl Set {
    fn send(&self, method: &Method) -> Result<(), Failure> {
        self.send_with(method, |options| options)
    }

    fn send_with(
        &self,
        method: &Method,
        options: impl FnOnce(Options) -> Options,
    ) -> Result<(), Failure> {
        let call = Request::new(&self.core, method.clone(), "/x").body("text/plain", "in memory");
        now(call.with_options(options).send()).map(|_| ())
    }

    fn sent(&self) -> usize {
        self.recorder.requests().len()
    }
}

#[test]
fn what_may_pass_is_sent_again() {
    for status in [408, 429, 500, 502, 503, 504] {
        let set = set(&[(status, &[]), (status, &[]), (200, &[])]);
        set.send(&Method::GET).unwrap();
        assert_eq!((set.sent(), set.clock.sleeps().len()), (3, 2), "{status}");
        let bodies = set.recorder.requests();
        assert!(bodies.iter().all(|request| request.body == "in memory"));
    }
    for status in [301, 400, 401, 404, 409, 425, 501, 505] {
        let set = set(&[(status, &[]), (200, &[])]);
        let error = set.send(&Method::GET).unwrap_err();
        assert_eq!((set.sent(), error.attempts()), (1, 1), "{status}");
        assert!(!error.is_retryable() && !error.to_string().contains("attempts"));
    }
}

#[test]
fn the_attempts_have_an_end() {
    let set = set(&[(503, &[("x-request-id", "R1")][..]); 5]);
    let error = set.send(&Method::GET).unwrap_err();
    assert_eq!((set.sent(), error.attempts()), (3, 3));
    assert!(error.is_retryable());
    assert_eq!(error.request_id(), Some("R1"));
    assert_eq!(
        error.to_string(),
        "GET /x: 503 Service Unavailable (3 attempts): a status that is not documented: body"
    );

    for (retry, sent) in [
        (Retry::never(), 1),
        (Retry::new().attempts(0), 1),
        (Retry::new().attempts(2), 2),
        (Retry::new().total(Duration::ZERO), 1),
    ] {
        let attempts = u32::try_from(sent).unwrap();
        let set = self::set(&[DOWN; 5]);
        let error = set.send_with(&Method::GET, |o| o.retry(retry)).unwrap_err();
        assert_eq!(
            (set.sent(), error.attempts()),
            (sent, attempts),
            "{retry:?}"
        );
    }
}

#[test]
fn only_what_does_no_harm_is_repeated() {
    let again = ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY"];
    let once = ["POST", "PATCH", "PURGE"];
    for (methods, sent) in [(&again[..], 2), (&once[..], 1)] {
        for method in methods {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let set = set(&[(503, &[]), (200, &[])]);
            let _ = set.send(&method);
            assert_eq!(set.sent(), sent, "{method}");

            for kind in [TransportErrorKind::Cut, TransportErrorKind::Timeout] {
                let set = failing(kind);
                let _ = set.send(&method);
                assert_eq!(set.sent(), sent, "{method} {kind:?}");
            }
            // The server has not seen the request.
            let set = failing(TransportErrorKind::Connect);
            set.send(&method).unwrap();
            assert_eq!(set.sent(), 2, "{method}");
        }
    }
}

fn failing(kind: TransportErrorKind) -> Set {
    let recorder = Recorder::new();
    recorder.fail(TransportError::new(kind, "no"));
    recorder.json(StatusCode::OK, "body");
    with(recorder)
}

#[test]
fn a_key_or_the_caller_makes_it_harmless() {
    let answers: &[Answer<'_>] = &[DOWN, (200, &[])];
    let keyed = set(answers);
    let options = |o: Options| o.header("Idempotency-Key", "K");
    keyed.send_with(&Method::POST, options).unwrap();
    assert_eq!(keyed.sent(), 2);
    let keys = keyed.recorder.requests();
    assert!(
        keys.iter()
            .all(|sent| sent.headers["idempotency-key"] == "K")
    );

    // The key is a parameter of the operation.
    let keyed = set(answers);
    let call = Request::post(&keyed.core, "/x").header("Idempotency-Key", "K");
    now(call.send()).unwrap();
    assert_eq!(keyed.sent(), 2);

    let told = set(answers);
    let retry = Retry::new().any_method();
    told.send_with(&Method::POST, |o| o.retry(retry)).unwrap();
    assert_eq!(told.sent(), 2);
}

#[test]
fn other_failures_are_final() {
    let set = failing(TransportErrorKind::Other);
    let error = set.send(&Method::GET).unwrap_err();
    assert_eq!((set.sent(), error.attempts()), (1, 1));
    assert!(!error.is_retryable());
}

#[test]
fn a_stream_is_sent_once() {
    struct Once(Option<&'static str>);
    impl futures_core::Stream for Once {
        type Item = Result<bytes::Bytes, std::io::Error>;
        fn poll_next(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Ready(self.0.take().map(|text| Ok(text.into())))
        }
    }
    for set in [
        set(&[(503, &[]), (200, &[])]),
        failing(TransportErrorKind::Connect),
    ] {
        let call = Request::put(&set.core, "/x");
        let call = call.body("text/plain", Body::stream(Once(Some("streamed"))));
        let error = now(call.send()).unwrap_err();
        assert_eq!((set.sent(), error.attempts()), (1, 1));
        assert_eq!(set.recorder.requests()[0].body, "streamed");
    }
}

#[test]
fn waits_are_random_and_grow_to_a_limit() {
    let (first, longest) = (Duration::from_millis(100), Duration::from_millis(300));
    let retry = Retry::new().attempts(5).backoff(first, longest);
    let mut all = Vec::new();
    for _ in 0..50 {
        let set = set(&[DOWN; 5]);
        set.send_with(&Method::GET, |o| o.retry(retry)).unwrap_err();
        let sleeps = set.clock.sleeps();
        for (sleep, most) in sleeps.iter().zip([100, 200, 300, 300]) {
            assert!(*sleep <= Duration::from_millis(most), "{sleeps:?}");
        }
        assert_eq!(sleeps.len(), 4);
        all.push(sleeps);
    }
    all.sort();
    all.dedup();
    assert!(all.len() > 40, "they are hardly random");
    // Over 50 requests, each wait has come near its limit.
    for (index, most) in [100, 200, 300, 300].into_iter().enumerate() {
        let longest = all.iter().map(|sleeps| sleeps[index]).max().unwrap();
        assert!(longest > Duration::from_millis(most / 2), "{longest:?}");
    }
}

#[test]
fn the_server_says_when() {
    let secs = Duration::from_secs;
    for (headers, wait) in [
        (&[("retry-after", "7")][..], 7),
        (&[("retry-after", "0")], 0),
        // All three forms of RFC 9110, section 5.6.7, by the server's own time.
        (
            &[
                ("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"),
                ("date", "Sun, 06 Nov 1994 08:49:30 GMT"),
            ],
            7,
        ),
        (
            &[
                ("retry-after", "Sunday, 06-Nov-94 08:49:37 GMT"),
                ("date", "Sun, 06 Nov 1994 08:49:30 GMT"),
            ],
            7,
        ),
        (
            &[
                ("retry-after", "Sun Nov  6 08:49:37 1994"),
                ("date", "Sun, 06 Nov 1994 08:49:30 GMT"),
            ],
            7,
        ),
        // By the client's clock, which starts in 1970.
        (&[("retry-after", "Thu, 01 Jan 1970 00:00:09 GMT")], 9),
        // The date has passed.
        (
            &[
                ("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"),
                ("date", "Sun, 06 Nov 1994 08:50:00 GMT"),
            ],
            0,
        ),
    ] {
        let set = set(&[(429, headers), (200, &[])]);
        set.send(&Method::GET).unwrap();
        assert_eq!(set.clock.sleeps(), [secs(wait)], "{headers:?}");
    }
    // It is no duration of RFC 9110, but servers send it, and mean it.
    let fraction = set(&[(429, &[("retry-after", "1.5")]), (200, &[])]);
    fraction.send(&Method::GET).unwrap();
    assert_eq!(fraction.clock.sleeps(), [Duration::from_millis(1500)]);
    for nonsense in [
        "",
        "soon",
        "-1",
        ".",
        "1.5.5",
        "1e3",
        "Someday, 99 Foo 1994",
    ] {
        let set = set(&[(429, &[("retry-after", nonsense)]), (200, &[])]);
        set.send(&Method::GET).unwrap();
        assert!(
            set.clock.sleeps()[0] <= Duration::from_millis(500),
            "{nonsense}"
        );
    }
}

#[test]
fn what_takes_too_long_is_left_to_the_caller() {
    for after in ["61", "3600", "99999999999999999999999"] {
        let set = set(&[(429, &[("retry-after", after)]), (200, &[])]);
        let error = set.send(&Method::GET).unwrap_err();
        assert_eq!((set.sent(), error.attempts()), (1, 1));
        assert!(set.clock.sleeps().is_empty());
        assert!(error.retry_after().unwrap() > Duration::from_secs(60));
    }
    // Earlier waits count, and so does the timeout of the request.
    let after = ("retry-after", "40");
    let twice = set(&[(429, &[after]), (429, &[after]), (200, &[])]);
    twice.send(&Method::GET).unwrap_err();
    assert_eq!(twice.sent(), 2);
    let hasty = set(&[(429, &[after]), (200, &[])]);
    let options = |o: Options| o.timeout(Duration::from_secs(40));
    let error = hasty.send_with(&Method::GET, options).unwrap_err();
    assert_eq!((hasty.sent(), error.status().unwrap().as_u16()), (1, 429));
    let patient = Retry::new().total(Duration::from_secs(4000));
    let hour = set(&[(429, &[("retry-after", "3600")]), (200, &[])]);
    hour.send_with(&Method::GET, |o| o.retry(patient)).unwrap();
}

#[test]
fn the_date_is_the_clocks() {
    let clock = ManualClock::at(SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777));
    let recorder = Recorder::new();
    let mut response = http::Response::new(Body::empty());
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    let date = HeaderValue::from_static("Sun, 06 Nov 1994 08:49:57 GMT");
    response.headers_mut().insert("retry-after", date);
    recorder.respond(response);
    recorder.json(StatusCode::OK, "");
    let builder = builder().transport(recorder).clock(clock.clone());
    let core = builder.build().unwrap().0;
    now(Request::get(&core, "/x").send()).unwrap();
    assert_eq!(clock.sleeps(), [Duration::from_secs(20)]);
}

/// Runs without a clock, as `now` does not run in tokio.
#[test]
fn without_a_clock_nothing_waits() {
    let recorder = Recorder::new();
    recorder.json(StatusCode::SERVICE_UNAVAILABLE, "");
    let core = super::client(&recorder);
    let error = now(Request::get(&core, "/x").send()).unwrap_err();
    assert_eq!((error.attempts(), recorder.requests().len()), (1, 1));
}

#[test]
fn a_thing_that_is_not_there_is_no_failure() {
    let get = |status| now(Request::get(&set(&[(status, &[])]).core, "/x").send()).optional();
    assert_eq!(get(200).unwrap().unwrap().into_inner(), "body");
    assert!(get(404).unwrap().is_none());
    assert_eq!(get(410).unwrap_err().status().unwrap(), 410);
}

#[test]
fn the_server_has_a_name_for_it() {
    for (headers, id) in [
        (&[("x-request-id", "A"), ("cf-ray", "B")][..], Some("A")),
        (&[("x-amzn-requestid", "A")], Some("A")),
        (&[("cf-ray", "A")], Some("A")),
        (&[("request-id", "A")], Some("A")),
        (&[("x-other", "A")], None),
    ] {
        let error = set(&[(404, headers)]).send(&Method::GET).unwrap_err();
        assert_eq!(error.request_id(), id);
        let found = now(Request::get(&set(&[(200, headers)]).core, "/x").send()).unwrap();
        assert_eq!(found.request_id(), id);
    }
}

/// A body that never arrives.
struct Hangs;

impl futures_core::Stream for Hangs {
    type Item = Result<bytes::Bytes, std::io::Error>;
    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Pending
    }
}

#[test]
fn a_status_says_more_than_a_body_that_does_not_come() {
    let (recorder, clock) = (Recorder::new(), ManualClock::new());
    let mut response = http::Response::new(Body::stream(Hangs));
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    recorder.respond(response);
    let builder = builder().transport(recorder).clock(clock.clone());
    let core = builder.retry(Retry::never()).build().unwrap().0;
    let mut sending = std::pin::pin!(Request::get(&core, "/x").send());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(sending.as_mut().poll(&mut context).is_pending());
    clock.advance(Duration::from_secs(3600));
    let error = now(sending).unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    assert!(error.is_retryable());
}
