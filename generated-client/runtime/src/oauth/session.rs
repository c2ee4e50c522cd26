//! The state of a login: its tokens, and the ways to get the next ones.

use std::{
    future::poll_fn,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::ready,
    time::SystemTime,
};

use super::{
    LoginBuilder, OAuthError, OAuthErrorKind, TokenSet,
    ask::{Ask, TOKEN_ENDPOINT},
    metadata::{Endpoint, Metadata},
};
use crate::runtime::{
    BoxError, BoxFuture, ClientCore, Clock, Token, TokenSource, credentials::oauth::Kind,
};

/// The state of a login.
pub(super) struct Session {
    pub(super) settings: LoginBuilder,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The means of the client that has the login.
    core: Option<ClientCore>,
    metadata: Option<Arc<Metadata>>,
    tokens: Option<TokenSet>,
    /// Whether the client has these tokens.
    handed_out: bool,
    /// Whether the store has these tokens.
    saved: bool,
    /// Whether the provider gave these tokens for all scopes that the login asks for, so that it gives no more.
    asked_for_all: bool,
    /// The last refresh token that the provider refused.
    refused: Option<String>,
}

impl Session {
    pub(super) fn new(settings: LoginBuilder) -> Self {
        Self {
            settings,
            state: Mutex::default(),
        }
    }

    pub(super) fn bind(&self, core: ClientCore) {
        self.lock().core = Some(core);
    }

    /// Returns the means of the client.
    pub(super) fn core(&self) -> Result<ClientCore, OAuthError> {
        let core = self.lock().core.clone();
        core.ok_or_else(|| {
            let message = "the login belongs to no client yet: build one with `.login(..)`";
            OAuthError::new(OAuthErrorKind::Client, message)
        })
    }

    pub(super) fn known_metadata(&self) -> Option<Arc<Metadata>> {
        self.lock().metadata.clone()
    }

    pub(super) fn know_metadata(&self, metadata: Metadata) -> Arc<Metadata> {
        self.lock().metadata.insert(Arc::new(metadata)).clone()
    }

    /// Returns a request to an endpoint.
    pub(super) async fn ask<'a>(
        &'a self,
        core: &'a ClientCore,
        endpoint: Endpoint,
        name: &'static str,
    ) -> Result<Ask<'a>, OAuthError> {
        Ok(Ask {
            core,
            settings: &self.settings,
            endpoint: name,
            url: self.url(core, endpoint).await?,
            in_body: self.is_in_body(core).await?,
        })
    }

    /// Takes the tokens of a user who has signed in.
    pub(super) async fn sign_in(&self, tokens: TokenSet) -> Result<(), OAuthError> {
        self.hold(tokens, false);
        self.save().await
    }

    /// Returns a token that the client does not have yet, with these scopes if the provider gives it.
    async fn next(self: Arc<Self>, scopes: Wanted) -> Result<Token, OAuthError> {
        let core = self.core()?;
        let now = date(&core);
        if !self.has_next(now, scopes) {
            self.obtain(&core, now, scopes).await?;
        }
        self.save().await?;
        let mut state = self.lock();
        state.handed_out = true;
        let tokens = state.tokens.as_ref().ok_or_else(nobody)?;
        let token = tokens.token(now);
        Ok(match tokens.granted() {
            Some(granted) if self.settings.asks_for_more() && !state.asked_for_all => {
                token.scopes(granted)
            }
            _ => token,
        })
    }

    /// Returns whether there are tokens that the client does not have yet: after a sign-in, or if they could not be
    /// saved.
    fn has_next(&self, now: Option<SystemTime>, scopes: Wanted) -> bool {
        let state = self.lock();
        let good = |it: &TokenSet| it.is_valid(now) && it.has(scopes);
        let is_valid = state.tokens.as_ref().is_some_and(good);
        is_valid && !state.handed_out
    }

    /// Gets the next tokens: from the store, where another process may have put them, with the refresh token, or
    /// with the credentials of the program.
    async fn obtain(
        &self,
        core: &ClientCore,
        now: Option<SystemTime>,
        scopes: Wanted,
    ) -> Result<(), OAuthError> {
        if self.load_other().await? && self.has_next(now, scopes) {
            return Ok(());
        }
        // A refresh token cannot add scopes (RFC 6749, section 6).
        let lacks = self
            .lock()
            .tokens
            .as_ref()
            .is_some_and(|it| !it.has(scopes));
        if let Some(refresh) = self.refresh_token().filter(|_| !lacks) {
            match self.refresh(core, now, &refresh).await {
                Err(error) if error.kind() == OAuthErrorKind::InvalidGrant => {
                    self.lock().refused = Some(refresh);
                    if !self.settings.client_credentials {
                        return Err(error);
                    }
                }
                done => return done,
            }
        }
        if self.settings.client_credentials {
            self.log_in(core, now).await
        } else {
            Err(nobody())
        }
    }

    /// Takes the tokens of the store, and returns whether they are others. Tokens that could not be saved are newer.
    async fn load_other(&self) -> Result<bool, OAuthError> {
        let known = {
            let state = self.lock();
            if state.tokens.is_some() && !state.saved {
                return Ok(false);
            }
            state.tokens.clone()
        };
        let stored = self.load().await?.filter(|it| known.as_ref() != Some(it));
        let is_other = stored.is_some();
        if let Some(stored) = stored {
            self.hold(stored, true);
        }
        Ok(is_other)
    }

    /// Gets tokens with a refresh token (RFC 6749, section 6).
    async fn refresh(
        &self,
        core: &ClientCore,
        now: Option<SystemTime>,
        refresh: &str,
    ) -> Result<(), OAuthError> {
        let kind = if self.settings.client_credentials {
            Kind::ClientCredentials
        } else {
            Kind::AuthorizationCode
        };
        let endpoint = Endpoint::Refresh(kind);
        let ask = self.ask(core, endpoint, TOKEN_ENDPOINT).await?;
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
        let tokens = ask.tokens(&form, now, Some(refresh)).await?;
        self.hold(tokens, false);
        Ok(())
    }

    /// Gets tokens with the credentials of the program (RFC 6749, section 4.4).
    async fn log_in(&self, core: &ClientCore, now: Option<SystemTime>) -> Result<(), OAuthError> {
        let endpoint = Endpoint::Token(Kind::ClientCredentials);
        let ask = self.ask(core, endpoint, TOKEN_ENDPOINT).await?;
        let scope = self.settings.scope();
        let mut form = vec![("grant_type", "client_credentials")];
        if !scope.is_empty() {
            form.push(("scope", &scope));
        }
        let tokens = ask.tokens(&form, now, None).await?;
        self.hold(tokens, false);
        self.lock().asked_for_all = true;
        Ok(())
    }

    fn hold(&self, tokens: TokenSet, saved: bool) {
        let mut state = self.lock();
        state.tokens = Some(tokens);
        state.handed_out = false;
        state.saved = saved;
        state.asked_for_all = false;
    }

    /// Returns the refresh token, unless the provider has refused it.
    fn refresh_token(&self) -> Option<String> {
        let state = self.lock();
        let held = state.tokens.as_ref().and_then(TokenSet::refresh_token);
        let token = held.or(self.settings.refresh_token.as_deref());
        let token = token.filter(|it| state.refused.as_deref() != Some(it));
        token.map(str::to_owned)
    }

    async fn load(&self) -> Result<Option<TokenSet>, OAuthError> {
        let Some(store) = self.settings.store.clone() else {
            return Ok(None);
        };
        store.load().await.map_err(|error| {
            OAuthError::new(OAuthErrorKind::Store, "the stored tokens cannot be read")
                .because(error)
        })
    }

    /// Saves the tokens, unless the store has them.
    async fn save(&self) -> Result<(), OAuthError> {
        let unsaved = {
            let state = self.lock();
            state.tokens.clone().filter(|_| !state.saved)
        };
        if let Some((store, tokens)) = self.settings.store.clone().zip(unsaved) {
            store.save(tokens).await.map_err(|error| {
                OAuthError::new(OAuthErrorKind::Store, "the tokens cannot be stored").because(error)
            })?;
            self.lock().saved = true;
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the date, with which tokens expire.
pub(super) fn date(core: &ClientCore) -> Option<SystemTime> {
    core.clock().map(|clock| clock.date())
}

fn nobody() -> OAuthError {
    let message = "nobody is signed in: there is no token, and none to refresh it with";
    OAuthError::new(OAuthErrorKind::SignIn, message)
}

/// A login as a source of tokens.
pub(super) struct Source {
    session: Arc<Session>,
    /// The work that has begun. It goes on with the next request if its own is dropped, since the provider may have
    /// replaced the refresh token already.
    work: Mutex<Option<Work>>,
}

/// The scopes that an operation needs; none if the login cannot ask for more than it has.
type Wanted = &'static [&'static str];

/// The work for a token, and the scopes that it is for.
type Work = (Wanted, BoxFuture<Result<Token, OAuthError>>);

impl Source {
    pub(super) fn new(session: Arc<Session>) -> Self {
        Self {
            session,
            work: Mutex::default(),
        }
    }
}

impl TokenSource for Source {
    async fn token(&self) -> Result<Token, BoxError> {
        self.token_for(&[]).await
    }

    async fn token_for(&self, scopes: Wanted) -> Result<Token, BoxError> {
        let asks = self.session.settings.asks_for_more();
        let scopes = if asks { scopes } else { &[] };
        loop {
            let done = poll_fn(|context| {
                let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
                let next = || -> Work { (scopes, Box::pin(self.session.clone().next(scopes))) };
                let (wanted, future) = work.get_or_insert_with(next);
                let done = (ready!(future.as_mut().poll(context)), *wanted);
                *work = None;
                std::task::Poll::Ready(done)
            });
            let (token, wanted) = done.await;
            // A request that was dropped may have begun the work, for other scopes.
            if wanted == scopes || token.is_err() {
                return Ok(token?);
            }
        }
    }
}
