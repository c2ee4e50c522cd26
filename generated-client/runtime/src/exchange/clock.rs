//! Time, for retries and timeouts.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::Poll,
    time::{Duration, SystemTime},
};

use crate::runtime::{BoxFuture, MaybeSend, MaybeSync};

/// A source of the time, and of timers.
///
/// With the feature `reqwest` the default is tokio's clock, or in a browser the browser's. Without a clock
/// nothing waits: there are no retries, and no timeouts but the transport's own. Tests use
/// `testing::ManualClock`, with which waiting takes no time.
pub trait Clock: MaybeSend + MaybeSync + 'static {
    /// Returns the time since a moment of the clock's own choice. It never decreases.
    fn now(&self) -> Duration;

    /// Returns the date and time of day, with which a date in `Retry-After` is compared if the response has no
    /// `Date`.
    fn date(&self) -> SystemTime;

    /// Waits for `duration` between two attempts.
    fn sleep(&self, duration: Duration) -> BoxFuture<()>;

    /// Waits for `duration`, the limit of an attempt. Clocks for tests distinguish it from a
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

/// Returns the output of `work`, or `None` if `limit` ends first. The caller pins `work`, so that the future
/// does not hold it twice.
pub(crate) fn within<T>(
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

/// Returns the default clock of a client.
#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
pub(crate) fn default() -> Option<Arc<dyn Clock>> {
    // Another transport may run outside tokio, where tokio's timers panic.
    tokio::runtime::Handle::try_current().ok()?;
    Some(Arc::new(tokio_clock::TokioClock))
}

/// Returns the default clock of a client.
#[cfg(all(feature = "reqwest", target_arch = "wasm32"))]
// A browser has no threads to send the clock to.
#[allow(clippy::arc_with_non_send_sync)]
pub(crate) fn default() -> Option<Arc<dyn Clock>> {
    Some(Arc::new(
        crate::runtime::exchange::browser_clock::BrowserClock,
    ))
}

/// Returns the default clock of a client.
#[cfg(not(feature = "reqwest"))]
pub(crate) fn default() -> Option<Arc<dyn Clock>> {
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

    /// Tokio's clock, which `tokio::time::pause` stops.
    pub(crate) struct TokioClock;

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
