//! The configured idempotency keys: `false`, or a header.

use crate::source::KeyOverride;
use serde::Deserialize;

/// An entry as it is in the file.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected the name of a header, or `false`")]
pub(in crate::config) enum KeyEntry {
    Flag(bool),
    Header(String),
}

pub(super) fn entry(entry: KeyEntry) -> Result<KeyOverride, String> {
    let token = |it: &u8| it.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(it);
    match entry {
        KeyEntry::Flag(false) => Ok(KeyOverride::Forbidden),
        KeyEntry::Flag(true) => Err("`true` does not name the header of the key".to_owned()),
        KeyEntry::Header(name) if !name.is_empty() && name.as_bytes().iter().all(token) => {
            Ok(KeyOverride::Header(name))
        }
        KeyEntry::Header(name) => Err(format!("`{name}` cannot be the name of a header")),
    }
}
