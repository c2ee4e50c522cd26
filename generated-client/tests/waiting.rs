//! Blocking requests, over real sockets.

#![cfg(all(feature = "blocking", feature = "reqwest", feature = "testing"))]

mod support;

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    sync::{
        Arc, Barrier,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use generated_client::{
    apify::{Client, types::EnvVarRequest},
    runtime::{
        Body, Error, RequestErrorKind,
        blocking::{self, Reader, Wait},
        testing::Recorder,
    },
};
use support::{builder, client};

const LIST: &str = r#"{"data":{"total":0,"items":[]}}"#;

/// Starts a server without an async runtime that answers each request with `answer`.
fn serve(answer: impl Fn(&str) -> Vec<u8> + Send + Sync + Clone + 'static) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for socket in listener.incoming() {
            let (socket, answer) = (socket.unwrap(), answer.clone());
            thread::spawn(move || {
                let mut lines = BufReader::new(socket.try_clone().unwrap()).lines();
                while let Some(Ok(first)) = lines.next() {
                    // No request in this test has a body.
                    while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
                    (&socket).write_all(&answer(&first)).unwrap();
                }
            });
        }
    });
    url
}

fn ok(body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

#[test]
fn a_request_is_waited_for() {
    let url = serve(|_| ok(LIST));
    let found = client(&url).act_version_env_vars_get("a", "0.1").wait();
    let found = found.unwrap();
    assert_eq!((found.status().as_u16(), found.data.total), (200, 0));
    // The future that `send` returns can wait as well.
    let request = client(&url).act_version_env_vars_get("a", "0.1");
    assert_eq!(request.send().wait().unwrap().data.total, 0);
    let slow = Duration::from_millis(20);
    let silent = serve(move |_| {
        thread::sleep(Duration::from_secs(2));
        ok(LIST)
    });
    let request = client(&silent).act_version_env_vars_get("a", "0.1");
    let error = request.options(|o| o.timeout(slow)).wait().unwrap_err();
    assert!(error.is_timeout(), "{error}");
}

#[test]
fn a_busy_server_is_asked_again() {
    let times = Arc::new(AtomicUsize::new(0));
    let asked = Arc::clone(&times);
    let url = serve(move |_| {
        if asked.fetch_add(1, Ordering::Relaxed) == 0 {
            b"HTTP/1.1 503 Busy\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n".to_vec()
        } else {
            ok(LIST)
        }
    });
    let client = builder(&url).build().unwrap();
    let found = client.act_version_env_vars_get("a", "0.1").wait();
    assert_eq!(found.unwrap().data.total, 0);
    assert_eq!(times.load(Ordering::Relaxed), 2);
}

#[test]
fn many_threads_wait_at_once() {
    // The server answers only when all threads have sent a request, so that requests in sequence would never finish.
    const THREADS: usize = 16;
    let (asked, all_asked) = mpsc::channel();
    let barrier = Arc::new(Barrier::new(THREADS));
    let url = serve(move |first| {
        barrier.wait();
        asked.send(()).unwrap();
        let name = first.split_whitespace().nth(1).unwrap().rsplit('/').next();
        ok(&format!(r#"{{"data":{{"name":"{}"}}}}"#, name.unwrap()))
    });
    let client = client(&url);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|number| {
                let client = client.clone();
                scope.spawn(move || {
                    let name = format!("N{number}");
                    let found = client.act_version_env_var_get("a", "0.1", &name).wait();
                    assert_eq!(found.unwrap().data.name, name);
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
    });
    assert_eq!(all_asked.try_iter().count(), THREADS);
}

fn refused<T, E: std::fmt::Debug>(outcome: Result<T, Error<E>>) -> String {
    match outcome {
        Err(Error::Request(error)) => {
            assert_eq!(error.kind(), RequestErrorKind::Blocking);
            error.to_string()
        }
        Err(other) => panic!("another error: {other}"),
        Ok(_) => panic!("it waited"),
    }
}

#[tokio::test]
async fn inside_a_runtime_it_is_an_error_and_nothing_is_sent() {
    let recorder = Recorder::new();
    let client = Client::builder()
        .token("T")
        .transport(recorder.clone())
        .build()
        .unwrap();
    let body = EnvVarRequest::new("N", "v");
    let request = client.act_version_env_var_put("a", "0.1", "N", &body);
    assert_eq!(
        refused(request.wait()),
        "waiting is not possible inside an async runtime: await the request, or, in \
         `spawn_blocking`, use `Handle::current().block_on(request.into_future())`"
    );
    assert!(recorder.requests().is_empty());
    let mut reader = Reader::new(Body::from("x"));
    let error = reader.read(&mut [0]).unwrap_err();
    assert!(error.to_string().contains("inside an async runtime"));
    assert!(blocking::iter(Body::from("x")).is_err());
    assert!(blocking::block_on(async {}).is_err());

    // The documentation suggests this for a thread that may block.
    recorder.json(http::StatusCode::OK, LIST);
    let request = client.act_version_env_vars_get("a", "0.1");
    let blocking = tokio::task::spawn_blocking(|| {
        tokio::runtime::Handle::current().block_on(request.into_future())
    });
    assert_eq!(blocking.await.unwrap().unwrap().data.total, 0);
}

#[test]
fn any_future_can_be_waited_for() {
    assert_eq!(blocking::block_on(async { 7 }).unwrap(), 7);
}

/// Checks an iterator that was created outside an async runtime and is used inside one.
#[test]
fn no_iterator_ends_in_silence() {
    let mut pieces = blocking::iter(Body::from("piece")).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (first, second) = runtime.block_on(async { (pieces.next(), pieces.next()) });
    let error = std::error::Error::source(&first.unwrap().unwrap_err())
        .unwrap()
        .to_string();
    assert!(error.contains("inside an async runtime"), "{error}");
    assert!(second.is_none(), "it does not go on for ever");
}

#[test]
fn a_body_is_read_as_it_comes() {
    use generated_client::runtime::TransportError;

    let (sender, receiver) = mpsc::channel::<&'static str>();
    let mut body = Reader::new(Body::stream(Pieces(receiver)));
    sender.send("one\ntw").unwrap();
    let mut line = String::new();
    body.read_line(&mut line).unwrap();
    assert_eq!(line, "one\n");
    for piece in ["", "o\nth", "ree"] {
        sender.send(piece).unwrap();
    }
    drop(sender);
    let mut rest = String::new();
    body.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "two\nthree");
    assert_eq!(body.read(&mut [0]).unwrap(), 0);

    let pieces: Result<Vec<_>, TransportError> =
        blocking::iter(Body::from("piece")).unwrap().collect();
    assert_eq!(pieces.unwrap(), ["piece"]);
}

/// A stream from a channel. It blocks, since only a thread that may block polls it.
struct Pieces(mpsc::Receiver<&'static str>);

impl futures_core::Stream for Pieces {
    type Item = Result<bytes::Bytes, std::io::Error>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        let piece = self.0.recv().ok();
        std::task::Poll::Ready(piece.map(|piece| Ok(bytes::Bytes::from_static(piece.as_bytes()))))
    }
}

#[test]
fn a_broken_body_says_how_it_broke() {
    struct Broken;
    impl futures_core::Stream for Broken {
        type Item = Result<bytes::Bytes, std::io::Error>;
        fn poll_next(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Ready(Some(Err(std::io::Error::other("gone"))))
        }
    }
    let error = Reader::new(Body::stream(Broken))
        .read(&mut [0])
        .unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::UnexpectedEof);
}
