//! A server on the loopback interface that keeps its requests and answers from a script.

// Each test file uses only a part of this module.
#![allow(dead_code, unreachable_pub)]

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use generated_client::{
    apify::Client,
    runtime::{ClientBuilder, Retry},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
};

/// A request as it was on the wire.
#[derive(Clone, Debug)]
pub struct KeptResponse {
    pub method: String,
    /// Path and query, undecoded.
    pub target: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl KeptResponse {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// A response of the server.
#[derive(Clone, Debug)]
pub struct Answer {
    status: u16,
    content_type: &'static str,
    headers: Vec<(&'static str, String)>,
    body: &'static str,
    delay: Duration,
}

impl Answer {
    pub fn json(status: u16, body: &'static str) -> Self {
        Self::new(status, "application/json", body)
    }

    pub fn new(status: u16, content_type: &'static str, body: &'static str) -> Self {
        Self {
            status,
            content_type,
            headers: Vec::new(),
            body,
            delay: Duration::ZERO,
        }
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }
}

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<(VecDeque<Answer>, Vec<KeptResponse>)>>);

/// A running server, which stops when it is dropped.
pub struct Server {
    pub url: String,
    shared: Shared,
    task: JoinHandle<()>,
}

impl Server {
    /// Starts a server on a free port with its answers in order.
    pub async fn start(answers: impl IntoIterator<Item = Answer>) -> Self {
        let shared = Shared::default();
        shared.0.lock().unwrap().0.extend(answers);
        let (listener, url) = listen().await;
        let app = Router::new().fallback(answer).with_state(shared.clone());
        let task = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { url, shared, task }
    }

    /// Returns all requests so far.
    pub fn requests(&self) -> Vec<KeptResponse> {
        self.shared.0.lock().unwrap().1.clone()
    }

    /// Returns the only request so far.
    #[track_caller]
    pub fn request(&self) -> KeptResponse {
        let mut requests = self.requests();
        assert_eq!(requests.len(), 1, "{requests:?}");
        requests.remove(0)
    }

    /// Creates a client of this server with a token and without retries.
    pub fn client(&self) -> Client {
        client(&self.url)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(State(shared): State<Shared>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let answer = {
        let mut shared = shared.0.lock().unwrap();
        shared.1.push(KeptResponse {
            method: head.method.to_string(),
            target: head.uri.to_string(),
            headers: head.headers,
            body,
        });
        shared.0.pop_front()
    };
    let answer = answer.unwrap_or_else(|| Answer::new(599, "text/plain", "the script is over"));
    tokio::time::sleep(answer.delay).await;
    let mut response = Response::builder().status(StatusCode::from_u16(answer.status).unwrap());
    if !answer.body.is_empty() {
        response = response.header("content-type", answer.content_type);
    }
    for (name, value) in answer.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(answer.body)).unwrap()
}

/// Starts a server that answers every connection with `bytes` and closes it.
pub async fn raw(bytes: &'static str) -> String {
    answer_raw(bytes, Duration::ZERO).await
}

/// Starts a server that answers every connection with `bytes` and then stalls.
pub async fn stall(bytes: &'static str) -> String {
    answer_raw(bytes, Duration::from_secs(60)).await
}

async fn answer_raw(bytes: &'static str, hold: Duration) -> String {
    let (listener, url) = listen().await;
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut seen = Vec::new();
            while !seen.windows(4).any(|window| window == b"\r\n\r\n") {
                if socket.read_buf(&mut seen).await.unwrap_or(0) == 0 {
                    break;
                }
            }
            let _ = socket.write_all(bytes.as_bytes()).await;
            tokio::time::sleep(hold).await;
            let _ = socket.shutdown().await;
        }
    });
    url
}

/// Returns an address that nothing listens on.
pub async fn nowhere() -> String {
    listen().await.1
}

/// Creates a client without retries.
pub fn client(url: &str) -> Client {
    builder(url).retry(Retry::never()).build().unwrap()
}

/// Returns the builder of a client with a token and all defaults.
pub fn builder(url: &str) -> ClientBuilder<Client> {
    Client::builder().base_url(url).token("T")
}

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}
