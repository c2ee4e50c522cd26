//! A success.

use std::ops::{Deref, DerefMut};

use http::{HeaderMap, StatusCode};

/// What the server answered: the decoded value, which it derefs to, with status and headers.
#[derive(Clone)]
pub struct Response<T> {
    status: StatusCode,
    headers: HeaderMap,
    value: T,
}

impl<T> Response<T> {
    pub(super) fn new(status: StatusCode, headers: HeaderMap, value: T) -> Self {
        Self {
            status,
            headers,
            value,
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The response's headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The documented headers, with their types: `let limits: headers::LoginUserHeaders =
    /// response.typed_headers();`. One that is missing or does not read as its type is `None`.
    pub fn typed_headers<H>(&self) -> H
    where
        H: for<'h> From<&'h HeaderMap>,
    {
        H::from(&self.headers)
    }

    /// The decoded value alone.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> Deref for Response<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Response<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

/// Headers are left out: they may hold cookies and tokens.
impl<T: std::fmt::Debug> std::fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
