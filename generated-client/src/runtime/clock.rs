//! Time, for what has to wait: retries and timeouts.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::Poll,
    time::{Duration, SystemTime},
};

use super::{BoxFuture, MaybeSend, MaybeSync};

/// What time it is, and when time is over.
///
/// With the feature `reqwest` it is tokio's, or in a browser the browser's, unless the builder is given
/// another one. Without one nothing waits: there are no retries, and no timeouts but the transport's
/// own. Tests take `testing::ManualClock`, with which waiting takes no time.
pub trait Clock: MaybeSend + MaybeSync + 'static {
    /// The time since a moment of the clock's own choice; never less than it was before.
    fn now(&self) -> Duration;

    /// Date and time of day: what a date in `Retry-After` is compared with if the server does not say
    /// what time it has.
    fn date(&self) -> SystemTime;

    /// A wait between two attempts: ends after `duration`.
    fn sleep(&self, duration: Duration) -> BoxFuture<()>;

    /// The limit of an attempt: ends after `duration`. Clocks for tests tell it from a
    /// [`sleep`](Self::sleep), which they skip; for all others it is the same.
    fn limit(&self, duration: Duration) -> BoxFuture<()> {
        self.sleep(duration)
    }
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> Duration {
        (**self).now()
    }

    fn date(&self) -> SystemTime {
        (**self).date()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        (**self).sleep(duration)
    }

    fn limit(&self, duration: Duration) -> BoxFuture<()> {
        (**self).limit(duration)
    }
}

/// What `work` gives, or nothing if `limit` ends before. What is pinned by the caller is not in the
/// future twice.
pub(super) fn within<T>(
    mut limit: Option<BoxFuture<()>>,
    mut work: Pin<&mut impl Future<Output = T>>,
) -> impl Future<Output = Option<T>> {
    poll_fn(
        move |context| match (work.as_mut().poll(context), &mut limit) {
            (Poll::Ready(done), _) => Poll::Ready(Some(done)),
            (Poll::Pending, Some(limit)) => limit.as_mut().poll(context).map(|()| None),
            (Poll::Pending, None) => Poll::Pending,
        },
    )
}

/// The clock of a client that was given none.
#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
pub(super) fn default() -> Option<Arc<dyn Clock>> {
    // Another transport may run outside tokio, where its timers panic.
    tokio::runtime::Handle::try_current().ok()?;
    Some(Arc::new(tokio_clock::TokioClock))
}

/// The clock of a client that was given none.
#[cfg(all(feature = "reqwest", target_arch = "wasm32"))]
// There are no threads for it to be sent to.
#[allow(clippy::arc_with_non_send_sync)]
pub(super) fn default() -> Option<Arc<dyn Clock>> {
    Some(Arc::new(super::browser_clock::BrowserClock))
}

/// The clock of a client that was given none.
#[cfg(not(feature = "reqwest"))]
pub(super) fn default() -> Option<Arc<dyn Clock>> {
    None
}

#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
mod tokio_clock {
    use std::{
        sync::OnceLock,
        time::{Duration, SystemTime},
    };

    use tokio::time::Instant;

    use super::{BoxFuture, Clock};

    /// Tokio's timers, which `tokio::time::pause` stops.
    pub(super) struct TokioClock;

    impl Clock for TokioClock {
        fn now(&self) -> Duration {
            static START: OnceLock<Instant> = OnceLock::new();
            let now = Instant::now();
            now.saturating_duration_since(*START.get_or_init(|| now))
        }

        fn date(&self) -> SystemTime {
            SystemTime::now()
        }

        fn sleep(&self, duration: Duration) -> BoxFuture<()> {
            Box::pin(tokio::time::sleep(duration))
        }
    }
}
