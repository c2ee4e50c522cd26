//! A handler of axum that receives signed requests over a socket.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    sync::Arc,
    time::Duration,
};

use axum::{Router, body::Bytes, extract::State, http::StatusCode, routing::post};
use http::HeaderMap;

use super::{BY_BOTH, Event, listed};
use crate::runtime::webhooks::{Signature, Verifier, parse};

const SIGNED: &str = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

async fn receive(
    State(verifier): State<Arc<Verifier>>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, String) {
    if let Err(refused) = verifier.verify(&headers, &body) {
        return (StatusCode::UNAUTHORIZED, refused.to_string());
    }
    match parse(BY_BOTH, (&headers, (&body).into()), listed, Event::Unknown) {
        Ok(Event::Unknown(other)) => (StatusCode::ACCEPTED, other.name().to_owned()),
        Ok(known) => (StatusCode::OK, format!("{known:?}")),
        Err(wrong) => (StatusCode::BAD_REQUEST, wrong.to_string()),
    }
}

/// Starts the server, and returns its address.
async fn serve() -> SocketAddr {
    let signature = Signature::header("x-hub-signature-256").prefix("sha256=");
    let verifier = Verifier::new(signature, "It's a Secret to Everybody").unwrap();
    let router = Router::new().route("/", post(receive));
    let router = router.with_state(Arc::new(verifier));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// Sends a request, and returns the response.
fn send(address: SocketAddr, headers: &str, body: &str) -> String {
    let mut socket = TcpStream::connect(address).unwrap();
    socket
        .set_read_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    let length = body.len();
    let head =
        format!("POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {length}\r\n");
    socket
        .write_all(format!("{head}{headers}\r\n{body}").as_bytes())
        .unwrap();
    let mut response = String::new();
    socket.read_to_string(&mut response).unwrap();
    response
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_request_reaches_the_handler_and_a_changed_one_does_not() {
    let address = serve().await;
    let send = move |headers: String, body: &'static str| async move {
        let sent = tokio::task::spawn_blocking(move || send(address, &headers, body));
        sent.await.unwrap()
    };
    let signed = format!("X-Event: push\r\nX-Hub-Signature-256: sha256={SIGNED}\r\n");
    let good = send(signed.clone(), "Hello, World!").await;
    assert!(
        good.starts_with("HTTP/1.1 200") && good.ends_with("Push"),
        "{good}"
    );
    let changed = send(signed.clone(), "Hello, World?").await;
    assert!(changed.starts_with("HTTP/1.1 401"), "{changed}");
    let unsigned = send("X-Event: push\r\n".to_owned(), "Hello, World!").await;
    assert!(
        unsigned.ends_with("the request has no header `x-hub-signature-256`"),
        "{unsigned}"
    );
    let other = send(signed.replace("push", "odd"), "Hello, World!").await;
    assert!(
        other.starts_with("HTTP/1.1 202") && other.ends_with("odd"),
        "{other}"
    );
}
