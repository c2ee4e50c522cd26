//! What can be wrong with a request before it is sent.

use std::{
    fmt::{self, Debug, Display},
    sync::Arc,
};

use super::{BoxError, outcome::write_attempts, received::Target};

/// What about a request could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestErrorKind {
    /// A path parameter.
    Path,
    /// A query parameter.
    Query,
    /// A header or a cookie.
    Header,
    /// The body.
    Body,
    /// The client lacks a credential that the operation needs, or could not get it.
    Credential,
    /// The URL as a whole.
    Url,
    /// It was to be waited for where a thread must not be blocked.
    Blocking,
    /// A hook stopped it.
    Hook,
}

/// A request that could not be made, or not be made again.
pub struct RequestError {
    kind: RequestErrorKind,
    message: String,
    source: Option<Arc<BoxError>>,
    target: Option<Target>,
    attempts: u32,
}

impl RequestError {
    pub(super) fn new(kind: RequestErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            source: None,
            target: None,
            attempts: 0,
        }
    }

    pub(super) fn because(mut self, source: Arc<BoxError>) -> Self {
        self.source = Some(source);
        self
    }

    /// Keeps which request it was, and how often it was begun before this came up.
    pub(super) fn locate(&mut self, target: &Target, attempts: u32) {
        self.target = Some(target.clone());
        self.attempts = attempts;
    }

    pub(super) fn attempts(&self) -> u32 {
        self.attempts
    }

    /// What could not be used.
    pub fn kind(&self) -> RequestErrorKind {
        self.kind
    }
}

impl Debug for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestError")
            .field("target", &self.target)
            .field("kind", &self.kind)
            .field("message", &self.message)
            .field("attempts", &self.attempts)
            .field("source", &self.source)
            .finish()
    }
}

impl Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(target) = &self.target {
            write!(f, "{target}: ")?;
        }
        f.write_str(&self.message)?;
        write_attempts(f, self.attempts)
    }
}

impl std::error::Error for RequestError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source = self.source.as_deref()?;
        Some(&**source)
    }
}
