//! The types that keep undeclared properties: all of them, or a list.

use super::named;
use crate::source::Undeclared;
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, de::Error};
use std::fmt;
use toml::Spanned;

/// `true` for all types, or the schemas of some: `["Order", "/components/schemas/Order/properties/place"]`.
pub(in crate::config) enum UndeclaredEntry {
    All(bool),
    Of(Vec<Spanned<String>>),
}

impl Default for UndeclaredEntry {
    fn default() -> Self {
        Self::All(false)
    }
}

impl UndeclaredEntry {
    pub(super) fn choice(self) -> Undeclared {
        match self {
            Self::All(true) => Undeclared::All,
            Self::All(false) => Undeclared::default(),
            Self::Of(keys) => Undeclared::Of(keys.into_iter().map(named).collect()),
        }
    }
}

impl<'de> Deserialize<'de> for UndeclaredEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntryVisitor)
    }
}

struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = UndeclaredEntry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`true`, or a list of schemas")
    }

    fn visit_bool<E: Error>(self, all: bool) -> Result<UndeclaredEntry, E> {
        Ok(UndeclaredEntry::All(all))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<UndeclaredEntry, A::Error> {
        let mut keys = Vec::new();
        while let Some(key) = items.next_element()? {
            keys.push(key);
        }
        Ok(UndeclaredEntry::Of(keys))
    }
}
