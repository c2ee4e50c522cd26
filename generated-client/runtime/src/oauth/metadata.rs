//! The endpoints of a provider, and its metadata, which names them.

use serde_json::Value;

use crate::runtime::{OAuthFlow, credentials::oauth::Kind};

/// The metadata of a provider (`OpenID` Connect Discovery 1.0, section 3; RFC 8414, section 2).
#[derive(Default)]
pub(super) struct Metadata {
    pub(super) issuer: Option<String>,
    pub(super) authorization: Option<String>,
    pub(super) device: Option<String>,
    pub(super) token: Option<String>,
    /// The ways in which the token endpoint takes the secret.
    pub(super) methods: Option<Vec<String>>,
}

impl Metadata {
    pub(super) fn read(json: &Value) -> Self {
        let text = |name| json.get(name).and_then(Value::as_str).map(str::to_owned);
        let methods = json.get("token_endpoint_auth_methods_supported");
        let methods = methods.and_then(Value::as_array).map(|all| {
            let texts = all.iter().filter_map(Value::as_str);
            texts.map(str::to_owned).collect()
        });
        Self {
            issuer: text("issuer"),
            authorization: text("authorization_endpoint"),
            device: text("device_authorization_endpoint"),
            token: text("token_endpoint"),
            methods,
        }
    }

    /// Returns whether the token endpoint takes a secret in the body and not in the header.
    pub(super) fn is_in_body(&self) -> bool {
        let has = |name: &str| {
            let methods = self.methods.iter().flatten();
            methods.into_iter().any(|it| it == name)
        };
        has("client_secret_post") && !has("client_secret_basic")
    }
}

/// An endpoint of a provider.
#[derive(Clone, Copy)]
pub(super) enum Endpoint {
    Authorization,
    Device,
    Token(Kind),
    Refresh(Kind),
}

impl Endpoint {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Authorization => "authorization endpoint",
            Self::Device => "device authorization endpoint",
            Self::Token(_) | Self::Refresh(_) => "token endpoint",
        }
    }

    /// Returns the URL in one of the document's flows.
    pub(super) fn in_flow(self, flow: &OAuthFlow) -> Option<&'static str> {
        match self {
            Self::Authorization => flow.authorization_url,
            Self::Device => flow.device_url,
            Self::Token(_) => flow.token_url,
            Self::Refresh(_) => flow.refresh_url.or(flow.token_url),
        }
    }

    /// Returns the URL in the document: that of the flow itself, or of another one, as a provider has one token
    /// endpoint for all of them.
    pub(super) fn in_document(self, flows: &[OAuthFlow]) -> Option<&'static str> {
        let own = |flow: &&OAuthFlow| match self {
            Self::Token(kind) | Self::Refresh(kind) => kind == flow.kind,
            Self::Authorization | Self::Device => false,
        };
        let first = flows.iter().filter(own);
        let mut all = first.chain(flows);
        all.find_map(|flow| self.in_flow(flow).filter(|url| !url.is_empty()))
    }
}
