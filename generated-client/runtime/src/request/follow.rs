//! The URL of a further request: the current one with another parameter, or one from the server.

use http::{Uri, uri::Authority};

use crate::runtime::{AuthScheme, RequestError, request::url};

/// Returns the value of a query parameter, percent-decoded.
pub(crate) fn parameter(uri: &Uri, name: &str) -> Option<String> {
    let wanted = encoded(name);
    let mut pairs = uri.query()?.split('&').filter_map(|it| it.split_once('='));
    let (_, value) = pairs.find(|(name, _)| *name == wanted)?;
    let value = percent_encoding::percent_decode_str(value)
        .decode_utf8()
        .ok()?;
    Some(value.into_owned())
}

/// Returns the same URL with one query parameter changed.
pub(crate) fn with_parameter(uri: &Uri, name: &str, value: &str) -> Result<Uri, RequestError> {
    let name = encoded(name);
    let mut query = without(uri.query().unwrap_or_default(), &[&name]);
    query.push_str(if query.is_empty() { "" } else { "&" });
    query.push_str(&name);
    query.push('=');
    url::encode(value, &mut query);
    rebuilt(uri, uri.path(), &query)
}

/// Resolves `next`, a URL in a response to `current`. Query parameters that are credentials are removed: the next
/// request adds them anew.
///
/// # Errors
///
/// The URL is invalid, or of another origin: credentials are never sent to another origin, and without them the
/// response would be another one.
pub(crate) fn followed(
    current: &Uri,
    next: &str,
    schemes: &[(&str, AuthScheme)],
) -> Result<Uri, String> {
    let next = next.split('#').next().unwrap_or_default();
    let path = match authority_of(next) {
        Some((scheme, authority, path)) => {
            let scheme = scheme.or(current.scheme_str()).unwrap_or_default();
            check(current, scheme, authority)?;
            path
        }
        None => next,
    };
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let path = match path {
        "" if authority_of(next).is_some() => "/".to_owned(),
        "" => current.path().to_owned(),
        _ if path.starts_with('/') => path.to_owned(),
        _ => {
            let folder = current
                .path()
                .rsplit_once('/')
                .map_or("", |(folder, _)| folder);
            format!("{folder}/{path}")
        }
    };
    let secret = schemes.iter().filter_map(|(_, scheme)| match scheme {
        AuthScheme::ApiKeyQuery(name) => Some(encoded(name)),
        _ => None,
    });
    let secret: Vec<String> = secret.collect();
    let secret: Vec<&str> = secret.iter().map(String::as_str).collect();
    let mut escaped = String::new();
    url::encode_literal(&path, &mut escaped);
    let mut query_escaped = String::new();
    url::encode_literal(&without(query, &secret), &mut query_escaped);
    rebuilt(current, &escaped, &query_escaped).map_err(|_| "is no URL".to_owned())
}

/// Returns the scheme, the authority and the rest of a URL that has an authority.
fn authority_of(next: &str) -> Option<(Option<&str>, &str, &str)> {
    let (scheme, rest) = match next.split_once("://") {
        Some((scheme, rest)) if scheme.bytes().all(|it| it.is_ascii_alphanumeric()) => {
            (Some(scheme), rest)
        }
        _ => (None, next.strip_prefix("//")?),
    };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    Some((scheme, authority, path))
}

/// Checks that an origin is that of `current` (RFC 6454, section 5). A server behind a proxy that ends TLS may call
/// itself `http`: the request is sent over `https` nevertheless.
fn check(current: &Uri, scheme: &str, authority: &str) -> Result<(), String> {
    let own = current.scheme_str().unwrap_or_default();
    let other = || {
        format!(
            "is of another origin, {scheme}://{}, which must not get the request",
            shown(authority)
        )
    };
    let (Some(here), Ok(there)) = (current.authority(), authority.parse::<Authority>()) else {
        return Err(other());
    };
    let default = |scheme: &str| match scheme {
        s if s.eq_ignore_ascii_case("https") => Some(443),
        s if s.eq_ignore_ascii_case("http") => Some(80),
        _ => None,
    };
    let port = |it: &Authority, scheme: &str| it.port_u16().or(default(scheme));
    let same_host = here.host().eq_ignore_ascii_case(there.host()) && !authority.contains('@');
    let same = own.eq_ignore_ascii_case(scheme) && port(here, own) == port(&there, scheme);
    let behind_tls = own == "https"
        && scheme.eq_ignore_ascii_case("http")
        && here.port_u16().is_none_or(|it| it == 443)
        && there.port_u16().is_none_or(|it| it == 80);
    if same_host && (same || behind_tls) {
        Ok(())
    } else {
        Err(other())
    }
}

/// Returns an authority in printable form: without user and password.
fn shown(authority: &str) -> &str {
    authority.rsplit('@').next().unwrap_or_default()
}

fn rebuilt(uri: &Uri, path: &str, query: &str) -> Result<Uri, RequestError> {
    let scheme = uri.scheme_str().unwrap_or_default();
    let authority = uri.authority().map_or("", Authority::as_str);
    let mut text = format!("{scheme}://{authority}{path}");
    url::push_query(&mut text, query);
    url::parse(text)
}

/// Returns a query without the parameters of these names, which are percent-encoded.
fn without(query: &str, names: &[&str]) -> String {
    let name = |pair: &&str| !names.contains(&pair.split('=').next().unwrap_or_default());
    let kept: Vec<&str> = query
        .split('&')
        .filter(|it| !it.is_empty())
        .filter(name)
        .collect();
    kept.join("&")
}

fn encoded(name: &str) -> String {
    let mut out = String::new();
    url::encode(name, &mut out);
    out
}
