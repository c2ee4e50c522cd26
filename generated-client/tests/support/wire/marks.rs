//! The marks that the runtime adds on request to values that the document does not list.

use crate::library::runtime::support::marked;
use serde::Serialize;
use serde_json::{Map, Value};

/// The keys of the marks for a value that an enum does not list, and for a value that is no alternative of a union.
const UNLISTED: [&str; 2] = ["\0unlisted", "\0unknown"];

/// The start of a key with the name of a type.
const TYPE: &str = "\0type ";

/// Encodes a value with marks. A value that cannot be encoded becomes a string that no document contains.
pub(super) fn again<T: Serialize>(value: &T) -> Value {
    let json = marked(value).ok();
    let json = json.and_then(|it| serde_json::from_str(&it).ok());
    json.unwrap_or_else(|| "not encoded".into())
}

/// Returns the value without marks, and the JSON pointers of unlisted values.
pub(super) fn taken(value: &Value) -> (Value, Vec<String>) {
    let mut unlisted = Vec::new();
    let value = without(value, "", &mut unlisted);
    (value, unlisted)
}

fn without(value: &Value, at: &str, unlisted: &mut Vec<String>) -> Value {
    match value {
        Value::Array(items) => {
            let items = items.iter().enumerate();
            let items = items.map(|(index, it)| without(it, &format!("{at}/{index}"), unlisted));
            items.collect()
        }
        Value::Object(entries) => object(entries, at, unlisted),
        single => single.clone(),
    }
}

fn object(entries: &Map<String, Value>, at: &str, unlisted: &mut Vec<String>) -> Value {
    let mut out = Map::new();
    for (key, value) in entries {
        if UNLISTED.contains(&key.as_str()) {
            unlisted.push(at.to_owned());
            match value {
                // The mark may be written next to properties.
                Value::Object(value) => out.extend(value.clone()),
                single => return single.clone(),
            }
        } else if !key.starts_with(TYPE) {
            let token = key.replace('~', "~0").replace('/', "~1");
            let value = without(value, &format!("{at}/{token}"), unlisted);
            out.insert(key.clone(), value);
        }
    }
    Value::Object(out)
}
