//! The parts of an exchange that errors keep: the operation and the response.

use std::fmt::{self, Debug, Display};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

use crate::runtime::{
    exchange::later::Later, response::outcome::write_attempts, transport::Elsewhere,
};

/// An operation: method and path template, without values.
#[derive(Clone, Default)]
pub(crate) struct Target {
    pub(crate) method: Method,
    pub(crate) template: &'static str,
}

impl Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

impl Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.template)
    }
}

/// A response that is kept with an error.
#[derive(Clone, Default)]
pub(crate) struct KeptResponse {
    pub(crate) target: Target,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) later: Later,
    /// The server's message about a failure: one line without secrets.
    pub(crate) words: Option<Box<str>>,
    pub(crate) attempts: u32,
    /// The effect of redirects that led elsewhere.
    pub(crate) redirected: Option<Elsewhere>,
    /// Whether the message is the status of work that failed, from a status monitor.
    pub(crate) ended: bool,
    /// The places of the body that were filled with empty values, as JSON pointers.
    pub(crate) filled: Vec<String>,
}

impl Debug for KeptResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeptResponse")
            .field("target", &self.target)
            .field("status", &self.status)
            .field("attempts", &self.attempts)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

impl Display for KeptResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.target, self.status)?;
        write_attempts(f, self.attempts)?;
        match self.redirected {
            Some(redirected) => write!(f, " {redirected}"),
            None => Ok(()),
        }
    }
}

/// A writer that keeps only the beginning of a long text.
pub(crate) struct Short<'a, 'b> {
    out: &'a mut fmt::Formatter<'b>,
    left: usize,
}

impl<'a, 'b> Short<'a, 'b> {
    pub(crate) fn new(out: &'a mut fmt::Formatter<'b>, left: usize) -> Self {
        Self { out, left }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.left == 0
    }
}

impl fmt::Write for Short<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if text.len() <= self.left {
            self.left -= text.len();
            return self.out.write_str(text);
        }
        let fits = |end: &usize| text.is_char_boundary(*end);
        let end = (0..=self.left).rev().find(fits).unwrap_or(0);
        self.left = 0;
        self.out.write_str(&text[..end])?;
        Err(fmt::Error)
    }
}
