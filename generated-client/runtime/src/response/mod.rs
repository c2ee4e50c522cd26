//! Responses: a success with its value, failures, documented headers, and how a body becomes a value.

pub(crate) mod by_status;
pub(crate) mod cases;
pub(crate) mod content;
pub(crate) mod decode;
pub(crate) mod error;
pub(crate) mod headers;
pub(crate) mod incomplete;
pub(crate) mod json_error;
pub(crate) mod json_path;
pub(crate) mod kept;
pub(crate) mod outcome;
pub(crate) mod plain;
pub(crate) mod report;
pub(crate) mod text;

use std::ops::{Deref, DerefMut};

use http::{HeaderMap, StatusCode};

use crate::runtime::response::kept::KeptResponse;

/// A response of the server: the decoded value, to which it dereferences, with status and headers.
#[derive(Clone)]
pub struct Response<T> {
    status: StatusCode,
    headers: HeaderMap,
    filled: Vec<String>,
    value: T,
}

impl<T> Response<T> {
    pub(crate) fn new(received: KeptResponse, value: T) -> Self {
        Self {
            status: received.status,
            headers: received.headers,
            filled: received.filled,
            value,
        }
    }

    /// Returns the HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the response's headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the documented headers as a typed struct: `let limits: headers::LoginUserHeaders =
    /// response.typed_headers();`. A header that is missing or cannot be parsed as its type is `None`.
    pub fn typed_headers<H>(&self) -> H
    where
        H: for<'h> From<&'h HeaderMap>,
    {
        H::from(&self.headers)
    }

    /// Returns the places in the body that lacked what the document requires and were filled with an empty value, as
    /// JSON pointers. There are none unless [`ClientBuilder::tolerant`](crate::runtime::ClientBuilder::tolerant) is on.
    pub fn filled(&self) -> &[String] {
        &self.filled
    }

    /// Returns the decoded value without status and headers.
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

/// Omits the headers, which may hold cookies and tokens.
impl<T: std::fmt::Debug> std::fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
