//! The configured idempotency keys: `false`, or a header.

use crate::source::KeyChoice;
use serde::Deserialize;

/// An entry as it is in the file.
#[derive(Deserialize)]
#[serde(untagged)]
pub(in crate::config) enum KeyEntry {
    Flag(bool),
    Header(String),
}

pub(super) fn choice(entry: KeyEntry) -> Result<KeyChoice, String> {
    let token = |it: &u8| it.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(it);
    match entry {
        KeyEntry::Flag(false) => Ok(KeyChoice::Forbidden),
        KeyEntry::Flag(true) => Err("`true` does not name the header of the key".to_owned()),
        KeyEntry::Header(name) if !name.is_empty() && name.as_bytes().iter().all(token) => {
            Ok(KeyChoice::Header(name))
        }
        KeyEntry::Header(name) => Err(format!("`{name}` cannot be the name of a header")),
    }
}
