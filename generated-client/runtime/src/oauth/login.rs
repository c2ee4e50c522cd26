//! A login, and the ways to sign in.

use std::{fmt, sync::Arc, time::Duration};

use super::{
    Authorization, Device, LoginBuilder, OAuthError, OAuthErrorKind,
    ask::TOKEN_ENDPOINT,
    authorization::Callback,
    metadata::Endpoint,
    pkce,
    session::{Session, Source, date},
};
use crate::runtime::{
    ClientCore, Clock,
    credentials::{oauth::Kind, token::Tokens},
    request::url,
};

/// A login at an identity provider, for [`ClientBuilder::login`](crate::runtime::ClientBuilder::login). Clones are
/// the same login. It uses the transport of the client that was built with it last.
#[derive(Clone)]
pub struct Login {
    session: Arc<Session>,
    tokens: Arc<Tokens>,
}

impl Login {
    pub(super) fn new(settings: LoginBuilder) -> Self {
        let session = Arc::new(Session::new(settings));
        Self {
            tokens: Arc::new(Tokens::new(Source::new(session.clone()))),
            session,
        }
    }

    pub(crate) fn scheme(&self) -> &'static str {
        self.session.settings.oauth.scheme
    }

    pub(crate) fn tokens(&self) -> Arc<Tokens> {
        self.tokens.clone()
    }

    /// Gives the login the means of a client.
    pub(crate) fn bind(&self, client: &ClientCore) {
        self.session.bind(client.bare());
    }

    /// Begins to sign in a user with a browser: returns the URL to open. The provider sends the browser back to
    /// `redirect_url`, which it must know.
    ///
    /// # Errors
    ///
    /// There is no URL of the authorization endpoint, or the provider's metadata cannot be read.
    pub async fn authorize(&self, redirect_url: &str) -> Result<Authorization, OAuthError> {
        let core = self.session.core()?;
        let settings = &self.session.settings;
        let mut url = self.session.url(&core, Endpoint::Authorization).await?;
        let (state, verifier) = (pkce::random()?, pkce::random()?);
        let (scope, challenge) = (settings.scope(), pkce::challenge(&verifier));
        let own = [
            ("response_type", "code"),
            ("client_id", &settings.client_id),
            ("redirect_uri", redirect_url),
            ("scope", &scope),
            ("state", &state),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let mut query = String::new();
        for (name, value) in own.iter().filter(|(_, value)| !value.is_empty()) {
            url::push_pair(&mut query, name, value);
        }
        for (name, value) in &settings.parameters {
            if own.iter().all(|(known, _)| known != name) {
                url::push_pair(&mut query, name, value);
            }
        }
        url::push_query(&mut url, &query);
        Ok(Authorization {
            url,
            state,
            verifier,
            redirect_url: redirect_url.to_owned(),
        })
    }

    /// Signs in with the URL to which the browser came back: the whole URL, or its path and query.
    ///
    /// # Errors
    ///
    /// The URL does not belong to this sign-in, the user or the provider refused, or the tokens could not be
    /// stored. In the last case they are used nevertheless.
    pub async fn exchange(
        &self,
        authorization: Authorization,
        callback: &str,
    ) -> Result<(), OAuthError> {
        let client = self.session.core()?;
        let metadata = self.session.known_metadata();
        let issuer = metadata.as_ref().and_then(|it| it.issuer.as_deref());
        let code = Callback::read(callback).code(&authorization.state, issuer)?;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &*code),
            ("redirect_uri", &authorization.redirect_url),
            ("code_verifier", &authorization.verifier),
        ];
        let endpoint = Endpoint::Token(Kind::AuthorizationCode);
        let ask = self.session.ask(&client, endpoint, TOKEN_ENDPOINT).await?;
        let tokens = ask.tokens(&form, date(&client), None).await?;
        self.signed_in(tokens).await
    }

    /// Begins to sign in a user on a device without a browser: returns the code to show, and the URL to open
    /// elsewhere.
    ///
    /// # Errors
    ///
    /// There is no URL of the device authorization endpoint, or the provider refused.
    pub async fn device(&self) -> Result<Device, OAuthError> {
        const NAME: &str = "the device authorization endpoint";
        let core = self.session.core()?;
        let scope = self.session.settings.scope();
        let form = [("scope", scope.as_str())];
        let form = if scope.is_empty() { &[][..] } else { &form };
        let ask = self.session.ask(&core, Endpoint::Device, NAME).await?;
        let response = ask.send(form).await?;
        Device::read(&response).ok_or_else(|| {
            let message = format!("the response of {NAME} lacks a code or a URL");
            OAuthError::new(OAuthErrorKind::Response, message)
        })
    }

    /// Waits until the user has entered the code of the device. Dropping the future ends the wait.
    ///
    /// # Errors
    ///
    /// The user refused or came too late, or the tokens could not be stored. In the last case they are used
    /// nevertheless.
    pub async fn wait_for(&self, device: Device) -> Result<(), OAuthError> {
        /// The addition to the interval if the provider is asked too often (RFC 8628, section 3.5).
        const SLOWER: Duration = Duration::from_secs(5);
        let core = self.session.core()?;
        let clock = core.clock().ok_or_else(|| {
            OAuthError::new(
                OAuthErrorKind::Client,
                "the client has no clock to wait with",
            )
        })?;
        let end = clock.now().saturating_add(device.lasts);
        let mut interval = device.interval;
        let form = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("device_code", &*device.code),
        ];
        loop {
            if clock.now().saturating_add(interval) > end {
                return Err(device.expired());
            }
            clock.sleep(interval).await;
            let endpoint = Endpoint::Token(Kind::Device);
            let ask = self.session.ask(&core, endpoint, TOKEN_ENDPOINT).await?;
            let error = match ask.tokens(&form, date(&core), None).await {
                Ok(tokens) => return self.signed_in(tokens).await,
                Err(error) => error,
            };
            match (error.kind(), error.code()) {
                (_, Some("authorization_pending")) => {}
                (_, Some("slow_down")) => interval += SLOWER,
                // RFC 8628, section 3.5: a provider that does not answer is asked less often.
                (OAuthErrorKind::Transport, _) => interval *= 2,
                _ => return Err(error),
            }
        }
    }

    async fn signed_in(&self, tokens: super::TokenSet) -> Result<(), OAuthError> {
        let saved = self.session.sign_in(tokens).await;
        self.tokens.forget();
        saved
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Login")
            .field(&self.session.settings)
            .finish()
    }
}
