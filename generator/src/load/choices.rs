//! What the configuration decides for one API beyond its document: types of the user's own, names, and what is
//! never printed.

use super::config::{CONFIG, Problem};
use crate::name::{is_member_name, is_type_name, is_type_path};
use indexmap::IndexMap;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::ops::Range;
use toml::Spanned;

/// What the configuration decides for one API. Each entry has to mean something in the document: one that does not
/// is an error of the stage that looks for it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Choices {
    /// The file that says so: its name and its text.
    pub(super) file: Option<(String, String)>,
    /// The types that stand for a `format`.
    pub formats: Vec<Choice<TypeChoice>>,
    /// The types that stand for a schema, by its name or its JSON pointer.
    pub schemas: Vec<Choice<TypeChoice>>,
    /// The names of types, by the schema's name or JSON pointer.
    pub type_names: Vec<Choice<String>>,
    /// The names of fields, by `Schema/property` or JSON pointer.
    pub field_names: Vec<Choice<String>>,
    /// The names of operation functions, by `operationId` or `PUT /path`.
    pub operation_names: Vec<Choice<String>>,
    /// Properties that are never printed, by `Schema/property` or JSON pointer.
    pub sensitive: Vec<Choice<()>>,
}

/// One entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice<T> {
    /// What of the document is meant.
    pub key: String,
    /// Where the key stands in the file.
    pub key_at: Range<usize>,
    /// What is chosen.
    pub value: T,
    /// Where that stands.
    pub value_at: Range<usize>,
}

/// A type of the user's own.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeChoice {
    /// Its path.
    pub path: String,
    /// The dependency that a crate of its own needs for it, as Cargo reads it.
    pub dependency: Option<toml::Value>,
}

impl Choices {
    /// Whether nothing is decided.
    pub fn is_empty(&self) -> bool {
        let types = self.formats.is_empty() && self.schemas.is_empty();
        let names = self.type_names.is_empty() && self.field_names.is_empty();
        types && names && self.operation_names.is_empty() && self.sensitive.is_empty()
    }

    /// Where a dependency is said, if one is.
    pub(super) fn dependency_at(&self) -> Option<Range<usize>> {
        let mut types = self.formats.iter().chain(&self.schemas);
        let said = types.find(|it| it.value.dependency.is_some())?;
        Some(said.value_at.clone())
    }
}

type Entries<T> = IndexMap<Spanned<String>, Spanned<T>>;

/// `[apis.NAME.types]`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct TypesEntry {
    #[serde(default)]
    formats: Entries<TypeEntry>,
    #[serde(default)]
    schemas: Entries<TypeEntry>,
}

/// `[apis.NAME.rename]`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RenameEntry {
    #[serde(default)]
    schemas: Entries<String>,
    #[serde(default)]
    fields: Entries<String>,
    #[serde(default)]
    operations: Entries<String>,
}

/// `"jiff::Timestamp"`, or the same with a dependency: `{ type = "rust_decimal::Decimal", crate = "1" }`.
struct TypeEntry(TypeChoice);

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
        Ok(TypeEntry(TypeChoice {
            path: path.to_owned(),
            dependency: None,
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
        }
        let full = Full::deserialize(MapAccessDeserializer::new(map))?;
        Ok(TypeEntry(TypeChoice {
            path: full.path,
            dependency: full.dependency,
        }))
    }
}

/// The choices of one API, each checked by itself.
pub(super) fn choices(
    file: (&str, &str),
    types: TypesEntry,
    rename: RenameEntry,
    sensitive: Vec<Spanned<String>>,
) -> Result<Choices, Problem> {
    let sensitive = sensitive.into_iter().map(|key| Choice {
        key_at: key.span(),
        value_at: key.span(),
        key: key.into_inner(),
        value: (),
    });
    Ok(Choices {
        file: Some((file.0.to_owned(), file.1.to_owned())),
        formats: each(types.formats, type_choice)?,
        schemas: each(types.schemas, type_choice)?,
        type_names: each(rename.schemas, type_name)?,
        field_names: each(rename.fields, member_name)?,
        operation_names: each(rename.operations, member_name)?,
        sensitive: sensitive.collect(),
    })
}

/// The entries in the order of the file; TOML tables arrive sorted by name.
fn each<T, C>(
    entries: Entries<T>,
    check: fn(T) -> Result<C, String>,
) -> Result<Vec<Choice<C>>, Problem> {
    let mut out = Vec::new();
    for (key, value) in entries {
        let (key_at, value_at) = (key.span(), value.span());
        let value = check(value.into_inner())
            .map_err(|message| (CONFIG, message, Some(value_at.clone())))?;
        out.push(Choice {
            key: key.into_inner(),
            key_at,
            value,
            value_at,
        });
    }
    out.sort_by_key(|choice| choice.key_at.start);
    Ok(out)
}

fn type_choice(TypeEntry(choice): TypeEntry) -> Result<TypeChoice, String> {
    let dependency = choice.dependency.as_ref();
    if dependency.is_some_and(|it| !it.is_str() && !it.is_table()) {
        return Err("`crate` is a version, or a table as Cargo has it for a dependency".to_owned());
    }
    if is_type_path(&choice.path) {
        return Ok(choice);
    }
    Err(format!(
        "`{}` is not the path of a type: it begins with `crate::` or the name of a crate, as `rust_decimal::Decimal` does",
        choice.path
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
