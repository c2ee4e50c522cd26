//! The outcome for a caller of a server with a fault, for each kind of body. `faults.md` beside this file has
//! it as a table, which this test compares. `FAULTS=write` rewrites it.

use std::{
    collections::BTreeMap,
    env, fs,
    io::Write as _,
    net::TcpStream,
    path::Path,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    thread,
    time::{Duration, Instant},
};

use bytes::Bytes;

use super::{Failure, Server};
use crate::runtime::{
    Body, Call, ClientCore, EventStream, Json, JsonLines, NoError, Retry, StreamError, Text,
    TransportError,
};

/// The longest time that a cell of the table may take.
const LONGEST: Duration = Duration::from_secs(20);

/// The number of bytes that an endless server can send before the client stops reading; sockets buffer some.
const HELD: usize = 16 * 1024 * 1024;

/// The number of pieces that are read of an endless body.
const ENOUGH: usize = 40;

const FAULTS: [(&str, Fault); 8] = [
    ("silent from the start", Fault::Silent),
    ("silent in the body", Fault::Stops),
    ("cut in the body", Fault::Cut),
    ("slow, a piece each 50 ms", Fault::Slow),
    ("huge, without an end", Fault::Huge),
    ("lying: a page in its place", Fault::Lying),
    ("redirecting in a circle", Fault::Redirecting),
    ("storming: 503", Fault::Storming),
];

const KINDS: [(&str, Kind); 6] = [
    ("JSON", Kind::Json),
    ("text", Kind::Text),
    ("bytes", Kind::Bytes),
    ("events", Kind::Events),
    ("lines", Kind::Lines),
    ("an upload", Kind::Upload),
];

#[derive(Clone, Copy)]
enum Fault {
    Silent,
    Stops,
    Cut,
    Slow,
    Huge,
    Lying,
    Redirecting,
    Storming,
}

#[derive(Clone, Copy)]
enum Kind {
    Json,
    Text,
    Bytes,
    Events,
    Lines,
    Upload,
}

impl Kind {
    /// Returns the media type of the response, and a piece of it.
    fn piece(self) -> (&'static str, &'static str) {
        match self {
            Self::Json => ("application/json", "[1,\n"),
            Self::Text | Self::Upload => ("text/plain", "some\n"),
            Self::Bytes => ("application/octet-stream", "some"),
            Self::Events => ("text/event-stream", "data: 1\n\n"),
            Self::Lines => ("application/jsonl", "1\n"),
        }
    }

    /// Returns the outcome of a call.
    async fn call(self, core: &ClientCore) -> String {
        match self {
            Self::Json => {
                let call = Call::<Json, NoError>::get(core, "/x");
                told(call.send().await.map(|it| it.to_string()))
            }
            Self::Text => {
                let call = Call::<Text, NoError>::get(core, "/x");
                told(call.send().await.map(|_| "a text".to_owned()))
            }
            Self::Upload => {
                let call = Call::<Text, NoError>::post(core, "/x");
                let body = Body::stream(Pieces(20));
                let call = call.body("application/octet-stream", body);
                told(call.send().await.map(|_| "a text".to_owned()))
            }
            Self::Bytes => match Call::<Text, NoError>::get(core, "/x").streamed().await {
                Ok(mut body) => {
                    let next = async || Some(body.next().await?.map(|it| it.len()));
                    read(next, |error: TransportError| error.to_string()).await
                }
                Err(error) => told(Err(error)),
            },
            Self::Events => {
                match Call::<EventStream<i64>, NoError>::get(core, "/x")
                    .send()
                    .await
                {
                    Ok(stream) => {
                        let mut stream = stream.into_inner().limit(1024);
                        let next = async || Some(stream.next().await?.map(|_| 1));
                        read(next, |error: StreamError| error.to_string()).await
                    }
                    Err(error) => told(Err(error)),
                }
            }
            Self::Lines => match Call::<JsonLines<i64>, NoError>::get(core, "/x")
                .send()
                .await
            {
                Ok(lines) => {
                    let mut lines = lines.into_inner().limit(1024);
                    let next = async || Some(lines.next().await?.map(|_| 1));
                    read(next, |error: StreamError| error.to_string()).await
                }
                Err(error) => told(Err(error)),
            },
        }
    }
}

/// Reads a stream to its end, or for long enough.
async fn read<E>(
    mut next: impl AsyncFnMut() -> Option<Result<usize, E>>,
    shown: impl Fn(E) -> String,
) -> String {
    let (mut pieces, mut bytes) = (0, 0);
    while pieces < ENOUGH && bytes < 1_000_000 {
        let outcome = match next().await {
            Some(Ok(length)) => {
                (pieces, bytes) = (pieces + 1, bytes + length);
                continue;
            }
            Some(Err(error)) => shortened(&shown(error)),
            None => "the end".to_owned(),
        };
        return if pieces > 0 {
            format!("what came, then {outcome}")
        } else {
            outcome
        };
    }
    "what comes, as long as it comes".to_owned()
}

fn told(outcome: Result<String, Failure>) -> String {
    outcome.unwrap_or_else(|error| shortened(&error.to_string()))
}

/// Returns an error's text without the operation.
fn shortened(error: &str) -> String {
    let (_, rest) = error.split_once("/x: ").unwrap_or(("", error));
    rest.replace('|', "\\|")
}

/// The stream of an upload.
struct Pieces(usize);

impl futures_core::Stream for Pieces {
    type Item = Result<Bytes, std::io::Error>;
    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let left = self.0.checked_sub(1);
        self.0 = left.unwrap_or_default();
        Poll::Ready(left.map(|_| Ok(Bytes::from_static(&[b'x'; 10_000]))))
    }
}

/// Starts a server with a fault, which counts the bytes that it has sent.
fn server(fault: Fault, kind: Kind, sent: Arc<AtomicUsize>) -> Server {
    let (media, piece) = kind.piece();
    let mut head = format!("HTTP/1.1 200 OK\r\ncontent-type: {media}\r\n");
    match fault {
        Fault::Redirecting => head = "HTTP/1.1 307 Moved\r\nlocation: /x\r\n".to_owned(),
        Fault::Storming => head = "HTTP/1.1 503 Busy\r\n".to_owned(),
        Fault::Lying => head = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n".to_owned(),
        _ => {}
    }
    head.push_str("connection: close\r\n");
    match fault {
        Fault::Redirecting | Fault::Storming => head.push_str("content-length: 0\r\n\r\n"),
        Fault::Lying => head.push_str("content-length: 15\r\n\r\n"),
        // The body ends with the connection.
        Fault::Huge => head.push_str("\r\n"),
        _ => head.push_str("content-length: 1000\r\n\r\n"),
    }
    Server::new(move |_, _, socket| {
        let mut say = |bytes: &[u8]| {
            sent.fetch_add(bytes.len(), Ordering::Relaxed);
            socket.write_all(bytes).is_ok()
        };
        match fault {
            Fault::Silent => wait(socket),
            Fault::Redirecting | Fault::Storming => drop(say(head.as_bytes())),
            Fault::Lying => drop(say(format!("{head}<p>Sign in.</p>").as_bytes())),
            Fault::Cut => drop(say(format!("{head}{piece}").as_bytes())),
            Fault::Stops => {
                say(format!("{head}{piece}").as_bytes());
                wait(socket);
            }
            Fault::Slow => {
                let mut goes = say(head.as_bytes());
                while goes {
                    goes = say(piece.as_bytes());
                    thread::sleep(Duration::from_millis(50));
                }
            }
            Fault::Huge => {
                let mut goes = say(head.as_bytes());
                while goes && sent.load(Ordering::Relaxed) < 4 * HELD {
                    goes = say(&[b'7'; 10_000]);
                }
            }
        }
    })
}

/// Waits until the client leaves, or for longer than any test takes.
fn wait(socket: &mut TcpStream) {
    let _ = socket.set_read_timeout(Some(LONGEST));
    let _ = std::io::Read::read(socket, &mut [0]);
}

async fn cell(fault: Fault, kind: Kind) -> String {
    let sent = Arc::<AtomicUsize>::default();
    let server = server(fault, kind, sent.clone());
    // A circle ends by its length, even on a busy machine.
    let attempt = match fault {
        Fault::Redirecting => LONGEST,
        _ => Duration::from_millis(1500),
    };
    let client = server
        .builder()
        .attempt_timeout(attempt)
        .idle_timeout(Duration::from_secs(1))
        .response_limit(1024)
        .retry(
            Retry::new()
                .attempts(2)
                .backoff(Duration::from_millis(1), Duration::from_millis(1)),
        );
    let client = client.build().unwrap();
    let began = Instant::now();
    let outcome = kind.call(&client.0).await;
    assert!(began.elapsed() < LONGEST, "{:?}", began.elapsed());
    let bytes = sent.load(Ordering::Relaxed);
    assert!(bytes < HELD, "{bytes} bytes are held somewhere");
    let requests = server.seen().len();
    let most = match (kind, fault) {
        (_, Fault::Redirecting) => 11,
        (Kind::Upload, _) => 1,
        _ => 2,
    };
    assert!(requests <= most, "{requests} requests");
    format!("{outcome} · {requests}")
}

/// Runs a future on a thread of its own.
fn alone<F: Future>(future: F) -> F::Output {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().unwrap();
    runtime.block_on(future)
}

#[test]
fn the_table_of_faults() {
    let mut cells = BTreeMap::new();
    for (row, (_, fault)) in FAULTS.into_iter().enumerate() {
        for (column, (_, kind)) in KINDS.into_iter().enumerate() {
            cells.insert(
                (row, column),
                thread::spawn(move || alone(cell(fault, kind))),
            );
        }
    }
    let mut table = "# What a caller gets of a server with a fault\n\n\
        `faults.rs` makes this table over sockets and compares it. An attempt may take 1.5 s, a streamed body may bring\n\
        nothing for 1 s, a response in memory has 1 KiB, an event or a line 1 KiB, and there are two attempts. Behind the\n\
        dot stands how many requests the server got.\n\n"
        .to_owned();
    let heads = KINDS.map(|(name, _)| name).join(" | ");
    table.push_str(&format!(
        "| server | {heads} |\n|---{}|\n",
        "|---".repeat(KINDS.len())
    ));
    for (row, (name, _)) in FAULTS.into_iter().enumerate() {
        table.push_str(&format!("| {name} |"));
        for column in 0..KINDS.len() {
            let cell = cells.remove(&(row, column)).unwrap();
            table.push_str(&format!(" {} |", cell.join().unwrap()));
        }
        table.push('\n');
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/wire/faults.md");
    if env::var("FAULTS").is_ok_and(|it| it == "write") {
        fs::write(&path, &table).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), table);
}
