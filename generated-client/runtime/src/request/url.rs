//! URLs: the base, the document's path templates, and the characters that are percent-encoded in them.

use bytes::Bytes;
use http::Uri;
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

pub(crate) use crate::runtime::request::base_url::base;
use crate::runtime::{RequestError, RequestErrorKind, request::base_url::is_http};

/// All characters except RFC 3986's `unreserved` (section 2.3). Because the reserved characters are encoded
/// too, any value remains a single path segment or query pair.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// All characters that a path or a query cannot contain unescaped (RFC 3986, sections 3.3 and 3.4), that
/// is, all but `pchar`, `/` and `?`. `%` is handled separately.
const LITERAL: &AsciiSet = &VALUE
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@')
    .remove(b'/')
    .remove(b'?');

/// All characters that the value of a cookie cannot contain (RFC 6265, section 4.1.1).
const COOKIE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b',').add(b';').add(b'\\');

/// Appends `text` as a value: decoding returns exactly `text`.
pub(crate) fn encode(text: &str, out: &mut String) {
    if text.bytes().all(is_unreserved) {
        return out.push_str(text);
    }
    out.extend(utf8_percent_encode(text, VALUE));
}

/// All characters except those that `allowReserved` leaves unescaped: `reserved` and `unreserved` (RFC
/// 6570, section 3.2.3), but not those that would end the value (`&`, `#`), not `+`, which forms read as a
/// space, and not `[` and `]`, which a query cannot contain (RFC 3986, section 3.4).
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

/// Appends `text` as a value whose reserved characters are left unescaped.
pub(crate) fn encode_reserved(text: &str, out: &mut String) {
    out.extend(utf8_percent_encode(text, RESERVED));
}

/// All characters except those that `allowReserved` leaves unescaped in a path segment, which are those
/// that a segment can contain (RFC 3986, section 3.3, `pchar`).
const SEGMENT: &AsciiSet = &RESERVED.add(b'/').add(b'?').remove(b'&').remove(b'+');

/// Appends `text` as a value in a path whose reserved characters are left unescaped.
pub(crate) fn encode_in_segment(text: &str, out: &mut String) {
    out.extend(utf8_percent_encode(text, SEGMENT));
}

/// All characters except those that `allowReserved` leaves unescaped in a cookie.
const IN_COOKIE: &AsciiSet = &RESERVED.add(b',').add(b';').remove(b'&').remove(b'#');

/// Appends `text` as the value of a cookie whose reserved characters are left unescaped.
pub(crate) fn encode_in_cookie(text: &str, out: &mut String) {
    out.extend(utf8_percent_encode(text, IN_COOKIE));
}

/// Appends a credential as the value of a cookie, unescaped wherever possible: it is what the server once
/// issued.
pub(crate) fn encode_cookie(text: &str, out: &mut String) {
    out.extend(utf8_percent_encode(text, COOKIE));
}

/// Returns whether a byte is `unreserved` (RFC 3986, section 2.3). Most texts have no others.
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Appends text of the document, which may be escaped already: a `%` that starts an escape is kept.
pub(crate) fn encode_literal(text: &str, out: &mut String) {
    if text.bytes().all(|byte| is_unreserved(byte) || byte == b'/') {
        return out.push_str(text);
    }
    for (index, part) in text.split('%').enumerate() {
        if index > 0 {
            let digits = part.as_bytes().get(..2);
            let escape = digits.is_some_and(|it| it.iter().all(u8::is_ascii_hexdigit));
            out.push_str(if escape { "%" } else { "%25" });
        }
        out.extend(utf8_percent_encode(part, LITERAL));
    }
}

/// Appends `name=value` to a query.
pub(crate) fn push_pair(query: &mut String, name: &str, value: &str) {
    if query.is_empty() {
        query.reserve(SHORT.max(name.len() + value.len() + 1));
    } else {
        query.push('&');
    }
    encode(name, query);
    query.push('=');
    encode(value, query);
}

/// Returns the text of a template before the first of the ASCII characters `ends`. Names in braces are
/// skipped.
pub(crate) fn before<'t>(template: &'t str, ends: &[u8]) -> &'t str {
    let mut in_name = false;
    let end = template.bytes().position(|byte| {
        match byte {
            b'{' => in_name = true,
            b'}' => in_name = false,
            _ => {}
        }
        !in_name && ends.contains(&byte)
    });
    end.map_or(template, |end| &template[..end])
}

/// Checks the encoded value of a parameter in the template's path: an empty one would remove a segment.
pub(crate) fn check_value(template: &str, name: &str, encoded: &str) -> Result<(), RequestError> {
    let is_in_path = || before(template, b"?#").contains(&format!("{{{name}}}"));
    if encoded.is_empty() && is_in_path() {
        return Err(refused(name, "is empty"));
    }
    Ok(())
}

fn refused(name: &str, problem: &str) -> RequestError {
    RequestError::new(
        RequestErrorKind::Path,
        format!("path parameter `{name}` {problem}"),
    )
}

/// The length in bytes that fits most paths and queries, so that they are written without reallocation.
const SHORT: usize = 64;

/// The encoded values of a template's parameters: one text after another, and the end of each.
#[derive(Default)]
pub(crate) struct PathValues {
    text: String,
    ends: Vec<(&'static str, usize)>,
}

impl PathValues {
    /// Returns the text that the next value is appended to.
    pub(crate) fn next(&mut self) -> &mut String {
        if self.ends.is_empty() {
            self.text.reserve(SHORT);
        }
        // A rejected value may have been written in part.
        self.text.truncate(self.written());
        &mut self.text
    }

    /// Ends the value that was written, and returns it.
    pub(crate) fn end(&mut self, name: &'static str) -> &str {
        let start = self.written();
        self.ends.push((name, self.text.len()));
        &self.text[start..]
    }

    /// Returns the length of the values that have been ended.
    fn written(&self) -> usize {
        self.ends.last().map_or(0, |(_, end)| *end)
    }

    /// Returns the length of all values in bytes.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    fn get(&self, name: &str) -> Option<&str> {
        let index = self.ends.iter().position(|(known, _)| *known == name)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before].1);
        self.text.get(start..self.ends[index].1)
    }
}

/// Fills the document's template with encoded values, and appends it to `out`.
///
/// `OpenAPI` defines neither a query nor a fragment in a template, but documents have both, to distinguish
/// the operations of one path. As in any URL (RFC 3986, section 3), a query starts at the first `?` and is
/// sent. A fragment starts at the first `#` and is not sent, so its parameters need no values. All other
/// text of the document belongs to the path or the query, and is escaped where it is not valid there:
/// `/a"b` becomes `/a%22b`, while `/a%20b`, `/a:b` and `/x?y=z` are unchanged.
pub(crate) fn expand(
    template: &str,
    values: &PathValues,
    out: &mut String,
) -> Result<(), RequestError> {
    let start = out.len();
    // Rarely filled.
    let mut dotted = Vec::new();
    let mut rest = before(template, b"#");
    if !rest.starts_with('/') {
        out.push('/');
    }
    while let Some((literal, after)) = split(rest, b'{') {
        encode_literal(literal, out);
        let value =
            split(after, b'}').and_then(|(name, after)| Some((name, values.get(name)?, after)));
        let Some((name, value, after)) = value else {
            return Err(RequestError::new(
                RequestErrorKind::Path,
                "the path has a parameter without a value",
            ));
        };
        if dots(value).is_some() {
            dotted.push((name, out.len() - start));
        }
        out.push_str(value);
        rest = after;
    }
    encode_literal(rest, out);
    check_segments(&out[start..], &dotted)
}

/// Appends a path of the caller's, which may have a query, to a base URL.
pub(crate) fn append(path: &str, out: &mut String) -> Result<(), RequestError> {
    let path_alone = path.split('?').next().unwrap_or_default();
    if is_http(path_alone) {
        return Err(RequestError::new(
            RequestErrorKind::Path,
            "the path is a URL: give the part below the base URL, with a `/` before it",
        ));
    }
    let mut segments = path_alone.split('/');
    if segments.any(|it| matches!(dots(it), Some(1 | 2))) {
        return Err(RequestError::new(
            RequestErrorKind::Path,
            "the path has a segment that is `.` or `..`",
        ));
    }
    if !path.starts_with('/') {
        out.push('/');
    }
    encode_literal(path, out);
    Ok(())
}

/// Returns the text before and after an ASCII character. For texts as short as these it is faster than
/// [`str::split_once`].
fn split(text: &str, at: u8) -> Option<(&str, &str)> {
    let end = text.bytes().position(|byte| byte == at)?;
    Some((&text[..end], &text[end + 1..]))
}

/// Checks the path segments that contain values consisting only of dots, whose positions are given. URL
/// parsers remove a segment that is `.` or `..`, escaped or not (RFC 3986, section 5.2.4), so the request
/// would reach another resource.
fn check_segments(url: &str, dotted: &[(&str, usize)]) -> Result<(), RequestError> {
    let path = url.split('?').next().unwrap_or_default();
    for &(name, at) in dotted {
        // Any further value is in the query.
        let Some((before, after)) = path.split_at_checked(at) else {
            break;
        };
        let start = before.rsplit('/').next().unwrap_or_default();
        let end = after.split('/').next().unwrap_or_default();
        if dots(start)
            .zip(dots(end))
            .is_some_and(|(start, end)| matches!(start + end, 1 | 2))
        {
            return Err(refused(name, "must not be `.` or `..`"));
        }
    }
    Ok(())
}

/// Returns the number of dots that a text consists of, escaped or not, or `None` if it has other
/// characters.
fn dots(text: &str) -> Option<usize> {
    let mut count = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let escaped = ["%2e", "%2E"].into_iter();
        rest = escaped
            .chain(["."])
            .find_map(|dot| rest.strip_prefix(dot))?;
        count += 1;
    }
    Some(count)
}

/// Appends `query` to a URL from [`expand`], which may already have a query.
pub(crate) fn push_query(uri: &mut String, query: &str) {
    if query.is_empty() {
        return;
    }
    if !uri.contains('?') {
        uri.push('?');
    } else if !uri.ends_with(['?', '&']) {
        uri.push('&');
    }
    uri.push_str(query);
}

/// Parses a finished URL.
pub(crate) fn parse(text: String) -> Result<Uri, RequestError> {
    Uri::from_maybe_shared(Bytes::from(text)).map_err(|_| {
        RequestError::new(
            RequestErrorKind::Url,
            "base URL, path and query do not make a URL",
        )
    })
}
