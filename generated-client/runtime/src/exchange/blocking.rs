//! Waiting for requests without async.
//!
//! The operations are the same; [`Wait`] adds the method that waits:
//!
//! ```text
//! use runtime::blocking::Wait;
//!
//! let page = client.acts_get().limit(10).wait()?;
//! ```
//!
//! The waiting thread does the work of the request itself, JSON included. One background thread, which the
//! first request starts and all clients share, drives the connections. Any number of threads can wait at the
//! same time.
//!
//! Inside an async runtime, waiting would block the tasks that share the thread, and could wait for one of them
//! for ever. There it is an error, and nothing is sent: `.await` the request instead. In
//! `tokio::task::spawn_blocking`, where a thread may be blocked, use
//! `tokio::runtime::Handle::current().block_on(request.into_future())`: tokio does not distinguish such a
//! thread from one that must not be blocked. A thread of `std::thread::spawn` may wait.

use std::{
    fmt,
    future::{Future, IntoFuture, pending, poll_fn},
    io,
    pin::Pin,
    sync::OnceLock,
};

use bytes::{Buf, Bytes};
use futures_core::Stream;
use tokio::runtime::{Builder, Handle};

use crate::runtime::{
    Body, Decode, Error, MaybeSend, Outcome, RequestError, RequestErrorKind, Response,
    ResponseFuture, TransportError,
    polls::{Done, Polling},
};

/// Waits for a request: `client.thing_get("x").wait()?`.
pub trait Wait {
    /// The outcome of the request, the same as when it is awaited.
    type Output;

    /// Sends the request and waits for its outcome.
    ///
    /// Inside an async runtime, this returns an error of kind [`RequestErrorKind::Blocking`], and nothing is
    /// sent.
    fn wait(self) -> Self::Output;
}

/// Implements [`Wait`] for a poll.
macro_rules! wait_for_poll {
    () => {
        type Output = Outcome<T, E>;

        fn wait(self) -> Outcome<T, E> {
            match background() {
                Ok(background) => background.block_on(self.into_future()),
                Err(problem) => Err(Error::Request(Box::new(problem))),
            }
        }
    };
}

impl<T, E, F> Wait for Polling<T, E, F>
where
    T: Decode,
    E: Decode,
    F: FnMut(&Response<T::Value>) -> bool + MaybeSend + 'static,
{
    wait_for_poll!();
}

impl<T: Decode, E: Decode> Wait for Done<T, E> {
    wait_for_poll!();
}

impl<R, T, E> Wait for R
where
    R: IntoFuture<IntoFuture = ResponseFuture<T, E>, Output = Outcome<T, E>>,
    T: Decode,
    E: Decode,
{
    type Output = Outcome<T, E>;

    fn wait(self) -> Outcome<T, E> {
        match background() {
            Ok(background) => background.block_on(self.into_future()),
            Err(problem) => Err(Error::Request(Box::new(problem))),
        }
    }
}

/// Waits for any other future of a client, such as a step of a login.
///
/// # Errors
///
/// Returns an error of kind [`RequestErrorKind::Blocking`] inside an async runtime.
pub fn block_on<F: Future>(future: F) -> Result<F::Output, RequestError> {
    Ok(background()?.block_on(future))
}

/// A stream as an iterator: each step waits for the next item.
#[derive(Debug)]
pub struct Iter<S> {
    stream: Pin<Box<S>>,
    background: Handle,
    refused: bool,
}

/// Creates an iterator over a stream: pages, events, pieces of a body.
///
/// The iterator must not be used inside an async runtime either: there it returns an error, and ends.
///
/// # Errors
///
/// Returns an error of kind [`RequestErrorKind::Blocking`] inside an async runtime.
pub fn iter<S: Stream>(stream: S) -> Result<Iter<S>, RequestError> {
    Ok(Iter {
        stream: Box::pin(stream),
        background: background()?,
        refused: false,
    })
}

impl<S, T, E> Iterator for Iter<S>
where
    S: Stream<Item = Result<T, E>>,
    E: From<RequestError>,
{
    type Item = Result<T, E>;

    fn next(&mut self) -> Option<Result<T, E>> {
        if self.refused {
            return None;
        }
        // `block_on` would panic inside an async runtime.
        if let Err(problem) = background() {
            self.refused = true;
            return Some(Err(problem.into()));
        }
        let next = poll_fn(|context| self.stream.as_mut().poll_next(context));
        self.background.block_on(next)
    }
}

/// Reads a [`Body`], and waits for data that has not arrived yet.
///
/// Inside an async runtime, reading is an error.
pub struct Reader {
    body: Body,
    /// The data that has arrived and is not read yet.
    piece: Bytes,
}

impl Reader {
    /// Reads `body`, such as that of a download.
    pub fn new(body: Body) -> Self {
        Self {
            body,
            piece: Bytes::new(),
        }
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

impl io::Read for Reader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let ready = io::BufRead::fill_buf(self)?;
        let length = ready.len().min(into.len());
        into[..length].copy_from_slice(&ready[..length]);
        self.piece.advance(length);
        Ok(length)
    }
}

impl io::BufRead for Reader {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        // An empty piece is not the end.
        while self.piece.is_empty() {
            let background = background().map_err(io::Error::other)?;
            match background.block_on(self.body.next()) {
                Some(piece) => self.piece = piece.map_err(broken)?,
                None => break,
            }
        }
        Ok(&self.piece)
    }

    fn consume(&mut self, amount: usize) {
        self.piece.advance(amount.min(self.piece.len()));
    }
}

fn broken(error: TransportError) -> io::Error {
    use crate::runtime::TransportErrorKind as Kind;
    let kind = match error.kind() {
        Kind::Timeout => io::ErrorKind::TimedOut,
        Kind::Cut => io::ErrorKind::UnexpectedEof,
        Kind::Connect => io::ErrorKind::NotConnected,
        Kind::TooLarge | Kind::Redirect | Kind::Body | Kind::Other => io::ErrorKind::Other,
    };
    io::Error::new(kind, error)
}

/// Returns the background runtime, unless this thread belongs to a runtime itself.
fn background() -> Result<Handle, RequestError> {
    static STARTED: OnceLock<Result<Handle, io::ErrorKind>> = OnceLock::new();
    if Handle::try_current().is_ok() {
        return Err(refused(
            "waiting is not possible inside an async runtime: await the request, or, in \
             `spawn_blocking`, use `Handle::current().block_on(request.into_future())`",
        ));
    }
    let started = STARTED.get_or_init(|| start().map_err(|error| error.kind()));
    match started {
        Ok(handle) => Ok(handle.clone()),
        Err(kind) => Err(refused(format!(
            "the thread for connections did not start: {kind}"
        ))),
    }
}

/// Starts the thread that drives connections and timers. It never ends: connections outlive the request that
/// opened them.
fn start() -> io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    std::thread::Builder::new()
        .name("client-connections".to_owned())
        .spawn(move || runtime.block_on(pending::<()>()))?;
    Ok(handle)
}

fn refused(message: impl Into<String>) -> RequestError {
    RequestError::new(RequestErrorKind::Blocking, message)
}
