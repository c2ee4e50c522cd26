//! Many requests, dropped requests, and servers that stop in the middle.

#![cfg(feature = "reqwest")]

mod support;

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
    time::Duration,
};

use axum::{Router, extract::State, http::Uri};
use generated_client::{
    apify::{Client, types::ErrorResponse},
    runtime::{Error, TransportErrorKind},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// Starts a server that answers with the requested variable after `delay`, and counts the unanswered requests.
async fn echo(delay: Duration) -> (Client, Arc<AtomicUsize>) {
    let busy = Arc::new(AtomicUsize::new(0));
    let app = Router::new()
        .fallback(
            move |State(busy): State<Arc<AtomicUsize>>, uri: Uri| async move {
                let _busy = Busy::new(busy);
                tokio::time::sleep(delay).await;
                let name = uri.path().rsplit('/').next().unwrap_or_default();
                format!(r#"{{"data":{{"name":"{name}","value":"v"}}}}"#)
            },
        )
        .with_state(busy.clone());
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let client = support::client(&format!("http://{}", listener.local_addr().unwrap()));
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    (client, busy)
}

struct Busy(Arc<AtomicUsize>);

impl Busy {
    fn new(count: Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn a_thousand_at_once_get_what_is_theirs() {
    let (client, busy) = echo(Duration::from_millis(20)).await;
    let tasks: Vec<_> = (0..1000)
        .map(|number| {
            let name = format!("N{number}");
            let request = client.act_version_env_var_get("a", "0.1", &name);
            (name, tokio::spawn(request.into_future()))
        })
        .collect();
    for (name, task) in tasks {
        assert_eq!(task.await.unwrap().unwrap().data.name, name);
    }
    assert_eq!(busy.load(Ordering::SeqCst), 0);
}

/// Polls `work` at most `times` times, and returns whether it finished.
async fn poll_times(work: impl Future, times: usize) -> bool {
    let mut work = pin!(work);
    let mut left = times;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        let done = work.as_mut().poll(context).map(|_| true);
        if left == 0 && done.is_pending() {
            return Poll::Ready(false);
        }
        done
    })
    .await
}

#[tokio::test]
async fn a_request_can_be_dropped_at_any_point() {
    let (client, busy) = echo(Duration::from_millis(3)).await;
    let mut enough = 0;
    for times in 0..60 {
        let request = client.act_version_env_var_get("a", "0.1", "DROPPED");
        if poll_times(request.into_future(), times).await {
            enough += 1;
        }
        let next = client.act_version_env_var_get("a", "0.1", "N");
        let next = tokio::time::timeout(Duration::from_secs(5), next.into_future());
        assert_eq!(next.await.unwrap().unwrap().data.name, "N", "{times}");
    }
    assert!(enough > 0, "no number of polls is enough");
    // The server notices that the client is gone.
    for _ in 0..500 {
        if busy.load(Ordering::SeqCst) == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("requests are left behind");
}

/// Starts a server that answers each connection with a prefix of `bytes`, one byte longer than the one before, and
/// closes it.
async fn cut(bytes: &'static [u8]) -> Client {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let client = support::client(&format!("http://{}", listener.local_addr().unwrap()));
    tokio::spawn(async move {
        for end in 0..=bytes.len() {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut seen = Vec::new();
            while !seen.ends_with(b"\r\n\r\n") {
                if socket.read_buf(&mut seen).await.unwrap_or(0) == 0 {
                    break;
                }
            }
            let _ = socket.write_all(&bytes[..end]).await;
            let _ = socket.shutdown().await;
        }
    });
    client
}

/// Returns the outcomes of a response that is cut after each of its bytes.
async fn outcomes(bytes: &'static [u8]) -> Vec<Result<(), Error<ErrorResponse>>> {
    let client = cut(bytes).await;
    let mut outcomes = Vec::new();
    for end in 0..=bytes.len() {
        let request = client.act_version_env_var_get("a", "0.1", "N");
        let outcome = tokio::time::timeout(Duration::from_secs(5), request.into_future()).await;
        let outcome = outcome.unwrap_or_else(|_| panic!("it hangs after {end} bytes"));
        outcomes.push(outcome.map(|found| {
            assert_eq!(
                (&*found.data.name, found.data.value.as_deref()),
                ("N", Some("vvv")),
                "{end}"
            );
        }));
    }
    outcomes
}

fn is_cut(outcome: &Result<(), Error<ErrorResponse>>) -> bool {
    matches!(outcome, Err(Error::Transport(error)) if error.kind() == TransportErrorKind::Cut)
}

#[tokio::test]
async fn a_response_with_a_length_is_whole_or_an_error() {
    let outcomes = outcomes(
        b"HTTP/1.1 200 OK\r\ncontent-length: 35\r\n\r\n{\"data\":{\"name\":\"N\",\"value\":\"vvv\"}}",
    )
    .await;
    let (last, others) = outcomes.split_last().unwrap();
    last.as_ref().unwrap();
    for (end, outcome) in others.iter().enumerate() {
        assert!(is_cut(outcome), "{end} {outcome:?}");
    }
}

#[tokio::test]
async fn a_response_in_chunks_is_whole_or_an_error() {
    let outcomes = outcomes(
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n10\r\n{\"data\":{\"name\":\r\n13\r\n\"N\",\"value\":\"vvv\"}}\r\n0\r\n\r\n",
    )
    .await;
    let (last, others) = outcomes.split_last().unwrap();
    last.as_ref().unwrap();
    for (end, outcome) in others.iter().enumerate() {
        assert!(is_cut(outcome), "{end} {outcome:?}");
    }
}

/// Checks that a response without a length is complete or an error: its end looks like a cut, but incomplete JSON is
/// invalid.
#[tokio::test]
async fn a_response_until_the_end_is_whole_or_an_error() {
    let head = "HTTP/1.1 200 OK\r\n\r\n".len();
    let outcomes =
        outcomes(b"HTTP/1.1 200 OK\r\n\r\n{\"data\":{\"name\":\"N\",\"value\":\"vvv\"}}").await;
    let (last, others) = outcomes.split_last().unwrap();
    last.as_ref().unwrap();
    for (end, outcome) in others.iter().enumerate() {
        let decode = matches!(outcome, Err(Error::Decode(_)));
        assert!(
            if end < head { is_cut(outcome) } else { decode },
            "{end} {outcome:?}"
        );
    }
}
