//! The decoding of text in the charset that the response declares.

use std::borrow::Cow;

use http::{HeaderMap, header::CONTENT_TYPE};

use crate::runtime::{BodyMismatch, response::kept::KeptResponse};

/// The characters of the bytes from 0x80 to 0x9F in windows-1252 (WHATWG Encoding, section 9.1). Unassigned bytes stay
/// the control characters that they are.
const UPPER: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The charsets that browsers read as windows-1252.
const WESTERN: &[&str] = &[
    "iso-8859-1",
    "iso8859-1",
    "latin1",
    "windows-1252",
    "cp1252",
];

/// Decodes a body as text: in UTF-8, or in a charset of Western Europe if the response declares one.
pub(crate) fn text<'b>(headers: &HeaderMap, body: &'b [u8]) -> Result<Cow<'b, str>, BodyMismatch> {
    let charset = charset(headers).unwrap_or_default().to_ascii_lowercase();
    match charset.as_str() {
        "" | "utf-8" | "utf8" | "us-ascii" | "ascii" => utf_8(body).map(Cow::Borrowed),
        western if WESTERN.contains(&western) => Ok(from_western(body).into()),
        // Nearly all other charsets encode ASCII alike.
        _ if body.is_ascii() && !charset.starts_with("utf-") => utf_8(body).map(Cow::Borrowed),
        other => Err(BodyMismatch::new(format!(
            "text in the charset `{other}`, which is not read: take the bytes, with `streamed()`"
        ))),
    }
}

/// Returns a body that is JSON in UTF-8, without a byte order mark. A body that is not in UTF-8 is decoded if the
/// headers declare a charset of Western Europe: old servers send JSON like any other text.
pub(crate) fn json_text<'b>(headers: &HeaderMap, body: &'b [u8]) -> Cow<'b, [u8]> {
    match in_western(headers, body) {
        Some(text) => text.into_bytes().into(),
        None => without_mark(body).into(),
    }
}

impl KeptResponse {
    /// Returns the body as JSON; an empty text if it is not text.
    pub(crate) fn json(&self) -> Cow<'_, str> {
        match json_text(&self.headers, &self.body) {
            Cow::Borrowed(text) => std::str::from_utf8(text).unwrap_or_default().into(),
            Cow::Owned(text) => String::from_utf8(text).unwrap_or_default().into(),
        }
    }
}

/// Returns a body that is not in UTF-8 as text, if the headers declare a charset of Western Europe.
fn in_western(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    if std::str::from_utf8(body).is_ok() {
        return None;
    }
    let charset = charset(headers).unwrap_or_default();
    let mut known = WESTERN.iter();
    let declared = known.any(|it| charset.eq_ignore_ascii_case(it));
    declared.then(|| from_western(body))
}

/// Returns the body without the byte order mark that some servers send (RFC 8259, section 8.1, lets a reader ignore
/// it).
pub(crate) fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body)
}

/// Decodes a text in UTF-8, without a byte order mark.
fn utf_8(body: &[u8]) -> Result<&str, BodyMismatch> {
    let body = without_mark(body);
    std::str::from_utf8(body).map_err(|error| {
        BodyMismatch::new(format!(
            "text that is not UTF-8 at byte {}",
            error.valid_up_to()
        ))
    })
}

fn from_western(body: &[u8]) -> String {
    body.iter().map(|byte| western(*byte)).collect()
}

/// Changes a body as text, and returns it in the charset that it has; `None` if it is not text.
#[cfg(feature = "testing")]
pub(crate) fn changed(
    headers: &HeaderMap,
    body: &[u8],
    change: impl FnOnce(&str) -> String,
) -> Option<Vec<u8>> {
    if let Some(text) = in_western(headers, body) {
        let byte = |it: char| (0..=u8::MAX).find(|byte| western(*byte) == it);
        let text = change(&text);
        return Some(text.chars().map(|it| byte(it).unwrap_or(b'?')).collect());
    }
    let text = std::str::from_utf8(without_mark(body)).ok()?;
    Some(change(text).into_bytes())
}

fn western(byte: u8) -> char {
    let upper = byte.checked_sub(0x80).map(usize::from);
    let upper = upper.and_then(|index| UPPER.get(index));
    upper.copied().unwrap_or(char::from(byte))
}

/// Returns the `charset` of the media type, if it is a printable name.
fn charset(headers: &HeaderMap) -> Option<&str> {
    let media = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let parameters = media.split(';').skip(1);
    let mut pairs = parameters.filter_map(|it| it.trim().split_once('='));
    let (_, name) = pairs.find(|(key, _)| key.eq_ignore_ascii_case("charset"))?;
    let name = name.trim().trim_matches('"');
    let fits = name.len() < 40 && name.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then_some(name)
}
