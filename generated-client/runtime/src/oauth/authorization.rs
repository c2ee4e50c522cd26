//! The sign-in of a user with a browser (RFC 6749, section 4.1).

use std::fmt;

use percent_encoding::percent_decode_str;

use super::{OAuthError, OAuthErrorKind, ask::shown};
use crate::runtime::exchange::secrets::Known;

/// A sign-in that has begun, for [`Login::exchange`](super::Login::exchange). It belongs to one user: a server keeps
/// it in the session of that user.
pub struct Authorization {
    pub(super) url: String,
    pub(super) state: String,
    pub(super) verifier: String,
    pub(super) redirect_url: String,
}

impl Authorization {
    /// Returns the URL that the user opens in a browser.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the `state`, which is also in the URL to which the browser comes back: a server finds the sign-in
    /// by it.
    pub fn state(&self) -> &str {
        &self.state
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authorization")
            .field("redirect_url", &self.redirect_url)
            .finish_non_exhaustive()
    }
}

/// The query of the URL to which the browser came back.
pub(super) struct Callback(Vec<(String, String)>);

impl Callback {
    pub(super) fn read(url: &str) -> Self {
        let url = url.split('#').next().unwrap_or_default();
        let query = url.split_once('?').map_or(url, |(_, query)| query);
        let pairs = query.split('&').map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        });
        Self(pairs.collect())
    }

    fn get(&self, wanted: &str) -> Option<&str> {
        let found = self.0.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.as_str())
    }

    /// Returns the code of the sign-in with this state, of the provider with this issuer, if it is known.
    pub(super) fn code(&self, state: &str, issuer: Option<&str>) -> Result<String, OAuthError> {
        let refuse = |why: &str| {
            let message = format!("the URL to which the browser came back {why}");
            Err(OAuthError::new(OAuthErrorKind::Callback, message))
        };
        match self.get("state") {
            Some(own) if own == state => {}
            // Some providers leave it out of a refusal, which gives nobody anything.
            None if self.get("error").is_some() => {}
            Some(_) => return refuse("is of another sign-in: its `state` differs"),
            None => return refuse("has no `state`"),
        }
        if let Some(code) = self.get("error") {
            let none = Known::default();
            let description = self.get("error_description").map(|it| shown(it, &none));
            let code = shown(code, &none);
            return Err(OAuthError::refused(
                "the provider",
                &code,
                description.as_deref(),
            ));
        }
        // RFC 9207, section 2.4: the code of another provider is not for this one.
        let other = self
            .get("iss")
            .zip(issuer)
            .is_some_and(|(own, known)| own != known);
        if other {
            return refuse("is of another provider: its `iss` differs");
        }
        match self.get("code") {
            Some(code) if !code.is_empty() => Ok(code.to_owned()),
            _ => refuse("has no `code`"),
        }
    }
}

/// Returns a text of a query without its escapes.
fn decoded(text: &str) -> String {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8_lossy().into_owned()
}
