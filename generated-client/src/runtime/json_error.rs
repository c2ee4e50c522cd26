//! What `serde_json` says about a body, with the path and without the body's values.

use serde_json::error::Category;

use super::{
    Mismatch,
    decode::Inner,
    json_path::{Place, locate, offset, position},
};

/// The message for JSON that nests deeper than it may.
pub(super) const TOO_DEEP: &str = "recursion limit exceeded";

/// An error in some text.
struct Found {
    path: String,
    offset: usize,
    message: String,
}

/// Describes an error in `text`.
pub(super) fn describe(error: &serde_json::Error, text: &[u8]) -> Mismatch {
    let Found {
        path,
        offset,
        message,
    } = find(error, text);
    let (line, column) = position(text, offset);
    Inner {
        path,
        line,
        column,
        message,
    }
    .into()
}

/// A message for an error in the text of a union, from which [`describe`] makes out the place in the
/// text around it. The union's length is what it is recognised by: when the error surfaces,
/// `serde_json` may have read the closing bracket of what is around it, too.
pub(super) fn nested(error: &serde_json::Error, text: &str) -> String {
    let Found {
        path,
        offset,
        message,
    } = find(error, text.as_bytes());
    let (length, path_length) = (text.len(), path.len());
    format!("{NESTED}{offset}/{length}, path {path_length}): {path}: {message}")
}

const NESTED: &str = "in a union (byte ";

/// Takes apart what [`nested`] made: the error, and the length of the union's text.
fn unnest(message: &str) -> Option<(Found, usize)> {
    let (offset, rest) = message.strip_prefix(NESTED)?.split_once('/')?;
    let (length, rest) = rest.split_once(", path ")?;
    let (path_length, rest) = rest.split_once("): ")?;
    let (path, message) = rest.split_at_checked(path_length.parse().ok()?)?;
    let message = message.strip_prefix(": ")?.to_owned();
    let found = Found {
        path: path.to_owned(),
        offset: offset.parse().ok()?,
        message,
    };
    Some((found, length.parse().ok()?))
}

fn find(error: &serde_json::Error, text: &[u8]) -> Found {
    // An error that a type made up has a position only once something around it gave it one.
    let end = match error.line() {
        0 => text.len(),
        line => offset(text, line, error.column()),
    };
    let message = error.to_string();
    let message = without_position(&message, error);
    if let Some((inner, length)) = unnest(message)
        && let Some(Place { mut path, start }) = locate(text, end, Some(length))
    {
        if !path.is_empty() && !inner.path.is_empty() && !inner.path.starts_with('[') {
            path.push('.');
        }
        path.push_str(&inner.path);
        return Found {
            path,
            offset: start + inner.offset,
            message: inner.message,
        };
    }
    let path = locate(text, end, None).map_or_else(String::new, |place| place.path);
    let message = match error.classify() {
        Category::Data => without_values(message),
        // Messages about the syntax are fixed texts.
        Category::Syntax | Category::Eof | Category::Io => message.to_owned(),
    };
    Found {
        path,
        offset: end,
        message,
    }
}

fn without_position<'m>(message: &'m str, error: &serde_json::Error) -> &'m str {
    let suffix = format!(" at line {} column {}", error.line(), error.column());
    message.strip_suffix(suffix.as_str()).unwrap_or(message)
}

/// Keeps of a message what is known to come from the program and not from the body. Everything that
/// is not recognised goes: a type with a `Deserialize` of its own may quote what it did not like.
fn without_values(message: &str) -> String {
    const KINDS: [&str; 17] = [
        "boolean",
        "integer",
        "floating point",
        "character",
        "string",
        "byte array",
        "unit value",
        "Option value",
        "newtype struct",
        "sequence",
        "map",
        "enum",
        "unit variant",
        "newtype variant",
        "tuple variant",
        "struct variant",
        "null",
    ];
    if message == TOO_DEEP || message.starts_with("missing field `") {
        return message.to_owned();
    }
    // What is expected is static text without this separator, so the last one is the right one even
    // if the value has it, too.
    let (before, expected) = message.rsplit_once(", expected ").unwrap_or((message, ""));
    for problem in ["invalid type", "invalid value"] {
        let Some(value) = before
            .strip_prefix(problem)
            .and_then(|rest| rest.strip_prefix(": "))
        else {
            continue;
        };
        let kind = KINDS
            .iter()
            .find(|kind| value.starts_with(**kind))
            .unwrap_or(&"value");
        return format!("{problem}: {kind}, expected {expected}");
    }
    for problem in ["invalid length", "unknown variant", "unknown field"] {
        if before.starts_with(problem) && !expected.is_empty() {
            return format!("{problem}, expected {expected}");
        }
    }
    "a value that does not fit".to_owned()
}
