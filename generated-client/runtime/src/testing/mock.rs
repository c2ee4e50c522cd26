//! A mock of a client's operations.

use std::{
    fmt,
    future::IntoFuture,
    marker::PhantomData,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use http::{HeaderValue, StatusCode, header::CONTENT_TYPE};

use super::{Expect, Recorded, wanted::Wanted};
use crate::runtime::{
    Body, BoxFuture, ResponseFuture, Transport, TransportError, TransportErrorKind,
};

/// A mock of a client's operations: the expected calls and the outcome of each.
///
/// ```text
/// let mock = Mock::new();
/// let client = Client::builder().token("T").transport(mock.transport()).build()?;
///
/// mock.on(client.thing_get("a")).returns(Thing::new("a"));
/// mock.on(client.thing_put("a", &body)).fails(StatusCode::CONFLICT, problem);
/// mock.on(client.things_get().limit(10)).times(2).returns(list);
/// ```
///
/// The request itself determines the expected method, path, query, body and headers (other headers are
/// allowed). JSON bodies are compared as JSON. Credentials do not matter, nor does the order of the calls;
/// several expectations for the same request are met in order.
///
/// An unexpected call fails with an error that describes the difference from the nearest expectation, by names
/// and never by values. When the mock is dropped, it panics if there was such a call or if an expected one is
/// missing, unless the test has failed already.
#[derive(Default)]
pub struct Mock(Arc<Mutex<State>>);

/// The transport of a [`Mock`], for a client.
#[derive(Clone)]
pub struct MockTransport(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    expected: Vec<Expected>,
    requests: Vec<Recorded>,
    unexpected: Vec<String>,
}

struct Expected {
    wanted: Wanted,
    answer: Arc<Answer>,
    /// The number of times that the call is expected; `None` for any number.
    times: Option<usize>,
    came: usize,
}

pub(crate) enum Answer {
    Encoded(StatusCode, Option<&'static str>, Mutex<Body>),
    Breaks(TransportErrorKind),
    Computed(Box<Compute>),
}

pub(crate) type Compute = dyn Fn(&Recorded) -> http::Response<Body> + Send + Sync;

impl Mock {
    /// Creates a mock that expects nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the transport for the client.
    pub fn transport(&self) -> MockTransport {
        MockTransport(Arc::clone(&self.0))
    }

    /// Expects `request`, once. The returned value sets its outcome.
    #[track_caller]
    pub fn on<R, T, E>(&self, request: R) -> Expect<'_, T, E>
    where
        R: IntoFuture<IntoFuture = ResponseFuture<T, E>>,
    {
        let (wanted, cases) = match request.into_future().prepare() {
            Some(Ok(prepared)) => (Wanted::of(&prepared), prepared.builder.cases),
            Some(Err(problem)) => fail(format!("the expected request cannot be made: {problem}")),
            None => fail("the expected request was sent already".to_owned()),
        };
        Expect {
            mock: self,
            wanted,
            cases,
            times: Some(1),
            outcome: PhantomData,
        }
    }

    pub(crate) fn add(&self, wanted: Wanted, answer: Answer, times: Option<usize>) {
        lock(&self.0).expected.push(Expected {
            wanted,
            answer: Arc::new(answer),
            times,
            came: 0,
        });
    }

    /// Returns all requests so far, in order.
    pub fn requests(&self) -> Vec<Recorded> {
        lock(&self.0).requests.clone()
    }

    /// Checks that every expected call was made, and no other.
    ///
    /// # Panics
    ///
    /// Panics if that is not so. Dropping the mock does the same.
    #[track_caller]
    pub fn verify(&self) {
        let problems = lock(&self.0).problems();
        assert!(problems.is_empty(), "{}", problems.join("\n"));
    }
}

impl Drop for Mock {
    #[track_caller]
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.verify();
        }
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = lock(&self.0);
        f.debug_struct("Mock")
            .field("expected", &state.expected.len())
            .field("requests", &state.requests)
            .finish()
    }
}

impl fmt::Debug for MockTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockTransport").finish_non_exhaustive()
    }
}

/// Locks the state, even after a panic: a test that failed elsewhere must not hide its own message behind this
/// one.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Panics, for a test that asks for something impossible.
#[track_caller]
pub(crate) fn fail(problem: String) -> ! {
    std::panic::panic_any(problem)
}

impl Transport for MockTransport {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<Result<http::Response<Body>, TransportError>> {
        let state = Arc::clone(&self.0);
        Box::pin(async move {
            let request = Recorded::read(request).await?;
            // The lock must be released before the caller's function runs.
            let found = lock(&state).find(&request);
            match found {
                Ok(answer) => answer.response(&request),
                Err(problem) => Err(TransportError::new(TransportErrorKind::Other, problem)),
            }
        })
    }
}

impl State {
    /// Returns the answer for a request, or the reason why it is not expected.
    fn find(&mut self, request: &Recorded) -> Result<Arc<Answer>, String> {
        self.requests.push(request.clone());
        let mut nearest: Option<(String, usize)> = None;
        for expected in &mut self.expected {
            let Some(mut differences) = expected.wanted.differences(request) else {
                continue;
            };
            if differences.is_empty() {
                if expected.times.is_none_or(|times| expected.came < times) {
                    expected.came += 1;
                    return Ok(Arc::clone(&expected.answer));
                }
                differences.push(format!("it came {} times already", expected.came));
            }
            if nearest
                .as_ref()
                .is_none_or(|(_, count)| differences.len() < *count)
            {
                let told = format!("{}: {}", expected.wanted.target, differences.join(", "));
                nearest = Some((told, differences.len()));
            }
        }
        let (method, path) = (&request.method, request.uri.path());
        let problem = match nearest {
            Some((told, _)) => format!("{method} {path} is not expected. The nearest is {told}"),
            None => format!("{method} {path} is not expected, nor any other call of its operation"),
        };
        self.unexpected.push(problem.clone());
        Err(problem)
    }

    fn problems(&self) -> Vec<String> {
        let mut out = self.unexpected.clone();
        for expected in &self.expected {
            if let Some(times) = expected.times
                && expected.came != times
            {
                out.push(format!(
                    "{} was expected {times} times, and came {} times",
                    expected.wanted.target, expected.came
                ));
            }
        }
        out
    }
}

impl Answer {
    fn response(&self, request: &Recorded) -> Result<http::Response<Body>, TransportError> {
        match self {
            Self::Encoded(status, content_type, body) => {
                let mut body = body.lock().unwrap_or_else(PoisonError::into_inner);
                // A stream can be used only once.
                let body = body.replay().unwrap_or_else(|| std::mem::take(&mut *body));
                let mut response = http::Response::new(body);
                *response.status_mut() = *status;
                if let Some(content_type) = content_type {
                    let value = HeaderValue::from_static(content_type);
                    response.headers_mut().insert(CONTENT_TYPE, value);
                }
                Ok(response)
            }
            Self::Breaks(kind) => Err(TransportError::new(*kind, "the mock says so")),
            Self::Computed(answer) => Ok(answer(request)),
        }
    }
}
