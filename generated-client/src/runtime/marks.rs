//! Marks in what is written, for tests of the emitted types: which values the document does not list, and
//! which type wrote an object.
//!
//! A value that was decoded does not tell how: in JSON, a union's `Unknown` looks like any other variant.
//! Marks are made while the value is written, and not while it is read, so that alternatives that were
//! tried in vain leave none. A client never asks for them, and then nothing is different.

use std::cell::Cell;

use serde::{Serialize, Serializer, de::DeserializeOwned, ser::SerializeMap as _};

use super::{Mismatch, json_error, whole};

/// The key under which a value stands that an enum does not list. Nobody's property is called so.
pub(super) const UNLISTED: &str = "\0unlisted";

/// The key under which a value stands that is none of a union's alternatives.
pub(super) const UNKNOWN: &str = "\0unknown";

/// The start of a key that ends with the name of the type that wrote the object.
pub(super) const TYPE: &str = "\0type ";

thread_local! {
    static MARKING: Cell<bool> = const { Cell::new(false) };
}

/// Ends marking when dropped.
struct Marking;

impl Drop for Marking {
    fn drop(&mut self) {
        let _ = MARKING.try_with(|marking| marking.set(false));
    }
}

/// Writes a value as JSON with marks.
///
/// # Errors
///
/// The error of writing the value.
pub fn marked<T: Serialize + ?Sized>(value: &T) -> Result<String, serde_json::Error> {
    let _ = MARKING.try_with(|marking| marking.set(true));
    let _until_done = Marking;
    serde_json::to_string(value)
}

/// Reads a JSON text as a client reads a body, and writes the value as JSON with marks.
///
/// # Errors
///
/// The text is not what the type is read from, or the value cannot be written.
pub fn round_trip<T: DeserializeOwned + Serialize>(text: &str) -> Result<String, Mismatch> {
    json_error::begin();
    match whole::from_slice::<T>(text.as_bytes()) {
        Ok(value) => marked(&value).map_err(|error| Mismatch::new(error.to_string())),
        Err(error) => Err(json_error::describe(&error, text.as_bytes())),
    }
}

/// Whether marks are made.
pub(super) fn marking() -> bool {
    MARKING.try_with(Cell::get).unwrap_or_default()
}

/// Writes a value that an enum does not list.
///
/// # Errors
///
/// The error of writing the value.
pub fn unlisted<T: Serialize, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    under(UNLISTED, value, serializer)
}

/// Writes a value that is none of a union's alternatives.
///
/// # Errors
///
/// The error of writing the value.
pub fn unknown<T: Serialize, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    under(UNKNOWN, value, serializer)
}

fn under<T: Serialize, S: Serializer>(
    mark: &str,
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if !marking() {
        return value.serialize(serializer);
    }
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(mark, value)?;
    map.end()
}
