//! Credentials: what the document asks for, what the client has, and which of it a request gets.

use std::{fmt, sync::Arc};

use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{AUTHORIZATION, COOKIE},
};

use super::{
    Clock, RequestError, RequestErrorKind,
    given::Secret,
    token::{Failure, Tokens},
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

/// A credential in the form in which requests get it.
enum Placed {
    Header(HeaderName, HeaderValue),
    Query(&'static str, String),
    Cookie(&'static str, String),
    /// `Authorization: Bearer …`, from a source.
    Source(Arc<Tokens>),
}

/// What a client or a request has, by the document's scheme name.
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
        let placed = match secret {
            Secret::Text(text) => scheme.place(text)?,
            Secret::Source(source) if scheme == AuthScheme::Bearer => {
                Placed::Source(source.clone())
            }
            Secret::Source(_) => return Err("must be given as such: its scheme has no tokens"),
        };
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name, placed));
        Ok(())
    }

    fn get(&self, name: &str) -> Option<&Placed> {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map(|(_, placed)| placed)
    }
}

impl AuthScheme {
    fn place(self, text: &str) -> Result<Placed, &'static str> {
        if text.is_empty() {
            return Err("is empty");
        }
        Ok(match self {
            Self::Bearer => Placed::Header(AUTHORIZATION, header(&format!("Bearer {text}"))?),
            Self::Basic => {
                if !text.contains(':') {
                    return Err("must be `user:password`");
                }
                let encoded = base64(text.as_bytes());
                Placed::Header(AUTHORIZATION, header(&format!("Basic {encoded}"))?)
            }
            Self::ApiKeyHeader(key) => {
                let key = HeaderName::from_bytes(key.as_bytes());
                Placed::Header(key.map_err(|_| "has no valid header name")?, header(text)?)
            }
            Self::ApiKeyQuery(key) => Placed::Query(key, text.to_owned()),
            Self::ApiKeyCookie(key) => Placed::Cookie(key, text.to_owned()),
        })
    }
}

/// The credentials that a request can choose from.
#[derive(Clone, Copy)]
pub(super) struct Wallet<'c> {
    /// Given to this request alone: taken before the client's.
    pub(super) own: &'c Credentials,
    pub(super) client: &'c Credentials,
    pub(super) clock: Option<&'c dyn Clock>,
}

/// A token of a source that a request was sent with.
pub(super) struct Used(Arc<Tokens>, u64);

impl Used {
    /// The server did not take it.
    pub(super) fn refuse(&self) {
        self.0.refuse(self.1);
    }
}

impl<'c> Wallet<'c> {
    /// Picks an alternative for which every credential is there, the first one that has one of the
    /// request's own or else the first one, and puts those into the request. An empty alternative
    /// means that the operation works without; it counts only when no other one can be met, so that
    /// a client with a token uses it.
    pub(super) async fn apply(
        self,
        alternatives: &[&[&'static str]],
        headers: &mut HeaderMap,
        query: &mut String,
    ) -> Result<Vec<Used>, RequestError> {
        let mut used = Vec::new();
        for &name in self.pick(alternatives)? {
            match self.get(name) {
                Some(Placed::Header(name, value)) => {
                    headers.insert(name, value.clone());
                }
                Some(Placed::Query(name, value)) => push_pair(query, name, value),
                Some(Placed::Cookie(name, value)) => {
                    push_cookie(headers, name, value, encode_cookie)?;
                }
                Some(Placed::Source(tokens)) => {
                    let got = tokens.get(self.clock).await;
                    let (value, number) = got.map_err(|failure| no_token(name, failure))?;
                    headers.insert(AUTHORIZATION, value);
                    used.push(Used(tokens.clone(), number));
                }
                None => {}
            }
        }
        Ok(used)
    }

    fn pick<'a>(
        self,
        alternatives: &[&'a [&'static str]],
    ) -> Result<&'a [&'static str], RequestError> {
        let met = |names: &&&[&str]| {
            !names.is_empty() && names.iter().all(|name| self.get(name).is_some())
        };
        let own = |names: &&&[&str]| names.iter().any(|name| self.own.get(name).is_some());
        let mut chosen = alternatives.iter().filter(met);
        match chosen.clone().find(own).or_else(|| chosen.next()) {
            Some(names) => Ok(names),
            None if alternatives.iter().any(|names| names.is_empty()) => Ok(&[]),
            None if alternatives.is_empty() => Ok(&[]),
            None => Err(missing(alternatives)),
        }
    }

    fn get(self, name: &str) -> Option<&'c Placed> {
        self.own.get(name).or_else(|| self.client.get(name))
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
    if let Some(present) = headers.get(COOKIE) {
        // `header` made it of text; `to_str` would give none that is not ASCII.
        cookies.push_str(&String::from_utf8_lossy(present.as_bytes()));
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

fn no_token(name: &str, failure: Failure) -> RequestError {
    let message = format!("the token source of scheme `{name}` failed");
    RequestError::new(RequestErrorKind::Credential, message).because(failure)
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
