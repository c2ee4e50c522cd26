//! The part that does not depend on types: it requests a page, reads from the response how to request the next one, and
//! does so.

use std::{
    collections::BTreeSet,
    mem,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use http::HeaderMap;

use crate::runtime::{
    BoxFuture, RequestError, RequestErrorKind,
    exchange::fault::Fault,
    pages::{rule::PageRule, step::Step},
    request::{builder::RequestBuilder, prepared_request::PreparedRequest},
    response::decode::RawResponse,
};

pub(super) struct Turner {
    pub(super) rule: PageRule,
    state: State,
    /// The hashes of the cursors and URLs so far.
    pub(super) seen: BTreeSet<u64>,
    /// The hash of the previous list, which a server that does not know the parameter returns again.
    pub(super) before: Option<u64>,
}

enum State {
    RequestBuilder(Box<RequestBuilder>),
    /// The request that is sent next.
    Ready(Arc<PreparedRequest>),
    /// The mutex is never locked: it only makes the pages `Sync`.
    Coming(
        Arc<PreparedRequest>,
        Mutex<BoxFuture<Result<RawResponse, Fault>>>,
    ),
    /// The page has been received, and decides on the next one if it can be decoded.
    Read(Arc<PreparedRequest>, Step),
    /// There is a next page that cannot be requested, which is reported once.
    Refused(RequestError),
    Ended,
}

impl Turner {
    pub(super) fn new(builder: Box<RequestBuilder>, rule: PageRule) -> Box<Self> {
        Box::new(Self {
            rule,
            state: State::RequestBuilder(builder),
            seen: BTreeSet::new(),
            before: None,
        })
    }

    /// Returns the next page as received; `None` at the end. The caller reports to [`settle`](Self::settle) whether it
    /// could be decoded.
    pub(super) fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<RawResponse>, Fault>> {
        loop {
            match mem::replace(&mut self.state, State::Ended) {
                State::RequestBuilder(builder) => {
                    let target = builder.target.clone();
                    match builder.prepare() {
                        Ok(prepared) => self.state = State::Ready(Arc::new(prepared)),
                        Err(mut problem) => {
                            problem.locate(&target, 0);
                            return Poll::Ready(Err(problem.into()));
                        }
                    }
                }
                State::Ready(prepared) => {
                    let coming = prepared.clone().exchange(HeaderMap::new());
                    self.state = State::Coming(prepared, Mutex::new(coming));
                }
                State::Coming(prepared, mut coming) => {
                    let inner = coming.get_mut().unwrap_or_else(PoisonError::into_inner);
                    let Poll::Ready(outcome) = inner.as_mut().poll(context) else {
                        self.state = State::Coming(prepared, coming);
                        return Poll::Pending;
                    };
                    drop(coming);
                    return Poll::Ready(self.read(prepared, outcome));
                }
                // The caller has not called `settle`: the page is requested again.
                State::Read(prepared, _) => self.state = State::Ready(prepared),
                State::Refused(problem) => return Poll::Ready(Err(problem.into())),
                State::Ended => return Poll::Ready(Ok(None)),
            }
        }
    }

    fn read(
        &mut self,
        prepared: Arc<PreparedRequest>,
        outcome: Result<RawResponse, Fault>,
    ) -> Result<Option<RawResponse>, Fault> {
        let mut reply = match outcome {
            Ok(reply) => reply,
            // The same page can be requested again.
            Err(fault) => {
                self.state = State::Ready(prepared);
                return Err(fault);
            }
        };
        // This holds the request, which is about to be changed.
        reply.again = None;
        if !reply.success {
            self.state = State::Ready(prepared);
            return Ok(Some(reply));
        }
        let step = self.step(&reply, &prepared);
        if matches!(step, Step::Repeated) {
            let why = "the server gave the page before once more";
            return Err(refused(&prepared, why).into());
        }
        self.state = State::Read(prepared, step);
        Ok(Some(reply))
    }

    /// Moves on to the next page if the last one could be decoded, and stays at it otherwise.
    pub(super) fn settle(&mut self, decoded: bool) {
        self.state = match mem::replace(&mut self.state, State::Ended) {
            State::Read(prepared, step) if decoded => match self.turn(prepared, step) {
                Ok(next) => next.map_or(State::Ended, State::Ready),
                Err(problem) => State::Refused(problem),
            },
            State::Read(prepared, _) => State::Ready(prepared),
            state => state,
        };
    }
}

/// Returns the error for a next page that cannot be requested.
pub(super) fn refused(prepared: &PreparedRequest, why: &str) -> RequestError {
    let mut problem = RequestError::new(RequestErrorKind::Page, format!("the next page: {why}"));
    problem.locate(&prepared.builder.target, 0);
    problem
}
