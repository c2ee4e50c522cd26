//! What all generated clients share: their configuration and how it is made.

use std::{fmt, marker::PhantomData, sync::Arc, time::Duration};

use super::{
    AuthScheme, Transport,
    auth::{Credentials, Secret},
    server::Servers,
    url,
};

/// What a document says about its server and its security schemes.
#[derive(Debug)]
pub struct Api {
    /// The module's name, for messages.
    pub name: &'static str,
    /// The first absolute server, if there is one.
    pub base_url: Option<&'static str>,
    /// The security schemes by name.
    pub schemes: &'static [(&'static str, AuthScheme)],
}

/// The configuration of a client: a pointer that is cheap to clone.
#[derive(Clone)]
pub struct Core(Arc<Inner>);

struct Inner {
    api: &'static Api,
    base_url: String,
    own_base_url: bool,
    servers: Vec<(&'static str, String)>,
    credentials: Credentials,
    timeout: Option<Duration>,
    transport: Arc<dyn Transport>,
}

impl Core {
    pub(super) fn base_url(&self) -> &str {
        &self.0.base_url
    }

    /// Whether the base URL is the caller's and not the document's.
    pub(super) fn has_own_base_url(&self) -> bool {
        self.0.own_base_url
    }

    /// A server of the document, its variables filled in.
    pub(super) fn server(&self, url: &'static str) -> &str {
        let filled = self.0.servers.iter().find(|(template, _)| *template == url);
        filled.map_or(url, |(_, filled)| filled)
    }

    pub(super) fn credentials(&self) -> &Credentials {
        &self.0.credentials
    }

    pub(super) fn timeout(&self) -> Option<Duration> {
        self.0.timeout
    }

    pub(super) fn transport(&self) -> &dyn Transport {
        &*self.0.transport
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("api", &self.0.api.name)
            .field("base_url", &self.0.base_url)
            .field("credentials", &self.0.credentials)
            .field("timeout", &self.0.timeout)
            .finish_non_exhaustive()
    }
}

/// Makes a client. Every generated `Client` has `builder()`.
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder<C> {
    api: &'static Api,
    base_url: Option<String>,
    pub(super) servers: Servers,
    credentials: Vec<(Whose, Result<Secret, &'static str>)>,
    timeout: Option<Duration>,
    transport: Option<Arc<dyn Transport>>,
    client: PhantomData<fn() -> C>,
}

/// Which schemes a credential is for.
#[derive(Debug)]
enum Whose {
    Bearer,
    Basic,
    Named(String),
}

impl<C> ClientBuilder<C> {
    /// A builder with the document's own base URL and nothing else.
    pub fn new(api: &'static Api) -> Self {
        Self {
            api,
            base_url: None,
            servers: Servers::default(),
            credentials: Vec::new(),
            timeout: None,
            transport: None,
            client: PhantomData,
        }
    }

    /// Where the API is, instead of the document's first server: `http` or `https`, with or without
    /// a path that all requests start with.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// The token of every scheme that is sent as `Authorization: Bearer`.
    pub fn token(self, token: impl Into<String>) -> Self {
        self.secret(Whose::Bearer, Ok(token.into()))
    }

    /// User name and password of every `Basic` scheme.
    pub fn basic(self, user: impl AsRef<str>, password: impl AsRef<str>) -> Self {
        let (user, password) = (user.as_ref(), password.as_ref());
        // RFC 7617, section 2: what follows it would move into the password.
        let pair = if user.contains(':') {
            Err("has a colon in its user name")
        } else {
            Ok(format!("{user}:{password}"))
        };
        self.secret(Whose::Basic, pair)
    }

    /// The credential of one of the document's schemes: a token, an API key, or `user:password` for
    /// a `Basic` one.
    pub fn credential(self, scheme: impl Into<String>, credential: impl Into<String>) -> Self {
        self.secret(Whose::Named(scheme.into()), Ok(credential.into()))
    }

    /// How long a request may take, from connecting to the last byte of the response. Without it
    /// there is no limit but the transport's.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sends through this `reqwest` client: for a proxy, certificates, a pool shared with others.
    ///
    /// Following redirects is then its business. `reqwest` drops `Authorization` and `Cookie` when
    /// one leads to another host, but not API keys in headers of their own; and it sends the URL it
    /// comes from, with its query, as `Referer` unless told not to.
    #[cfg(feature = "reqwest")]
    pub fn reqwest(self, client: reqwest::Client) -> Self {
        self.transport(super::ReqwestTransport::new(client))
    }

    /// Sends through this transport.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Keeps a credential, or why it can't be one.
    fn secret(mut self, whose: Whose, secret: Result<String, &'static str>) -> Self {
        self.credentials.push((whose, secret.map(Secret)));
        self
    }
}

impl<C: From<Core>> ClientBuilder<C> {
    /// Makes the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`BuildError`] for a base URL or a credential that cannot be used, and when there is no
    /// transport.
    pub fn build(self) -> Result<C, BuildError> {
        self.core().map(C::from)
    }
}

impl<C> ClientBuilder<C> {
    fn core(self) -> Result<Core, BuildError> {
        let api = self.api;
        let own_base_url = self.base_url.is_some();
        let servers = self.servers.filled(api.name)?;
        let usual = api.base_url.map(|url| {
            let base = self.servers.base(url);
            let filled = servers.iter().find(|(template, _)| Some(*template) == base);
            filled.map_or(url, |(_, filled)| filled)
        });
        let base_url = self.base_url.as_deref().or(usual).ok_or_else(|| {
            BuildError(format!(
                "the {} document names no server: set a base URL",
                api.name
            ))
        })?;
        let base_url =
            url::base(base_url).map_err(|why| BuildError(format!("the base URL {why}")))?;

        let mut credentials = Credentials::default();
        for (whose, secret) in &self.credentials {
            let mut used = false;
            for &(name, scheme) in api.schemes {
                if whose.is(name, scheme) {
                    used = true;
                    let secret = secret.as_ref().map_err(|why| *why);
                    let added = secret.and_then(|it| credentials.add(name, scheme, it));
                    added.map_err(|why| {
                        BuildError(format!("the credential of scheme `{name}` {why}"))
                    })?;
                }
            }
            if !used {
                return Err(whose.unknown(api));
            }
        }

        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport(&credentials)?,
        };
        Ok(Core(Arc::new(Inner {
            api,
            base_url,
            own_base_url,
            servers,
            credentials,
            timeout: self.timeout,
            transport,
        })))
    }
}

impl Whose {
    fn is(&self, name: &str, scheme: AuthScheme) -> bool {
        match self {
            Self::Bearer => scheme == AuthScheme::Bearer,
            Self::Basic => scheme == AuthScheme::Basic,
            Self::Named(wanted) => wanted == name,
        }
    }

    fn unknown(&self, api: &Api) -> BuildError {
        let wanted = match self {
            Self::Bearer => "bearer scheme".to_owned(),
            Self::Basic => "basic scheme".to_owned(),
            Self::Named(name) => format!("security scheme `{name}`"),
        };
        let known: Vec<_> = api.schemes.iter().map(|(name, _)| *name).collect();
        let known = if known.is_empty() {
            "none".to_owned()
        } else {
            known.join(", ")
        };
        BuildError(format!(
            "the {} document has no {wanted}; it has {known}",
            api.name
        ))
    }
}

#[cfg(feature = "reqwest")]
fn default_transport(credentials: &Credentials) -> Result<Arc<dyn Transport>, BuildError> {
    match super::ReqwestTransport::with_defaults(credentials.in_own_header()) {
        Ok(transport) => Ok(Arc::new(transport)),
        Err(error) => Err(BuildError(format!("no HTTP client could be made: {error}"))),
    }
}

#[cfg(not(feature = "reqwest"))]
fn default_transport(_: &Credentials) -> Result<Arc<dyn Transport>, BuildError> {
    Err(BuildError(
        "there is no transport: set one, or enable the feature `reqwest`".to_owned(),
    ))
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whose: Vec<_> = self.credentials.iter().map(|(whose, _)| whose).collect();
        f.debug_struct("ClientBuilder")
            .field("api", &self.api.name)
            // Not yet checked, so it may have a password in it.
            .field(
                "base_url",
                &self
                    .base_url
                    .as_deref()
                    .and_then(|text| url::base(text).ok()),
            )
            .field("credentials", &whose)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// A client could not be made from what the builder was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildError(String);

impl BuildError {
    pub(super) fn new(message: String) -> Self {
        Self(message)
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BuildError {}
