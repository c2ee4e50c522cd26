//! The tokens of a login.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde_json::{Map, Value};

use super::{OAuthError, OAuthErrorKind};
use crate::runtime::Token;

/// The longest lifetime that is believed: a number that is larger is a mistake, and would overflow.
const LONGEST: f64 = 100.0 * 365.0 * 24.0 * 3600.0;

/// The tokens of a login, for a [`TokenStore`](super::TokenStore). They are never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenSet {
    access: String,
    refresh: Option<String>,
    expires: Option<SystemTime>,
    scope: Option<String>,
}

impl TokenSet {
    /// Reads tokens from the JSON that [`to_json`](Self::to_json) returns.
    ///
    /// # Errors
    ///
    /// The text is not such JSON. The message does not repeat it.
    pub fn from_json(text: &str) -> Result<Self, OAuthError> {
        let no_tokens = || OAuthError::new(OAuthErrorKind::Store, "the stored text has no tokens");
        let value: Value = serde_json::from_str(text).map_err(|_| no_tokens())?;
        let text = |name| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let expires = value.get("expires_at").and_then(Value::as_u64);
        let expires = expires.map(Duration::from_secs);
        Ok(Self {
            access: text("access_token").ok_or_else(no_tokens)?,
            refresh: text("refresh_token"),
            expires: expires.and_then(|it| UNIX_EPOCH.checked_add(it)),
            scope: text("scope"),
        })
    }

    /// Returns the tokens as JSON, with `expires_at` in seconds since 1970. Keep the text like a password.
    pub fn to_json(&self) -> String {
        let mut all = Map::new();
        all.insert("access_token".to_owned(), self.access.clone().into());
        let texts = [("refresh_token", &self.refresh), ("scope", &self.scope)];
        for (name, text) in texts {
            if let Some(text) = text {
                all.insert(name.to_owned(), text.clone().into());
            }
        }
        let since = self.expires.map(|it| it.duration_since(UNIX_EPOCH));
        if let Some(Ok(since)) = since {
            all.insert("expires_at".to_owned(), since.as_secs().into());
        }
        Value::Object(all).to_string()
    }

    /// Returns the token that requests carry.
    pub fn access_token(&self) -> &str {
        &self.access
    }

    /// Returns the token that gets the next one, if the provider gave one.
    pub fn refresh_token(&self) -> Option<&str> {
        self.refresh.as_deref()
    }

    /// Returns the time at which the access token expires, if the provider said so.
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.expires
    }

    /// Returns the scopes that the provider granted, if it named them, separated by spaces or as the provider does it.
    pub fn scope(&self) -> Option<&str> {
        self.scope.as_deref()
    }

    /// Returns each of the scopes that the provider granted, if it named any. Some providers separate them by commas
    /// instead of spaces (RFC 6749, section 3.3).
    pub(super) fn granted(&self) -> Option<impl Iterator<Item = &str>> {
        let all = self.scope.iter().flat_map(|it| it.split([' ', ',']));
        let mut all = all.filter(|it| !it.is_empty()).peekable();
        all.peek().is_some().then_some(all)
    }

    /// Returns whether the access token has these scopes, as far as the provider named those that it has.
    pub(super) fn has(&self, scopes: &[&str]) -> bool {
        let has = |wanted: &&str| {
            let granted = self.granted();
            granted.is_none_or(|mut all| all.any(|it| it == *wanted))
        };
        scopes.iter().all(has)
    }

    /// Reads the response of a token endpoint (RFC 6749, section 5.1) at the time `now`. A response without a
    /// refresh token leaves the one `before` valid.
    pub(super) fn read(
        response: &Value,
        now: Option<SystemTime>,
        before: Option<&str>,
    ) -> Result<Self, &'static str> {
        let text = |name| response.get(name).and_then(Value::as_str);
        let access = text("access_token").filter(|it| !it.is_empty());
        let access = access.ok_or("has no `access_token`")?;
        let kind = text("token_type").unwrap_or_default();
        // RFC 6749, section 7.1: these need more than the header `Authorization: Bearer`.
        if ["dpop", "mac", "pop"]
            .iter()
            .any(|it| kind.eq_ignore_ascii_case(it))
        {
            return Err("has a token that is bound to a key, which is not supported");
        }
        let lasts = seconds(response, "expires_in");
        Ok(Self {
            access: access.to_owned(),
            refresh: text("refresh_token").or(before).map(str::to_owned),
            expires: now
                .zip(lasts)
                .and_then(|(now, lasts)| now.checked_add(lasts)),
            scope: text("scope").map(str::to_owned),
        })
    }

    /// Returns whether the access token can still be used. The client renews it ahead of time.
    pub(super) fn is_valid(&self, now: Option<SystemTime>) -> bool {
        let times = self.expires.zip(now);
        times.is_none_or(|(expires, now)| now < expires)
    }

    /// Returns the access token for the client, which renews it in time.
    pub(super) fn token(&self, now: Option<SystemTime>) -> Token {
        let token = Token::new(self.access.as_str());
        match self.expires.zip(now) {
            Some((expires, now)) => {
                token.expires_in(expires.duration_since(now).unwrap_or_default())
            }
            None => token,
        }
    }
}

/// Returns a number of seconds, which some providers send as text.
pub(super) fn seconds(response: &Value, name: &str) -> Option<Duration> {
    let value = response.get(name)?;
    let number = value.as_f64().or_else(|| value.as_str()?.parse().ok())?;
    (number >= 0.0).then(|| Duration::from_secs_f64(number.min(LONGEST)))
}

impl fmt::Debug for TokenSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenSet")
            .field("access", &"[redacted]")
            .field("refresh", &self.refresh.as_ref().map(|_| "[redacted]"))
            .field("expires", &self.expires)
            .field("scope", &self.scope)
            .finish()
    }
}
