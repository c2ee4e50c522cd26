//! The logins that a document describes. The feature `oauth` has the code that uses them.

/// The login of a security scheme (OAuth 2.0 or `OpenID` Connect), as the document describes it. Each generated
/// `Client` has one as a constant.
///
/// With the feature `oauth`, `OAuth::login` begins a login: [`guide::logins`](crate::runtime::guide::logins).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OAuth {
    /// The name of the security scheme.
    pub scheme: &'static str,
    /// The scopes that the operations need.
    pub scopes: &'static [&'static str],
    /// The flows that get a token.
    pub flows: &'static [OAuthFlow],
    /// The URL of the provider's metadata (`OpenID` Connect Discovery 1.0; RFC 8414).
    pub metadata_url: Option<&'static str>,
}

/// A flow that gets a token (RFC 6749, section 1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code)] // only the feature `oauth` reads the URLs
pub struct OAuthFlow {
    pub(crate) kind: Kind,
    pub(crate) authorization_url: Option<&'static str>,
    pub(crate) device_url: Option<&'static str>,
    pub(crate) token_url: Option<&'static str>,
    pub(crate) refresh_url: Option<&'static str>,
}

/// The kinds of flows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    AuthorizationCode,
    ClientCredentials,
    Device,
    Implicit,
    Password,
}

impl OAuthFlow {
    /// Creates the flow `authorizationCode` (RFC 6749, section 4.1).
    pub const fn authorization_code(
        authorization_url: &'static str,
        token_url: &'static str,
    ) -> Self {
        let flow = Self::new(Kind::AuthorizationCode, Some(token_url));
        Self {
            authorization_url: Some(authorization_url),
            ..flow
        }
    }

    /// Creates the flow `clientCredentials` (RFC 6749, section 4.4).
    pub const fn client_credentials(token_url: &'static str) -> Self {
        Self::new(Kind::ClientCredentials, Some(token_url))
    }

    /// Creates the flow `deviceAuthorization` (RFC 8628).
    pub const fn device(device_url: &'static str, token_url: &'static str) -> Self {
        let flow = Self::new(Kind::Device, Some(token_url));
        Self {
            device_url: Some(device_url),
            ..flow
        }
    }

    /// Creates the flow `implicit` (RFC 6749, section 4.2). No client uses it any more, but its URL is also that
    /// of the flow that replaced it.
    pub const fn implicit(authorization_url: &'static str) -> Self {
        let flow = Self::new(Kind::Implicit, None);
        Self {
            authorization_url: Some(authorization_url),
            ..flow
        }
    }

    /// Creates the flow `password` (RFC 6749, section 4.3). No client uses it any more, but its URL is also that
    /// of other flows.
    pub const fn password(token_url: &'static str) -> Self {
        Self::new(Kind::Password, Some(token_url))
    }

    /// Sets the URL at which tokens are refreshed, if it is not that of the token.
    #[must_use = "it is the flow that is returned which has the URL"]
    pub const fn refresh_url(mut self, url: &'static str) -> Self {
        self.refresh_url = Some(url);
        self
    }

    const fn new(kind: Kind, token_url: Option<&'static str>) -> Self {
        Self {
            kind,
            authorization_url: None,
            device_url: None,
            token_url,
            refresh_url: None,
        }
    }
}
