//! The tables with the overrides for one API: custom types, names, sensitive properties, derives and pages.

mod derives;
mod idempotency;
mod pages;
mod polls;
mod undeclared;
mod webhooks;

use super::{CONFIG, Problem};
use crate::api::Trait;
use crate::rust::names::{is_member_name, is_type_name, is_type_path};
use crate::source::{Override, Overrides, TypeOverride, WebhookRule};
use indexmap::IndexMap;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;
use toml::Spanned;

pub(super) type Entries<T> = IndexMap<Spanned<String>, Spanned<T>>;

/// The table `[apis.NAME.pages]`.
pub(super) type PagesEntry = Entries<pages::PageEntry>;

/// The table `[apis.NAME.polls]`.
pub(super) type PollsEntry = Entries<polls::PollEntry>;

/// The table `[apis.NAME.idempotency]`.
pub(super) type KeysEntry = Entries<idempotency::KeyEntry>;

/// The table `[apis.NAME.env]`.
pub(super) type EnvironmentEntry = Entries<String>;

/// The key `keep_undeclared`.
pub(super) type UndeclaredEntry = undeclared::UndeclaredEntry;

/// The list or the table `derives` of an API.
pub(super) use derives::DerivesEntry;

/// The table `[apis.NAME.webhooks]`.
pub(super) type WebhooksEntry = Spanned<webhooks::WebhooksEntry>;

/// The table `[apis.NAME.types]`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(super) struct TypesEntry {
    #[serde(default)]
    formats: Entries<TypeEntry>,
    #[serde(default)]
    schemas: Entries<TypeEntry>,
}

/// The table `[apis.NAME.rename]`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(super) struct RenameEntry {
    #[serde(default)]
    schemas: Entries<String>,
    #[serde(default)]
    fields: Entries<String>,
    #[serde(default)]
    operations: Entries<String>,
}

/// A type as `"jiff::Timestamp"`, or with a dependency: `{ type = "rust_decimal::Decimal", crate = "1" }`.
struct TypeEntry(TypeOverride);

impl<'de> Deserialize<'de> for TypeEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TypeVisitor)
    }
}

struct TypeVisitor;

impl<'de> Visitor<'de> for TypeVisitor {
    type Value = TypeEntry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the path of a type, or a table with `type` and `crate`")
    }

    fn visit_str<E: Error>(self, path: &str) -> Result<TypeEntry, E> {
        Ok(TypeEntry(TypeOverride {
            path: path.to_owned(),
            dependency: None,
            implements: Vec::new(),
        }))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<TypeEntry, A::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Full {
            #[serde(rename = "type")]
            path: String,
            #[serde(rename = "crate")]
            dependency: Option<toml::Value>,
            #[serde(default)]
            implements: Vec<String>,
        }
        let full = Full::deserialize(MapAccessDeserializer::new(map))?;
        Ok(TypeEntry(TypeOverride {
            path: full.path,
            dependency: full.dependency,
            implements: full.implements,
        }))
    }
}

/// Returns the overrides of one API. Each entry is checked on its own.
pub(super) fn overrides(
    file: (&str, &str),
    types: TypesEntry,
    rename: RenameEntry,
    (sensitive, undeclared, derives): (Vec<Spanned<String>>, UndeclaredEntry, DerivesEntry),
    environment: EnvironmentEntry,
    (pages, polls, keys, webhooks): (PagesEntry, PollsEntry, KeysEntry, Option<WebhooksEntry>),
) -> Result<Overrides, Problem> {
    Ok(Overrides {
        file: Some((file.0.to_owned(), file.1.to_owned())),
        formats: each(types.formats, type_choice)?,
        schemas: each(types.schemas, type_choice)?,
        type_names: each(rename.schemas, type_name)?,
        field_names: each(rename.fields, member_name)?,
        operation_names: each(rename.operations, member_name)?,
        sensitive: sensitive.into_iter().map(named).collect(),
        undeclared: undeclared.choice(),
        pages: each(pages, pages::entry)?,
        polls: each(polls, polls::entry)?,
        idempotency: each(keys, idempotency::entry)?,
        webhooks: webhooks.map(webhook_rule).transpose()?,
        environment: each(environment, variable_name)?,
        derives: derives.checked()?,
    })
}

/// Returns the override that consists of a key alone.
fn named(key: Spanned<String>) -> Override<()> {
    Override {
        key_at: key.span(),
        value_at: key.span(),
        key: key.into_inner(),
        value: (),
    }
}

fn webhook_rule(entry: WebhooksEntry) -> Result<Override<WebhookRule>, Problem> {
    let at = entry.span();
    let value = webhooks::entry(entry.into_inner())
        .map_err(|message| (CONFIG, message, Some(at.clone())))?;
    Ok(Override {
        key: "webhooks".to_owned(),
        key_at: at.clone(),
        value,
        value_at: at,
    })
}

/// Checks the entries and returns them in file order; `toml` yields tables sorted by name.
fn each<T, C>(
    entries: Entries<T>,
    check: fn(T) -> Result<C, String>,
) -> Result<Vec<Override<C>>, Problem> {
    let mut out = Vec::new();
    for (key, value) in entries {
        let (key_at, value_at) = (key.span(), value.span());
        let value = check(value.into_inner())
            .map_err(|message| (CONFIG, message, Some(value_at.clone())))?;
        out.push(Override {
            key: key.into_inner(),
            key_at,
            value,
            value_at,
        });
    }
    out.sort_by_key(|entry| entry.key_at.start);
    Ok(out)
}

fn type_choice(TypeEntry(entry): TypeEntry) -> Result<TypeOverride, String> {
    let dependency = entry.dependency.as_ref();
    if dependency.is_some_and(|it| !it.is_str() && !it.is_table()) {
        return Err("`crate` has to be a version, or a table as in `[dependencies]`".to_owned());
    }
    if let Some(other) = entry.implements.iter().find(|it| Trait::of(it).is_none()) {
        return Err(format!(
            "`implements` lists which of {} the type implements, and `{other}` is none of them",
            derives::known()
        ));
    }
    if is_type_path(&entry.path) {
        return Ok(entry);
    }
    Err(format!(
        "`{}` is not the path of a type, which begins with `crate::` or the name of a crate, as in `rust_decimal::Decimal`",
        entry.path
    ))
}

/// Checks the name of an environment variable, as shells can set it.
fn variable_name(name: String) -> Result<String, String> {
    let part = |it: u8| it.is_ascii_alphanumeric() || it == b'_';
    let starts = name.bytes().next().is_some_and(|it| !it.is_ascii_digit());
    if starts && name.bytes().all(part) {
        return Ok(name);
    }
    Err(format!(
        "`{name}` cannot be the name of an environment variable: it has to consist of letters, digits and `_`"
    ))
}

fn type_name(name: String) -> Result<String, String> {
    if is_type_name(&name) {
        return Ok(name);
    }
    Err(format!(
        "`{name}` cannot be the name of a type: it has to be in UpperCamelCase"
    ))
}

fn member_name(name: String) -> Result<String, String> {
    if is_member_name(&name) {
        return Ok(name);
    }
    Err(format!(
        "`{name}` cannot be the name of a field or a function: it has to be in snake_case"
    ))
}
