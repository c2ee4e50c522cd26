//! What errors keep: which operation it was and what came back.

use std::{
    fmt::{self, Debug, Display},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

use super::outcome::write_attempts;

/// Which operation: method and path template, no values.
#[derive(Clone, Default)]
pub(super) struct Target {
    pub(super) method: Method,
    pub(super) template: &'static str,
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
pub(super) struct Received {
    pub(super) target: Target,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) retry_after: Option<Duration>,
    pub(super) attempts: u32,
}

impl Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("target", &self.target)
            .field("status", &self.status)
            .field("attempts", &self.attempts)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

impl Display for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.target, self.status)?;
        write_attempts(f, self.attempts)
    }
}

/// Writes the beginning of something long.
pub(super) struct Short<'a, 'b> {
    out: &'a mut fmt::Formatter<'b>,
    left: usize,
}

impl<'a, 'b> Short<'a, 'b> {
    pub(super) fn new(out: &'a mut fmt::Formatter<'b>, left: usize) -> Self {
        Self { out, left }
    }

    pub(super) fn is_full(&self) -> bool {
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
