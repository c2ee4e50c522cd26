//! What `serde_json` says about a body, with the path and without the body's values.

use std::cell::Cell;

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

/// What is known of an error in a union's text, beside the message that went out for it.
struct Nested {
    found: Found,
    /// By the text's length its place in the text around it is found: when the error surfaces,
    /// `serde_json` may have read the closing bracket of what is around it, too.
    length: usize,
}

thread_local! {
    /// The last error in a union. A `serde_json::Error` holds a message and a position, and what
    /// else there is to say would be read by those who decode without a client.
    static NESTED: Cell<Option<Nested>> = const { Cell::new(None) };
}

fn swap(nested: Option<Nested>) -> Option<Nested> {
    // In a thread that ends there is none any more, and then paths are shorter.
    let swapped = NESTED.try_with(|cell| cell.replace(nested));
    swapped.ok().flatten()
}

/// Starts the decoding of a text: errors of another one say nothing about it.
pub(super) fn begin() {
    swap(None);
}

/// Describes an error in `text`, whose decoding was started by [`begin`].
pub(super) fn describe(error: &serde_json::Error, text: &[u8]) -> Mismatch {
    if text.is_empty() {
        return Mismatch::new("the body is empty");
    }
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

/// The message for an error in the text of a union. [`describe`] finds its place in the text around
/// it.
pub(super) fn nested(error: &serde_json::Error, text: &str) -> String {
    let found = find(error, text.as_bytes());
    let message = found.message.clone();
    let length = text.len();
    swap(Some(Nested { found, length }));
    message
}

fn find(error: &serde_json::Error, text: &[u8]) -> Found {
    // An error that a type made up has a position only once something around it gave it one.
    let end = match error.line() {
        0 => text.len(),
        line => offset(text, line, error.column()),
    };
    let message = error.to_string();
    let message = without_position(&message, error);
    if let Some(Nested {
        found: inner,
        length,
    }) = swap(None)
        && inner.message == message
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
