//! Polls over real sockets: work that ends, fails, never ends, and servers that say when and where to ask.

use std::{
    convert::Infallible,
    future::IntoFuture as _,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::{Duration, SystemTime},
};

use super::Server;
use crate::runtime::{
    Body, Call, ClientCore, Error, Json, NoError, RequestErrorKind, Response, Retry,
    polls::{Ask, Done, Until as _},
    testing::ManualClock,
};

type Value = serde_json::Value;
type Run = Call<Json, NoError>;
type Failure = Error<Infallible>;

const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

/// A server, and a client whose waits take no time.
struct Set {
    server: Server,
    clock: ManualClock,
    core: ClientCore,
}

/// Starts a server with these answers, each a head and a body. The last one is repeated.
fn set(answers: &'static [(&'static str, &'static str)]) -> Set {
    with(Server::says(move |number, _| {
        let (head, body) = answers[number.min(answers.len() - 1)];
        (head.to_owned(), body)
    }))
}

fn with(server: Server) -> Set {
    let clock = ManualClock::at(SystemTime::UNIX_EPOCH + secs(1_700_000_000));
    let builder = server.builder().clock(clock.clone()).retry(Retry::never());
    let core = builder.token("SECRET").build().unwrap().0;
    Set {
        server,
        clock,
        core,
    }
}

impl Set {
    fn run(&self) -> Run {
        Run::get(&self.core, "/runs/{id}")
            .path("id", "7")
            .auth(&[&["bearer"]])
    }

    fn start(&self) -> Run {
        let call = Run::post(&self.core, "/runs").auth(&[&["bearer"]]);
        call.header("If-Match", "x")
            .idempotency_key("Idempotency-Key")
            .json(&serde_json::json!({ "input": 1 }))
    }

    /// Returns the method and the path of each request so far.
    fn seen(&self) -> Vec<String> {
        let seen = self.server.seen();
        for request in &seen {
            assert!(
                request.contains("authorization: Bearer SECRET"),
                "{request}"
            );
            let reads = request.starts_with("GET");
            let lower = request.to_lowercase();
            let of_one = ["content-type", "if-match", "idempotency-key"];
            assert!(
                of_one.iter().all(|it| lower.contains(it) != reads),
                "{request}"
            );
        }
        let line = |request: &String| request.split(" HTTP").next().unwrap().to_owned();
        seen.iter().map(line).collect()
    }
}

fn is_over(run: &Response<Value>) -> bool {
    run["status"] != "RUNNING"
}

const RUNNING: (&str, &str) = ("200 OK", "{\"status\":\"RUNNING\"}");
const SUCCEEDED: (&str, &str) = ("200 OK", "{\"status\":\"SUCCEEDED\"}");
const FAILED: (&str, &str) = ("200 OK", "{\"status\":\"FAILED\"}");

#[tokio::test]
async fn the_last_response_is_the_outcome() {
    for (last, status) in [(SUCCEEDED, "SUCCEEDED"), (FAILED, "FAILED")] {
        let server = Server::says(move |number, _| {
            let (head, body) = if number < 3 { RUNNING } else { last };
            (head.to_owned(), body)
        });
        let set = with(server);
        let run = set.run().request().until(is_over).await.unwrap();
        assert_eq!(run["status"], status);
        let waits = [1000, 1500, 2250].map(Duration::from_millis);
        assert_eq!(set.clock.sleeps(), waits);
        assert_eq!(set.seen(), ["GET /runs/7"; 4]);
    }
}

#[tokio::test]
async fn work_that_does_not_end_is_an_error_in_time() {
    let set = set(&[RUNNING]);
    let poll = set
        .run()
        .request()
        .until(is_over)
        .backoff(secs(2), secs(3))
        .within(secs(10));
    let error = poll.await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /runs/{id}: the work was not done within 10s, in 4 requests"
    );
    assert!(error.is_timeout() && !error.is_retryable());
    assert_eq!(set.clock.sleeps(), [secs(2), secs(3), secs(3)]);

    // A response that does not come is within the limit too.
    let server = Server::new(|_, _, _| std::thread::sleep(secs(5)));
    let core = server.builder().build().unwrap().0;
    let poll = Run::get(&core, "/x").request().until(|_| true);
    let error = poll.within(Duration::from_millis(100)).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
}

#[tokio::test]
async fn the_server_says_when_to_ask_again() {
    let set = set(&[
        ("200 OK\r\nretry-after: 7", RUNNING.1),
        // Ten seconds after the clock's start, of which seven have passed.
        (
            "200 OK\r\nretry-after: Tue, 14 Nov 2023 22:13:30 GMT",
            RUNNING.1,
        ),
        // The response has a date of its own.
        (
            "200 OK\r\ndate: Tue, 14 Nov 2023 22:00:00 GMT\r\nretry-after: Tue, 14 Nov 2023 22:00:20 GMT",
            RUNNING.1,
        ),
        ("200 OK\r\nretry-after: 0", RUNNING.1),
        RUNNING,
        SUCCEEDED,
    ]);
    set.run().request().until(is_over).await.unwrap();
    let waits = [
        secs(7),
        secs(3),
        secs(20),
        Duration::from_millis(50),
        secs(1),
    ];
    assert_eq!(set.clock.sleeps(), waits);
}

#[tokio::test]
async fn a_wait_beyond_the_limit_is_not_begun() {
    let set = set(&[("200 OK\r\nretry-after: 7200", RUNNING.1)]);
    let error = set.run().request().until(is_over).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(set.clock.sleeps().is_empty());
}

#[tokio::test]
async fn a_failure_ends_the_poll() {
    let set = set(&[RUNNING, ("404 Not Found", "{}"), SUCCEEDED]);
    let error = set.run().request().until(is_over).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
    assert_eq!(set.seen().len(), 2);
}

#[tokio::test]
async fn dropping_ends_the_poll() {
    let server = Server::says(|_, _| (RUNNING.0.to_owned(), RUNNING.1));
    let core = server.builder().build().unwrap().0;
    let poll = Run::get(&core, "/x").request().until(is_over);
    let wait = Duration::from_millis(100);
    let poll = poll.backoff(wait, wait).into_future();
    assert!(
        tokio::time::timeout(Duration::from_millis(350), poll)
            .await
            .is_err()
    );
    // A request may have been on its way.
    tokio::time::sleep(Duration::from_millis(250)).await;
    let seen = server.seen().len();
    assert!((1..=4).contains(&seen), "{seen}");
    tokio::time::sleep(Duration::from_millis(250)).await;
    assert!(server.seen().is_empty());
}

/// A body whose pieces are never there.
struct Never;

impl futures_core::Stream for Never {
    type Item = Result<bytes::Bytes, std::io::Error>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Pending
    }
}

#[tokio::test]
async fn a_request_that_cannot_be_asked_again_is_an_error() {
    let set = set(&[RUNNING]);
    let call = Run::post(&set.core, "/x").body("text/plain", Body::stream(Never));
    let error = call.request().until(is_over).await.unwrap_err();
    let why = "POST /x: the request's body is a stream, which cannot be sent again";
    assert_eq!(error.to_string(), why);
    assert!(set.server.seen().is_empty());
}

#[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
#[test]
fn a_thread_can_wait_for_the_end() {
    use crate::runtime::blocking::Wait as _;

    let set = set(&[RUNNING, RUNNING, SUCCEEDED]);
    let run = set.run().request().until(is_over).wait().unwrap();
    assert_eq!(
        (run["status"].as_str(), set.seen().len()),
        (Some("SUCCEEDED"), 3)
    );

    let work = with(Server::says(work));
    let result: Result<Response<Value>, Failure> = work.start().done::<Json>().wait();
    assert_eq!(result.unwrap()["result"], 42);
}

/// Answers as a server whose work is accepted, runs, and has a result.
fn work(number: usize, request: &str) -> (String, &'static str) {
    let head = match number {
        0 => "202 Accepted\r\nlocation: /work/1\r\nretry-after: 5",
        1 => "202 Accepted\r\nlocation: /work/2?a=b",
        2 => "202 Accepted",
        _ if request.starts_with("GET /work/2?a=b ") => "200 OK",
        _ => "400 Bad Request",
    };
    (
        head.to_owned(),
        if number < 3 { "" } else { "{\"result\":42}" },
    )
}

#[tokio::test]
async fn accepted_work_is_asked_for_its_result() {
    let set = with(Server::says(work));
    let result = set.start().done::<Json>().await.unwrap();
    assert_eq!(result["result"], 42);
    assert_eq!(
        set.seen(),
        [
            "POST /runs",
            "GET /work/1",
            "GET /work/2?a=b",
            "GET /work/2?a=b"
        ]
    );
    assert_eq!(
        set.clock.sleeps(),
        [secs(5), secs(1), Duration::from_millis(1500)]
    );
}

#[tokio::test]
async fn work_that_is_done_at_once_is_not_asked_for() {
    let set = set(&[("201 Created\r\nlocation: /runs/1", "{\"result\":1}")]);
    assert_eq!(set.start().done::<Json>().await.unwrap()["result"], 1);
    assert_eq!(set.seen(), ["POST /runs"]);
}

async fn refused(set: &Set, why: &str) {
    let error: Failure = set.start().done::<Json>().await.unwrap_err();
    let Error::Request(problem) = &error else {
        panic!("{error}");
    };
    assert_eq!(problem.kind(), RequestErrorKind::Poll);
    assert!(error.to_string().contains(why), "{error}");
    assert_eq!(set.seen().len(), 1);
}

#[tokio::test]
async fn another_origin_is_never_asked() {
    let other = Arc::new(Mutex::new(Server::says(|_, _| ("200 OK".to_owned(), "{}"))));
    for header in ["location", "operation-location", "azure-asyncoperation"] {
        let url = other.lock().unwrap().url();
        let set = with(Server::says(move |_, _| {
            (format!("202 Accepted\r\n{header}: {url}/steal"), "")
        }));
        refused(
            &set,
            "the URL to ask is of another origin, http://127.0.0.1:",
        )
        .await;
    }
    assert!(other.lock().unwrap().seen().is_empty());
}

#[tokio::test]
async fn accepted_work_without_a_place_is_an_error() {
    let set = set(&[("202 Accepted", "")]);
    refused(&set, "the response 202 names no URL to ask").await;
}

#[tokio::test]
async fn a_status_monitor_leads_to_the_result() {
    let ends: [(&'static str, &[&str]); 3] = [
        (
            "{\"status\":\"Succeeded\",\"resourceLocation\":\"/runs/9\"}",
            &["GET /runs/9"],
        ),
        ("{\"status\":\"Succeeded\"}", &["GET /result"]),
        ("", &["GET /result"]),
    ];
    for (end, last) in ends {
        let set = with(Server::says(move |number, _| {
            match number {
            0 => (
                "202 Accepted\r\nlocation: /result\r\noperation-location: /monitor\r\nretry-after: 2".to_owned(),
                "",
            ),
            1 => ("200 OK".to_owned(), "{\"status\":\"InProgress\"}"),
            2 => ("200 OK".to_owned(), end),
            _ => ("201 Created".to_owned(), "{\"result\":42}"),
        }
        }));
        let result = set
            .start()
            // The responses of the monitor are not documented.
            .success(&["201", "202"])
            .done::<Json>()
            .await
            .unwrap();
        assert_eq!(result["result"], 42);
        let seen = set.seen();
        assert_eq!(seen[..3], ["POST /runs", "GET /monitor", "GET /monitor"]);
        assert_eq!(seen[3..], *last);
    }
}

#[tokio::test]
async fn work_that_failed_is_an_error_with_the_body_of_its_monitor() {
    let set = set(&[
        ("202 Accepted\r\nazure-asyncoperation: /monitor", ""),
        (
            "200 OK",
            "{\"properties\":{\"status\":\"Failed\"},\"error\":{\"code\":\"X\"}}",
        ),
    ]);
    let error = set.start().done::<Json>().await.unwrap_err();
    let told = error.to_string();
    assert!(told.contains("the work ended as `Failed`"), "{told}");
    assert!(error.body().unwrap().ends_with(b"{\"code\":\"X\"}}"));
    assert!(matches!(error, Error::Status(_)));
}

#[tokio::test]
async fn a_monitor_that_is_gone_is_an_error() {
    let set = set(&[
        ("202 Accepted\r\nlocation: /work", ""),
        ("202 Accepted", ""),
        ("404 Not Found", "{}"),
    ]);
    let error = set.start().done::<Json>().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
    assert_eq!(set.seen().len(), 3);
}

/// Starts work whose runs another operation reads.
fn by(set: &Set) -> Done<Json, NoError> {
    const RULE: Ask = Ask::new("/actors/runs/{run}", &[("run", "/data/id")])
        .until("/data/status", &["SUCCEEDED", "FAILED"])
        .auth(&[&["bearer"]]);
    set.start().done_by(RULE)
}

#[tokio::test]
async fn another_operation_is_asked() {
    let running = (
        "200 OK\r\nretry-after: 3",
        "{\"data\":{\"status\":\"RUNNING\"}}",
    );
    let end = ("200 OK", "{\"data\":{\"status\":\"FAILED\",\"result\":42}}");
    let set = with(Server::says(move |number, _| {
        let (head, body) = match number {
            0 => ("201 Created", "{\"data\":{\"id\":\"a/b\"}}"),
            1 => running,
            _ => end,
        };
        (head.to_owned(), body)
    }));
    let run = by(&set).await.unwrap();
    assert_eq!(run["data"]["result"], 42);
    assert_eq!(
        set.seen(),
        [
            "POST /runs",
            "GET /actors/runs/a%2Fb",
            "GET /actors/runs/a%2Fb"
        ]
    );
    assert_eq!(set.clock.sleeps(), [secs(1), secs(3)]);
}

#[tokio::test]
async fn a_response_without_the_value_is_an_error() {
    let set = set(&[("201 Created", "{\"data\":{}}")]);
    let error = by(&set).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "POST /runs: the response has no text at `/data/id`"
    );
}

#[tokio::test]
async fn failures_of_both_operations_are_errors() {
    let failing = set(&[("403 Forbidden", "{}")]);
    assert_eq!(by(&failing).await.unwrap_err().status().unwrap(), 403);
    let failing = set(&[("201 Created", "{\"data\":{\"id\":1}}"), ("500 Down", "")]);
    let error = by(&failing).await.unwrap_err();
    assert!(
        error.to_string().starts_with("GET /actors/runs/{run}: 500"),
        "{error}"
    );
}
