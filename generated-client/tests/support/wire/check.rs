//! Comparison with the expected requests and results.

use super::{
    Answer, Case, Part, Sent, marks,
    reply::{Kind, RawResponse, SeenBody},
    server::KeptResponse,
};
use serde_json::Value;

/// The headers that an HTTP client adds by itself.
const USUAL: &[&str] = &[
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "host",
    "transfer-encoding",
    "user-agent",
];

/// The expectation of an idempotency key that the client makes.
pub(super) const KEY: &str = "a new idempotency key";

/// Returns whether a text is a random UUID (RFC 9562, version 4).
fn is_uuid(text: &str) -> bool {
    let bytes = text.as_bytes().iter().enumerate();
    let mut right = bytes.map(|(at, byte)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        14 => *byte == b'4',
        19 => b"89ab".contains(byte),
        _ => byte.is_ascii_hexdigit(),
    });
    text.len() == 36 && right.all(|it| it)
}

/// Returns the problems of a request.
pub(super) fn request(case: &Case, received: &KeptResponse) -> Vec<String> {
    if received.is_empty() {
        return Vec::new();
    }
    let mut out = Vec::new();
    let line = format!("{} {}", received.method, received.target);
    let wanted = format!("{} {}", case.method, case.target);
    if line != wanted {
        out.push(format!("sent     {line}\nexpected {wanted}"));
    }
    headers(case, received, &mut out);
    body(case, received, &mut out);
    out
}

/// Returns the problems of a call that must not send anything.
pub(super) fn refusal(received: &KeptResponse, reply: &RawResponse) -> Vec<String> {
    let sent = (!received.is_empty()).then(|| format!("{} was sent", received.target));
    let other = (reply.kind != Kind::Request)
        .then(|| format!("it was not refused: {:?} {}", reply.kind, reply.told));
    sent.into_iter().chain(other).collect()
}

fn headers(case: &Case, received: &KeptResponse, out: &mut Vec<String>) {
    for (name, wanted) in &case.headers {
        let sent = received.header(name);
        let same = match sent {
            Some(sent) if *name == "accept" => accepts(sent, wanted),
            Some(sent) if *wanted == KEY => is_uuid(sent),
            sent => sent == Some(wanted),
        };
        if !same {
            let sent = sent.unwrap_or("nothing");
            out.push(format!(
                "header `{name}`: sent `{sent}`, expected `{wanted}`"
            ));
        }
    }
    for (name, value) in &received.headers {
        let known = USUAL.contains(&name.as_str());
        let wanted = |(known, _): &(&str, &str)| known.eq_ignore_ascii_case(name);
        if !known && !case.headers.iter().any(wanted) {
            out.push(format!("header `{name}` was sent, with `{value}`"));
        }
    }
}

/// Returns whether each media type of the document is accepted: JSON by its name, others also by a range (RFC 9110,
/// section 12.5.1). An unset header is sent as `*/*`.
fn accepts(sent: &str, wanted: &str) -> bool {
    let mut wanted = wanted.split(", ");
    wanted.all(|wanted| {
        let asks = |range: &str| match unweighted(range).strip_suffix('*') {
            Some(_) if wanted == "application/json" => false,
            Some("*/") => true,
            Some(kind) => wanted.starts_with(kind),
            None => wanted == unweighted(range),
        };
        sent.split(", ").any(asks)
    })
}

/// Returns the range without its weight.
fn unweighted(range: &str) -> &str {
    range.split_once(";q=").map_or(range, |(range, _)| range)
}

fn body(case: &Case, received: &KeptResponse, out: &mut Vec<String>) {
    let text = String::from_utf8_lossy(&received.body);
    let media = received.header("content-type");
    let wanted_media = match &case.body {
        Sent::Nothing => {
            if !received.body.is_empty() {
                out.push(format!("a body was sent: {text}"));
            }
            None
        }
        Sent::Json(media, wanted) => {
            let wanted = value(wanted);
            if serde_json::from_str(&text).map_or(true, |sent: Value| !same(&sent, &wanted)) {
                out.push(format!("body sent     {text}\nbody expected {wanted}"));
            }
            Some(*media)
        }
        Sent::Text(media, wanted) => {
            if text != *wanted {
                out.push(format!("body sent     {text}\nbody expected {wanted}"));
            }
            Some(*media)
        }
        Sent::Lines(media, wanted) => {
            let (sent, wanted) = (items("", &text), items("", wanted));
            if !same(&Value::Array(sent), &Value::Array(wanted)) {
                out.push(format!("lines sent    {text}"));
            }
            Some(*media)
        }
        Sent::Parts(kind, wanted) => {
            return parts(kind, wanted, media.unwrap_or_default(), &text, out);
        }
    };
    // A parameter of the operation may set the header as well.
    let given = case.headers.iter().any(|(name, _)| *name == "content-type");
    if media != wanted_media && !given {
        out.push(format!("content type {media:?}, expected {wanted_media:?}"));
    }
}

fn parts(kind: &str, wanted: &[Part], media: &str, text: &str, out: &mut Vec<String>) {
    let rest = media.strip_prefix(kind);
    let Some(boundary) = rest.and_then(|it| it.strip_prefix("; boundary=")) else {
        out.push(format!("content type `{media}` of a body in parts"));
        return;
    };
    let ends = format!("--{boundary}--\r\n");
    let Some(inner) = text.strip_suffix(&ends) else {
        out.push(format!("the parts have no end: {text}"));
        return;
    };
    let start = format!("--{boundary}\r\n");
    let sent: Vec<&str> = inner.split(&start).skip(1).collect();
    if sent.len() != wanted.len() {
        out.push(format!(
            "{} parts sent, {} expected",
            sent.len(),
            wanted.len()
        ));
    }
    for (sent, wanted) in sent.iter().zip(wanted) {
        if !is_part(sent, wanted) {
            let name = wanted.name;
            out.push(format!("part `{name}` was sent as\n{sent}"));
        }
    }
}

fn is_part(sent: &str, wanted: &Part) -> bool {
    let Some((head, content)) = sent.split_once("\r\n\r\n") else {
        return false;
    };
    let escaped = |name: &str| name.replace('"', "%22");
    let name = escaped(wanted.name);
    let mut lines = vec![match wanted.file {
        Some(file) => format!(
            "Content-Disposition: form-data; name=\"{name}\"; filename=\"{}\"",
            escaped(file)
        ),
        None => format!("Content-Disposition: form-data; name=\"{name}\""),
    }];
    lines.extend(wanted.media.map(|it| format!("Content-Type: {it}")));
    let headers = wanted.headers.iter();
    lines.extend(headers.map(|(name, value)| format!("{name}: {value}")));
    let content = content.strip_suffix("\r\n").unwrap_or(content);
    let json = wanted.media.is_some_and(|it| it.contains("json")) && wanted.file.is_none();
    let equal = if json {
        same(&value(content), &value(wanted.text))
    } else {
        content == wanted.text
    };
    head == lines.join("\r\n") && equal
}

/// Returns the problem with the result of a response with this body. Only the locations in `unlisted` may have unlisted
/// values.
pub(super) fn reply(
    answer: &Answer,
    body: &str,
    unlisted: &[&str],
    reply: &RawResponse,
) -> Option<String> {
    let status = answer.status;
    if reply.kind != answer.kind {
        let (kind, told) = (reply.kind, &reply.told);
        return Some(format!(
            "{status} arrived as {kind:?} ({told}), not as {:?}",
            answer.kind
        ));
    }
    if reply.status != status {
        return Some(format!("{status} arrived as {}", reply.status));
    }
    if reply.seen.case != answer.case {
        let (case, wanted) = (&reply.seen.case, answer.case);
        return Some(format!(
            "{status} arrived as case `{case}`, not as `{wanted}`"
        ));
    }
    let (seen, marked) = unmarked(&reply.seen.body);
    let same = match &seen {
        SeenBody::Nothing => body.is_empty(),
        SeenBody::Json(seen) => same(seen, &value(body)),
        SeenBody::Bytes(seen) => seen == body.as_bytes(),
        SeenBody::Items(seen) => {
            let wanted = items(answer.media, body);
            seen.len() == wanted.len()
                && seen
                    .iter()
                    .zip(&wanted)
                    .all(|(one, other)| same(one, other))
        }
        SeenBody::Stream(_) | SeenBody::Pending(_) => false,
    };
    let wrong = marked.iter().find(|it| !unlisted.contains(&it.as_str()));
    if let Some(place) = wrong {
        return Some(format!(
            "{status} came as {body}\nand `{place}` in it was read as unknown"
        ));
    }
    if same {
        return None;
    }
    let seen = match &seen {
        SeenBody::Nothing => "nothing".to_owned(),
        SeenBody::Json(seen) => seen.to_string(),
        SeenBody::Bytes(seen) => String::from_utf8_lossy(seen).into_owned(),
        SeenBody::Items(seen) => format!("{seen:?}"),
        SeenBody::Stream(_) | SeenBody::Pending(_) => "a stream".to_owned(),
    };
    Some(format!("{status} came as {body}\nand was read as  {seen}"))
}

/// Returns the body without marks, and the locations of unlisted values.
fn unmarked(seen: &SeenBody) -> (SeenBody, Vec<String>) {
    let mut places = Vec::new();
    let mut without = |value: &Value| {
        let (value, unlisted) = marks::taken(value);
        places.extend(unlisted);
        value
    };
    let seen = match seen {
        SeenBody::Json(value) => SeenBody::Json(without(value)),
        SeenBody::Items(items) => SeenBody::Items(items.iter().map(without).collect()),
        SeenBody::Bytes(bytes) => SeenBody::Bytes(bytes.clone()),
        SeenBody::Nothing => SeenBody::Nothing,
        // All streams have been read at this point.
        SeenBody::Stream(_) | SeenBody::Pending(_) => SeenBody::Json("a stream".into()),
    };
    (seen, places)
}

/// Returns the values in a body with several: one per line, or the data of each event.
fn items(media: &str, body: &str) -> Vec<Value> {
    let start = if media == "text/event-stream" {
        "data: "
    } else {
        ""
    };
    let lines = body.lines().filter(|line| !line.is_empty());
    let texts = lines.map(|line| line.trim_start_matches('\u{1e}'));
    texts
        .filter_map(|it| it.strip_prefix(start))
        .map(value)
        .collect()
}

fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}

/// Returns whether two values are equal. Numbers are compared by value, properties in any order.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64() == other.as_f64()
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let equal = |(key, value): (&String, &Value)| {
                other.get(key).is_some_and(|other| same(value, other))
            };
            one.len() == other.len() && one.iter().all(equal)
        }
        (one, other) => one == other,
    }
}
