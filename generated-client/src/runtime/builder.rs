//! How a client is made.

use std::{fmt, marker::PhantomData, sync::Arc, time::Duration};

use http::{HeaderMap, HeaderName, header::USER_AGENT};

use super::{
    Api, Clock, Core, Hook, Retry, TokenSource, Transport, auth::header, client::Inner,
    given::Given, hook::AnyHook, policy::Policy, server::Servers, url,
};

/// How long connecting may take if nobody says.
#[cfg(feature = "reqwest")]
const CONNECT: Duration = Duration::from_secs(10);

/// Makes a client. Every generated `Client` has `builder()`.
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder<C> {
    pub(super) settings: Settings,
    client: PhantomData<fn() -> C>,
}

/// What was given, whatever the client.
pub(super) struct Settings {
    api: &'static Api,
    base_url: Option<String>,
    pub(super) servers: Servers,
    credentials: Given,
    headers: HeaderMap,
    policy: Policy,
    #[cfg(feature = "reqwest")]
    connect_timeout: Duration,
    hooks: Vec<Box<dyn AnyHook>>,
    clock: Option<Arc<dyn Clock>>,
    transport: Option<Arc<dyn Transport>>,
    problem: Option<BuildError>,
}

/// What requests are sent to, and what they carry.
impl<C> ClientBuilder<C> {
    /// A builder with the document's own base URL and nothing else.
    pub fn new(api: &'static Api) -> Self {
        Self {
            settings: Settings {
                api,
                base_url: None,
                servers: Servers::default(),
                credentials: Given::default(),
                headers: HeaderMap::new(),
                policy: Policy::default(),
                #[cfg(feature = "reqwest")]
                connect_timeout: CONNECT,
                hooks: Vec::new(),
                clock: None,
                transport: None,
                problem: None,
            },
            client: PhantomData,
        }
    }

    /// Where the API is, instead of the document's first server: `http` or `https`, with or without
    /// a path that all requests start with.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.settings.base_url = Some(base_url.into());
        self
    }

    /// The token of every scheme that is sent as `Authorization: Bearer`.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.settings.credentials.token(token.into());
        self
    }

    /// Where the token of every scheme that is sent as `Authorization: Bearer` comes from, and comes
    /// from again when it expires or is refused.
    pub fn token_source(mut self, source: impl TokenSource) -> Self {
        self.settings.credentials.token_source(source);
        self
    }

    /// User name and password of every `Basic` scheme.
    pub fn basic(mut self, user: impl AsRef<str>, password: impl AsRef<str>) -> Self {
        let (user, password) = (user.as_ref(), password.as_ref());
        self.settings.credentials.basic(user, password);
        self
    }

    /// The credential of one of the document's schemes: a token, an API key, or `user:password` for
    /// a `Basic` one.
    pub fn credential(mut self, scheme: impl Into<String>, credential: impl Into<String>) -> Self {
        let (scheme, credential) = (scheme.into(), credential.into());
        self.settings.credentials.named(scheme, credential);
        self
    }

    /// Where the tokens of one of the document's schemes come from.
    pub fn credential_source(
        mut self,
        scheme: impl Into<String>,
        source: impl TokenSource,
    ) -> Self {
        let credentials = &mut self.settings.credentials;
        credentials.named_source(scheme.into(), source);
        self
    }

    /// A header of every request, unless the operation or its options have one of that name.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::from_bytes(name.as_bytes()), header(value)) {
            (Ok(name), Ok(value)) => {
                self.settings.headers.insert(name, value);
            }
            (Err(_), _) => self.problem("a header has an invalid name".to_owned()),
            (_, Err(why)) => self.problem(format!("header `{name}` {why}")),
        }
        self
    }

    /// The `User-Agent` of every request, instead of the name and version of this crate.
    pub fn user_agent(self, agent: &str) -> Self {
        self.header(USER_AGENT.as_str(), agent)
    }
}

/// How requests are sent.
impl<C> ClientBuilder<C> {
    /// When requests are sent again. The default is [`Retry::new`].
    pub fn retry(mut self, retry: Retry) -> Self {
        self.settings.policy.retry = Some(retry);
        self
    }

    /// How long a request may take with all its attempts and waits: to the last byte of the response,
    /// or to its head if the body is left to the caller. By default only attempts are limited, and
    /// how long after its start the last one may begin ([`Retry::total`]).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.policy.timeout = Some(timeout);
        self
    }

    /// How long one attempt may take, from connecting to the last byte of the response, or to its
    /// head if the body is left to the caller. The default is six minutes; `Duration::MAX` is no
    /// limit.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.settings.policy.attempt_timeout = Some(timeout);
        self
    }

    /// How long connecting may take, in the transport that is made when none is given. The default is
    /// ten seconds.
    #[cfg(feature = "reqwest")]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.settings.connect_timeout = timeout;
        self
    }

    /// How many bytes a response may have that is read into memory, after decompression. The default
    /// is 64 MiB. Bodies that are left to the caller to read have no limit.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.settings.policy.response_limit = Some(bytes);
        self
    }

    /// Compresses request bodies with gzip if they are in memory and not small. Few servers read them
    /// so, and none says that it does.
    #[cfg(feature = "gzip-requests")]
    pub fn gzip_requests(mut self, on: bool) -> Self {
        self.settings.policy.gzip = Some(on);
        self
    }

    /// Runs `hook` before and after each attempt; several run in the order in which they are given.
    pub fn hook(mut self, hook: impl Hook) -> Self {
        self.settings.hooks.push(Box::new(hook));
        self
    }

    /// The clock for retries and timeouts, instead of tokio's.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.settings.clock = Some(Arc::new(clock));
        self
    }

    /// Sends through this `reqwest` client: for a proxy, certificates, a pool shared with others.
    ///
    /// Following redirects is then its business. `reqwest` drops `Authorization` and `Cookie` when
    /// one leads to another host, but not API keys in headers of their own; and it sends the URL it
    /// comes from, with its query, as `Referer` unless told not to. Nor does it say where a connection
    /// failed: a `POST` that was answered with a redirect to a server that is away is sent again, unless
    /// the client or its [`Retry`] is told not to.
    #[cfg(feature = "reqwest")]
    pub fn reqwest(self, client: reqwest::Client) -> Self {
        self.transport(super::ReqwestTransport::new(client))
    }

    /// Sends through this transport.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.settings.transport = Some(Arc::new(transport));
        self
    }

    fn problem(&mut self, message: String) {
        let first = || BuildError(message);
        self.settings.problem.get_or_insert_with(first);
    }
}

impl<C: From<Core>> ClientBuilder<C> {
    /// Makes the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`BuildError`] for a base URL, a credential or a header that cannot be used, and when there is
    /// no transport.
    pub fn build(self) -> Result<C, BuildError> {
        self.settings.core().map(C::from)
    }
}

impl Settings {
    fn core(mut self) -> Result<Core, BuildError> {
        if let Some(problem) = self.problem.take() {
            return Err(problem);
        }
        let servers = self.servers.filled(self.api.name)?;
        let usual = self.api.base_url.map(|url| {
            let base = self.servers.base(url);
            let filled = servers.iter().find(|(template, _)| Some(*template) == base);
            filled.map_or(url, |(_, filled)| filled)
        });
        let base_url = self.base_url.as_deref().or(usual);
        let base_url = base_url.ok_or_else(|| {
            BuildError(format!(
                "the {} document names no server: set a base URL",
                self.api.name
            ))
        })?;
        let base_url =
            url::base(base_url).map_err(|why| BuildError(format!("the base URL {why}")))?;
        let credentials = self.credentials.for_api(self.api).map_err(BuildError)?;
        let transport = match self.transport.take() {
            Some(transport) => transport,
            None => self.default_transport()?,
        };
        Ok(Core::new(Inner {
            api: self.api,
            base_url,
            own_base_url: self.base_url.is_some(),
            servers,
            credentials,
            headers: self.headers,
            policy: self.policy,
            hooks: self.hooks,
            clock: self.clock,
            transport,
        }))
    }

    #[cfg(feature = "reqwest")]
    fn default_transport(&self) -> Result<Arc<dyn Transport>, BuildError> {
        match super::ReqwestTransport::with_defaults(self.connect_timeout) {
            Ok(transport) => Ok(Arc::new(transport)),
            Err(error) => Err(BuildError(format!("no HTTP client could be made: {error}"))),
        }
    }

    #[cfg(not(feature = "reqwest"))]
    #[allow(clippy::unused_self)] // as the one with the feature
    fn default_transport(&self) -> Result<Arc<dyn Transport>, BuildError> {
        Err(BuildError(
            "there is no transport: set one, or enable the feature `reqwest`".to_owned(),
        ))
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = &self.settings;
        // Not yet checked, so it may have a password in it.
        let base_url = settings.base_url.as_deref();
        let base_url = base_url.and_then(|text| url::base(text).ok());
        let headers: Vec<_> = settings.headers.keys().collect();
        f.debug_struct("ClientBuilder")
            .field("api", &settings.api.name)
            .field("base_url", &base_url)
            .field("credentials", &settings.credentials)
            .field("headers", &headers)
            .field("policy", &settings.policy)
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
