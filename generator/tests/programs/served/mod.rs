//! A server on the loopback interface, or on a Unix socket, that answers as a scene of a real one would.

pub(crate) mod apify;
pub(crate) mod docker;
pub(crate) mod github;
pub(crate) mod openai;
pub(crate) mod qdrant;

use serde_json::Value;
use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpListener,
    os::unix::net::UnixListener,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

/// The time between the pieces of a body, so that the client gets them one by one.
const PAUSE: Duration = Duration::from_millis(20);

/// A request as it was on the wire.
#[derive(Clone, Debug, Default)]
pub(crate) struct Received {
    pub(crate) method: String,
    /// The path and the query.
    pub(crate) target: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// The status that it was answered with.
    pub(crate) status: u16,
}

impl Received {
    /// Returns the method, the path and the query.
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.method, self.target)
    }

    /// Returns the value of a header, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut all = self.headers.iter();
        all.find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Returns the body as JSON.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), Some("application/json"));
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }
}

/// A response of the server. Several pieces of a body are sent as chunks, one after the other.
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    pieces: Vec<Vec<u8>>,
}

impl Reply {
    pub(crate) fn new(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            pieces: Vec::new(),
        }
    }

    pub(crate) fn json(status: u16, body: &Value) -> Self {
        let reply = Self::new(status).header("content-type", "application/json");
        reply.pieces([body.to_string().into_bytes()])
    }

    /// Returns the response of a server that is busy for a second, and has done nothing.
    pub(crate) fn busy() -> Self {
        Self::new(503).header("retry-after", "1")
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn pieces(mut self, pieces: impl IntoIterator<Item = Vec<u8>>) -> Self {
        self.pieces.extend(pieces);
        self
    }

    fn write(&self, stream: &mut impl Write) -> io::Result<()> {
        let mut head = format!("HTTP/1.1 {} Status\r\n", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if let [] | [_] = &self.pieces[..] {
            let body = self.pieces.concat();
            // RFC 9110, section 8.6: a 204 has no length.
            if self.status != 204 {
                head.push_str(&format!("content-length: {}\r\n", body.len()));
            }
            stream.write_all(format!("{head}\r\n").as_bytes())?;
            return stream.write_all(&body);
        }
        stream.write_all(format!("{head}transfer-encoding: chunked\r\n\r\n").as_bytes())?;
        for piece in &self.pieces {
            stream.write_all(format!("{:x}\r\n", piece.len()).as_bytes())?;
            stream.write_all(piece)?;
            stream.write_all(b"\r\n")?;
            thread::sleep(PAUSE);
        }
        stream.write_all(b"0\r\n\r\n")
    }
}

/// A scene: it gets the requests so far, the last of which it answers.
pub(crate) type Scene = fn(&[Received]) -> Reply;

/// A server, which runs as long as the test does.
pub(crate) struct Server {
    pub(crate) url: String,
    shared: Arc<Shared>,
}

struct Shared {
    scene: Scene,
    received: Mutex<Vec<Received>>,
}

impl Server {
    /// Starts a server on a free port.
    pub(crate) fn start(scene: Scene) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Shared::new(scene);
        let ours = shared.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                ours.clone().serve(stream);
            }
        });
        Self {
            url: format!("http://{address}"),
            shared,
        }
    }

    /// Starts a server on a Unix socket.
    pub(crate) fn on_socket(path: &Path, scene: Scene) -> Self {
        let listener = UnixListener::bind(path).expect("a free socket");
        let shared = Shared::new(scene);
        let ours = shared.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                ours.clone().serve(stream);
            }
        });
        Self {
            url: String::new(),
            shared,
        }
    }

    /// Returns the requests so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.shared.locked().clone()
    }
}

impl Shared {
    fn new(scene: Scene) -> Arc<Self> {
        Arc::new(Self {
            scene,
            received: Mutex::default(),
        })
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, Vec<Received>> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers the requests of a connection in a thread of their own. The client notices a broken connection itself.
    fn serve(self: Arc<Self>, stream: impl Read + Write + Send + 'static) {
        thread::spawn(move || {
            let mut stream = BufReader::new(stream);
            while let Ok(Some(request)) = receive(&mut stream) {
                let reply = {
                    let mut received = self.locked();
                    received.push(request);
                    let reply = (self.scene)(&received);
                    received.last_mut().expect("the request").status = reply.status;
                    reply
                };
                if reply.write(stream.get_mut()).is_err() {
                    return;
                }
            }
        });
    }
}

/// Reads a request; `None` at the end of the connection.
fn receive(stream: &mut impl BufRead) -> io::Result<Option<Received>> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace().map(str::to_owned);
    let mut request = Received {
        method: words.next().unwrap_or_default(),
        target: words.next().unwrap_or_default(),
        ..Received::default()
    };
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        let entry = (name.to_ascii_lowercase(), value.trim().to_owned());
        request.headers.push(entry);
    }
    request.body = body(stream, &request)?;
    Ok(Some(request))
}

fn body(stream: &mut impl BufRead, request: &Received) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    if request.header("transfer-encoding").is_none() {
        let length = request.header("content-length");
        let length = length.and_then(|it| it.parse().ok()).unwrap_or(0);
        stream.take(length).read_to_end(&mut out)?;
        return Ok(out);
    }
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let size = u64::from_str_radix(line.trim(), 16).map_err(io::Error::other)?;
        stream.take(size).read_to_end(&mut out)?;
        stream.read_line(&mut line)?;
        if size == 0 {
            return Ok(out);
        }
    }
}
