//! Compares the time and allocations of a call with those of the same call written by hand. Exits with 1 if a limit is
//! exceeded.
//!
//! Rounds of both sides alternate, and the best round of each counts, in CPU time, so that other load affects both
//! sides alike.

mod allocations;
mod by_hand;
#[allow(dead_code)] // not every item that the macros define is used
mod emitted;

use std::{
    future::{Future, IntoFuture as _, pending, ready},
    hint::black_box,
    pin::pin,
    process::ExitCode,
    task::{Context, Poll, Waker},
    time::Duration,
};

use bytes::Bytes;
use clientwright_runtime as runtime;
use runtime::{Body, BoxFuture, Field, Transport, TransportError};
use rustix::time::{ClockId, clock_gettime};

/// The largest ratio of CPU time to the code written by hand.
const DECODING: f64 = 1.05;
const BUILDING: f64 = 1.2;
/// The largest ratio of sizes for a program with one operation.
const BINARY: f64 = 1.1;

const ROUNDS: u32 = 100;

/// A transport that answers every request with the same body.
struct Echo(Bytes);

impl Transport for Echo {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<Result<http::Response<Body>, TransportError>> {
        black_box(&request);
        Box::pin(ready(Ok(response(self.0.clone().into()))))
    }
}

/// A transport that never answers.
struct Silent;

impl Transport for Silent {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<Result<http::Response<Body>, TransportError>> {
        black_box(&request);
        Box::pin(pending())
    }
}

fn response<B>(body: B) -> http::Response<B> {
    let mut response = http::Response::new(body);
    let json = http::HeaderValue::from_static("application/json");
    response.headers_mut().insert("content-type", json);
    response
}

/// Returns a list of runs with about the given size.
fn document(bytes: usize) -> Vec<u8> {
    let run = |index: usize| {
        format!(
            r#"{{"id":"run-{index}","actId":"janedoe~actor","userId":"user-{index}","status":"SUCCEEDED","statusMessage":null,"startedAt":"2025-01-02T03:04:05.678Z","finishedAt":"2025-01-02T03:05:05.678Z","buildNumber":"0.1.{index}","exitCode":0,"isPublic":true,"usageUsd":0.25,"defaultDatasetId":"dataset-{index}","memoryMbytes":4096,"timeoutSecs":3600,"stats":{{"restartCount":0,"computeUnits":0.125,"maxMemory":1048576}},"labels":["nightly","eu"],"meta":{{"origin":"API","region":"eu-west-1"}},"gitBranch":"main"}}"#
        )
    };
    let count = (bytes / run(1).len()).max(1);
    let items: Vec<String> = (0..count).map(run).collect();
    format!(r#"{{"total":{count},"items":[{}]}}"#, items.join(",")).into_bytes()
}

fn poll_once<F: Future>(future: F) -> Poll<F::Output> {
    let future = pin!(future);
    future.poll(&mut Context::from_waker(Waker::noop()))
}

fn finish<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(out) = future.as_mut().poll(&mut context) {
            return out;
        }
    }
}

struct Pair {
    what: String,
    emitted: Duration,
    by_hand: Duration,
    allocations: (u64, u64),
    limit: f64,
    same_allocations: bool,
}

fn measure<A, B>(
    what: String,
    times: u32,
    limit: f64,
    a: impl Fn() -> A,
    b: impl Fn() -> B,
) -> Pair {
    let (mut emitted, mut by_hand) = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        emitted = emitted.min(round(times, &a));
        by_hand = by_hand.min(round(times, &b));
    }
    Pair {
        what,
        emitted: emitted / times,
        by_hand: by_hand / times,
        allocations: (allocations::count(&a), allocations::count(&b)),
        limit,
        same_allocations: limit == DECODING,
    }
}

fn round<T>(times: u32, work: impl Fn() -> T) -> Duration {
    let start = cpu_time();
    for _ in 0..times {
        black_box(work());
    }
    cpu_time() - start
}

/// Returns the CPU time of this thread. Wall-clock time would include other programs on the same processor.
fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let nanos = time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64;
    Duration::from_nanos(nanos)
}

fn decoding(bytes: usize, times: u32) -> Pair {
    let text = document(bytes);
    measure(
        format!("decode {} bytes", text.len()),
        times,
        DECODING,
        || serde_json::from_slice::<emitted::RunList>(&text).unwrap(),
        || serde_json::from_slice::<by_hand::RunList>(&text).unwrap(),
    )
}

/// Measures the request alone, with a transport that never answers.
fn building() -> Pair {
    let emitted = client(Silent);
    let by_hand = client_by_hand(|request| {
        black_box(&request);
        Box::pin(pending())
    });
    let (note, note_by_hand) = notes();
    measure(
        "build a request".to_owned(),
        200,
        BUILDING,
        || {
            let request = emitted
                .put_run("jane doe", "run/1", &note)
                .limit(10)
                .desc(true);
            assert!(poll_once(request.into_future()).is_pending());
        },
        || {
            let request = by_hand.put_run(("jane doe", "run/1"), &note_by_hand, 10, true);
            assert!(poll_once(request).is_pending());
        },
    )
}

fn calling(bytes: usize, times: u32) -> Pair {
    let text = Bytes::from(document(bytes));
    let emitted = client(Echo(text.clone()));
    let what = format!("call with {} bytes", text.len());
    let by_hand = client_by_hand(move |request| {
        black_box(&request);
        Box::pin(ready(Ok(response(text.clone()).into())))
    });
    let (note, note_by_hand) = notes();
    measure(
        what,
        times,
        BUILDING,
        || {
            let request = emitted
                .put_run("jane doe", "run/1", &note)
                .limit(10)
                .desc(true);
            finish(request.into_future()).unwrap()
        },
        || {
            let request = by_hand.put_run(("jane doe", "run/1"), &note_by_hand, 10, true);
            finish(request).unwrap()
        },
    )
}

const TOKEN: &str = "a-token-of-32-characters-and-more";

fn client(transport: impl Transport) -> emitted::Client {
    let builder = emitted::Client::builder().token(TOKEN);
    builder.transport(transport).build().unwrap()
}

fn client_by_hand(
    transport: impl Fn(reqwest::Request) -> BoxFuture<reqwest::Result<reqwest::Response>> + 'static,
) -> by_hand::Client {
    by_hand::Client {
        http: reqwest::Client::new(),
        base: "http://bench.invalid/v2".parse().unwrap(),
        token: TOKEN.to_owned(),
        transport: Box::new(transport),
    }
}

fn notes() -> (emitted::Note, by_hand::Note) {
    let (name, value) = ("MY_ENV_VAR".to_owned(), "my-value".to_owned());
    let note = emitted::Note {
        name: name.clone(),
        value: value.clone(),
        is_secret: Field::Value(true),
    };
    let is_secret = Some(true);
    (
        note,
        by_hand::Note {
            name,
            value,
            is_secret,
        },
    )
}

fn main() -> ExitCode {
    let pairs = [
        building(),
        decoding(0, 500),
        decoding(5_000_000, 1),
        calling(0, 200),
        calling(5_000_000, 1),
    ];
    let mut code = ExitCode::SUCCESS;
    println!("| | emitted | by hand | times | limit | allocations | by hand |");
    println!("|---|---|---|---|---|---|---|");
    for pair in &pairs {
        let times = pair.emitted.as_secs_f64() / pair.by_hand.as_secs_f64();
        let (emitted, by_hand) = pair.allocations;
        println!(
            "| {} | {:.2?} | {:.2?} | {times:.2} | {} | {emitted} | {by_hand} |",
            pair.what, pair.emitted, pair.by_hand, pair.limit
        );
        if times > pair.limit || (pair.same_allocations && emitted > by_hand) {
            code = ExitCode::FAILURE;
        }
    }
    if let (Some(emitted), Some(by_hand)) = (size("one_emitted"), size("one_by_hand")) {
        let times = emitted / by_hand;
        println!(
            "\nA program with one operation: {emitted:.2} MB, by hand {by_hand:.2} MB, {times:.2} times (limit {BINARY})"
        );
        if times > BINARY {
            code = ExitCode::FAILURE;
        }
    }
    code
}

/// Returns the size in megabytes of another program of this package, if it is built.
fn size(program: &str) -> Option<f64> {
    let path = std::env::current_exe().ok()?.with_file_name(program);
    let bytes = std::fs::metadata(path).ok()?.len();
    Some(f64::from(u32::try_from(bytes).ok()?) / 1e6)
}
