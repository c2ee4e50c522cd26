//! Questions about an outcome: whether there is a value, whether to retry, and the server's id of the request.

use std::time::Duration;

use http::{HeaderMap, StatusCode};

use crate::runtime::{Error, Response, TransportErrorKind};

/// The headers in which servers and proxies identify a request, in order of preference.
const REQUEST_IDS: &[&str] = &[
    "x-request-id",
    "request-id",
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-ms-request-id",
    "x-github-request-id",
    "x-goog-request-id",
    "x-correlation-id",
    "cf-ray",
];

impl<E> Error<E> {
    /// Returns whether the same request may succeed later: no connection, a broken one, a timeout, a status 408, 429,
    /// 500, 502, 503 or 504, or a 403 that is a rate limit, unless the server says otherwise (`X-Should-Retry`). It
    /// does not mean that sending the request twice is harmless.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport(error) => match error.kind() {
                TransportErrorKind::Connect
                | TransportErrorKind::Timeout
                | TransportErrorKind::Cut => true,
                TransportErrorKind::TooLarge
                | TransportErrorKind::Redirect
                | TransportErrorKind::Body
                | TransportErrorKind::Other => false,
            },
            Self::Request(_) => false,
            Self::Api(_) | Self::Status(_) | Self::Decode(_) => {
                self.received().is_some_and(|it| it.later.may_pass)
            }
        }
    }

    /// Returns whether the caller has the newest version, the one that the request names in `If-None-Match` or
    /// `If-Modified-Since`: the status is 304, documented or not.
    pub fn is_not_modified(&self) -> bool {
        self.status() == Some(StatusCode::NOT_MODIFIED)
    }

    /// Returns how long the server asks the client to wait, if it does: in `Retry-After` or `Retry-After-Ms`, or in
    /// `X-RateLimit-Reset` if nothing remains.
    pub fn retry_after(&self) -> Option<Duration> {
        self.received()?.later.after
    }

    /// Returns the number of attempts that were begun.
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Transport(error) => error.attempts,
            Self::Request(error) => error.attempts(),
            Self::Api(_) | Self::Status(_) | Self::Decode(_) => {
                self.received().map_or(0, |it| it.attempts)
            }
        }
    }

    /// Returns the server's id of the request: the header `X-Request-Id` or one of those that are used in its place,
    /// such as `X-Amzn-RequestId` and `CF-Ray`.
    pub fn request_id(&self) -> Option<&str> {
        request_id(self.headers()?)
    }
}

impl<T> Response<T> {
    /// Returns the server's id of the request: the header `X-Request-Id` or one of those that are used in its place,
    /// such as `X-Amzn-RequestId` and `CF-Ray`.
    pub fn request_id(&self) -> Option<&str> {
        request_id(self.headers())
    }
}

fn request_id(headers: &HeaderMap) -> Option<&str> {
    let mut found = REQUEST_IDS.iter().filter_map(|name| headers.get(*name));
    found.find_map(|value| value.to_str().ok())
}

/// Outcomes in which a 404 is an answer and not a failure.
pub trait OptionalExtension {
    /// The outcome, with the value in an `Option`.
    type Output;

    /// Returns `None` for a 404, `Some` for a success, and any other error unchanged.
    ///
    /// # Errors
    ///
    /// Every failure but a 404.
    fn optional(self) -> Self::Output;
}

impl<T, E> OptionalExtension for Result<T, Error<E>> {
    type Output = Result<Option<T>, Error<E>>;

    fn optional(self) -> Self::Output {
        match self {
            Ok(found) => Ok(Some(found)),
            Err(error) if error.status() == Some(StatusCode::NOT_FOUND) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Writes the number of attempts if there was more than one.
pub(crate) fn write_attempts(f: &mut std::fmt::Formatter<'_>, attempts: u32) -> std::fmt::Result {
    if attempts > 1 {
        write!(f, " ({attempts} attempts)")?;
    }
    Ok(())
}
