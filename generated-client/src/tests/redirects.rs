//! API keys in headers of their own do not follow a redirect to another host.

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::mpsc,
};

use super::builder;
use crate::runtime::{Call, Error, NoError, Text};

type Request = Call<Text, NoError>;

/// Answers every request with `answer` and tells what it received.
fn server(answer: impl Fn(u16) -> String + Send + 'static) -> (u16, mpsc::Receiver<String>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for socket in listener.incoming() {
            let mut socket = socket.unwrap();
            let mut seen = [0; 2048];
            let length = socket.read(&mut seen).unwrap();
            let seen = String::from_utf8_lossy(&seen[..length]).into_owned();
            let done = seen.starts_with("GET /done");
            let answer = if done {
                "HTTP/1.1 200 OK".to_owned()
            } else {
                answer(port)
            };
            let rest = "\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            socket.write_all((answer + rest).as_bytes()).unwrap();
            if sender.send(seen).is_err() {
                return;
            }
        }
    });
    (port, receiver)
}

fn redirect(to: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nlocation: {to}")
}

async fn get(port: u16) -> Result<(), Error<std::convert::Infallible>> {
    let base_url = format!("http://127.0.0.1:{port}");
    let client = builder()
        .base_url(base_url)
        .credential("header", "K")
        .build()
        .unwrap();
    let request = Request::get(&client.0, "/x").auth(&[&["header"]]);
    request.send().await.map(|_| ())
}

#[tokio::test]
async fn a_key_stays_with_its_host() {
    let (other, received) = server(|_| String::new());
    let (first, _received) = server(move |_| redirect(&format!("http://localhost:{other}/done")));
    let error = get(first).await.unwrap_err();
    assert!(matches!(error, Error::Status(error) if error.status() == 302));
    assert!(received.try_recv().is_err());
}

#[tokio::test]
async fn on_the_same_host_it_goes_along() {
    let (port, received) = server(|port| redirect(&format!("http://127.0.0.1:{port}/done")));
    get(port).await.unwrap();
    for path in ["GET /x", "GET /done"] {
        let request = received.recv().unwrap();
        assert!(
            request.starts_with(path) && request.contains("x-key: K"),
            "{request}"
        );
    }
}

#[tokio::test]
async fn circles_end() {
    let (port, _received) = server(|port| redirect(&format!("http://127.0.0.1:{port}/x")));
    let error = get(port).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error}");
}
