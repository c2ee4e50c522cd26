//! The server's own description of a failure.

use http::HeaderMap;
use serde_json::Value;

use crate::runtime::{
    exchange::secrets::{Secrets, one_line},
    response::content::sent,
    response::text::json_text,
};

/// The longest description that is kept, in bytes: it is for a line of a log.
const LONGEST: usize = 300;

/// The places where APIs put the description: a message of their own, `OpenAI`'s, Django's, RFC 9457's, RFC 6749's,
/// Elasticsearch's, Qdrant's, Apigee's, JSON:API's, Salesforce's.
const PLACES: &[&str] = &[
    "/message",
    "/error/message",
    "/detail",
    "/title",
    "/error_description",
    "/error/description",
    "/error/reason",
    "/errors/0/message",
    "/errors/0/detail",
    "/errors/0/title",
    "/error_message",
    "/errorMessage",
    "/Message",
    "/msg",
    "/description",
    "/reason",
    "/status/error",
    "/fault/faultstring",
    "/0/message",
    "/error",
    "/errors/0",
    "/errors",
];

/// Those of the places that only a failure has. A success may have a message or a title of another meaning.
const OF_FAILURES: &[&str] = &[
    "/error/message",
    "/error_description",
    "/error/description",
    "/error/reason",
    "/errors/0/message",
    "/errors/0/detail",
    "/error",
    "/errors/0",
];

/// Returns the server's description from the body of a failure: a message in JSON or XML, the title of a page, or the
/// first line of a text.
pub(crate) fn words(headers: &HeaderMap, body: &[u8], secrets: &Secrets) -> Option<Box<str>> {
    shown(&description(headers, body)?, secrets)
}

/// Returns the same description as the server sent it, with all its secrets.
pub(crate) fn description(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let media = sent(headers);
    let text = String::from_utf8_lossy(body);
    match serde_json::from_slice::<Value>(&json_text(headers, body)) {
        Ok(json) => in_json(&json, PLACES),
        Err(_) => match media.as_deref() {
            Some("text/html") => element(&text, "title"),
            Some("application/xml" | "text/xml") => element(&text, "message"),
            Some("text/plain") | None => first_line(&text),
            Some(_) => None,
        },
    }
}

/// Returns the server's description of a failure from a body that has the status of a success, but not its content: an
/// error in JSON, or the title of a page.
pub(crate) fn complaint(headers: &HeaderMap, body: &[u8], secrets: &Secrets) -> Option<Box<str>> {
    let found = match serde_json::from_slice::<Value>(&json_text(headers, body)) {
        // A text may be any value.
        Ok(json) if json.is_string() => None,
        Ok(json) if says_no(&json) => in_json(&json, PLACES),
        Ok(json) => text_in(&json, OF_FAILURES),
        Err(_) if sent(headers).as_deref() == Some("text/html") => {
            element(&String::from_utf8_lossy(body), "title")
        }
        Err(_) => None,
    };
    shown(&found?, secrets)
}

/// Returns whether a body says itself that it is none of a success.
fn says_no(json: &Value) -> bool {
    ["ok", "success"]
        .iter()
        .any(|name| json.get(name) == Some(&Value::Bool(false)))
}

/// Returns a description on one line without secrets, unless it is empty.
fn shown(found: &str, secrets: &Secrets) -> Option<Box<str>> {
    let found = secrets.scrub(found);
    let line = one_line(found.trim());
    (!line.is_empty()).then(|| shortened(&line).into())
}

fn in_json(json: &Value, places: &[&str]) -> Option<String> {
    if let Some(text) = json.as_str() {
        return Some(text.to_owned());
    }
    match (text_in(json, places), invalid(json)) {
        (Some(text), Some(invalid)) => Some(format!("{text} ({invalid})")),
        (text, None) => text,
        (None, invalid) => invalid,
    }
}

/// Returns the first text at these places that is not empty.
fn text_in(json: &Value, places: &[&str]) -> Option<String> {
    let mut texts = places.iter().filter_map(|at| json.pointer(at)?.as_str());
    texts
        .find(|text| !text.trim().is_empty())
        .map(str::to_owned)
}

/// Returns the first input that the server calls invalid: from the map of Rails, Laravel and ASP.NET, or the list of
/// `FastAPI`.
fn invalid(json: &Value) -> Option<String> {
    let named = |(name, texts): (&String, &Value)| {
        let text = texts.as_str().or_else(|| texts.get(0)?.as_str());
        Some(format!("{name}: {}", text?))
    };
    let map = json.get("errors").and_then(Value::as_object);
    if let Some(found) = map.and_then(|map| map.iter().find_map(named)) {
        return Some(found);
    }
    let first = json.pointer("/detail/0")?;
    let text = first.get("msg")?.as_str()?;
    let place = first.get("loc").and_then(Value::as_array);
    let place = place.map(|it| it.iter().map(plain).collect::<Vec<_>>().join("."));
    Some(match place {
        Some(place) => format!("{place}: {text}"),
        None => text.to_owned(),
    })
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Returns the content of the first element of a name, in any case of its letters.
fn element(page: &str, name: &str) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    let starts = lower.match_indices('<').filter_map(|(at, _)| {
        let rest = lower[at + 1..].strip_prefix(name)?;
        // Attributes may follow the name.
        rest.starts_with(|c: char| c == '>' || c.is_ascii_whitespace())
            .then_some(lower.len() - rest.len())
    });
    let start = starts.into_iter().next()?;
    let start = start + lower[start..].find('>')? + 1;
    let end = start + lower[start..].find(&format!("</{name}"))?;
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
