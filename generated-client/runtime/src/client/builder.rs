//! The builder of a client.

use std::{fmt, marker::PhantomData, sync::Arc, time::Duration};

use http::{HeaderMap, HeaderName, header::USER_AGENT};

#[cfg(not(target_arch = "wasm32"))]
use crate::runtime::client::env;
#[cfg(feature = "oauth")]
use crate::runtime::oauth::Login;
use crate::runtime::{
    Api, ClientCore, Clock, Hook, Redirects, Retry, TokenSource, Transport, client::Inner,
    credentials::auth::header, credentials::given::GivenCredentials, exchange::budget::Budget,
    exchange::hook::AnyHook, exchange::policy::Policy, request::server::Servers, request::url,
};

/// The default limit for connecting.
#[cfg(feature = "reqwest")]
const CONNECT: Duration = Duration::from_secs(10);

/// A builder of clients, which every generated `Client` returns from `builder()`.
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder<C> {
    pub(crate) settings: Settings,
    client: PhantomData<fn() -> C>,
}

/// The settings, which do not depend on the type of the client.
pub(crate) struct Settings {
    api: &'static Api,
    base_url: Option<String>,
    pub(crate) servers: Servers,
    credentials: GivenCredentials,
    #[cfg(feature = "oauth")]
    logins: Vec<Login>,
    headers: HeaderMap,
    policy: Policy,
    #[cfg(feature = "reqwest")]
    connect_timeout: Duration,
    hooks: Vec<Box<dyn AnyHook>>,
    clock: Option<Arc<dyn Clock>>,
    transport: Option<Arc<dyn Transport>>,
    problem: Option<BuildError>,
}

/// The target of requests, and what they carry.
impl<C> ClientBuilder<C> {
    /// Creates a builder with the document's own base URL and default settings.
    pub fn new(api: &'static Api) -> Self {
        Self {
            settings: Settings {
                api,
                base_url: None,
                servers: Servers::default(),
                credentials: GivenCredentials::default(),
                #[cfg(feature = "oauth")]
                logins: Vec::new(),
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

    /// Sets the base URL, instead of the document's first server. Its scheme is `http` or `https`. If it
    /// has a path, the paths of all requests start with it.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.settings.base_url = Some(base_url.into());
        self
    }

    /// Sets the token for every scheme that is sent as `Authorization: Bearer`.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.settings.credentials.token(token.into());
        self
    }

    /// Sets the source of tokens for every scheme that is sent as `Authorization: Bearer`. The client asks
    /// the source again when a token expires or the server refuses it.
    pub fn token_source(mut self, source: impl TokenSource) -> Self {
        self.settings.credentials.token_source(source);
        self
    }

    /// Gets the tokens for the scheme of a login, and gives the login this client's transport.
    #[cfg(feature = "oauth")]
    pub fn login(mut self, login: &Login) -> Self {
        let (scheme, tokens) = (login.scheme().to_owned(), login.tokens());
        self.settings.credentials.named_tokens(scheme, tokens);
        self.settings.logins.push(login.clone());
        self
    }

    /// Sets the user name and password for every `Basic` scheme.
    pub fn basic(mut self, user: impl AsRef<str>, password: impl AsRef<str>) -> Self {
        let (user, password) = (user.as_ref(), password.as_ref());
        self.settings.credentials.basic(user, password);
        self
    }

    /// Sets the credential for one of the document's schemes: a token, an API key, or `user:password` for a
    /// `Basic` one.
    pub fn credential(mut self, scheme: impl Into<String>, credential: impl Into<String>) -> Self {
        let (scheme, credential) = (scheme.into(), credential.into());
        self.settings.credentials.named(scheme, credential);
        self
    }

    /// Sets the source of tokens for one of the document's schemes.
    pub fn credential_source(
        mut self,
        scheme: impl Into<String>,
        source: impl TokenSource,
    ) -> Self {
        let credentials = &mut self.settings.credentials;
        credentials.named_source(scheme.into(), source);
        self
    }

    /// Takes the credentials and the base URL from the environment variables that the docs of
    /// `Client::from_env()` list. A variable that is not set, or empty, sets nothing; a value that is not valid
    /// makes [`build`](Self::build) fail. Settings that follow take precedence.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn env(self) -> Self {
        self.env_by(&|name| std::env::var_os(name))
    }

    /// Takes credentials and base URL from the variables that `get` returns.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn env_by(mut self, get: &dyn Fn(&str) -> Option<std::ffi::OsString>) -> Self {
        let settings = &mut self.settings;
        match env::read(settings.api, get, &mut settings.credentials) {
            Ok(base_url) => settings.base_url = base_url.or(settings.base_url.take()),
            Err(message) => self.problem(message),
        }
        self
    }

    /// Sets a header of every request, unless the operation or its options set one of that name.
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

    /// Sets the `User-Agent` of every request, instead of the name and version of this crate.
    pub fn user_agent(self, agent: &str) -> Self {
        self.header(USER_AGENT.as_str(), agent)
    }
}

/// Settings for how requests are sent.
impl<C> ClientBuilder<C> {
    /// Sets when requests are sent again. The default is [`Retry::new`].
    pub fn retry(mut self, retry: Retry) -> Self {
        self.settings.policy.retry = Some(retry);
        self
    }

    /// Limits how long a request may take, with all its attempts and waits: to the last byte of the
    /// response, or to its head if the caller reads the body. By default only the attempts are limited
    /// ([`attempt_timeout`](Self::attempt_timeout)), and how long after the start of the request the last
    /// one may begin ([`Retry::total`]).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.policy.timeout = Some(timeout);
        self
    }

    /// Limits how long one attempt may take, from connecting to the last byte of the response, or to its
    /// head if the caller reads the body. The default is six minutes; `Duration::MAX` means no limit.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.settings.policy.attempt_timeout = Some(timeout);
        self
    }

    /// Limits how long connecting may take, in the transport that is created if the caller sets none. The
    /// default is ten seconds.
    #[cfg(feature = "reqwest")]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.settings.connect_timeout = timeout;
        self
    }

    /// Limits how long a streamed body (events, JSON lines, a response that is `streamed()`) may deliver
    /// nothing while the caller waits for it. A stream of events then counts as cut, and is requested again
    /// where that is safe. The default is six minutes; `Duration::MAX` means no limit.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.settings.policy.idle_timeout = Some(timeout);
        self
    }

    /// Sets whether redirects are followed. The default is [`Redirects::Follow`].
    pub fn redirects(mut self, redirects: Redirects) -> Self {
        self.settings.policy.redirects = Some(redirects);
        self
    }

    /// Limits how many bytes a response that is read into memory may have, after decompression. The default
    /// is 64 MiB. Bodies that the caller reads have no limit.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.settings.policy.response_limit = Some(bytes);
        self
    }

    /// Sets whether the client accepts JSON responses in which a required property is missing, or in which
    /// a value is null although the document does not allow it. The client then fills the place with an
    /// empty value, such as `""`, `0` or an empty list, and
    /// [`Response::filled`](crate::runtime::Response::filled) names each such place. The client
    /// reads each event and each JSON line in the same way:
    /// [`EventStream::last_filled`](crate::runtime::EventStream::last_filled) and
    /// [`JsonLines::last_filled`](crate::runtime::JsonLines::last_filled) name the places of the last one.
    ///
    /// This is off by default: an empty value is a guess. The lasting fix is an overlay that corrects the
    /// document.
    pub fn tolerant(mut self, on: bool) -> Self {
        self.settings.policy.tolerant = Some(on);
        self
    }

    /// Sets whether request bodies are compressed with gzip, if they are in memory and have at least 1 KiB.
    /// This is off by default: few servers accept such bodies, and none announces that it does.
    #[cfg(feature = "gzip-requests")]
    pub fn gzip_requests(mut self, on: bool) -> Self {
        self.settings.policy.gzip = Some(on);
        self
    }

    /// Adds a hook that runs before and after each attempt. Several hooks run in the order in which they
    /// were added.
    pub fn hook(mut self, hook: impl Hook) -> Self {
        self.settings.hooks.push(Box::new(hook));
        self
    }

    /// Sets the clock for retries and timeouts, instead of tokio's.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.settings.clock = Some(Arc::new(clock));
        self
    }

    /// Sends through this `reqwest` client, for example to use a proxy, certificates or a shared connection
    /// pool.
    ///
    /// The client then follows redirects by its own rules. `reqwest` drops `Authorization` and `Cookie`
    /// when a redirect leads to another host, but not API keys in headers of their own. It also sends the
    /// previous URL, with its query, as `Referer` unless it is configured not to. And it does not report
    /// where a connection failed: if a server answers a `POST` with a redirect to a server that cannot be
    /// reached, the `POST` is sent again, unless the client or its [`Retry`] is configured otherwise.
    #[cfg(feature = "reqwest")]
    pub fn reqwest(self, client: reqwest::Client) -> Self {
        self.transport(crate::runtime::ReqwestTransport::new(client))
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

impl<C: From<ClientCore>> ClientBuilder<C> {
    /// Creates the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// Returns a [`BuildError`] if the base URL, a server variable, a credential or a header is not valid,
    /// if there is no base URL, or if there is no transport.
    pub fn build(self) -> Result<C, BuildError> {
        self.settings.core().map(C::from)
    }
}

impl Settings {
    fn core(mut self) -> Result<ClientCore, BuildError> {
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
        let base_url = base_url.ok_or_else(|| self.no_server())?;
        let base_url =
            url::base(base_url).map_err(|why| BuildError(format!("the base URL {why}")))?;
        let credentials = self.credentials.for_api(self.api).map_err(BuildError)?;
        let transport = match self.transport.take() {
            Some(transport) => transport,
            None => self.default_transport()?,
        };
        let core = ClientCore::new(Inner {
            api: self.api,
            base_url,
            own_base_url: self.base_url.is_some(),
            servers,
            credentials,
            headers: self.headers,
            policy: self.policy,
            budget: Budget::full(),
            hooks: self.hooks,
            clock: self.clock,
            transport,
        });
        #[cfg(feature = "oauth")]
        self.logins.iter().for_each(|login| login.bind(&core));
        Ok(core)
    }

    fn no_server(&self) -> BuildError {
        let api = self.api.name;
        let mut message = format!("the {api} document names no server: set a base URL");
        if let Some(variable) = self.credentials.no_base_url {
            message.push_str(&format!(" (`{variable}` is not set)"));
        }
        BuildError(message)
    }

    #[cfg(feature = "reqwest")]
    fn default_transport(&self) -> Result<Arc<dyn Transport>, BuildError> {
        match crate::runtime::ReqwestTransport::with_defaults(self.connect_timeout) {
            Ok(transport) => Ok(Arc::new(transport)),
            Err(error) => Err(BuildError(format!("no HTTP client could be made: {error}"))),
        }
    }

    #[cfg(not(feature = "reqwest"))]
    #[allow(clippy::unused_self)] // same signature as with the feature
    fn default_transport(&self) -> Result<Arc<dyn Transport>, BuildError> {
        Err(BuildError(
            "there is no transport: set one, or enable the feature `reqwest`".to_owned(),
        ))
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = &self.settings;
        // The base URL is not checked yet, so it may contain a password.
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

/// The error of [`ClientBuilder::build`], which names the first setting that is not valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildError(String);

impl BuildError {
    pub(crate) fn new(message: String) -> Self {
        Self(message)
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BuildError {}
