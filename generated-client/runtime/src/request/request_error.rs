//! Errors in a request that are found before it is sent.

use std::{
    fmt::{self, Debug, Display},
    sync::Arc,
};

use crate::runtime::{
    BoxError,
    response::{kept::Target, outcome::write_attempts, report::debug},
};

/// The part of a request that could not be used.
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
    /// A credential that the operation needs: the client lacks it, or could not get it.
    Credential,
    /// The URL as a whole.
    Url,
    /// A blocking wait in a thread that must not be blocked.
    Blocking,
    /// A hook, which stopped the request.
    Hook,
    /// The next page of a list: its URL is another origin's, or it was asked for already.
    Page,
    /// A poll that cannot go on: the response has no URL or value to ask with, or the URL is another origin's.
    Poll,
    /// A poll whose work was not done within its limit.
    Deadline,
}

/// The error of a request that could not be sent, or not be sent again.
pub struct RequestError {
    kind: RequestErrorKind,
    message: String,
    source: Option<Arc<BoxError>>,
    target: Option<Target>,
    attempts: u32,
}

impl RequestError {
    pub(crate) fn new(kind: RequestErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            source: None,
            target: None,
            attempts: 0,
        }
    }

    pub(crate) fn because(mut self, source: Arc<BoxError>) -> Self {
        self.source = Some(source);
        self
    }

    /// Adds the request that failed, and how many attempts were started before.
    pub(crate) fn locate(&mut self, target: &Target, attempts: u32) {
        self.target = Some(target.clone());
        self.attempts = attempts;
    }

    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Returns which part of the request could not be used.
    pub fn kind(&self) -> RequestErrorKind {
        self.kind
    }
}

impl Debug for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug(f, self, |f| {
            f.debug_struct("RequestError")
                .field("target", &self.target)
                .field("kind", &self.kind)
                .field("message", &self.message)
                .field("attempts", &self.attempts)
                .field("source", &self.source)
                .finish()
        })
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
