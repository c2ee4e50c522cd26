//! Tokens that are fetched and renewed while a client is in use.

use std::{
    fmt,
    future::{Future, poll_fn},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::Duration,
};

use http::HeaderValue;

use super::{BoxError, BoxFuture, Clock, MaybeSend, MaybeSync, auth::header};

/// How long before its end a token is renewed, so that it does not expire on its way.
const AHEAD: Duration = Duration::from_secs(30);

/// A bearer token, which is never printed.
#[derive(Clone)]
pub struct Token {
    text: String,
    lasts: Option<Duration>,
}

impl Token {
    /// A token that is used until the server refuses it.
    pub fn new(token: impl Into<String>) -> Self {
        Self {
            text: token.into(),
            lasts: None,
        }
    }

    /// How long it is valid from now on (`expires_in` of RFC 6749, section 5.1): a little before, it
    /// is renewed.
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
            .finish()
    }
}

/// Where the tokens of a bearer, `OAuth` 2 or `OpenID` Connect scheme come from: an identity
/// provider, a file, another process.
///
/// The runtime keeps the token, asks for another one when it expires or when the server answers 401
/// (once a request, which is then repeated), and asks once for all requests that wait for it.
///
/// A closure will often do: `.token_source(|| async { Ok::<_, std::io::Error>("a token") })`.
pub trait TokenSource: MaybeSend + MaybeSync + 'static {
    /// A token that is valid now. What the error says is printed, so there must be no secret in it.
    fn token(&self) -> impl Future<Output = Result<Token, BoxError>> + MaybeSend;

    /// The server refused the last token: a source that keeps tokens of its own forgets it here.
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

/// A source without its type.
trait AnySource: MaybeSend + MaybeSync {
    fn token(self: Arc<Self>) -> BoxFuture<Result<Token, BoxError>>;
    fn refused(&self);
}

impl<S: TokenSource> AnySource for S {
    fn token(self: Arc<Self>) -> BoxFuture<Result<Token, BoxError>> {
        Box::pin(async move { TokenSource::token(&*self).await })
    }

    fn refused(&self) {
        TokenSource::refused(self);
    }
}

/// Why there is no token; shared by all who waited for it.
pub(super) type Failure = Arc<BoxError>;

/// A source with the token that it gave last.
pub(super) struct Tokens {
    source: Arc<dyn AnySource>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    token: Option<Kept>,
    /// How often the source was asked: what requests call their token by.
    asked: u64,
    asking: bool,
    failure: Option<(u64, Failure)>,
    waiting: Vec<Waker>,
}

struct Kept {
    value: HeaderValue,
    /// When it is renewed, and when it is no longer valid.
    times: Option<(Duration, Duration)>,
}

impl Kept {
    fn new(token: &Token, now: Option<Duration>) -> Result<Self, String> {
        let value = header(&format!("Bearer {}", token.text));
        let times = token.lasts.zip(now).map(|(lasts, now)| {
            let renewed = lasts.saturating_sub(AHEAD.min(lasts / 10));
            (now.saturating_add(renewed), now.saturating_add(lasts))
        });
        let value = value.map_err(|why| format!("the token {why}"))?;
        Ok(Self { value, times })
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

/// A token in the form of a header, and its number.
pub(super) type Numbered = (HeaderValue, u64);

impl Tokens {
    pub(super) fn new(source: impl TokenSource) -> Self {
        Self {
            source: Arc::new(source),
            state: Mutex::default(),
        }
    }

    /// The token there is, or the next one.
    pub(super) async fn get(&self, clock: Option<&dyn Clock>) -> Result<Numbered, Failure> {
        let now = || clock.map(Clock::now);
        let mut waited = None;
        let turn = match poll_fn(|context| self.poll(context, now(), &mut waited)).await {
            Turn::Kept(token) => return Ok(token),
            Turn::Failed(failure) => return Err(failure),
            Turn::Mine(turn) => turn,
        };
        let token = self.source.clone().token().await;
        let now = now();
        turn.end(token.and_then(|token| Ok(Kept::new(&token, now)?)), now)
    }

    /// Forgets the token of that number, if it is still the one there is.
    pub(super) fn refuse(&self, number: u64) {
        let mut state = self.lock();
        if state.asked != number || state.token.take().is_none() {
            return;
        }
        // Who asked before the source has forgotten it would get the same one.
        let turn = (!std::mem::replace(&mut state.asking, true)).then(|| Asking(self));
        drop(state);
        self.source.refused();
        drop(turn);
    }

    fn poll(
        &self,
        context: &Context<'_>,
        now: Option<Duration>,
        waited: &mut Option<u64>,
    ) -> Poll<Turn<'_>> {
        let mut state = self.lock();
        let number = state.asked;
        if let Some(kept) = &state.token
            && kept.is_fresh(now)
        {
            return Poll::Ready(Turn::Kept((kept.value.clone(), number)));
        }
        if let Some((failed, failure)) = &state.failure
            && *waited == Some(*failed)
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

/// The right to ask the source. When it is dropped without an end, because the request was, the next
/// one asks.
struct Asking<'t>(&'t Tokens);

impl Asking<'_> {
    fn end(
        self,
        token: Result<Kept, BoxError>,
        now: Option<Duration>,
    ) -> Result<Numbered, Failure> {
        let mut state = self.0.lock();
        let number = state.asked;
        match token {
            Ok(kept) => {
                let value = kept.value.clone();
                state.token = Some(kept);
                Ok((value, number))
            }
            Err(error) => {
                // It was to be renewed ahead of time, so there is still some.
                if let Some(kept) = state.token.as_ref().filter(|kept| kept.is_valid(now)) {
                    return Ok((kept.value.clone(), number));
                }
                let failure = Failure::new(error);
                state.token = None;
                state.failure = Some((number, failure.clone()));
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
