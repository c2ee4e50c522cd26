//! URLs: the base, the document's path templates, and what is percent-encoded in them.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{RequestError, RequestErrorKind};

/// Everything but RFC 3986's `unreserved` (section 2.3). Encoding the reserved characters too is
/// what keeps a value one path segment or one query pair, whatever is in it.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What may not stand in a URL at all. The literal parts of a template keep everything else,
/// reserved characters and `%` included: the document's author meant them.
const LITERAL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Appends `text` as a value: decoding gives exactly `text` again.
pub(super) fn encode(text: &str, out: &mut String) {
    out.extend(utf8_percent_encode(text, VALUE));
}

/// What `allowReserved` leaves as it is: `reserved` and `unreserved` (RFC 6570, section 3.2.3), but
/// for what would end the value (`&`, `#`), and `+`, which forms read as a space.
const RESERVED: &AsciiSet = &VALUE
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// Appends `text` as a value whose reserved characters stay.
pub(super) fn encode_reserved(text: &str, out: &mut String) {
    out.extend(utf8_percent_encode(text, RESERVED));
}

/// Appends `name=value` to a query.
pub(super) fn push_pair(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    encode(name, query);
    query.push('=');
    encode(value, query);
}

/// Checks an encoded path value. An empty one would remove a segment; `.` and `..` would be resolved
/// away by URL parsers (RFC 3986, section 5.2.4), so that the request goes to another resource.
pub(super) fn check_segment(name: &str, encoded: &str) -> Result<(), RequestError> {
    let problem = match encoded {
        "" => "is empty",
        "." | ".." => "must not be `.` or `..`",
        _ => return Ok(()),
    };
    Err(RequestError::new(
        RequestErrorKind::Path,
        format!("path parameter `{name}` {problem}"),
    ))
}

/// Fills the document's template with encoded values.
pub(super) fn expand(
    template: &str,
    values: &[(&'static str, String)],
) -> Result<String, RequestError> {
    let mut out = String::with_capacity(template.len() + 16 * values.len());
    let mut rest = template;
    while let Some((literal, after)) = rest.split_once('{') {
        out.extend(utf8_percent_encode(literal, LITERAL));
        let value = after.split_once('}').and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value, after))
        });
        let Some((value, after)) = value else {
            return Err(RequestError::new(
                RequestErrorKind::Path,
                "the path has a parameter without a value",
            ));
        };
        out.push_str(value);
        rest = after;
    }
    out.extend(utf8_percent_encode(rest, LITERAL));
    if !out.starts_with('/') {
        out.insert(0, '/');
    }
    Ok(out)
}

/// A base URL without its trailing slash, or what is wrong with it. The text itself is not repeated
/// in the message: it may hold a password.
pub(super) fn base(text: &str) -> Result<String, &'static str> {
    if text.contains(['?', '#']) {
        return Err("must not have a query or a fragment");
    }
    let uri: http::Uri = text.parse().map_err(|_| "is not a URL")?;
    if !matches!(uri.scheme_str(), Some("http" | "https")) {
        return Err("must be absolute, starting with http:// or https://");
    }
    match uri.authority() {
        Some(authority) if authority.as_str().contains('@') => {
            return Err("must not have a user name or a password in it");
        }
        Some(authority) if !authority.host().is_empty() => {}
        _ => return Err("has no host"),
    }
    Ok(text.trim_end_matches('/').to_owned())
}
