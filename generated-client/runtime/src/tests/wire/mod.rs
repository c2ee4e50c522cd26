//! Exchanges over real sockets: the requests that the client sends, and its handling of faulty servers.

mod bodies;
mod cassettes;
mod faults;
mod framing;
mod keys;
mod mislabelled;
mod not_modified;
mod pages;
mod parts;
mod polls;
mod redirects;
mod silence;
mod storm;
mod streams;
mod upgrades;
mod words;

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        mpsc::{self, Receiver},
    },
    thread,
    time::Duration,
};

use super::builder;
use crate::runtime::{Call, ClientBuilder, Error, NoError, Text};

type Request = Call<Text, NoError>;
type Failure = Error<std::convert::Infallible>;

/// A server for one test. Each connection carries one request.
pub(super) struct Server {
    pub(super) port: u16,
    seen: Receiver<String>,
}

impl Server {
    /// Starts a server that handles each request with `answer`, which gets the request's number, from 0, and
    /// the request.
    pub(super) fn new(
        answer: impl Fn(usize, &str, &mut TcpStream) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, seen) = mpsc::channel();
        let answer = Arc::new(answer);
        thread::spawn(move || {
            for (number, socket) in listener.incoming().enumerate() {
                let (answer, sender) = (answer.clone(), sender.clone());
                let mut socket = socket.unwrap();
                // A server that is busy with one connection accepts others.
                thread::spawn(move || {
                    let request = read(&mut socket);
                    let _ = sender.send(request.clone());
                    answer(number, &request, &mut socket);
                });
            }
        });
        Self { port, seen }
    }

    /// Starts a server that answers each request with a head and a body of a declared length.
    pub(super) fn says<B: AsRef<[u8]>>(
        answer: impl Fn(usize, &str) -> (String, B) + Send + Sync + 'static,
    ) -> Self {
        Self::new(move |number, request, socket| {
            let (head, body) = answer(number, request);
            let body = body.as_ref();
            let end = format!(
                "\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            let _ = socket.write_all(format!("HTTP/1.1 {head}{end}").as_bytes());
            let _ = socket.write_all(body);
        })
    }

    pub(super) fn builder(&self) -> ClientBuilder<super::Client> {
        builder().base_url(self.url())
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Returns the requests so far.
    pub(super) fn seen(&self) -> Vec<String> {
        self.seen.try_iter().collect()
    }

    /// Returns the only request.
    pub(super) fn one(&self) -> String {
        let mut seen = self.seen();
        assert_eq!(seen.len(), 1, "{seen:?}");
        seen.remove(0)
    }
}

/// Reads a request with its body.
fn read(socket: &mut TcpStream) -> String {
    let mut seen = Vec::new();
    let mut some = [0; 4096];
    // A client that sends less than it declares is noticed all the same.
    socket
        .set_read_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    loop {
        let text = String::from_utf8_lossy(&seen).into_owned();
        if is_whole(&text) {
            return text;
        }
        match socket.read(&mut some) {
            Ok(length @ 1..) => seen.extend_from_slice(&some[..length]),
            _ => return text,
        }
    }
}

fn is_whole(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else {
        return false;
    };
    if head.contains("transfer-encoding: chunked") {
        return body.ends_with("0\r\n\r\n");
    }
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    body.len() >= length.map_or(0, |length| length.parse().unwrap())
}
