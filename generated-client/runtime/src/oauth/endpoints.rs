//! The URLs of a provider: the caller's, those of the document, or those of the provider's metadata.

use super::{
    OAuthError, OAuthErrorKind, ask,
    metadata::{Endpoint, Metadata},
    session::Session,
};
use crate::runtime::{ClientCore, request::server, request::url};

impl Session {
    /// Returns the URL of an endpoint.
    pub(super) async fn url(
        &self,
        core: &ClientCore,
        endpoint: Endpoint,
    ) -> Result<String, OAuthError> {
        let settings = &self.settings;
        let own = match endpoint {
            Endpoint::Authorization => &settings.authorization_url,
            Endpoint::Device => &settings.device_url,
            Endpoint::Token(_) | Endpoint::Refresh(_) => &settings.token_url,
        };
        let documented = || endpoint.in_document(settings.oauth.flows);
        let found = match own.as_deref().or_else(documented) {
            Some(url) => Some(url.to_owned()),
            None => self.metadata(core).await?.and_then(|it| match endpoint {
                Endpoint::Authorization => it.authorization.clone(),
                Endpoint::Device => it.device.clone(),
                Endpoint::Token(_) | Endpoint::Refresh(_) => it.token.clone(),
            }),
        };
        let (name, scheme) = (endpoint.name(), settings.oauth.scheme);
        let invalid = |why| format!("the URL of the {name} of scheme `{scheme}` {why}");
        let url = match found {
            Some(url) => absolute(&url, core.base_url()).map_err(invalid),
            None => Err(invalid("is not in the document: set it in the login")),
        };
        url.map_err(|message| OAuthError::new(OAuthErrorKind::Endpoint, message))
    }

    /// Returns whether the secret is sent in the body.
    pub(super) async fn is_in_body(&self, core: &ClientCore) -> Result<bool, OAuthError> {
        if self.settings.secret_in_body || self.settings.secret.is_none() {
            return Ok(self.settings.secret_in_body);
        }
        // Flows of the document make the metadata unnecessary.
        if !self.settings.oauth.flows.is_empty() {
            return Ok(false);
        }
        let metadata = self.metadata(core).await?;
        Ok(metadata.is_some_and(|it| it.is_in_body()))
    }

    /// Returns the metadata, which is requested once, if the document has its URL.
    async fn metadata(
        &self,
        core: &ClientCore,
    ) -> Result<Option<std::sync::Arc<Metadata>>, OAuthError> {
        let Some(url) = self.settings.oauth.metadata_url else {
            return Ok(None);
        };
        if let Some(known) = self.known_metadata() {
            return Ok(Some(known));
        }
        let message = |why| format!("the URL of the provider's metadata {why}");
        let url = absolute(url, core.base_url())
            .map_err(|why| OAuthError::new(OAuthErrorKind::Endpoint, message(why)))?;
        let json = ask::get(core, "the provider's metadata", url).await?;
        Ok(Some(self.know_metadata(Metadata::read(&json))))
    }
}

/// Returns a URL that may be relative to the server of the API, or what is wrong with it.
fn absolute(text: &str, base: &str) -> Result<String, &'static str> {
    let text = text.split('#').next().unwrap_or_default();
    if text.contains("://") {
        url::base(text.split('?').next().unwrap_or_default())?;
        return Ok(text.to_owned());
    }
    let mut url = server::join(base, text);
    if text.ends_with('/') {
        url.push('/');
    }
    Ok(url)
}
