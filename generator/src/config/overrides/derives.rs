//! The configured derives: a list for all types, or a table of lists by the names of schemas, with `*` for all types.

use crate::{
    api::Trait,
    config::{CONFIG, Problem},
    diagnostic::nearest,
    rust::names::is_derive_path,
    source::{EVERY, Override},
};
use indexmap::IndexMap;
use serde::{
    Deserialize, Deserializer,
    de::{
        MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};
use std::fmt;
use toml::Spanned;

/// The derives that every type has, whatever the configuration says.
const ALWAYS: &[&str] = &[
    "Clone",
    "Debug",
    "PartialEq",
    "Serialize",
    "Deserialize",
    "serde::Serialize",
    "serde::Deserialize",
];

/// The entry as it is in the file.
#[derive(Default)]
pub(in crate::config) struct DerivesEntry(Vec<List>);

/// A list of derives.
struct List {
    /// The name of a schema; a list without one is for all types.
    key: Option<Spanned<String>>,
    derives: Vec<Spanned<String>>,
}

impl<'de> Deserialize<'de> for DerivesEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DerivesVisitor)
    }
}

struct DerivesVisitor;

impl<'de> Visitor<'de> for DerivesVisitor {
    type Value = DerivesEntry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of derives, or a table of such lists by the names of schemas")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<DerivesEntry, A::Error> {
        let derives = Vec::deserialize(SeqAccessDeserializer::new(seq))?;
        Ok(DerivesEntry(vec![List { key: None, derives }]))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<DerivesEntry, A::Error> {
        type Lists = IndexMap<Spanned<String>, Vec<Spanned<String>>>;
        let lists = Lists::deserialize(MapAccessDeserializer::new(map))?.into_iter();
        let lists = lists.map(|(key, derives)| List {
            key: Some(key),
            derives,
        });
        Ok(DerivesEntry(lists.collect()))
    }
}

impl DerivesEntry {
    /// Checks the derives and returns them in file order.
    pub(super) fn checked(self) -> Result<Vec<Override<String>>, Problem> {
        let mut out = Vec::new();
        for List { key, derives } in self.0 {
            for derive in derives {
                let value_at = derive.span();
                let value = derive.into_inner();
                if let Some(why) = refused(&value) {
                    return Err((CONFIG, why, Some(value_at)));
                }
                out.push(Override {
                    key: key.as_ref().map_or(EVERY, |it| it.get_ref()).to_owned(),
                    key_at: key.as_ref().map_or(value_at.clone(), Spanned::span),
                    value,
                    value_at,
                });
            }
        }
        out.sort_by_key(|entry| entry.value_at.start);
        Ok(out)
    }
}

/// Returns the reason why a text cannot be a derive, if there is one.
fn refused(text: &str) -> Option<String> {
    if Trait::of(text).is_some() {
        return None;
    }
    let standard = ["std::", "core::"].map(|it| text.trim_start_matches("::").starts_with(it));
    let last = text.rsplit("::").next().unwrap_or_default();
    let name = if standard.contains(&true) { last } else { text };
    if ALWAYS.contains(&name) {
        return Some(format!("every type implements `{text}` anyway"));
    }
    if is_derive_path(text) {
        return None;
    }
    let names = Trait::ALL.map(Trait::name);
    let alike = names.into_iter().find(|it| it.eq_ignore_ascii_case(text));
    let help = match alike.or_else(|| nearest(text, names)) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!(
            "it has to be one of {}, or a path that begins with `crate::` or the name of a crate, as in `schemars::JsonSchema`",
            known()
        ),
    };
    Some(format!("`{text}` is not a derive: {help}"))
}

/// Returns the names of the derives whose requirements the generator knows.
pub(super) fn known() -> String {
    let names = Trait::ALL.map(|it| format!("`{}`", it.name()));
    names.join(", ")
}
