//! Connections on which the server switches to another protocol.

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, TcpStream},
};

use http::StatusCode;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{Request, Server};
use crate::runtime::{
    Call, Decode, Empty, Error, Json, NoError, Text, Upgraded, testing::Recorder,
};

const SWITCHES: &[u8] =
    b"HTTP/1.1 101 UPGRADED\r\ncontent-type: application/vnd.docker.raw-stream\r\n\
    connection: Upgrade\r\nupgrade: tcp\r\n\r\n";

/// Switches to a protocol that echoes each message, and sends the total when the client is done.
fn serve(mut socket: impl std::io::Read + std::io::Write) {
    // Data of the other protocol may arrive in one packet with the head.
    let first = [SWITCHES, b"ready"].concat();
    socket.write_all(&first).unwrap();
    let mut all = Vec::new();
    let mut some = [0; 64];
    while let Ok(length @ 1..) = socket.read(&mut some) {
        all.extend_from_slice(&some[..length]);
        socket.write_all(&some[..length]).unwrap();
    }
    socket
        .write_all(format!("{} bytes", all.len()).as_bytes())
        .unwrap();
}

fn switching() -> Server {
    Server::new(|_, _, socket| {
        serve(&mut *socket);
        let _ = socket.shutdown(Shutdown::Both);
    })
}

/// Talks to `serve`.
async fn talk(connection: &mut Upgraded) {
    let mut first = [0; 5];
    connection.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"ready");
    for said in ["ping", "pong"] {
        connection.write_all(said.as_bytes()).await.unwrap();
        connection.flush().await.unwrap();
        let mut heard = [0; 4];
        connection.read_exact(&mut heard).await.unwrap();
        assert_eq!(&heard, said.as_bytes());
    }
    connection.shutdown().await.unwrap();
    let mut rest = String::new();
    connection.read_to_string(&mut rest).await.unwrap();
    assert_eq!(rest, "8 bytes");
}

#[tokio::test]
async fn the_connection_is_the_callers() {
    let server = switching();
    let client = server.builder().build().unwrap();
    let call = Request::post(&client.0, "/containers/x/attach");
    let mut response = call.upgrade("tcp").await.unwrap();
    assert_eq!(response.status(), StatusCode::SWITCHING_PROTOCOLS);
    assert_eq!(response.headers()["upgrade"], "tcp");
    talk(&mut response).await;
    let sent = server.one();
    assert!(sent.starts_with("POST /containers/x/attach HTTP/1.1\r\n"));
    for header in ["upgrade: tcp\r\n", "connection: Upgrade\r\n"] {
        assert_eq!(sent.matches(header).count(), 1, "{sent}");
    }
}

/// Sends a body with the request, as Docker's `exec` wants it, and uses both halves of the connection.
#[tokio::test]
async fn a_request_with_a_body_can_ask_for_it() {
    let server = switching();
    let client = server.builder().build().unwrap();
    let call = Call::<Text, NoError>::post(&client.0, "/exec/x/start");
    let call = call.json(&serde_json::json!({"Tty": true}));
    let response = call.upgrade("tcp").await.unwrap();
    let (mut read, mut write) = tokio::io::split(response.into_inner());
    write.write_all(b"abc").await.unwrap();
    write.shutdown().await.unwrap();
    let mut all = String::new();
    read.read_to_string(&mut all).await.unwrap();
    assert_eq!(all, "readyabc3 bytes");
    let sent = server.one();
    assert!(sent.ends_with("\r\n\r\n{\"Tty\":true}"));
    assert!(sent.contains("\r\naccept: text/plain"), "{sent}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_socket_of_the_system_does_it_too() {
    let folder = std::env::temp_dir().join(format!("upgrade-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("socket");
    let _ = std::fs::remove_file(&path);
    let listener = std::os::unix::net::UnixListener::bind(&path).unwrap();
    std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let (mut head, mut byte) = (Vec::new(), [0]);
        while !head.ends_with(b"\r\n\r\n") {
            socket.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        serve(&mut socket);
        let _ = socket.shutdown(Shutdown::Both);
    });
    let http = reqwest::Client::builder().unix_socket(path);
    let client = crate::runtime::tests::builder()
        .base_url("http://localhost")
        .reqwest(http.build().unwrap())
        .build()
        .unwrap();
    let call = Request::post(&client.0, "/attach");
    let mut response = call.upgrade("tcp").await.unwrap();
    talk(&mut response).await;
    std::fs::remove_dir_all(folder).unwrap();
}

/// Returns the error for a server that answers with `head` and then sends nothing.
async fn refusal<E: Decode<Value: std::fmt::Debug>>(head: &'static str) -> Error<E::Value> {
    let server = Server::new(move |_, _, socket: &mut TcpStream| {
        socket.write_all(head.as_bytes()).unwrap();
        // Wait until the client hangs up.
        let _ = socket.read(&mut [0]);
    });
    let client = server.builder().build().unwrap();
    let call = Call::<Empty, E>::post(&client.0, "/x").errors(&["404"]);
    call.upgrade("tcp").await.unwrap_err()
}

/// Does not wait for the body, which may have no end.
#[tokio::test]
async fn a_server_that_goes_on_in_http_is_an_error() {
    let error = refusal::<NoError>("HTTP/1.1 200 OK\r\n\r\n").await;
    assert_eq!(
        error.to_string(),
        "POST /x: 200 OK: the connection is not handed over: the server goes on in HTTP and not in the \
         protocol that it was asked for"
    );
    let refused = "HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\n{}";
    let error = refusal::<Json<serde_json::Value>>(refused).await;
    assert!(matches!(error, Error::Api(_)), "{error}");
}

/// Refuses a server that switches protocols without being asked.
#[tokio::test]
async fn nobody_gets_what_nobody_asked_for() {
    let server = switching();
    let client = server.builder().build().unwrap();
    let error = Request::get(&client.0, "/x").send().await.unwrap_err();
    assert!(matches!(error, Error::Status(_)), "{error}");
}

#[tokio::test]
async fn a_transport_without_connections_says_so() {
    let recorder = Recorder::new();
    let mut switches = http::Response::new("".into());
    *switches.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    recorder.respond(switches);
    let client = crate::runtime::tests::client(&recorder);
    let call = Request::post(&client, "/x");
    let error = call.upgrade("tcp").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "POST /x: 101 Switching Protocols: the connection is not handed over: the transport has none to give"
    );
    let error = Request::post(&client, "/x").upgrade("t\ncp").await;
    let error = error.unwrap_err().to_string();
    assert!(error.contains("header `upgrade` "), "{error}");
    assert_eq!(recorder.requests().len(), 1);
}

/// Takes the connection that another transport hands over.
#[tokio::test]
async fn any_transport_can_hand_over_a_connection() {
    let (ours, theirs) = tokio::io::duplex(64);
    let mut switches = http::Response::new("".into());
    *switches.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    Upgraded::new(ours).attach(&mut switches);
    let recorder = Recorder::new();
    recorder.respond(switches);
    let client = crate::runtime::tests::client(&recorder);
    let response = Request::post(&client, "/x").upgrade("tcp").await.unwrap();
    drop(theirs);
    let mut rest = Vec::new();
    response.into_inner().read_to_end(&mut rest).await.unwrap();
    assert!(rest.is_empty());
}
