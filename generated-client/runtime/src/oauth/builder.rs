//! The settings of a login.

use std::{fmt, sync::Arc};

use super::{
    Login, TokenStore,
    store::{self, AnyStore},
};
use crate::runtime::OAuth;

/// The settings of a login, which [`OAuth::login`] begins.
#[must_use = "the settings do nothing until the login is made of them"]
pub struct LoginBuilder {
    pub(super) oauth: OAuth,
    pub(super) client_id: String,
    pub(super) secret: Option<String>,
    pub(super) secret_in_body: bool,
    pub(super) scopes: Option<Vec<String>>,
    pub(super) parameters: Vec<(String, String)>,
    pub(super) refresh_token: Option<String>,
    pub(super) authorization_url: Option<String>,
    pub(super) device_url: Option<String>,
    pub(super) token_url: Option<String>,
    pub(super) store: Option<Arc<dyn AnyStore>>,
    pub(super) client_credentials: bool,
}

impl OAuth {
    /// Begins a login with the id that the provider gave to the program.
    pub fn login(&self, client_id: impl Into<String>) -> LoginBuilder {
        LoginBuilder {
            oauth: *self,
            client_id: client_id.into(),
            secret: None,
            secret_in_body: false,
            scopes: None,
            parameters: Vec::new(),
            refresh_token: None,
            authorization_url: None,
            device_url: None,
            token_url: None,
            store: None,
            client_credentials: false,
        }
    }
}

impl LoginBuilder {
    /// Sets the secret that the provider gave to the program. It is sent in the header `Authorization`
    /// (`client_secret_basic`), or in the body if the provider's metadata lists only that.
    pub fn secret(mut self, secret: impl Into<String>) -> Self {
        self.secret = Some(secret.into());
        self
    }

    /// Sends the secret in the body (`client_secret_post`), for providers that do not read the header.
    pub fn secret_in_body(mut self) -> Self {
        self.secret_in_body = true;
        self
    }

    /// Sets the scopes to ask for, instead of all that the document's operations need. With none, the provider
    /// chooses.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// Adds a parameter that the provider defines, such as `audience`, to the requests of the login and to the URL
    /// that the user opens.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Sets the refresh token to begin with, unless the store has another one.
    pub fn refresh_token(mut self, token: impl Into<String>) -> Self {
        self.refresh_token = Some(token.into());
        self
    }

    /// Sets the store of the tokens.
    pub fn store(mut self, store: impl TokenStore) -> Self {
        self.store = Some(store::any(store));
        self
    }

    /// Sets the URL at which users sign in, instead of the document's.
    pub fn authorization_url(mut self, url: impl Into<String>) -> Self {
        self.authorization_url = Some(url.into());
        self
    }

    /// Sets the URL at which a device asks for its code. Documents before OpenAPI 3.2 cannot declare it.
    pub fn device_url(mut self, url: impl Into<String>) -> Self {
        self.device_url = Some(url.into());
        self
    }

    /// Sets the URL of the token endpoint, instead of the document's.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(url.into());
        self
    }

    /// Creates the login of the program itself (client credentials; RFC 6749, section 4.4).
    #[must_use = "a login does nothing until a client has it"]
    pub fn client_credentials(mut self) -> Login {
        self.client_credentials = true;
        Login::new(self)
    }

    /// Creates the login of a user, who signs in with [`Login::authorize`] or [`Login::device`] unless there is a
    /// refresh token.
    #[must_use = "a login does nothing until a client has it"]
    pub fn for_user(self) -> Login {
        Login::new(self)
    }

    /// Returns whether a token with more scopes can be had without a user: the program logs in by itself, and the caller
    /// has not limited the scopes.
    pub(super) fn asks_for_more(&self) -> bool {
        self.client_credentials && self.scopes.is_none()
    }

    /// Returns the scopes to ask for, as one text.
    pub(super) fn scope(&self) -> String {
        match &self.scopes {
            Some(scopes) => scopes.join(" "),
            None => self.oauth.scopes.join(" "),
        }
    }
}

impl fmt::Debug for LoginBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginBuilder")
            .field("scheme", &self.oauth.scheme)
            .field("client_id", &self.client_id)
            .field("scope", &self.scope())
            .field("client_credentials", &self.client_credentials)
            .finish_non_exhaustive()
    }
}
