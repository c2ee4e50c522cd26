//! Percent-encoding and scalars as text: code of the tests' own, written from the RFCs.

use serde_json::{Number, Value};

/// Percent-encodes everything but `unreserved` (RFC 3986, section 2.3).
pub(super) fn encoded(text: &str) -> String {
    keeping(text, "")
}

/// Percent-encodes everything but `unreserved` and the characters `kept`.
pub(super) fn keeping(text: &str, kept: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        let letter = char::from(byte);
        if letter.is_ascii_alphanumeric()
            || "-._~".contains(letter)
            || (byte < 128 && kept.contains(letter))
        {
            out.push(letter);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Returns a single value as it is written in a URL or a form; `None` for a list or an object.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(it) => Some(number(it)),
        Value::String(text) => Some(text.clone()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// Formats a number without an exponent and without a zero fraction.
pub(super) fn number(number: &Number) -> String {
    if number.is_f64() {
        number.as_f64().unwrap_or_default().to_string()
    } else {
        number.to_string()
    }
}

/// Formats JSON without white space, exponents and zero fractions.
pub(super) fn json(value: &Value) -> String {
    match value {
        Value::Number(it) => number(it),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(json).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| format!("{}:{}", Value::from(key.as_str()), json(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
        Value::Null | Value::Bool(_) | Value::String(_) => value.to_string(),
    }
}

/// Returns a text in a format, if the tests know it.
pub(super) fn in_format(format: &str) -> Option<&'static str> {
    Some(match format {
        "date-time" => "2024-02-29T12:30:45Z",
        "date" => "2024-02-29",
        "time" => "12:30:45Z",
        "duration" => "P3D",
        "email" | "idn-email" => "user@example.com",
        "hostname" | "idn-hostname" => "host.example.com",
        "uri" | "url" | "iri" => "https://example.com/a?b=c",
        "uri-reference" | "iri-reference" => "/a?b=c",
        "uuid" => "67e55044-10b1-426f-9247-bb680e5fe0c8",
        "ipv4" | "ip" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "byte" => "aGVsbG8=",
        "regex" => "^a+$",
        "json-pointer" => "/a/b",
        _ => return None,
    })
}

/// Removes from a value a character that its style reads as the end of an item.
pub(super) fn without(value: &Value, delimiter: char) -> Value {
    match value {
        Value::String(text) => text.replace(delimiter, "").into(),
        Value::Array(items) => items.iter().map(|it| without(it, delimiter)).collect(),
        Value::Object(entries) => entries
            .iter()
            .map(|(key, it)| (key.replace(delimiter, ""), without(it, delimiter)))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}
