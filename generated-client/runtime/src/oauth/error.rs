//! The errors of a login.

use std::fmt;

use http::StatusCode;

use crate::runtime::{BoxError, response::report::debug};

/// The reason why a login failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OAuthErrorKind {
    /// `invalid_request`: the provider does not understand the request.
    InvalidRequest,
    /// `invalid_client`: the provider does not know the program, or refuses its secret.
    InvalidClient,
    /// `invalid_grant`: the code or the refresh token is invalid, expired or revoked.
    InvalidGrant,
    /// `unauthorized_client`: the program may not get tokens in this way.
    UnauthorizedClient,
    /// `unsupported_grant_type`: the provider does not give tokens in this way.
    UnsupportedGrantType,
    /// `invalid_scope`: a scope is unknown, or is not for this program.
    InvalidScope,
    /// `access_denied`: the user refused.
    AccessDenied,
    /// `expired_token`: the user did not enter the code of the device in time.
    ExpiredToken,
    /// Another refusal of the provider, which [`OAuthError::code`] names if it has a name.
    Refused,
    /// Nobody is signed in: there is no token, and none to refresh it with.
    SignIn,
    /// The URL to which the browser came back does not belong to this login.
    Callback,
    /// Neither the document nor the caller has the URL of the endpoint, or it is not valid.
    Endpoint,
    /// The provider's response is not that of the protocol.
    Response,
    /// The provider could not be reached.
    Transport,
    /// The store of the tokens failed.
    Store,
    /// The login belongs to no client yet.
    Client,
    /// The system has no random numbers.
    Random,
}

/// The codes of RFC 6749, sections 4.1.2.1 and 5.2, and of RFC 8628, section 3.5.
const CODES: &[(&str, OAuthErrorKind)] = &[
    ("invalid_request", OAuthErrorKind::InvalidRequest),
    ("invalid_client", OAuthErrorKind::InvalidClient),
    ("invalid_grant", OAuthErrorKind::InvalidGrant),
    ("unauthorized_client", OAuthErrorKind::UnauthorizedClient),
    (
        "unsupported_grant_type",
        OAuthErrorKind::UnsupportedGrantType,
    ),
    ("invalid_scope", OAuthErrorKind::InvalidScope),
    ("access_denied", OAuthErrorKind::AccessDenied),
    ("expired_token", OAuthErrorKind::ExpiredToken),
];

/// The error of a login. It never contains a token, a secret or a code.
pub struct OAuthError {
    kind: OAuthErrorKind,
    message: String,
    code: Option<String>,
    status: Option<StatusCode>,
    source: Option<BoxError>,
}

impl OAuthError {
    pub(super) fn new(kind: OAuthErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            code: None,
            status: None,
            source: None,
        }
    }

    /// Creates the error for a refusal, with its code and description as they may be printed.
    pub(super) fn refused(from: &str, code: &str, description: Option<&str>) -> Self {
        let known = CODES.iter().find(|(known, _)| *known == code);
        let kind = known.map_or(OAuthErrorKind::Refused, |(_, kind)| *kind);
        let mut message = format!("{from} refused: {code}");
        if let Some(description) = description {
            message.push_str(&format!(": {description}"));
        }
        Self {
            code: Some(code.to_owned()),
            ..Self::new(kind, message)
        }
    }

    pub(super) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    pub(super) fn because(mut self, source: impl Into<BoxError>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Returns the reason why the login failed.
    pub fn kind(&self) -> OAuthErrorKind {
        self.kind
    }

    /// Returns the provider's code of the error, such as `invalid_grant`, if it refused.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// Returns the status of the provider's response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }
}

impl fmt::Debug for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug(f, self, |f| {
            f.debug_struct("OAuthError")
                .field("kind", &self.kind)
                .field("message", &self.message)
                .field("status", &self.status)
                .field("source", &self.source)
                .finish_non_exhaustive()
        })
    }
}

impl fmt::Display for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for OAuthError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source = self.source.as_deref()?;
        Some(source)
    }
}
