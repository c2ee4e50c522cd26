//! URLs: the base, the document's path templates, and what is percent-encoded in them.

use bytes::Bytes;
use http::Uri;
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{RequestError, RequestErrorKind};

/// Everything but RFC 3986's `unreserved` (section 2.3). Encoding the reserved characters too is
/// what keeps a value one path segment or one query pair, whatever is in it.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Everything that a path or a query cannot hold as it is (RFC 3986, sections 3.3 and 3.4): not
/// `pchar`, `/` or `?`. `%` is looked at by itself.
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

/// Everything that a cookie's value cannot hold (RFC 6265, section 4.1.1).
const COOKIE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b',').add(b';').add(b'\\');

/// Appends `text` as a value: decoding gives exactly `text` again.
pub(super) fn encode(text: &str, out: &mut String) {
    if text.bytes().all(is_unreserved) {
        return out.push_str(text);
    }
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

/// What `allowReserved` leaves as it is in a segment of a path: what a segment can hold (RFC 3986,
/// section 3.3, `pchar`).
const SEGMENT: &AsciiSet = &RESERVED.add(b'/').add(b'?').remove(b'&').remove(b'+');

/// Appends `text` as a value in a path whose reserved characters stay.
pub(super) fn encode_in_segment(text: &str, out: &mut String) {
    out.extend(utf8_percent_encode(text, SEGMENT));
}

/// What `allowReserved` leaves as it is in a cookie.
const IN_COOKIE: &AsciiSet = &RESERVED.add(b',').add(b';').remove(b'&').remove(b'#');

/// Appends `text` as a cookie's value whose reserved characters stay.
pub(super) fn encode_in_cookie(text: &str, out: &mut String) {
    out.extend(utf8_percent_encode(text, IN_COOKIE));
}

/// Appends a credential as a cookie's value: as it is wherever that is possible, because it is what
/// the server once gave.
pub(super) fn encode_cookie(text: &str, out: &mut String) {
    out.extend(utf8_percent_encode(text, COOKIE));
}

/// RFC 3986, section 2.3. Most texts are nothing else.
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Appends the document's own text. It may have escapes in it, so a `%` stays one if it starts one.
fn encode_literal(text: &str, out: &mut String) {
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
pub(super) fn push_pair(query: &mut String, name: &str, value: &str) {
    if query.is_empty() {
        query.reserve(SHORT.max(name.len() + value.len() + 1));
    } else {
        query.push('&');
    }
    encode(name, query);
    query.push('=');
    encode(value, query);
}

/// What comes before the first of `ends`, ASCII, in a template; what is between braces is a name.
pub(super) fn before<'t>(template: &'t str, ends: &[u8]) -> &'t str {
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

/// Checks an encoded value that stands in a template's path: an empty one would remove a segment.
pub(super) fn check_value(template: &str, name: &str, encoded: &str) -> Result<(), RequestError> {
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

/// What most paths and queries fit into, so that they are written without being moved.
const SHORT: usize = 64;

/// The encoded values of a template's parameters: one text after the other, and where each ends.
#[derive(Default)]
pub(super) struct PathValues {
    text: String,
    ends: Vec<(&'static str, usize)>,
}

impl PathValues {
    /// Where the next value is written to.
    pub(super) fn next(&mut self) -> &mut String {
        if self.ends.is_empty() {
            self.text.reserve(SHORT);
        }
        // What was refused may have been written in part.
        self.text.truncate(self.written());
        &mut self.text
    }

    /// Ends the value that was written, and gives it.
    pub(super) fn end(&mut self, name: &'static str) -> &str {
        let start = self.written();
        self.ends.push((name, self.text.len()));
        &self.text[start..]
    }

    /// How much of the text is ended values.
    fn written(&self) -> usize {
        self.ends.last().map_or(0, |(_, end)| *end)
    }

    /// The bytes of all values.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    fn get(&self, name: &str) -> Option<&str> {
        let index = self.ends.iter().position(|(known, _)| *known == name)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before].1);
        self.text.get(start..self.ends[index].1)
    }
}

/// Fills the document's template with encoded values, at the end of `out`.
///
/// `OpenAPI` knows neither query nor fragment in a template; documents have both, to tell operations
/// of one path apart. As in any URL (RFC 3986, section 3), a query starts at the first `?`, and is
/// sent; a fragment starts at the first `#`, and is not sent, so no value in it is needed. Everything
/// else of the document's own text is the path's or the query's, and is escaped where it would not
/// stand there as it is: `/a"b` is `/a%22b`, while `/a%20b`, `/a:b` and `/x?y=z` stay.
pub(super) fn expand(
    template: &str,
    values: &PathValues,
    out: &mut String,
) -> Result<(), RequestError> {
    let start = out.len();
    // Rarely any.
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

/// What is before and after an ASCII character. For texts as short as these it is quicker than
/// [`str::split_once`].
fn split(text: &str, at: u8) -> Option<(&str, &str)> {
    let end = text.bytes().position(|byte| byte == at)?;
    Some((&text[..end], &text[end + 1..]))
}

/// Checks the segments of a path that values of nothing but dots are part of, whose places are given. A
/// segment that is `.` or `..`, escaped or not, would be resolved away by URL parsers (RFC 3986, section
/// 5.2.4), so that the request goes to another resource.
fn check_segments(url: &str, dotted: &[(&str, usize)]) -> Result<(), RequestError> {
    let path = url.split('?').next().unwrap_or_default();
    for &(name, at) in dotted {
        // A value further on is in the query.
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

/// How many dots a text is made of, escaped or not; none if there is anything else in it.
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

/// Appends `query` to what [`expand`] gave, which may have one already.
pub(super) fn push_query(uri: &mut String, query: &str) {
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

/// A finished URL.
pub(super) fn parse(text: String) -> Result<Uri, RequestError> {
    Uri::from_maybe_shared(Bytes::from(text)).map_err(|_| {
        RequestError::new(
            RequestErrorKind::Url,
            "base URL, path and query do not make a URL",
        )
    })
}

/// A base URL without its trailing slash, or what is wrong with it. The text itself is not repeated
/// in the message: it may hold a password.
pub(super) fn base(text: &str) -> Result<String, &'static str> {
    if text.contains(['?', '#']) {
        return Err("must not have a query or a fragment");
    }
    let uri: Uri = text.parse().map_err(|_| "is not a URL")?;
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
