//! A server on the loopback interface that keeps the request it receives, and needs only the standard library.

use super::reply::RawResponse;
use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

/// The time after which a silent connection is given up.
const PATIENCE: Duration = Duration::from_secs(20);

/// A request as it was on the wire.
#[derive(Clone, Debug, Default)]
pub(super) struct KeptResponse {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl KeptResponse {
    /// Returns the value of a header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut all = self.headers.iter();
        let found = all.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Returns whether no request was received.
    pub(super) fn is_empty(&self) -> bool {
        self.method.is_empty()
    }
}

/// The next response of the server.
#[derive(Clone, Debug, Default)]
pub(super) struct Script {
    pub(super) status: u16,
    pub(super) media: &'static str,
    pub(super) body: String,
}

#[derive(Default)]
struct Shared {
    script: Mutex<Script>,
    received: Mutex<KeptResponse>,
    over: AtomicBool,
}

/// A running server, which stops when it is dropped.
pub(super) struct Server {
    pub(super) url: String,
    /// Whether this is a server that the tests did not start.
    pub(super) is_elsewhere: bool,
    running: Option<(SocketAddr, Arc<Shared>, JoinHandle<()>)>,
}

impl Server {
    /// Returns the server that `WIRE_BASE_URL` names, or starts one on a free port.
    pub(super) fn start() -> Self {
        if let Ok(url) = std::env::var("WIRE_BASE_URL") {
            return Self {
                url,
                is_elsewhere: true,
                running: None,
            };
        }
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared::default());
        let ours = Arc::clone(&shared);
        let thread = thread::spawn(move || serve(&listener, &ours));
        Self {
            url: format!("http://{address}"),
            is_elsewhere: false,
            running: Some((address, shared, thread)),
        }
    }

    /// Runs `send` while the server answers from the script, and returns the request and the reply.
    pub(super) fn exchange(
        &self,
        script: Script,
        send: &dyn Fn() -> RawResponse,
    ) -> (KeptResponse, RawResponse) {
        let Some((_, shared, _)) = &self.running else {
            return (KeptResponse::default(), send());
        };
        *locked(&shared.script) = script;
        *locked(&shared.received) = KeptResponse::default();
        let reply = send();
        (locked(&shared.received).clone(), reply)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some((address, shared, thread)) = self.running.take() {
            shared.over.store(true, Ordering::SeqCst);
            // This connection wakes the server from `accept`.
            drop(TcpStream::connect(address));
            drop(thread.join());
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(listener: &TcpListener, shared: &Shared) {
    while let Ok((stream, _)) = listener.accept() {
        if shared.over.load(Ordering::SeqCst) {
            return;
        }
        // The client notices a broken connection itself.
        drop(converse(stream, shared));
    }
}

fn converse(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let received = receive(&mut reader)?;
    let head = received.method == "HEAD";
    *locked(&shared.received) = received;
    let script = locked(&shared.script).clone();
    answer(stream, &script, head)
}

fn receive(reader: &mut impl BufRead) -> io::Result<KeptResponse> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let mut received = KeptResponse {
        method: words.next().unwrap_or_default(),
        target: words.next().unwrap_or_default(),
        ..KeptResponse::default()
    };
    loop {
        let mut line = Vec::new();
        reader.read_until(b'\n', &mut line)?;
        let line = String::from_utf8_lossy(&line);
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        let entry = (name.to_ascii_lowercase(), value.trim().to_owned());
        received.headers.push(entry);
    }
    received.body = body(reader, &received)?;
    Ok(received)
}

fn body(reader: &mut impl BufRead, head: &KeptResponse) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    if head.header("transfer-encoding").is_none() {
        let length = head.header("content-length").and_then(|it| it.parse().ok());
        reader.take(length.unwrap_or(0)).read_to_end(&mut out)?;
        return Ok(out);
    }
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let size = u64::from_str_radix(line.trim(), 16).map_err(io::Error::other)?;
        let mut chunk = Vec::new();
        reader.take(size + 2).read_to_end(&mut chunk)?;
        if size == 0 {
            return Ok(out);
        }
        chunk.truncate(chunk.len().saturating_sub(2));
        out.extend(chunk);
    }
}

fn answer(mut stream: TcpStream, script: &Script, head: bool) -> io::Result<()> {
    let mut text = format!("HTTP/1.1 {} Status\r\nConnection: close\r\n", script.status);
    if !script.media.is_empty() {
        text.push_str(&format!("Content-Type: {}\r\n", script.media));
    }
    // RFC 9110, sections 8.6 and 15.4.5: there is no length if there can be no body.
    if !matches!(script.status, 204 | 304) {
        text.push_str(&format!("Content-Length: {}\r\n", script.body.len()));
    }
    text.push_str("\r\n");
    if !head {
        text.push_str(&script.body);
    }
    stream.write_all(text.as_bytes())
}
