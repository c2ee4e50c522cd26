//! Tokens that are fetched and renewed while a client is in use.

use std::{
    collections::BTreeSet,
    fmt,
    future::{Future, poll_fn},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::Duration,
};

use http::HeaderValue;

use crate::runtime::{BoxError, BoxFuture, Clock, MaybeSend, MaybeSync, credentials::auth::bearer};

/// The longest time before its expiry at which a token is renewed, so that it does not expire in transit.
const AHEAD: Duration = Duration::from_secs(30);

/// A bearer token, which is never printed.
#[derive(Clone)]
pub struct Token {
    text: String,
    lasts: Option<Duration>,
    scopes: Option<BTreeSet<String>>,
}

impl Token {
    /// Creates a token that is used until the server refuses it.
    pub fn new(token: impl Into<String>) -> Self {
        Self {
            text: token.into(),
            lasts: None,
            scopes: None,
        }
    }

    /// Sets the scopes for which the token is valid. The client asks its source for another one if an operation needs
    /// other scopes. A token without this setting is used for all operations.
    #[must_use = "it is the token that is returned which has the scopes"]
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// Sets how long the token is valid from now on (`expires_in` of RFC 6749, section 5.1). The client
    /// renews it 30 seconds before it expires, or after nine tenths of the time if that is later.
    #[must_use = "it is the token that is returned which expires"]
    pub fn expires_in(mut self, lasts: Duration) -> Self {
        self.lasts = Some(lasts);
        self
    }
}

impl From<String> for Token {
    fn from(token: String) -> Self {
        Self::new(token)
    }
}

impl From<&str> for Token {
    fn from(token: &str) -> Self {
        Self::new(token)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("text", &"[redacted]")
            .field("lasts", &self.lasts)
            .field("scopes", &self.scopes)
            .finish()
    }
}

/// A source of tokens for a bearer, `OAuth` 2 or `OpenID` Connect scheme: an identity provider, a file,
/// another process.
///
/// The runtime keeps the token. It asks the source for another one when the token expires or when the
/// server answers 401 (once per request, which is then sent again), and it asks once for all requests that
/// wait for a token with the same scopes.
///
/// A closure is often enough: `.token_source(|| async { Ok::<_, std::io::Error>("a token") })`.
pub trait TokenSource: MaybeSend + MaybeSync + 'static {
    /// Returns a token that is valid now. The message of an error is printed, so it must not contain a
    /// secret.
    fn token(&self) -> impl Future<Output = Result<Token, BoxError>> + MaybeSend;

    /// Returns a token for an operation that needs these scopes; there are none if the document names none. By default
    /// this returns the same token for all operations.
    ///
    /// A source with tokens for some scopes only says so with [`Token::scopes`]. The client keeps the last token.
    fn token_for(
        &self,
        scopes: &'static [&'static str],
    ) -> impl Future<Output = Result<Token, BoxError>> + MaybeSend {
        let _ = scopes;
        self.token()
    }

    /// Reports that the server refused a token. A source that caches tokens must drop all that it has returned, for
    /// whichever scopes. By default this does nothing.
    fn refused(&self) {}
}

impl<F, R, T, E> TokenSource for F
where
    F: Fn() -> R + MaybeSend + MaybeSync + 'static,
    R: Future<Output = Result<T, E>> + MaybeSend,
    T: Into<Token>,
    E: Into<BoxError>,
{
    async fn token(&self) -> Result<Token, BoxError> {
        self().await.map(Into::into).map_err(Into::into)
    }
}

/// A type-erased token source.
trait AnySource: MaybeSend + MaybeSync {
    fn token(
        self: Arc<Self>,
        scopes: &'static [&'static str],
    ) -> BoxFuture<Result<Token, BoxError>>;
    fn refused(&self);
}

impl<S: TokenSource> AnySource for S {
    fn token(
        self: Arc<Self>,
        scopes: &'static [&'static str],
    ) -> BoxFuture<Result<Token, BoxError>> {
        Box::pin(async move { TokenSource::token_for(&*self, scopes).await })
    }

    fn refused(&self) {
        TokenSource::refused(self);
    }
}

/// The reason why there is no token, shared by all requests that waited for one with the same scopes.
pub(crate) type Failure = Arc<BoxError>;

/// A source and the last token that it returned.
pub(crate) struct Tokens {
    source: Arc<dyn AnySource>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    token: Option<Kept>,
    /// The number of times that the source was asked, by which requests identify their token.
    asked: u64,
    asking: bool,
    /// The number of the last token that the source had returned when it was told of a refusal.
    told: u64,
    /// The last failure, with the number and the scopes of its question.
    failure: Option<(u64, &'static [&'static str], Failure)>,
    waiting: Vec<Waker>,
    /// The scopes that the source did not give when it was asked for them, until the token is renewed.
    ungiven: BTreeSet<String>,
}

struct Kept {
    value: HeaderValue,
    /// The time at which the token is renewed, and the time at which it expires.
    times: Option<(Duration, Duration)>,
    /// The scopes for which it is used; `None` for all.
    scopes: Option<BTreeSet<String>>,
}

impl Kept {
    fn new(token: Token, now: Option<Duration>) -> Result<Self, String> {
        let value = bearer(&token.text);
        let times = token.lasts.zip(now).map(|(lasts, now)| {
            let renewed = lasts.saturating_sub(AHEAD.min(lasts / 10));
            (now.saturating_add(renewed), now.saturating_add(lasts))
        });
        let value = value.map_err(|why| format!("the token {why}"))?;
        let scopes = token.scopes;
        Ok(Self {
            value,
            times,
            scopes,
        })
    }

    /// Returns whether the token is valid for one of these sets of scopes, but for those that the source does not give.
    /// An operation without any takes each token.
    fn suits(&self, needed: Needed, ungiven: &BTreeSet<String>) -> bool {
        let Some(own) = &self.scopes else {
            return true;
        };
        let has = |scope: &&str| own.contains(*scope) || ungiven.contains(*scope);
        let mut sets = needed.sets().peekable();
        sets.peek().is_none() || sets.any(|set| set.iter().all(has))
    }

    /// Returns those of the scopes for which the token is not valid.
    fn lacks<'s>(&self, scopes: &[&'s str]) -> Vec<&'s str> {
        let own = self.scopes.as_ref();
        let lacks = |it: &&&str| own.is_some_and(|own| !own.contains(**it));
        scopes.iter().filter(lacks).copied().collect()
    }

    fn is_fresh(&self, now: Option<Duration>) -> bool {
        let times = self.times.zip(now);
        times.is_none_or(|((renewed, _), now)| now < renewed)
    }

    fn is_valid(&self, now: Option<Duration>) -> bool {
        let times = self.times.zip(now);
        times.is_none_or(|((_, end), now)| now < end)
    }
}

/// The scopes that an operation needs, by scheme: one of the sets of a scheme is enough.
pub(crate) type Scopes = &'static [(&'static str, &'static [&'static str])];

/// The scopes that an operation needs of one scheme.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Needed {
    pub(crate) scheme: &'static str,
    pub(crate) scopes: Scopes,
}

impl Needed {
    fn sets(self) -> impl Iterator<Item = &'static [&'static str]> {
        let own = move |(scheme, _): &&(&str, _)| *scheme == self.scheme;
        self.scopes.iter().filter(own).map(|(_, set)| *set)
    }

    /// Returns the scopes to ask for: those of the document's first alternative.
    fn first(self) -> &'static [&'static str] {
        self.sets().next().unwrap_or_default()
    }
}

/// A token as the value of a header, and its number.
pub(crate) type Numbered = (HeaderValue, u64);

impl Tokens {
    pub(crate) fn new(source: impl TokenSource) -> Self {
        Self {
            source: Arc::new(source),
            state: Mutex::default(),
        }
    }

    /// Returns the current token, or asks the source for the next one.
    pub(crate) async fn get(
        &self,
        clock: Option<&dyn Clock>,
        needed: Needed,
    ) -> Result<Numbered, Failure> {
        let now = || clock.map(Clock::now);
        let mut waited = None;
        let poll = |context: &mut Context<'_>| self.poll(context, now(), needed, &mut waited);
        let turn = match poll_fn(poll).await {
            Turn::Kept(token) => return Ok(token),
            Turn::Failed(failure) => return Err(failure),
            Turn::Mine(turn) => turn,
        };
        let token = self.source.clone().token(needed.first()).await;
        let now = now();
        let token = token.and_then(|token| Ok(Kept::new(token, now)?));
        turn.end(token, needed, now)
    }

    /// Forgets the token, as the source has another one.
    #[cfg(feature = "oauth")]
    pub(crate) fn forget(&self) {
        let mut state = self.lock();
        state.token = None;
        state.failure = None;
    }

    /// Reports to the source that the server refused a token, unless the source was told later than it returned the
    /// token, or there is another one for the operation.
    pub(crate) fn refuse(&self, (value, number): &Numbered, needed: Needed) {
        let mut state = self.lock();
        let is_other = |kept: &Kept| kept.value != *value && kept.suits(needed, &state.ungiven);
        if *number <= state.told || state.token.as_ref().is_some_and(is_other) {
            return;
        }
        // A request that asked the source before it has forgotten the token would get the same token again.
        let turn = (!std::mem::replace(&mut state.asking, true)).then(|| Asking(self));
        state.told = state.asked - u64::from(turn.is_none());
        state.token = None;
        drop(state);
        self.source.refused();
        drop(turn);
    }

    fn poll(
        &self,
        context: &Context<'_>,
        now: Option<Duration>,
        needed: Needed,
        waited: &mut Option<u64>,
    ) -> Poll<Turn<'_>> {
        let mut state = self.lock();
        let number = state.asked;
        if let Some(kept) = &state.token
            && kept.is_fresh(now)
            && kept.suits(needed, &state.ungiven)
        {
            return Poll::Ready(Turn::Kept((kept.value.clone(), number)));
        }
        if let Some((failed, scopes, failure)) = &state.failure
            && *waited == Some(*failed)
            && *scopes == needed.first()
        {
            return Poll::Ready(Turn::Failed(failure.clone()));
        }
        if state.asking {
            *waited = Some(number);
            let known = |waker: &Waker| waker.will_wake(context.waker());
            if !state.waiting.iter().any(known) {
                state.waiting.push(context.waker().clone());
            }
            return Poll::Pending;
        }
        state.asking = true;
        state.asked += 1;
        Poll::Ready(Turn::Mine(Asking(self)))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Turn<'t> {
    Kept(Numbered),
    Failed(Failure),
    Mine(Asking<'t>),
}

/// The right to ask the source. If it is dropped without `end`, because its request was dropped, the next
/// request asks.
struct Asking<'t>(&'t Tokens);

impl Asking<'_> {
    fn end(
        self,
        token: Result<Kept, BoxError>,
        needed: Needed,
        now: Option<Duration>,
    ) -> Result<Numbered, Failure> {
        let mut state = self.0.lock();
        let number = state.asked;
        match token {
            Ok(kept) => {
                let value = kept.value.clone();
                if !state.token.as_ref().is_some_and(|it| it.is_fresh(now)) {
                    state.ungiven.clear();
                }
                let ungiven = kept.lacks(needed.first()).into_iter();
                state.ungiven.extend(ungiven.map(str::to_owned));
                state.token = Some(kept);
                Ok((value, number))
            }
            Err(error) => {
                state.token = state.token.take().filter(|kept| kept.is_valid(now));
                // A token is renewed ahead of time, so it may still be valid. One that lacks scopes is no help.
                if let Some(kept) = &state.token
                    && kept.suits(needed, &state.ungiven)
                {
                    return Ok((kept.value.clone(), number));
                }
                let failure = Failure::new(error);
                state.failure = Some((number, needed.first(), failure.clone()));
                Err(failure)
            }
        }
    }
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.asking = false;
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
    }
}
