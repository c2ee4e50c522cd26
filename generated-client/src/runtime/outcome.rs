//! What callers ask of an outcome: is it there, may it be tried again, what do I tell the support.

use std::time::Duration;

use http::{HeaderMap, StatusCode};

use super::{Error, Response, TransportErrorKind, retry::is_transient};

/// Where servers and what stands before them say which request it was, the most telling first.
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
    /// Whether the same request may succeed later: no connection, a broken one, a timeout, or a
    /// status 408, 429, 500, 502, 503 or 504. It does not say that sending it twice is harmless.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport(error) => match error.kind() {
                TransportErrorKind::Connect
                | TransportErrorKind::Timeout
                | TransportErrorKind::Cut => true,
                TransportErrorKind::TooLarge | TransportErrorKind::Other => false,
            },
            Self::Request(_) => false,
            Self::Api(_) | Self::Status(_) | Self::Decode(_) => {
                self.status().is_some_and(is_transient)
            }
        }
    }

    /// How long the server wants to be left alone, if it said so in `Retry-After`.
    pub fn retry_after(&self) -> Option<Duration> {
        self.received()?.retry_after
    }

    /// How often the request was begun; 0 if it was never.
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Transport(error) => error.attempts,
            Self::Request(error) => error.attempts(),
            Self::Api(_) | Self::Status(_) | Self::Decode(_) => {
                self.received().map_or(0, |it| it.attempts)
            }
        }
    }

    /// What the server calls the request: the header `X-Request-Id` or one of those that are used in
    /// its place, such as `X-Amzn-RequestId` and `CF-Ray`.
    pub fn request_id(&self) -> Option<&str> {
        request_id(self.headers()?)
    }
}

impl<T> Response<T> {
    /// What the server calls the request: the header `X-Request-Id` or one of those that are used in
    /// its place, such as `X-Amzn-RequestId` and `CF-Ray`.
    pub fn request_id(&self) -> Option<&str> {
        request_id(self.headers())
    }
}

fn request_id(headers: &HeaderMap) -> Option<&str> {
    let mut found = REQUEST_IDS.iter().filter_map(|name| headers.get(*name));
    found.find_map(|value| value.to_str().ok())
}

/// For things that may not be there: a 404 is an answer then, and not a failure.
pub trait Optional {
    /// The outcome, with what there is in an `Option`.
    type Output;

    /// `None` for a 404, `Some` for a success, and any other error as it is.
    ///
    /// # Errors
    ///
    /// Every failure but a 404.
    fn optional(self) -> Self::Output;
}

impl<T, E> Optional for Result<T, Error<E>> {
    type Output = Result<Option<T>, Error<E>>;

    fn optional(self) -> Self::Output {
        match self {
            Ok(found) => Ok(Some(found)),
            Err(error) if error.status() == Some(StatusCode::NOT_FOUND) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Says it where there was more than one.
pub(super) fn write_attempts(f: &mut std::fmt::Formatter<'_>, attempts: u32) -> std::fmt::Result {
    if attempts > 1 {
        write!(f, " ({attempts} attempts)")?;
    }
    Ok(())
}
