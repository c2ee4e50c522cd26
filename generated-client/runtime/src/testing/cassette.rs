//! Recorded exchanges with a real server, in a file.

use std::{
    fmt, fs, io,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, request::Parts, response};
use serde_json::{Map, Value};

use super::scrub::{Scrub, Secrets};
use crate::runtime::{
    Body, BoxFuture, Transport, TransportError, TransportErrorKind, credentials::base64,
};

/// A transport that records another transport's responses into a file, or replays such a file.
///
/// ```text
/// let file = "tests/cassettes/things.json";
/// let cassette = if std::env::var_os("RECORD").is_some() {
///     Cassette::record(file, ReqwestTransport::new(reqwest::Client::new()))
/// } else {
///     Cassette::replay(file)?
/// };
/// let client = Client::builder().token(token).transport(cassette).build()?;
/// ```
///
/// The file is JSON, for review and to be committed. It contains neither credentials nor other secrets: headers
/// that carry credentials or that the client marked as sensitive; cookies; the document's API keys; properties
/// of any name that the document calls passwords or the configuration sensitive (numbers become 0); header,
/// query and form values, parts, and texts in JSON (lines and events included) under names such as `token`,
/// `clientSecret` or `password`, or under the names given to [`scrub`](Self::scrub); and user names and
/// passwords in URLs. If the server repeats one of the request's credentials, it is replaced there too, unless
/// it is shorter than 6 bytes. Review the file all the same before you commit it: only you know what else in it
/// is confidential.
///
/// A request is answered by the first unused recording with the same method, URI and body, after secrets are
/// removed from both. Headers are not compared. Bodies are recorded whole, so a stream is passed on when it has
/// ended; failures without a response are not recorded.
#[derive(Clone)]
pub struct Cassette {
    path: Arc<PathBuf>,
    scrub: Arc<Scrub>,
    /// The transport whose responses are recorded; `None` when replaying.
    source: Option<Arc<dyn Transport>>,
    entries: Arc<Mutex<Vec<Entry>>>,
}

/// A request and its response, without secrets.
struct Entry {
    request: Value,
    response: Value,
    used: bool,
}

impl Cassette {
    /// Records the responses of `transport` into the file, which is rewritten after each response.
    pub fn record(path: impl Into<PathBuf>, transport: impl Transport) -> Self {
        Self::new(path.into(), Some(Arc::new(transport)), Vec::new())
    }

    /// Replays the file. Nothing is sent.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be read or is not a cassette.
    pub fn replay(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let read = || -> io::Result<Vec<Entry>> {
            let values: Vec<Value> = serde_json::from_slice(&fs::read(&path)?)?;
            Ok(values.into_iter().map(Entry::from_json).collect())
        };
        match read() {
            Ok(entries) => Ok(Self::new(path, None, entries)),
            Err(error) => {
                let message = format!("{}: {error}", path.display());
                Err(io::Error::new(error.kind(), message))
            }
        }
    }

    fn new(path: PathBuf, source: Option<Arc<dyn Transport>>, entries: Vec<Entry>) -> Self {
        Self {
            path: Arc::new(path),
            scrub: Arc::default(),
            source,
            entries: Arc::new(Mutex::new(entries)),
        }
    }

    /// Removes the values under these names too: of headers, parameters, parts, and properties of JSON, whose
    /// numbers become 0. Call it both when recording and when replaying.
    #[must_use]
    pub fn scrub<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        let mut scrub = Scrub::clone(&self.scrub);
        scrub.names.extend(names.into_iter().map(Into::into));
        self.scrub = Arc::new(scrub);
        self
    }

    fn entries(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn exchange(
        &self,
        request: http::Request<Body>,
    ) -> Result<http::Response<Body>, TransportError> {
        let (head, body) = request.into_parts();
        let secrets = self.scrub.secrets(&head);
        let body = body.bytes().await?;
        let told = request_json(&secrets, &head, &body);
        let Some(source) = &self.source else {
            return self.recorded(&told);
        };
        let request = http::Request::from_parts(head, body.into());
        let (head, body) = source.send(request).await?.into_parts();
        let body = body.bytes().await?;
        let entry = Entry {
            request: told,
            response: response_json(&secrets, &head, &body),
            used: true,
        };
        self.keep(entry).map_err(|error| {
            TransportError::new(TransportErrorKind::Other, self.naming(&error.to_string()))
        })?;
        Ok(http::Response::from_parts(head, body.into()))
    }

    /// Returns the recorded response to a request.
    fn recorded(&self, request: &Value) -> Result<http::Response<Body>, TransportError> {
        const SAME: [&str; 3] = ["method", "uri", "body"];
        let mut entries = self.entries();
        let fits = |entry: &&mut Entry| {
            !entry.used
                && SAME
                    .iter()
                    .all(|key| entry.request.get(key) == request.get(key))
        };
        let found = entries.iter_mut().find(fits).and_then(|entry| {
            entry.used = true;
            response(&entry.response)
        });
        found.ok_or_else(|| {
            let text = |key| request.get(key).and_then(Value::as_str).unwrap_or_default();
            let uri = text("uri").split('?').next().unwrap_or_default();
            let problem = format!("there is no answer left for {} {uri}", text("method"));
            TransportError::new(TransportErrorKind::Other, self.naming(&problem))
        })
    }

    fn keep(&self, entry: Entry) -> io::Result<()> {
        let mut entries = self.entries();
        entries.push(entry);
        let all: Vec<_> = entries.iter().map(Entry::to_json).collect();
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut text = serde_json::to_string_pretty(&all)?;
        text.push('\n');
        fs::write(&*self.path, text)
    }

    fn naming(&self, problem: &str) -> String {
        format!("cassette {}: {problem}", self.path.display())
    }
}

impl Transport for Cassette {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<Result<http::Response<Body>, TransportError>> {
        let cassette = self.clone();
        Box::pin(async move { cassette.exchange(request).await })
    }
}

impl fmt::Debug for Cassette {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cassette")
            .field("path", &self.path)
            .field("entries", &self.entries().len())
            .finish_non_exhaustive()
    }
}

impl Entry {
    fn from_json(mut value: Value) -> Self {
        let mut take = |key| value.get_mut(key).map(Value::take).unwrap_or_default();
        Self {
            request: take("request"),
            response: take("response"),
            used: false,
        }
    }

    fn to_json(&self) -> Value {
        object([
            ("request", self.request.clone()),
            ("response", self.response.clone()),
        ])
    }
}

/// Returns an object of the entries that are not `null`. Their keys are given in alphabetical order, so that
/// the file does not depend on the order that `serde_json`'s maps keep.
fn object<const N: usize>(entries: [(&str, Value); N]) -> Value {
    let given = entries.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(given.map(|(key, value)| (key.to_owned(), value)).collect())
}

fn request_json(secrets: &Secrets<'_>, head: &Parts, body: &Bytes) -> Value {
    object([
        (
            "body",
            body_json(&secrets.request_body(&head.headers, body)),
        ),
        ("headers", headers_json(secrets, &head.headers)),
        ("method", head.method.as_str().into()),
        ("uri", secrets.uri(&head.uri.to_string()).into()),
    ])
}

fn response_json(secrets: &Secrets<'_>, head: &response::Parts, body: &Bytes) -> Value {
    object([
        ("body", body_json(&secrets.response_body(head, body))),
        ("headers", headers_json(secrets, &head.headers)),
        ("status", head.status.as_u16().into()),
    ])
}

/// Returns a text as it is, and any other body in Base64.
fn body_json(body: &Bytes) -> Value {
    match std::str::from_utf8(body) {
        Ok("") => Value::Null,
        Ok(text) => object([("text", text.into())]),
        Err(_) => object([("base64", base64::encode(body).into())]),
    }
}

/// Returns the headers, except those that describe how a body was transferred.
fn headers_json(secrets: &Secrets<'_>, headers: &HeaderMap) -> Value {
    const CARRIED: [&str; 4] = [
        "content-length",
        "transfer-encoding",
        "connection",
        "keep-alive",
    ];
    let mut names: Vec<_> = headers.keys().collect();
    names.retain(|name| !CARRIED.contains(&name.as_str()));
    names.sort_unstable_by_key(|name| name.as_str());
    let mut out = Map::new();
    for name in names {
        let values = headers.get_all(name).iter();
        let values = values.map(|value| secrets.header(name, value).into());
        out.insert(name.to_string(), Value::Array(values.collect()));
    }
    Value::Object(out)
}

/// Returns a recorded response; `None` if the value is not one.
fn response(value: &Value) -> Option<http::Response<Body>> {
    let body = match value.get("body") {
        None => Body::empty(),
        Some(body) => match (body.get("text"), body.get("base64")) {
            (Some(text), _) => text.as_str()?.to_owned().into(),
            (None, bytes) => base64::decode(bytes?.as_str()?)?.into(),
        },
    };
    let mut response = http::Response::new(body);
    let status = u16::try_from(value.get("status")?.as_u64()?).ok()?;
    *response.status_mut() = StatusCode::from_u16(status).ok()?;
    for (name, values) in value
        .get("headers")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        for value in values.as_array()? {
            let value = HeaderValue::from_str(value.as_str()?).ok()?;
            response.headers_mut().append(&name, value);
        }
    }
    Some(response)
}
