//! The marks of the runtime in what a value was encoded to: `runtime/marks.rs` makes them.

use crate::load::pointer::join;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

const UNLISTED: &str = "\0unlisted";
const UNKNOWN: &str = "\0unknown";
const TYPE: &str = "\0type ";

/// What was marked at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// Whether the value there is none that its enum lists.
    pub(super) unlisted: bool,
    /// Whether it is no alternative of its union.
    pub(super) unknown: bool,
    /// The types that wrote it, as Rust calls them, without their paths.
    pub(super) types: Vec<String>,
}

/// A value without its marks, and these by JSON pointer.
#[derive(Debug)]
pub(super) struct Marked {
    pub(super) value: Value,
    pub(super) marks: BTreeMap<String, Marks>,
}

impl Marked {
    pub(super) fn of(value: Value) -> Self {
        let mut marks = BTreeMap::new();
        let value = without(value, "", &mut marks);
        Self { value, marks }
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
        if let Some(name) = key.strip_prefix(TYPE) {
            marks.entry(here()).or_default().types.push(short(name));
        } else if key == UNLISTED {
            marks.entry(here()).or_default().unlisted = true;
            return value;
        } else if key == UNKNOWN {
            marks.entry(here()).or_default().unknown = true;
            match value {
                // It may stand among properties that are written beside it.
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

/// `Pet` of `alloc::boxed::Box<shop::types::pet::Pet>`.
fn short(name: &str) -> String {
    let inner = name.rsplit('<').next().unwrap_or(name);
    let path = inner.split('>').next().unwrap_or(inner);
    path.rsplit("::").next().unwrap_or(path).to_owned()
}
