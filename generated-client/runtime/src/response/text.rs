//! The decoding of text in the charset that the response declares.

use std::borrow::Cow;

use http::{HeaderMap, header::CONTENT_TYPE};

use crate::runtime::BodyMismatch;

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

/// Returns JSON in UTF-8, also if the response declares a charset of Western Europe and has it: old servers send JSON
/// like any other text.
pub(crate) fn json_in_utf_8<'b>(headers: &HeaderMap, body: &'b [u8]) -> Cow<'b, [u8]> {
    let declared = || {
        let charset = charset(headers).unwrap_or_default();
        WESTERN.iter().any(|it| charset.eq_ignore_ascii_case(it))
    };
    if declared() && std::str::from_utf8(body).is_err() {
        from_western(body).into_bytes().into()
    } else {
        body.into()
    }
}

/// Decodes a text in UTF-8, without the byte order mark that some servers send.
fn utf_8(body: &[u8]) -> Result<&str, BodyMismatch> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
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
