//! Sensitive values in a JSON text, for cassettes: the types know them, whatever the names of the properties.
//!
//! The runtime writes a value again, with a mark around each sensitive value in it. The marks are in the same locations as
//! the values in the original text. A client asks for marks in tests only; without them nothing is different.

use std::cell::Cell;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::runtime::json::whole;

/// The key under which a sensitive value stands. Nobody's property is called so.
const SENSITIVE: &str = "\0sensitive";

/// Writes a JSON text again with marks, if it is of the type that the document has for it.
pub type Marked = fn(&str) -> Option<Value>;

thread_local! {
    static SEEKING: Cell<bool> = const { Cell::new(false) };
}

/// Ends the search when dropped.
struct Seeking;

impl Drop for Seeking {
    fn drop(&mut self) {
        let _ = SEEKING.try_with(|seeking| seeking.set(false));
    }
}

/// Writes a value with marks around what is sensitive in it; `None` if it cannot be written.
pub(crate) fn marked<T: Serialize + ?Sized>(value: &T) -> Option<Value> {
    let _ = SEEKING.try_with(|seeking| seeking.set(true));
    let _until_done = Seeking;
    serde_json::to_value(value).ok()
}

/// Reads a text as a client reads it, and writes the value with marks.
pub(crate) fn marked_text<T: DeserializeOwned + Serialize>(text: &str) -> Option<Value> {
    let value: T = whole::from_slice(text.as_bytes()).ok()?;
    marked(&value)
}

/// Returns whether values are written with marks.
pub(crate) fn seeking() -> bool {
    SEEKING.try_with(Cell::get).unwrap_or_default()
}

/// A sensitive value with its mark around it.
pub(crate) struct Mark<'v, T: ?Sized>(pub(crate) &'v T);

impl<T: Serialize + ?Sized> Serialize for Mark<'_, T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(SENSITIVE, self.0)])
    }
}

/// Returns whether a value that was written with marks is a sensitive one.
pub(crate) fn is_sensitive(marked: &Value) -> bool {
    marked.get(SENSITIVE).is_some()
}

/// Returns whether the name of a pair, `card[number]`, leads to something sensitive.
pub(crate) fn names_sensitive(marked: &Value, name: &str) -> bool {
    let mut steps = name.split(['[', ']', '.']).filter(|step| !step.is_empty());
    let mut at = marked;
    loop {
        if is_sensitive(at) {
            return true;
        }
        let next = steps.next().and_then(|step| match at {
            Value::Array(items) => items.get(step.parse::<usize>().ok()?),
            at => at.get(step),
        });
        match next {
            Some(next) => at = next,
            None => return false,
        }
    }
}
