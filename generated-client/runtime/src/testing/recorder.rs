//! A transport that answers from a script.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, Uri, header::CONTENT_TYPE};

use crate::runtime::{Body, BoxFuture, Timeout, Transport, TransportError, TransportErrorKind};

/// A transport that keeps every request and answers from a script, without sockets.
///
/// Clones share script and record: one is for the client, the other for the test.
#[derive(Clone, Default)]
pub struct Recorder(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    script: VecDeque<Result<http::Response<Body>, TransportError>>,
    requests: Vec<Recorded>,
}

/// A request as it would have been sent. `Debug` prints neither header values nor the body.
#[derive(Clone)]
#[non_exhaustive]
pub struct Recorded {
    /// The method.
    pub method: Method,
    /// The absolute URI.
    pub uri: Uri,
    /// All headers that the runtime sets.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
    /// The timeout that the transport is asked to apply.
    pub timeout: Option<std::time::Duration>,
}

impl Recorded {
    /// Reads a request to the end of its body.
    pub(crate) async fn read(request: http::Request<Body>) -> Result<Self, TransportError> {
        let (head, body) = request.into_parts();
        Ok(Self {
            method: head.method,
            uri: head.uri,
            headers: head.headers,
            body: body.bytes().await?,
            timeout: head.extensions.get::<Timeout>().map(|timeout| timeout.0),
        })
    }
}

impl Recorder {
    /// Creates a recorder without a script: every request fails until there are answers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends an answer to the script: a JSON body.
    pub fn json(&self, status: StatusCode, body: impl Into<Body>) {
        let mut response = http::Response::new(body.into());
        *response.status_mut() = status;
        let json = http::HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, json);
        self.respond(response);
    }

    /// Appends an answer to the script: any response.
    pub fn respond(&self, response: http::Response<Body>) {
        self.state().script.push_back(Ok(response));
    }

    /// Appends an answer to the script: a failure without a response.
    pub fn fail(&self, error: TransportError) {
        self.state().script.push_back(Err(error));
    }

    /// Returns the requests so far, in order.
    pub fn requests(&self) -> Vec<Recorded> {
        self.state().requests.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A test that failed elsewhere must not hide its own message behind this one.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Recorder {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<Result<http::Response<Body>, TransportError>> {
        let recorder = self.clone();
        Box::pin(async move {
            let request = Recorded::read(request).await?;
            let mut state = recorder.state();
            state.requests.push(request);
            state.script.pop_front().unwrap_or_else(|| {
                let kind = TransportErrorKind::Other;
                Err(TransportError::new(
                    kind,
                    "the recorder has no answer left in its script",
                ))
            })
        })
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("Recorder")
            .field("requests", &state.requests)
            .field("answers", &state.script.len())
            .finish()
    }
}

impl fmt::Debug for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.keys().collect();
        f.debug_struct("Recorded")
            .field("method", &self.method)
            .field("path", &self.uri.path())
            .field("headers", &names)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}
