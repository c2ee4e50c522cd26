//! Bodies that stall.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use futures_core::Stream;

use crate::runtime::{
    Body, BoxError, BoxFuture, Clock, TransportError, TransportErrorKind, transport::Limit,
};

/// Wraps a body so that it fails when nothing arrives for `limit` while the caller waits for it.
pub(crate) fn watched(body: Body, clock: Option<Arc<dyn Clock>>, limit: Duration) -> Body {
    let Some(clock) = clock.filter(|_| limit < Duration::MAX) else {
        return body;
    };
    // A body in memory never stalls.
    if body.as_bytes().is_some() {
        return body;
    }
    let length = http_body::Body::size_hint(&body).exact();
    let watched = Watched {
        body,
        clock,
        limit,
        since: None,
        alarm: None,
    };
    Body::chunks(Box::pin(watched), length)
}

struct Watched {
    body: Body,
    clock: Arc<dyn Clock>,
    limit: Duration,
    /// The time since which the caller waits. Time in which the caller does not ask for a piece does not count.
    since: Option<Duration>,
    /// The time at which the watched wait began, and a future that completes at its limit. It is kept while pieces
    /// arrive, so that there is not one timer per piece.
    alarm: Option<(Duration, BoxFuture<()>)>,
}

impl Watched {
    fn poll_alarm(&mut self, context: &mut Context<'_>) -> Poll<TransportError> {
        let now = self.clock.now();
        let since = *self.since.get_or_insert(now);
        loop {
            let (begun, alarm) = self.alarm.get_or_insert_with(|| {
                let left = self.limit.saturating_sub(now.saturating_sub(since));
                (since, self.clock.limit(left))
            });
            ready!(alarm.as_mut().poll(context));
            let is_of_this_wait = *begun == since;
            self.alarm = None;
            if is_of_this_wait {
                let why = Limit(format!("nothing came for {:?}, the idle limit", self.limit));
                return Poll::Ready(TransportError::new(TransportErrorKind::Timeout, why));
            }
        }
    }
}

impl Stream for Watched {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Poll::Ready(piece) = this.body.poll_chunk(context) {
            this.since = None;
            return Poll::Ready(piece);
        }
        let error = ready!(this.poll_alarm(context));
        this.body = Body::empty();
        Poll::Ready(Some(Err(error.into())))
    }
}
