//! The marks that the runtime's `runtime/marks.rs` adds to encoded values.

use crate::interpret::mark;
use generator::tree::pointer::join;
use serde_json::{Map, Value};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// The marks at one location.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// Whether the value was decoded as unlisted in its enum.
    pub(super) unlisted: bool,
    /// Whether the value was decoded as an unknown alternative of its union.
    pub(super) unknown: bool,
    /// The names of the types that wrote the value, without paths.
    pub(super) types: BTreeSet<String>,
}

/// A value without its marks, and the marks by JSON pointer.
#[derive(Debug, PartialEq)]
pub(in super::super) struct Marked {
    pub(super) value: Value,
    pub(super) marks: BTreeMap<String, Marks>,
}

impl Marked {
    pub(in super::super) fn of(value: Value) -> Self {
        let mut marks = BTreeMap::new();
        let value = without(value, "", &mut marks);
        Self { value, marks }
    }
}

impl fmt::Display for Marked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.value)?;
        for (at, marks) in &self.marks {
            let unlisted = if marks.unlisted { " unlisted" } else { "" };
            let unknown = if marks.unknown { " unknown" } else { "" };
            let types: Vec<_> = marks.types.iter().map(String::as_str).collect();
            write!(f, " `{at}`{unlisted}{unknown} {}", types.join(" "))?;
        }
        Ok(())
    }
}

fn without(value: Value, at: &str, marks: &mut BTreeMap<String, Marks>) -> Value {
    match value {
        Value::Array(items) => {
            let items = items.into_iter().enumerate();
            let items = items.map(|(index, it)| without(it, &join(at, &index.to_string()), marks));
            items.collect()
        }
        Value::Object(entries) => object(entries, at, marks),
        single => single,
    }
}

fn object(entries: Map<String, Value>, at: &str, marks: &mut BTreeMap<String, Marks>) -> Value {
    let mut out = Map::new();
    for (key, value) in entries {
        let here = || at.to_owned();
        if let Some(name) = key.strip_prefix(mark::TYPE) {
            let types = &mut marks.entry(here()).or_default().types;
            types.extend(short(name));
        } else if key == mark::UNLISTED {
            marks.entry(here()).or_default().unlisted = true;
            return value;
        } else if key == mark::UNKNOWN {
            marks.entry(here()).or_default().unknown = true;
            match value {
                // The mark may be written next to properties.
                Value::Object(value) => out.extend(value),
                single => return single,
            }
        } else {
            let value = without(value, &join(at, &key), marks);
            out.insert(key, value);
        }
    }
    Value::Object(out)
}

/// Returns the name without its path: `Pet` for `alloc::boxed::Box<shop::types::pet::Pet>`. Returns `None` for types
/// that are not from a document, such as a map, whose name contains the name of its values' type.
fn short(name: &str) -> Option<String> {
    let inner = name.strip_prefix("alloc::boxed::Box<");
    let inner = inner.and_then(|it| it.strip_suffix('>')).unwrap_or(name);
    let foreign = inner.contains('<') || inner.starts_with("serde_json::");
    let last = inner.rsplit("::").next().unwrap_or(inner);
    (!foreign).then(|| last.to_owned())
}
