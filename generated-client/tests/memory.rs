//! A download that is larger than the memory that it may use. This is the only test in its file, since the measured
//! peak is that of the process.

#![cfg(all(feature = "reqwest", target_os = "linux"))]

use std::time::Duration;

use generated_client::runtime::{Api, Binary, Call, ClientBuilder, ClientCore, NoError};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

const PIECE: usize = 64 * 1024;
const LENGTH: u64 = 1 << 30;

static API: Api = Api {
    name: "downloads",
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

/// Returns the peak memory of the process in bytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.unwrap().trim().trim_end_matches(" kB");
    kilobytes.parse::<u64>().unwrap() * 1024
}

/// Answers one request with `LENGTH` bytes.
async fn serve(listener: TcpListener) {
    let (mut socket, _) = listener.accept().await.unwrap();
    let mut seen = Vec::new();
    while !seen.ends_with(b"\r\n\r\n") {
        socket.read_buf(&mut seen).await.unwrap();
    }
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ncontent-length: {LENGTH}\r\n\r\n"
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    let piece = vec![7; PIECE];
    for _ in 0..LENGTH / PIECE as u64 {
        socket.write_all(&piece).await.unwrap();
    }
}

#[tokio::test]
async fn a_gigabyte_is_streamed_in_little_memory() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(serve(listener));
    let client: Client = ClientBuilder::new(&API).base_url(url).build().unwrap();

    let received = async {
        let download = Call::<Binary, NoError>::get(&client.0, "/archive").streamed();
        let mut download = download.await.unwrap();
        let mut length = 0;
        while let Some(piece) = download.next().await {
            length += piece.unwrap().len() as u64;
        }
        length
    };
    let limit = Duration::from_secs(120);
    let received = tokio::time::timeout(limit, received).await.unwrap();
    server.await.unwrap();

    assert_eq!(received, LENGTH);
    let peak = peak();
    assert!(peak < 50_000_000, "{peak} bytes at the peak");
}
