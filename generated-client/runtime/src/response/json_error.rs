//! The errors of `serde_json` about a body, with the path and without the body's values.

use std::cell::Cell;

use serde_json::error::Category;

use crate::runtime::{
    BodyMismatch,
    response::decode::Inner,
    response::json_path::{Place, locate, offset, position},
};

/// The message for JSON that is nested too deeply.
pub(crate) const TOO_DEEP: &str = "recursion limit exceeded";

/// An error in a text, with its place.
pub(crate) struct Found {
    pub(crate) path: String,
    pub(crate) offset: usize,
    pub(crate) message: String,
}

impl Found {
    /// Returns the missing property, if that is the error.
    pub(crate) fn missing(&self) -> Option<&str> {
        missing(&self.message)
    }

    /// Returns whether the error is a null that does not fit.
    pub(crate) fn is_null(&self) -> bool {
        is_null(&self.message)
    }

    /// Converts the error to a mismatch, with its line and column in `text`.
    pub(crate) fn mismatch(self, text: &[u8]) -> BodyMismatch {
        let (line, column) = position(text, self.offset);
        Inner {
            path: self.path,
            line,
            column,
            message: self.message,
            ..Inner::default()
        }
        .into()
    }
}

/// Returns the property that a message reports as missing.
pub(crate) fn missing(message: &str) -> Option<&str> {
    message.strip_prefix("missing field `")?.strip_suffix('`')
}

/// Returns whether a message reports a null that does not fit.
pub(crate) fn is_null(message: &str) -> bool {
    message.starts_with("invalid type: null,")
}

/// The details of an error in a union's text, beside the message that was returned for it.
struct Nested {
    found: Found,
    /// The length of the union's text, by which its place in the enclosing text is found: when the error surfaces,
    /// `serde_json` may have read the enclosing value's closing bracket, too.
    length: usize,
}

thread_local! {
    /// The last error in a union. A `serde_json::Error` holds only a message and a position, and further details in its
    /// message would be read by those who decode without a client.
    static NESTED: Cell<Option<Nested>> = const { Cell::new(None) };
}

fn swap(nested: Option<Nested>) -> Option<Nested> {
    // The variable is gone while its thread ends, and then paths are shorter.
    let swapped = NESTED.try_with(|cell| cell.replace(nested));
    swapped.ok().flatten()
}

/// Starts the decoding of a text: the errors of an earlier text say nothing about it.
pub(crate) fn begin() {
    swap(None);
}

/// Describes an error in `text`, whose decoding was started by [`begin`].
pub(crate) fn describe(error: &serde_json::Error, text: &[u8]) -> BodyMismatch {
    if text.is_empty() {
        return BodyMismatch::new("the body is empty");
    }
    find(error, text).mismatch(text)
}

/// Returns the message for an error in the text of a union. [`describe`] finds its place in the enclosing text.
pub(crate) fn nested(error: &serde_json::Error, text: &str) -> String {
    let found = find(error, text.as_bytes());
    let message = found.message.clone();
    let length = text.len();
    swap(Some(Nested { found, length }));
    message
}

/// Finds an error in `text`, whose decoding was started by [`begin`].
pub(crate) fn find(error: &serde_json::Error, text: &[u8]) -> Found {
    // An error from a `Deserialize` implementation has a position only once an enclosing value has given it one.
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
        // Messages about the syntax are fixed texts without values.
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

/// Keeps only those parts of a message that are known to come from the program and not from the body. Everything else
/// is removed: a type with its own `Deserialize` may quote the value that it rejects.
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
    // The expectation is static text without this separator, so the last separator is the right one even if the value
    // contains it, too.
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
