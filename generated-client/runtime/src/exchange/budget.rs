//! The number of retries that a client has left, so that a server that is down does not get a multiple of the
//! requests.

use std::sync::atomic::{AtomicU32, Ordering};

/// The budget of a new client, which is also the largest one: a hundred retries.
const FULL: u32 = 100 * RETRY;

/// The cost of a retry, which is given back when the retry succeeds.
const RETRY: u32 = 5;

/// The part of a retry that is given back when a request succeeds at the first attempt.
const FIRST: u32 = 1;

/// The retries that all requests of a client share.
pub(crate) struct Budget(AtomicU32);

impl Budget {
    pub(crate) const fn full() -> Self {
        Self(AtomicU32::new(FULL))
    }

    /// Takes a retry, and returns whether there was one left.
    pub(crate) fn take(&self) -> bool {
        self.change(|left| left.checked_sub(RETRY))
    }

    /// Gives back for a request that the server processed, with a retry or without.
    pub(crate) fn give_back(&self, retried: bool) {
        let back = if retried { RETRY } else { FIRST };
        // The budget is nearly always full.
        self.change(|left| (left < FULL).then(|| left.saturating_add(back).min(FULL)));
    }

    fn change(&self, change: impl FnMut(u32) -> Option<u32>) -> bool {
        let (set, get) = (Ordering::Relaxed, Ordering::Relaxed);
        self.0.fetch_update(set, get, change).is_ok()
    }
}
