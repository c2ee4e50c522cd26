//! Failures before the operation's own types matter.

use crate::runtime::{Error, RequestError, StatusError, TransportError, response::kept::Target};

/// A failure, independent of the operation's error type.
pub(crate) enum Fault {
    Status(Box<StatusError>),
    Transport(Box<TransportError>),
    Request(Box<RequestError>),
}

impl Fault {
    /// Records the request's target and the number of attempts.
    pub(crate) fn locate(&mut self, target: &Target, attempts: u32) {
        match self {
            Self::Status(error) => error.0.attempts = attempts,
            Self::Transport(error) => error.locate(target, attempts),
            // The last attempt failed before it was sent.
            Self::Request(error) => error.locate(target, attempts.saturating_sub(1)),
        }
    }

    #[cfg(feature = "tracing")]
    pub(crate) fn attempts(&self) -> u32 {
        match self {
            Self::Status(error) => error.0.attempts,
            Self::Transport(error) => error.attempts,
            Self::Request(error) => error.attempts(),
        }
    }
}

impl From<TransportError> for Fault {
    fn from(error: TransportError) -> Self {
        Self::Transport(Box::new(error))
    }
}

impl From<RequestError> for Fault {
    fn from(error: RequestError) -> Self {
        Self::Request(Box::new(error))
    }
}

impl<E> From<Fault> for Error<E> {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Status(error) => Self::Status(error),
            Fault::Transport(error) => Self::Transport(error),
            Fault::Request(error) => Self::Request(error),
        }
    }
}
