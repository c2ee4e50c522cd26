//! A mock of a client's operations.

use std::{
    fmt,
    future::IntoFuture,
    marker::PhantomData,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use http::{HeaderValue, StatusCode, header::CONTENT_TYPE};

use super::{Expect, Recorded, wanted::Wanted};
use crate::runtime::{Body, BoxFuture, Sending, Transport, TransportError, TransportErrorKind};

/// A mock of a client's operations: the calls that are expected, and what each of them gives.
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
/// The request itself says what is expected: method, path, query, body and the headers it has (there
/// may be more of those). Bodies of JSON are compared as JSON. Credentials do not matter, nor does
/// the order of the calls; of several expectations for the same request, each is met in its turn.
///
/// A call that is not expected fails, with an error that says how it differs from the nearest
/// expectation: by the names of what differs, never by values. When the mock is dropped, it panics if
/// there was such a call or if an expected one did not come, unless the test has failed already.
#[derive(Default)]
pub struct Mock(Arc<Mutex<State>>);

/// What a [`Mock`] gives to a client.
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
    /// How often it is to come; `None` for as often as it likes.
    times: Option<usize>,
    came: usize,
}

pub(super) enum Answer {
    Encoded(StatusCode, Option<&'static str>, Mutex<Body>),
    Breaks(TransportErrorKind),
    Computed(Box<Compute>),
}

pub(super) type Compute = dyn Fn(&Recorded) -> http::Response<Body> + Send + Sync;

impl Mock {
    /// A mock that expects nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The transport for the client.
    pub fn transport(&self) -> MockTransport {
        MockTransport(Arc::clone(&self.0))
    }

    /// Expects `request`, once. What it gives is said next.
    #[track_caller]
    pub fn on<R, T, E>(&self, request: R) -> Expect<'_, T, E>
    where
        R: IntoFuture<IntoFuture = Sending<T, E>>,
    {
        let (wanted, cases) = match request.into_future().prepare() {
            Some(Ok(prepared)) => (Wanted::of(&prepared), prepared.draft.cases),
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

    pub(super) fn add(&self, wanted: Wanted, answer: Answer, times: Option<usize>) {
        lock(&self.0).expected.push(Expected {
            wanted,
            answer: Arc::new(answer),
            times,
            came: 0,
        });
    }

    /// All requests that came, in order.
    pub fn requests(&self) -> Vec<Recorded> {
        lock(&self.0).requests.clone()
    }

    /// Checks that every expected call came and no other.
    ///
    /// # Panics
    ///
    /// If not. Dropping the mock does the same.
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

/// A test that failed elsewhere must not hide its own message behind this one.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends a test that asks for what cannot be.
#[track_caller]
pub(super) fn fail(problem: String) -> ! {
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
            // The lock is free again when the caller's function is called.
            let found = lock(&state).find(&request);
            match found {
                Ok(answer) => answer.response(&request),
                Err(problem) => Err(TransportError::new(TransportErrorKind::Other, problem)),
            }
        })
    }
}

impl State {
    /// The answer for a request, or why it is not expected.
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
                // A stream is there only once.
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
