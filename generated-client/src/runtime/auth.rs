//! Credentials: what the document asks for, what the client has, and which of it a request gets.

use std::fmt;

use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{AUTHORIZATION, COOKIE},
};

use super::{
    RequestError, RequestErrorKind,
    url::{encode, encode_cookie, push_pair},
};

/// Where a credential goes (`OpenAPI` 3, "Security Scheme Object").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthScheme {
    /// `Authorization: Bearer …` (RFC 6750, section 2.1); also what `OAuth` 2 and `OpenID` Connect use.
    Bearer,
    /// `Authorization: Basic …` (RFC 7617).
    Basic,
    /// A header of this name.
    ApiKeyHeader(&'static str),
    /// A query parameter of this name.
    ApiKeyQuery(&'static str),
    /// A cookie of this name.
    ApiKeyCookie(&'static str),
}

/// Text that is never printed.
#[derive(Clone)]
pub(super) struct Secret(pub(super) String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// A credential in the form in which requests get it.
enum Placed {
    Header(HeaderName, HeaderValue),
    Query(&'static str, Secret),
    Cookie(&'static str, Secret),
}

/// What a client has, by the document's scheme name.
#[derive(Default)]
pub(super) struct Credentials(Vec<(&'static str, Placed)>);

impl Credentials {
    /// Adds a credential, or says why it can't be one.
    pub(super) fn add(
        &mut self,
        name: &'static str,
        scheme: AuthScheme,
        secret: &Secret,
    ) -> Result<(), &'static str> {
        let text = &secret.0;
        if text.is_empty() {
            return Err("is empty");
        }
        let placed = match scheme {
            AuthScheme::Bearer => Placed::Header(AUTHORIZATION, header(&format!("Bearer {text}"))?),
            AuthScheme::Basic => {
                if !text.contains(':') {
                    return Err("must be `user:password`");
                }
                let encoded = base64(text.as_bytes());
                Placed::Header(AUTHORIZATION, header(&format!("Basic {encoded}"))?)
            }
            AuthScheme::ApiKeyHeader(key) => {
                let key = HeaderName::from_bytes(key.as_bytes());
                Placed::Header(key.map_err(|_| "has no valid header name")?, header(text)?)
            }
            AuthScheme::ApiKeyQuery(key) => Placed::Query(key, secret.clone()),
            AuthScheme::ApiKeyCookie(key) => Placed::Cookie(key, secret.clone()),
        };
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name, placed));
        Ok(())
    }

    /// Whether there is one that goes into a header of its own, which HTTP stacks don't know to drop
    /// when they follow a redirect.
    #[cfg(feature = "reqwest")]
    pub(super) fn in_own_header(&self) -> bool {
        self.0
            .iter()
            .any(|(_, placed)| matches!(placed, Placed::Header(name, _) if name != AUTHORIZATION))
    }

    /// Picks the first alternative for which every credential is there, and puts those into the
    /// request. An empty alternative means that the operation works without; it counts only when no
    /// other one can be met, so that a client with a token uses it.
    pub(super) fn apply(
        &self,
        alternatives: &[&[&str]],
        headers: &mut HeaderMap,
        query: &mut String,
    ) -> Result<(), RequestError> {
        let known = |name: &&str| self.0.iter().any(|(known, _)| known == name);
        let met = alternatives
            .iter()
            .find(|names| !names.is_empty() && names.iter().all(known));
        let Some(names) = met else {
            return if alternatives.iter().all(|names| !names.is_empty()) && !alternatives.is_empty()
            {
                Err(missing(alternatives))
            } else {
                Ok(())
            };
        };
        let wanted = self.0.iter().filter(|(known, _)| names.contains(known));
        for (_, placed) in wanted {
            match placed {
                Placed::Header(name, value) => {
                    headers.insert(name, value.clone());
                }
                Placed::Query(name, Secret(value)) => push_pair(query, name, value),
                Placed::Cookie(name, Secret(value)) => {
                    push_cookie(headers, name, value, encode_cookie)?;
                }
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}

/// Adds to the one `Cookie` header that a request may have (RFC 6265, section 5.4), with the value
/// as `encode_value` writes it: what a cookie cannot hold (section 4.1.1) has to be escaped.
pub(super) fn push_cookie(
    headers: &mut HeaderMap,
    name: &str,
    value: &str,
    encode_value: fn(&str, &mut String),
) -> Result<(), RequestError> {
    let mut cookies = String::new();
    if let Some(Ok(present)) = headers.get(COOKIE).map(HeaderValue::to_str) {
        cookies.push_str(present);
        cookies.push_str("; ");
    }
    encode(name, &mut cookies);
    cookies.push('=');
    encode_value(value, &mut cookies);
    let value = header(&cookies).map_err(|problem| {
        RequestError::new(
            RequestErrorKind::Header,
            format!("cookie `{name}` {problem}"),
        )
    })?;
    headers.insert(COOKIE, value);
    Ok(())
}

/// A header value that HTTP stacks neither print nor put into compression tables.
///
/// What is not ASCII goes out as UTF-8, which servers see as opaque bytes (RFC 9110, section 5.5).
pub(super) fn header(text: &str) -> Result<HeaderValue, &'static str> {
    if text.starts_with([' ', '\t']) || text.ends_with([' ', '\t']) {
        return Err("starts or ends with white space, which HTTP drops");
    }
    let mut value = HeaderValue::from_bytes(text.as_bytes())
        .map_err(|_| "has a character that a header cannot hold")?;
    value.set_sensitive(true);
    Ok(value)
}

fn missing(alternatives: &[&[&str]]) -> RequestError {
    let listed: Vec<_> = alternatives
        .iter()
        .map(|names| names.join(" and "))
        .collect();
    let message = format!(
        "the client has no credential for {}",
        listed.join(", nor for ")
    );
    RequestError::new(RequestErrorKind::Credential, message)
}

/// RFC 4648, section 4.
pub(super) fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |index| u32::from(chunk.get(index).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            if place <= chunk.len() {
                out.push(char::from(
                    ALPHABET[(group >> (18 - 6 * place) & 63) as usize],
                ));
            } else {
                out.push('=');
            }
        }
    }
    out
}
