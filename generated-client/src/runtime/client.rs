//! What all generated clients share: their configuration.

use std::{fmt, sync::Arc};

use http::HeaderMap;

use super::{
    AuthScheme, Clock, Transport, auth::Credentials, clock, hook::AnyHook, policy::Policy,
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

pub(super) struct Inner {
    pub(super) api: &'static Api,
    pub(super) base_url: String,
    pub(super) own_base_url: bool,
    /// The servers that have variables, filled in, by their templates.
    pub(super) servers: Vec<(&'static str, String)>,
    pub(super) credentials: Credentials,
    pub(super) headers: HeaderMap,
    pub(super) policy: Policy,
    pub(super) hooks: Vec<Box<dyn AnyHook>>,
    pub(super) clock: Option<Arc<dyn Clock>>,
    pub(super) transport: Arc<dyn Transport>,
}

impl Core {
    pub(super) fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    pub(super) fn api(&self) -> &'static Api {
        self.0.api
    }

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

    /// What every request carries unless it says otherwise.
    pub(super) fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    pub(super) fn policy(&self) -> &Policy {
        &self.0.policy
    }

    pub(super) fn hooks(&self) -> &[Box<dyn AnyHook>] {
        &self.0.hooks
    }

    /// The time, if there is a clock: without one nothing waits.
    pub(super) fn clock(&self) -> Option<Arc<dyn Clock>> {
        self.0.clock.clone().or_else(clock::default)
    }

    pub(super) fn transport(&self) -> &dyn Transport {
        &*self.0.transport
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.0.headers.keys().collect();
        f.debug_struct("Core")
            .field("api", &self.0.api.name)
            .field("base_url", &self.0.base_url)
            .field("credentials", &self.0.credentials)
            .field("headers", &headers)
            .field("policy", &self.0.policy)
            .finish_non_exhaustive()
    }
}
