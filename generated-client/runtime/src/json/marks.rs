//! Marks in written JSON, for tests of the emitted types: they show which values the document does not
//! list, and which type wrote an object.
//!
//! A decoded value does not tell how it was decoded: in JSON, a union's `Unknown` looks like any other
//! variant. Marks are made while a value is written rather than while it is read, so that alternatives that
//! were tried in vain leave none. A client never enables marks, and without them nothing changes.

use std::cell::Cell;

use serde::{Serialize, Serializer, de::DeserializeOwned, ser::SerializeMap as _};

use crate::runtime::{BodyMismatch, json::whole, response::incomplete, response::json_error};

/// The key for a value that an enum does not list. No property in a document has this name.
pub(crate) const UNLISTED: &str = "\0unlisted";

/// The key for a value that matches none of a union's alternatives.
pub(crate) const UNKNOWN: &str = "\0unknown";

/// The start of a key that ends with the name of the type that wrote the object.
pub(crate) const TYPE: &str = "\0type ";

thread_local! {
    static MARKING: Cell<bool> = const { Cell::new(false) };
}

/// A guard that disables marks when it is dropped.
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
/// Returns an error if the value cannot be written.
pub fn marked<T: Serialize + ?Sized>(value: &T) -> Result<String, serde_json::Error> {
    let _ = MARKING.try_with(|marking| marking.set(true));
    let _until_done = Marking;
    serde_json::to_string(value)
}

/// Reads a JSON text as a client reads a body, and writes the value as JSON with marks.
///
/// # Errors
///
/// Returns an error if the text is not a value of the type, or if the value cannot be written.
pub fn round_trip<T: DeserializeOwned + Serialize>(text: &str) -> Result<String, BodyMismatch> {
    json_error::begin();
    match whole::from_slice::<T>(text.as_bytes()) {
        Ok(value) => marked(&value).map_err(|error| BodyMismatch::new(error.to_string())),
        Err(error) => Err(json_error::describe(&error, text.as_bytes())),
    }
}

/// Reads a JSON text as a [tolerant](crate::runtime::ClientBuilder::tolerant) client reads a body. Returns
/// the value with marks, the places that were filled, and the text with the values that were filled in.
///
/// # Errors
///
/// Returns an error if the text cannot be repaired, or if the value cannot be written.
pub fn tolerant_round_trip<T: DeserializeOwned + Serialize>(
    text: &str,
) -> Result<(String, Vec<String>, String), BodyMismatch> {
    let (value, filled) = incomplete::read::<T>(text.as_bytes())?;
    let marked = marked(&value).map_err(|error| BodyMismatch::new(error.to_string()))?;
    let text = String::from_utf8_lossy(&filled.text).into_owned();
    Ok((marked, filled.places, text))
}

/// Returns whether marks are enabled.
pub(crate) fn marking() -> bool {
    MARKING.try_with(Cell::get).unwrap_or_default()
}

/// Writes a value that an enum does not list.
///
/// # Errors
///
/// Returns an error if the value cannot be written.
pub fn unlisted<T: Serialize, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    under(UNLISTED, value, serializer)
}

/// Writes a value that matches none of a union's alternatives.
///
/// # Errors
///
/// Returns an error if the value cannot be written.
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
