//! Bodies that are sent and received in pieces, over real sockets.

#![cfg(feature = "reqwest")]

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use futures_core::Stream;
use generated_client::runtime::{
    Api, Binary, Body, Call, ClientBuilder, ClientCore, Empty, EventStream, File, JsonLines,
    NoError, TextEvents,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::timeout,
};

static API: Api = Api {
    name: "streams",
    base_url: None,
    user_agent: "test",
    schemes: &[],
    variables: &[],
};

struct Client(ClientCore);

impl From<ClientCore> for Client {
    fn from(core: ClientCore) -> Self {
        Self(core)
    }
}

/// The maximum time that a test waits.
const LIMIT: Duration = Duration::from_secs(20);

async fn in_time<F: Future>(work: F) -> F::Output {
    timeout(LIMIT, work).await.expect("it is done in time")
}

/// Starts a server with one connection per script, and creates a client of it. A script contains the pieces that the
/// server writes before it closes the connection. The server's task returns the requests that it has read.
async fn serve(scripts: Vec<Vec<Vec<u8>>>) -> (ClientCore, JoinHandle<Vec<Vec<u8>>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let mut requests = Vec::new();
        for script in scripts {
            let (mut socket, _) = listener.accept().await.unwrap();
            requests.push(request(&mut socket).await);
            for piece in script {
                socket.write_all(&piece).await.unwrap();
                socket.flush().await.unwrap();
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
        requests
    });
    let client: Client = ClientBuilder::new(&API).base_url(url).build().unwrap();
    (client.0, server)
}

/// Reads a request: the head and the body as they are on the wire.
async fn request(socket: &mut TcpStream) -> Vec<u8> {
    let mut all = Vec::new();
    loop {
        assert!(
            socket.read_buf(&mut all).await.unwrap() > 0,
            "it is complete"
        );
        let Some(end) = all.windows(4).position(|it| it == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&all[..end]).to_ascii_lowercase();
        let length = head.split("content-length: ").nth(1);
        let length = length.map(|it| it.lines().next().unwrap().parse::<usize>().unwrap());
        let complete = match length {
            _ if head.contains("transfer-encoding: chunked") => all.ends_with(b"0\r\n\r\n"),
            length => all.len() >= end + 4 + length.unwrap_or(0),
        };
        if complete {
            return all;
        }
    }
}

fn head(content_type: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ntransfer-encoding: chunked\r\n\r\n")
        .into_bytes()
}

/// Encodes one chunk of a chunked body; an empty one ends the body.
fn chunk(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let bytes = bytes.as_ref();
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

#[tokio::test]
async fn events_that_are_cut_go_on() {
    let first = vec![
        head("text/event-stream"),
        chunk("retry: 10\nid: 1\ndata: 1\n"),
        chunk("\ndata: 2\n\nid: 3\ndata: lost"),
    ];
    let second = vec![
        head("text/event-stream"),
        chunk("id: 3\nda"),
        chunk("ta: 3\n\n: the end\n"),
        chunk(""),
    ];
    let (core, server) = serve(vec![first, second]).await;
    let call = Call::<EventStream<i64>, NoError>::get(&core, "/events");
    let mut events = in_time(call.send()).await.unwrap();
    let mut seen = Vec::new();
    while let Some(event) = in_time(events.next()).await {
        let event = event.unwrap();
        seen.push((event.data, event.id.unwrap()));
    }
    let all = [(1, "1"), (2, "1"), (3, "3")];
    assert_eq!(seen, all.map(|(data, id)| (data, id.to_owned())));

    let requests = server.await.unwrap();
    let text = |index: usize| String::from_utf8_lossy(&requests[index]).to_ascii_lowercase();
    assert!(!text(0).contains("last-event-id"));
    assert!(text(0).contains("accept: text/event-stream\r\n"));
    assert!(text(1).contains("last-event-id: 1\r\n"));
}

#[tokio::test]
async fn an_event_is_there_before_the_next_one() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let client: Client = ClientBuilder::new(&API).base_url(url).build().unwrap();
    let call = Call::<TextEvents, NoError>::post(&client.0, "/events").send();
    let call = tokio::spawn(call);
    let (mut socket, _) = in_time(listener.accept()).await.unwrap();
    request(&mut socket).await;
    socket.write_all(&head("text/event-stream")).await.unwrap();
    let mut events = in_time(call).await.unwrap().unwrap();
    for number in 0..3 {
        let event = chunk(format!("data: {number}\n\n"));
        socket.write_all(&event).await.unwrap();
        let event = in_time(events.next()).await.unwrap().unwrap();
        assert_eq!(event.data, number.to_string());
    }
    // Dropping the stream closes the connection.
    drop(events);
    let mut rest = Vec::new();
    let _ = in_time(socket.read_to_end(&mut rest)).await;
}

#[tokio::test]
async fn lines_are_read_as_they_come_and_a_cut_is_an_error() {
    let script = vec![
        head("application/x-ndjson"),
        chunk("{\"n\":1}\n{\"n\""),
        chunk(":2}\n{\"n\":3"),
    ];
    let (core, server) = serve(vec![script]).await;
    let call = Call::<JsonLines<serde_json::Value>, NoError>::get(&core, "/lines");
    let mut lines = in_time(call.send()).await.unwrap();
    for number in 1..3 {
        let line = in_time(lines.next()).await.unwrap().unwrap();
        assert_eq!(line["n"], number);
    }
    let error = in_time(lines.next()).await.unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /lines: the connection broke before the response was complete"
    );
    assert!(in_time(lines.next()).await.is_none());
    server.await.unwrap();
}

/// A stream of bytes whose pieces are created when they are polled.
struct Upload {
    pieces: usize,
}

const PIECE: usize = 32 * 1024;

impl Stream for Upload {
    type Item = std::io::Result<bytes::Bytes>;
    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(left) = self.pieces.checked_sub(1) else {
            return Poll::Ready(None);
        };
        self.pieces = left;
        Poll::Ready(Some(Ok(vec![b'u'; PIECE].into())))
    }
}

async fn uploaded(describe: impl FnOnce(Call<Empty, NoError>) -> Call<Empty, NoError>) -> String {
    let answer = b"HTTP/1.1 204 No Content\r\n\r\n".to_vec();
    let (core, server) = serve(vec![vec![answer]]).await;
    let call = describe(Call::post(&core, "/files"));
    in_time(call.send()).await.unwrap();
    String::from_utf8(server.await.unwrap().remove(0)).unwrap()
}

#[tokio::test]
async fn a_stream_is_uploaded_in_chunks_or_with_its_length() {
    let body = || Body::stream(Upload { pieces: 100 });
    let chunked = uploaded(|call| call.body("video/mp4", body())).await;
    assert!(chunked.contains("transfer-encoding: chunked\r\n"));
    assert_eq!(
        chunked.matches("uuuuuuuuuuuuuuuu").count() * 16,
        100 * PIECE
    );

    let body = body().with_length(100 * PIECE as u64);
    let sized = uploaded(|call| call.body("video/mp4", body)).await;
    assert!(sized.contains("content-length: 3276800\r\n"));
    assert!(sized.contains("content-type: video/mp4\r\n"));
    assert!(sized.ends_with(&format!("\r\n\r\n{}", "u".repeat(100 * PIECE))));
}

#[tokio::test]
async fn a_stream_that_breaks_its_word_is_no_upload() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut all = Vec::new();
        let _ = socket.read_to_end(&mut all).await;
        String::from_utf8_lossy(&all).matches('u').count()
    });
    let client: Client = ClientBuilder::new(&API).base_url(url).build().unwrap();
    let body = Body::stream(Upload { pieces: 3 }).with_length(4 * PIECE as u64);
    let call = Call::<Empty, NoError>::post(&client.0, "/files").body("video/mp4", body);
    in_time(call.send()).await.unwrap_err();
    assert!(in_time(server).await.unwrap() < 4 * PIECE);
}

#[tokio::test]
async fn a_part_may_be_a_stream() {
    let body = |pieces| Body::stream(Upload { pieces }).with_length((pieces * PIECE) as u64);
    let sent = uploaded(|call| {
        call.part("title", "Clip")
            .file(
                "clip",
                "application/octet-stream",
                File::new("a.mp4", body(2)).content_type("video/mp4"),
            )
            .file("cover", "image/png", File::new("a.png", "png"))
    })
    .await;
    assert!(sent.contains("content-length: "), "all lengths are known");
    let part = "Content-Disposition: form-data; name=\"clip\"; filename=\"a.mp4\"\r\nContent-Type: video/mp4\r\n\r\n";
    let (_, rest) = sent.split_once(part).unwrap();
    assert!(rest.starts_with(&format!("{}\r\n--", "u".repeat(2 * PIECE))));
    assert!(sent.contains("filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\npng\r\n"));
}

#[tokio::test]
async fn a_download_is_read_while_it_comes() {
    let piece = vec![b'd'; PIECE];
    let mut script = vec![head("application/zip")];
    script.extend(vec![chunk(&piece); 20]);
    script.push(chunk(""));
    let (core, server) = serve(vec![script.clone(), script]).await;
    let call = || Call::<Binary, NoError>::get(&core, "/archive");
    let mut body = in_time(call().streamed()).await.unwrap();
    let mut length = 0;
    while let Some(piece) = in_time(body.next()).await {
        length += piece.unwrap().len();
    }
    assert_eq!(length, 20 * PIECE);

    // The same body is also collected in memory.
    let all = in_time(call().send()).await.unwrap().into_inner();
    assert_eq!(all.len(), 20 * PIECE);
    server.await.unwrap();
}

#[cfg(feature = "tokio")]
#[tokio::test]
async fn files_go_in_and_out_as_readers() {
    let length = 100 * PIECE;
    let file = tokio::io::repeat(b'r').take(length as u64);
    let body = Body::from_reader(file).with_length(length as u64);
    let sent = uploaded(|call| call.body("application/zip", body)).await;
    assert!(sent.ends_with(&format!("\r\n\r\n{}", "r".repeat(length))));

    let script = vec![
        head("application/zip"),
        chunk("some"),
        chunk(" bytes"),
        chunk(""),
    ];
    let (core, server) = serve(vec![script]).await;
    let call = Call::<Binary, NoError>::get(&core, "/archive").streamed();
    let mut reader = in_time(call).await.unwrap().into_inner().into_reader();
    let mut out = Vec::new();
    let copied = in_time(tokio::io::copy(&mut reader, &mut out))
        .await
        .unwrap();
    assert_eq!((copied, &out[..]), (10, &b"some bytes"[..]));
    server.await.unwrap();
}
