//! Credentials: the ones that the document requires, the ones that the client has, and the ones that a
//! request gets.

use std::{fmt, sync::Arc};

use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{AUTHORIZATION, COOKIE},
};

use crate::runtime::{
    Clock, RequestError, RequestErrorKind,
    credentials::base64,
    credentials::given::Secret,
    credentials::token::{Failure, Needed, Numbered, Scopes, Tokens},
    request::url::{encode, encode_cookie, push_pair},
};

/// The place of a credential in a request (`OpenAPI` 3, "Security Scheme Object").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthScheme {
    /// `Authorization: Bearer …` (RFC 6750, section 2.1), also for `OAuth` 2 and `OpenID` Connect.
    Bearer,
    /// `Authorization: Basic …` (RFC 7617).
    Basic,
    /// A header with this name.
    ApiKeyHeader(&'static str),
    /// A query parameter with this name.
    ApiKeyQuery(&'static str),
    /// A cookie with this name.
    ApiKeyCookie(&'static str),
}

/// A credential in the form in which requests carry it.
enum Placed {
    Header(HeaderName, HeaderValue),
    Query(&'static str, String),
    Cookie(&'static str, String),
    /// `Authorization: Bearer …`, with a token from a source.
    Source(Arc<Tokens>),
}

/// The credentials of a client or a request, by the document's scheme names.
#[derive(Default)]
pub(crate) struct Credentials {
    placed: Vec<(&'static str, Placed)>,
    /// The environment variables that would have had a credential, by scheme.
    pub(crate) unset: Vec<(&'static str, &'static str)>,
}

impl Credentials {
    /// Adds a credential, or returns the reason why it is not valid.
    pub(crate) fn add(
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
        self.placed.retain(|(known, _)| *known != name);
        self.placed.push((name, placed));
        Ok(())
    }

    fn get(&self, name: &str) -> Option<&Placed> {
        let found = self.placed.iter().find(|(known, _)| *known == name);
        found.map(|(_, placed)| placed)
    }
}

impl AuthScheme {
    /// Returns what is wrong with a credential of this scheme.
    pub(crate) fn check(self, text: &str) -> Result<(), &'static str> {
        self.place(text).map(|_| ())
    }

    fn place(self, text: &str) -> Result<Placed, &'static str> {
        if text.is_empty() {
            return Err("is empty");
        }
        Ok(match self {
            Self::Bearer => Placed::Header(AUTHORIZATION, bearer(text)?),
            Self::Basic => {
                if !text.contains(':') {
                    return Err("must be `user:password`");
                }
                let encoded = base64::encode(text.as_bytes());
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

/// The credentials that are available to a request.
#[derive(Clone, Copy)]
pub(crate) struct CredentialSet<'c> {
    /// The credentials of this request only, which take precedence over the client's.
    pub(crate) own: &'c Credentials,
    pub(crate) client: &'c Credentials,
    pub(crate) clock: Option<&'c dyn Clock>,
}

/// A token from a source that a request was sent with.
pub(crate) struct Used(Arc<Tokens>, Numbered, Needed);

impl Used {
    /// Reports that the server refused the token.
    pub(crate) fn refuse(&self) {
        self.0.refuse(&self.1, self.2);
    }
}

impl<'c> CredentialSet<'c> {
    /// Adds the credentials of one alternative to the request. Of the alternatives whose credentials are
    /// all available, that is the first one with a credential of the request's own, or else the first one.
    /// An empty alternative means that the operation works without credentials. It is chosen only if no
    /// other alternative is available, so that a client with a token uses it.
    pub(crate) async fn apply(
        self,
        (alternatives, scopes): (&[&[&'static str]], Scopes),
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
                    let needed = Needed {
                        scheme: name,
                        scopes,
                    };
                    let got = tokens.get(self.clock, needed).await;
                    let got = got.map_err(|failure| no_token(name, failure))?;
                    headers.insert(AUTHORIZATION, got.0.clone());
                    used.push(Used(tokens.clone(), got, needed));
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
            None => Err(self.missing(alternatives)),
        }
    }

    fn get(self, name: &str) -> Option<&'c Placed> {
        self.own.get(name).or_else(|| self.client.get(name))
    }

    fn missing(self, alternatives: &[&[&str]]) -> RequestError {
        let unset = |name: &str| {
            let mut all = self.client.unset.iter();
            all.find(|(scheme, _)| *scheme == name)
        };
        let word = |name: &&str| match unset(name) {
            Some((_, variable)) => format!("{name} (`{variable}` is not set)"),
            None => (*name).to_owned(),
        };
        let listed = alternatives.iter().map(|names| {
            let words: Vec<_> = names.iter().map(word).collect();
            words.join(" and ")
        });
        let listed: Vec<_> = listed.collect();
        let message = format!(
            "the client has no credential for {}",
            listed.join(", nor for ")
        );
        RequestError::new(RequestErrorKind::Credential, message)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.placed.iter().map(|(name, _)| name))
            .finish()
    }
}

/// Adds a cookie to the single `Cookie` header that a request may have (RFC 6265, section 5.4).
/// `encode_value` writes the value: characters that a cookie cannot hold (section 4.1.1) must be escaped.
pub(crate) fn push_cookie(
    headers: &mut HeaderMap,
    name: &str,
    value: &str,
    encode_value: fn(&str, &mut String),
) -> Result<(), RequestError> {
    let mut cookies = String::new();
    if let Some(present) = headers.get(COOKIE) {
        // `header` accepts text that is not ASCII, for which `to_str` would fail.
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

/// Creates a header value that HTTP stacks neither print nor put into compression tables.
///
/// Text that is not ASCII is sent as UTF-8, which servers see as opaque bytes (RFC 9110, section 5.5).
pub(crate) fn header(text: &str) -> Result<HeaderValue, &'static str> {
    if text.starts_with([' ', '\t']) || text.ends_with([' ', '\t']) {
        return Err("starts or ends with white space, which HTTP drops");
    }
    let mut value = HeaderValue::from_bytes(text.as_bytes())
        .map_err(|_| "has a character that a header cannot hold")?;
    value.set_sensitive(true);
    Ok(value)
}

/// Returns the value of `Authorization` for a token. Many providers show a token with the name of its scheme.
pub(crate) fn bearer(token: &str) -> Result<HeaderValue, &'static str> {
    const SCHEME: &str = "Bearer ";
    let start = token.get(..SCHEME.len()).unwrap_or_default();
    if start.eq_ignore_ascii_case(SCHEME) {
        return Err("starts with `Bearer`, which the client adds");
    }
    header(&format!("{SCHEME}{token}"))
}

fn no_token(name: &str, failure: Failure) -> RequestError {
    let message = format!("the token source of scheme `{name}` failed");
    RequestError::new(RequestErrorKind::Credential, message).because(failure)
}
