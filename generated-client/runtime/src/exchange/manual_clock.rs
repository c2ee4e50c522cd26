//! The clock for tests, which is public as part of `testing`.

use std::{
    fmt,
    future::poll_fn,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Poll, Waker},
    time::{Duration, SystemTime},
};

use crate::runtime::{BoxFuture, Clock};

/// A clock with which waiting takes no time: a wait between two attempts ends at once and advances the clock by
/// its duration. Limits end when the clock reaches them, through such waits or [`advance`](Self::advance), and
/// never by real time.
///
/// Clones share the same clock: one is for the client, the other for the test.
#[derive(Clone)]
pub struct ManualClock(Arc<Mutex<State>>);

struct State {
    start: SystemTime,
    now: Duration,
    sleeps: Vec<Duration>,
    waiting: Vec<Waker>,
}

impl ManualClock {
    /// Creates a clock that starts at 1970-01-01.
    pub fn new() -> Self {
        Self::at(SystemTime::UNIX_EPOCH)
    }

    /// Creates a clock that starts at this date.
    pub fn at(start: SystemTime) -> Self {
        Self(Arc::new(Mutex::new(State {
            start,
            now: Duration::ZERO,
            sleeps: Vec::new(),
            waiting: Vec::new(),
        })))
    }

    /// Advances the clock, which ends the limits that are reached.
    pub fn advance(&self, duration: Duration) {
        let mut state = self.state();
        state.now = state.now.saturating_add(duration);
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
    }

    /// Returns the waits so far, in order.
    pub fn sleeps(&self) -> Vec<Duration> {
        self.state().sleeps.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for ManualClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Duration {
        self.state().now
    }

    fn date(&self) -> SystemTime {
        let state = self.state();
        state.start.checked_add(state.now).unwrap_or(state.start)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        let clock = self.clone();
        Box::pin(async move {
            clock.state().sleeps.push(duration);
            clock.advance(duration);
        })
    }

    fn limit(&self, duration: Duration) -> BoxFuture<()> {
        let clock = self.clone();
        let end = clock.now().saturating_add(duration);
        Box::pin(poll_fn(move |context| {
            let mut state = clock.state();
            if state.now >= end {
                return Poll::Ready(());
            }
            state.waiting.push(context.waker().clone());
            Poll::Pending
        }))
    }
}

impl fmt::Debug for ManualClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("ManualClock")
            .field("now", &state.now)
            .field("sleeps", &state.sleeps)
            .finish_non_exhaustive()
    }
}
