//! Requests to a provider, and its refusals.

use std::{sync::Arc, time::SystemTime};

use http::{HeaderMap, Method, header::AUTHORIZATION};
use serde_json::Value;

use super::{LoginBuilder, OAuthError, OAuthErrorKind, TokenSet};
use crate::runtime::{
    ClientCore, RequestError,
    credentials::{auth::header, base64},
    exchange::{
        fault::Fault,
        secrets::{Known, one_line},
        words::{description, shortened},
    },
    request::{builder::RequestBuilder, url},
    response::kept::KeptResponse,
};

/// The name of the token endpoint in messages.
pub(super) const TOKEN_ENDPOINT: &str = "the token endpoint";

/// A request to an endpoint of the provider, which authenticates the program.
pub(super) struct Ask<'a> {
    pub(super) core: &'a ClientCore,
    pub(super) settings: &'a LoginBuilder,
    /// The endpoint's name in messages.
    pub(super) endpoint: &'static str,
    pub(super) url: String,
    /// Whether the secret is sent in the body.
    pub(super) in_body: bool,
}

impl Ask<'_> {
    /// Sends a form, and returns the JSON of a success.
    pub(super) async fn send(self, form: &[(&str, &str)]) -> Result<Value, OAuthError> {
        let mut body = String::new();
        for (name, value) in form {
            url::push_pair(&mut body, name, value);
        }
        for (name, value) in &self.settings.parameters {
            if form.iter().all(|(known, _)| known != name) {
                url::push_pair(&mut body, name, value);
            }
        }
        let basic = self.authenticate(&mut body)?;
        let mut builder = RequestBuilder::new(self.core, Method::POST, self.endpoint);
        if let Some(basic) = basic {
            builder.headers.insert(AUTHORIZATION, basic);
        }
        builder.body("application/x-www-form-urlencoded", body.into());
        let received = answer(builder, self.url.clone()).await?;
        read(self.endpoint, &received, &self.secrets(form))
    }

    /// Asks for tokens at the time `now`. A response without a refresh token leaves the one `before` valid.
    pub(super) async fn tokens(
        self,
        form: &[(&str, &str)],
        now: Option<SystemTime>,
        before: Option<&str>,
    ) -> Result<TokenSet, OAuthError> {
        let response = self.send(form).await?;
        TokenSet::read(&response, now, before).map_err(|why| {
            let message = format!("the response of {TOKEN_ENDPOINT} {why}");
            OAuthError::new(OAuthErrorKind::Response, message)
        })
    }

    /// Authenticates the program (RFC 6749, section 2.3.1): in the body, or with the header that it returns. A
    /// program without a secret only says which one it is.
    fn authenticate(&self, body: &mut String) -> Result<Option<http::HeaderValue>, OAuthError> {
        let id = &self.settings.client_id;
        let Some(secret) = &self.settings.secret else {
            url::push_pair(body, "client_id", id);
            return Ok(None);
        };
        if self.in_body {
            url::push_pair(body, "client_id", id);
            url::push_pair(body, "client_secret", secret);
            return Ok(None);
        }
        let value = header(&basic(id, secret));
        let value = value
            .map_err(|why| OAuthError::new(OAuthErrorKind::Client, format!("the secret {why}")))?;
        Ok(Some(value))
    }

    /// Returns the secrets that a response may repeat.
    fn secrets(&self, form: &[(&str, &str)]) -> Known {
        let mut known = Known::default();
        let names = ["code", "code_verifier", "refresh_token", "device_code"];
        let values = form.iter().filter(|(name, _)| names.contains(name));
        values.for_each(|(_, value)| known.add(value));
        if let Some(secret) = &self.settings.secret {
            known.add(secret);
            known.add_credential(&basic(&self.settings.client_id, secret));
        }
        known.sort();
        known
    }
}

/// Returns the header that authenticates a program, which escapes both parts (RFC 6749, section 2.3.1).
fn basic(id: &str, secret: &str) -> String {
    let mut pair = String::new();
    url::encode(id, &mut pair);
    pair.push(':');
    url::encode(secret, &mut pair);
    format!("Basic {}", base64::encode(pair.as_bytes()))
}

/// Returns the JSON at a URL.
pub(super) async fn get(
    core: &ClientCore,
    what: &'static str,
    url: String,
) -> Result<Value, OAuthError> {
    let builder = RequestBuilder::new(core, Method::GET, what);
    let received = answer(builder, url).await?;
    read(what, &received, &Known::default())
}

/// Sends a request to a URL of its own, and returns the response.
async fn answer(mut builder: Box<RequestBuilder>, url: String) -> Result<KeptResponse, OAuthError> {
    let endpoint = builder.target.template;
    builder.accept(&["application/json"]);
    let failed = |source: RequestError| {
        OAuthError::new(
            OAuthErrorKind::Endpoint,
            format!("{endpoint} cannot be asked"),
        )
        .because(source)
    };
    let mut prepared = builder.prepare().map_err(failed)?;
    prepared.uri = url::parse(url).map_err(failed)?;
    match Arc::new(prepared).exchange(HeaderMap::new()).await {
        Ok(reply) => Ok(reply.received),
        Err(Fault::Status(error)) => Ok(error.0),
        Err(Fault::Transport(error)) => {
            let message = format!("{endpoint} could not be reached");
            Err(OAuthError::new(OAuthErrorKind::Transport, message).because(error))
        }
        Err(Fault::Request(error)) => Err(failed(*error)),
    }
}

/// Reads a response. Some providers refuse with a status that is a success.
fn read(endpoint: &str, received: &KeptResponse, secrets: &Known) -> Result<Value, OAuthError> {
    let status = received.status;
    let json: Option<Value> = serde_json::from_str(&received.json()).ok();
    let text = |name| json.as_ref()?.get(name)?.as_str();
    if let Some(code) = text("error") {
        let shown = |text: &str| shown(text, secrets);
        let description = text("error_description").map(shown);
        let error = OAuthError::refused(endpoint, &shown(code), description.as_deref());
        return Err(error.with_status(status));
    }
    match json {
        Some(json) if status.is_success() => Ok(json),
        None if status.is_success() => {
            let message = format!("the response of {endpoint} is not JSON");
            Err(OAuthError::new(OAuthErrorKind::Response, message).with_status(status))
        }
        _ => {
            // A proxy's page, or an error of the provider's own form.
            let words = description(&received.headers, &received.body);
            let words = words.map(|it| format!(": {}", shown(&it, secrets)));
            let message = format!("{endpoint} refused: {status}{}", words.unwrap_or_default());
            Err(OAuthError::new(OAuthErrorKind::Refused, message).with_status(status))
        }
    }
}

/// Returns a text of the provider on one line, without secrets.
pub(super) fn shown(text: &str, secrets: &Known) -> String {
    let text = secrets.replace(text, "[redacted]");
    shortened(one_line(text.trim()).as_ref())
}
