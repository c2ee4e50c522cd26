//! Polls: a request is sent again until its response shows that the work is done.
//!
//! [`Until`] gives every request a method `until`, which takes the condition:
//!
//! ```text
//! use runtime::polls::Until;
//!
//! let run = client
//!     .actor_run_get("x")
//!     .until(|run| run.data.status != RunStatus::Running)
//!     .within(Duration::from_secs(600))
//!     .await?;
//! ```
//!
//! An operation that starts work and names the place of its result has `done()`: its docs say whether the client asks
//! the URL in the response or another operation.
//!
//! The client waits one second after the first response, and one and a half times as long after each further one, up to
//! ten seconds; or as long as the server asks for in `Retry-After`. After an hour the poll ends with an error of kind
//! [`Deadline`](crate::runtime::RequestErrorKind::Deadline). Dropping the future ends the poll.
//!
//! A failure ends the poll as well, once the request's own retries are used up. The credentials, options and retries of
//! the request apply each time it is sent. A URL in a response must have the origin of the request: credentials are
//! never sent to another one, so another origin is an error.

mod asker;
mod done;
mod rule;

pub use done::Done;
pub use rule::Ask;

use std::{fmt, future::IntoFuture, marker::PhantomData, time::Duration};

use crate::runtime::{
    BoxFuture, Decode, Error, MaybeSend, Outcome, RequestError, Response, ResponseFuture,
    polls::asker::{Asker, Pace},
    request::builder::RequestBuilder,
};

/// Polls a request: `client.run_get("x").until(|run| run.is_over()).await?`.
pub trait Until {
    /// The marker of the request's success.
    type Success: Decode;
    /// The marker of its documented failure.
    type Failure: Decode;

    /// Sends the request until `ends` returns true for a response, which is the outcome.
    ///
    /// If the operation has an input of this name, the poll is `Until::until(request, ..)`.
    fn until<F>(self, ends: F) -> Polling<Self::Success, Self::Failure, F>
    where
        F: FnMut(&Response<<Self::Success as Decode>::Value>) -> bool;
}

impl<R, T, E> Until for R
where
    R: IntoFuture<IntoFuture = ResponseFuture<T, E>, Output = Outcome<T, E>>,
    T: Decode,
    E: Decode,
{
    type Success = T;
    type Failure = E;

    fn until<F>(self, ends: F) -> Polling<T, E, F>
    where
        F: FnMut(&Response<T::Value>) -> bool,
    {
        Polling {
            builder: self.into_future().builder(),
            pace: Pace::default(),
            ends,
            outcome: PhantomData,
        }
    }
}

/// A poll. Awaiting it sends the request until the condition is true.
#[must_use = "a poll does nothing until it is awaited"]
pub struct Polling<T, E, F> {
    builder: Result<Box<RequestBuilder>, RequestError>,
    pace: Pace,
    ends: F,
    outcome: PhantomData<fn() -> (T, E)>,
}

/// The settings of every poll.
macro_rules! paced {
    () => {
        /// Sets the wait after the first response, which grows by half each time up to `longest`. The wait that the
        /// server asks for in `Retry-After` may be longer.
        pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
            self.pace.first = first;
            self.pace.longest = longest;
            self
        }

        /// Limits how long the whole poll may take, its waits and requests included. The default is an hour;
        /// [`Duration::MAX`] is no limit.
        pub fn within(mut self, limit: Duration) -> Self {
            self.pace.limit = limit;
            self
        }
    };
}
use paced;

impl<T, E, F> Polling<T, E, F> {
    paced!();
}

impl<T, E, F> IntoFuture for Polling<T, E, F>
where
    T: Decode,
    E: Decode,
    F: FnMut(&Response<T::Value>) -> bool + MaybeSend + 'static,
{
    type Output = Outcome<T, E>;
    type IntoFuture = BoxFuture<Outcome<T, E>>;

    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut asker = Asker::new(self.builder?, self.pace)?;
            asker.check_body()?;
            loop {
                let reply = asker.ask().await?;
                let after = reply.received.later.after;
                // A value that cannot be sent between threads must not live across the wait.
                if let Some(end) = ended(reply.finish::<T, E>(), &mut self.ends) {
                    return end;
                }
                asker.wait(after).await?;
            }
        })
    }
}

/// Returns the outcome if it is a failure, or if the condition is true for it.
fn ended<V, E>(
    outcome: Result<Response<V>, Error<E>>,
    ends: &mut impl FnMut(&Response<V>) -> bool,
) -> Option<Result<Response<V>, Error<E>>> {
    match outcome {
        Ok(response) if !ends(&response) => None,
        outcome => Some(outcome),
    }
}

impl<T, E, F> fmt::Debug for Polling<T, E, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Polling")
            .field("pace", &self.pace)
            .finish_non_exhaustive()
    }
}
