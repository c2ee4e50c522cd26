//! Base URLs, as callers give them.

use std::borrow::Cow;

use http::{Uri, uri::Authority};

/// Returns a base URL without its trailing slash, or what is wrong with it. The message does not repeat the
/// text, which may contain a password.
pub(crate) fn base(text: &str) -> Result<String, &'static str> {
    if !is_http(text) {
        return Err("must be absolute, starting with http:// or https://");
    }
    if text.contains(['?', '#']) {
        return Err("must not have a query or a fragment");
    }
    if text.contains(['{', '}']) {
        return Err("has a variable in braces: put its value there");
    }
    if text.contains(char::is_whitespace) {
        return Err("must not have white space in it");
    }
    let text = &*with_ascii_host(text)?;
    let uri: Uri = text.parse().map_err(|_| "is not a URL")?;
    match uri.authority() {
        Some(authority) if authority.as_str().contains('@') => {
            return Err("must not have a user name or a password in it");
        }
        // `http` accepts any number of digits.
        Some(authority) if has_odd_port(authority) => {
            return Err("has a port that is not between 0 and 65535");
        }
        Some(authority) if !authority.host().is_empty() => {}
        _ => return Err("has no host"),
    }
    Ok(text.trim_end_matches('/').to_owned())
}

fn has_odd_port(authority: &Authority) -> bool {
    let port = authority.as_str().strip_prefix(authority.host());
    let port = port.and_then(|rest| rest.strip_prefix(':'));
    port.is_some_and(|port| !port.is_empty() && port.parse::<u16>().is_err())
}

/// Returns the URL with its host in the form of DNS (RFC 5891), the only form that `http` accepts.
fn with_ascii_host(text: &str) -> Result<Cow<'_, str>, &'static str> {
    let start = text.find("://").map_or(0, |at| at + 3);
    let length = text[start..].find('/').unwrap_or(text.len() - start);
    let authority = &text[start..start + length];
    if authority.is_ascii() || authority.contains('@') {
        return Ok(text.into());
    }
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) => (host, format!(":{port}")),
        None => (authority, String::new()),
    };
    let (scheme, path) = (&text[..start], &text[start + length..]);
    Ok(format!("{scheme}{}{port}{path}", ascii_host(host)?).into())
}

#[cfg(feature = "reqwest")]
fn ascii_host(host: &str) -> Result<String, &'static str> {
    let url = reqwest::Url::parse(&format!("http://{host}/"));
    let host = url.ok().and_then(|url| url.host_str().map(str::to_owned));
    host.ok_or("has a host name that DNS cannot hold")
}

/// Returns an error: only an HTTP stack has the tables for the conversion.
#[cfg(not(feature = "reqwest"))]
fn ascii_host(_: &str) -> Result<String, &'static str> {
    Err("has a host name that is not ASCII: write it as DNS has it, with `xn--`")
}

/// Returns whether a text starts like an absolute URL of HTTP.
pub(crate) fn is_http(text: &str) -> bool {
    let scheme = text.split_once("://").map_or("", |(scheme, _)| scheme);
    scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
}
