//! The server's own description of a failure.

use http::HeaderMap;
use serde_json::Value;

use crate::runtime::{
    exchange::secrets::{Secrets, one_line},
    response::content::sent,
};

/// The longest description that is kept, in bytes: it is for a line of a log.
const LONGEST: usize = 300;

/// The places where APIs put the description: a message of their own, `OpenAI`'s, Django's, RFC 9457's, RFC
/// 6749's, JSON:API's.
const PLACES: &[&str] = &[
    "/message",
    "/error/message",
    "/detail",
    "/title",
    "/error_description",
    "/errors/0/message",
    "/errors/0/detail",
    "/error",
    "/errors/0",
];

/// Returns the server's description from the body of a failure: a message in JSON, the title of a page, or the
/// first line of a text.
pub(crate) fn words(headers: &HeaderMap, body: &[u8], secrets: &Secrets) -> Option<Box<str>> {
    let media = sent(headers);
    let text = String::from_utf8_lossy(body);
    let found = match serde_json::from_slice::<Value>(body) {
        Ok(json) => in_json(&json),
        Err(_) => match media.as_deref() {
            Some("text/html") => title(&text),
            Some("text/plain") | None => first_line(&text),
            Some(_) => None,
        },
    };
    let found = secrets.scrub(&found?);
    let line = one_line(found.trim());
    (!line.is_empty()).then(|| shortened(&line).into())
}

fn in_json(json: &Value) -> Option<String> {
    if let Some(text) = json.as_str() {
        return Some(text.to_owned());
    }
    let mut texts = PLACES.iter().filter_map(|at| json.pointer(at)?.as_str());
    texts
        .find(|text| !text.trim().is_empty())
        .map(str::to_owned)
}

fn title(page: &str) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    let start = lower.find("<title>")? + "<title>".len();
    let end = start + lower[start..].find("</title>")?;
    Some(page[start..end].to_owned())
}

/// Returns the first line, unless it looks like markup, JSON or binary data.
fn first_line(text: &str) -> Option<String> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    let odd = |c: char| c == char::REPLACEMENT_CHARACTER || c.is_control() && c != '\t';
    (!line.starts_with(['<', '{', '[']) && !line.contains(odd)).then(|| line.to_owned())
}

/// Returns as much of a text as fits a line of a log.
pub(crate) fn shortened(line: &str) -> String {
    let fits = |end: &usize| line.is_char_boundary(*end);
    match (0..=LONGEST).rev().find(fits) {
        Some(end) if end < line.len() => format!("{}…", &line[..end]),
        _ => line.to_owned(),
    }
}
