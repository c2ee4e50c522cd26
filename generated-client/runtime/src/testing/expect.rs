//! The properties of an expected call.

use std::{fmt, marker::PhantomData, sync::Mutex};

use http::StatusCode;

use super::{
    Encode, Encoded, Mock, Recorded,
    mock::{Answer, fail},
    wanted::Wanted,
};
use crate::runtime::{Body, TransportErrorKind, response::cases::Cases};

/// An expected call without its outcome yet.
#[must_use = "a call is expected once it is said what it gives"]
pub struct Expect<'m, T, E> {
    pub(crate) mock: &'m Mock,
    pub(crate) wanted: Wanted,
    pub(crate) cases: Cases,
    pub(crate) times: Option<usize>,
    pub(crate) outcome: PhantomData<fn() -> (T, E)>,
}

impl<T, E> Expect<'_, T, E> {
    /// Accepts any body.
    pub fn any_body(mut self) -> Self {
        self.wanted.any_body();
        self
    }

    /// Accepts any path parameters.
    pub fn any_path(mut self) -> Self {
        self.wanted.any_path = true;
        self
    }

    /// Accepts query parameters besides the expected ones.
    pub fn more_query(mut self) -> Self {
        self.wanted.more_query = true;
        self
    }

    /// Expects the call this many times.
    pub fn times(mut self, times: usize) -> Self {
        self.times = Some(times);
        self
    }

    /// Expects the call any number of times, or not at all.
    pub fn any_times(mut self) -> Self {
        self.times = None;
        self
    }

    /// Answers with this value, under the status that the value is documented under. If that is not a single
    /// status, it is 200, or 204 without a body.
    #[track_caller]
    pub fn returns(self, value: T::Value)
    where
        T: Encode,
    {
        let encoded = T::encode(value);
        let usual = match &encoded.body {
            Ok(body) if body.as_bytes() == Some(&[]) => StatusCode::NO_CONTENT,
            _ => StatusCode::OK,
        };
        let own = encoded.case.and_then(|case| case.parse().ok());
        self.encoded(own.unwrap_or(usual), encoded, true);
    }

    /// Answers with this value and this status.
    #[track_caller]
    pub fn returns_with(self, status: StatusCode, value: T::Value)
    where
        T: Encode,
    {
        self.encoded(status, T::encode(value), true);
    }

    /// Fails with this documented body under this status, as `Error::Api`.
    #[track_caller]
    pub fn fails(self, status: StatusCode, value: E::Value)
    where
        E: Encode,
    {
        self.encoded(status, E::encode(value), false);
    }

    /// Fails without a response, as `Error::Transport`.
    pub fn breaks(self, kind: TransportErrorKind) {
        self.answered(Answer::Breaks(kind));
    }

    /// Answers with the response that `answer` creates from the request.
    pub fn answers(
        self,
        answer: impl Fn(&Recorded) -> http::Response<Body> + Send + Sync + 'static,
    ) {
        self.answered(Answer::Computed(Box::new(answer)));
    }

    #[track_caller]
    fn encoded(self, status: StatusCode, encoded: Encoded, success: bool) {
        let (is_success, case) = self.cases.pick(status);
        let fits = case.is_some_and(|case| encoded.case.is_none_or(|own| own == case));
        let target = &self.wanted.target;
        assert!(
            fits && is_success == success,
            "{target}: the document has no such body under status {status}"
        );
        let body = encoded.body.map_err(|why| format!("{target}: {why}"));
        match body {
            Ok(body) => {
                let answer = Answer::Encoded(status, encoded.content_type, Mutex::new(body));
                self.answered(answer);
            }
            Err(why) => fail(why),
        }
    }

    fn answered(self, answer: Answer) {
        self.mock.add(self.wanted, answer, self.times);
    }
}

impl<T, E> fmt::Debug for Expect<'_, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.wanted.target)
    }
}
