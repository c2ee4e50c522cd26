//! The configuration that all generated clients share.

pub(crate) mod builder;
pub(crate) mod env;

use std::{fmt, sync::Arc};

use http::HeaderMap;
#[cfg(feature = "oauth")]
use http::header::USER_AGENT;

use crate::runtime::{
    AuthScheme, Clock, Transport, Variable, credentials::auth::Credentials,
    exchange::budget::Budget, exchange::clock, exchange::hook::AnyHook, exchange::policy::Policy,
};

/// The server and the security schemes of a document.
#[derive(Debug)]
pub struct Api {
    /// The name of the module, for messages.
    pub name: &'static str,
    /// The URL of the first server that is absolute, if there is one.
    pub base_url: Option<&'static str>,
    /// The client's `User-Agent`: the name of its crate and its version (RFC 9110, section 10.1.5).
    pub user_agent: &'static str,
    /// The security schemes by name.
    pub schemes: &'static [(&'static str, AuthScheme)],
    /// The environment variables of [`ClientBuilder::env`](crate::runtime::ClientBuilder::env) by name.
    pub variables: &'static [(&'static str, Variable)],
}

/// The configuration of a client, behind a pointer that is cheap to clone.
#[derive(Clone)]
pub struct ClientCore(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) api: &'static Api,
    pub(crate) base_url: String,
    pub(crate) own_base_url: bool,
    /// The servers with variables: each template and the URL with its variables filled in.
    pub(crate) servers: Vec<(&'static str, String)>,
    pub(crate) credentials: Credentials,
    pub(crate) headers: HeaderMap,
    pub(crate) policy: Policy,
    pub(crate) budget: Budget,
    pub(crate) hooks: Vec<Box<dyn AnyHook>>,
    pub(crate) clock: Option<Arc<dyn Clock>>,
    pub(crate) transport: Arc<dyn Transport>,
}

impl ClientCore {
    pub(crate) fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    pub(crate) fn api(&self) -> &'static Api {
        self.0.api
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.0.base_url
    }

    /// Returns whether the caller set the base URL, instead of the document.
    pub(crate) fn has_own_base_url(&self) -> bool {
        self.0.own_base_url
    }

    /// Returns the URL of one of the document's servers, with its variables filled in.
    pub(crate) fn server(&self, url: &'static str) -> &str {
        let filled = self.0.servers.iter().find(|(template, _)| *template == url);
        filled.map_or(url, |(_, filled)| filled)
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.0.credentials
    }

    /// Returns the headers of every request that does not override them.
    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    pub(crate) fn policy(&self) -> &Policy {
        &self.0.policy
    }

    /// Returns the retries that are left to all requests together.
    pub(crate) fn budget(&self) -> &Budget {
        &self.0.budget
    }

    pub(crate) fn hooks(&self) -> &[Box<dyn AnyHook>] {
        &self.0.hooks
    }

    /// Returns the clock, if there is one: without a clock nothing waits.
    pub(crate) fn clock(&self) -> Option<Arc<dyn Clock>> {
        self.0.clock.clone().or_else(clock::default)
    }

    /// Returns the means of the client for requests to a login's provider: its transport and its limits, but no
    /// credentials, headers and hooks.
    #[cfg(feature = "oauth")]
    pub(crate) fn bare(&self) -> Self {
        let agent = self.0.headers.get(USER_AGENT);
        let agent = agent.map(|it| (USER_AGENT, it.clone()));
        Self::new(Inner {
            api: self.0.api,
            base_url: self.0.base_url.clone(),
            own_base_url: self.0.own_base_url,
            servers: Vec::new(),
            credentials: Credentials::default(),
            headers: agent.into_iter().collect(),
            policy: self.0.policy.for_login(),
            budget: Budget::full(),
            hooks: Vec::new(),
            clock: self.0.clock.clone(),
            transport: self.0.transport.clone(),
        })
    }

    pub(crate) fn transport(&self) -> &dyn Transport {
        &*self.0.transport
    }
}

impl fmt::Debug for ClientCore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.0.headers.keys().collect();
        f.debug_struct("ClientCore")
            .field("api", &self.0.api.name)
            .field("base_url", &self.0.base_url)
            .field("credentials", &self.0.credentials)
            .field("headers", &headers)
            .field("policy", &self.0.policy)
            .finish_non_exhaustive()
    }
}
