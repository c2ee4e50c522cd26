//! Copies of values with a change at one location. Most are not valid, and a type has to refuse them or to keep the
//! unknown part.

use crate::random::Random;
use generator::tree::pointer::join;
use serde_json::{Map, Value, json};

/// The number of copies per value.
const EACH: usize = 3;

/// The maximum number of locations in a value that are considered for a change.
const MAX_PLACES: usize = 500;

/// Returns copies of a value that each differ from it at one location.
pub(super) fn altered(value: &Value, random: &mut Random) -> Vec<Value> {
    let mut places = Vec::new();
    list(value, "", &mut places);
    let each = (0..EACH).filter_map(|_| {
        let at = places.get(random.below(places.len()))?;
        let mut out = value.clone();
        alter(out.pointer_mut(at)?, random);
        Some(out)
    });
    each.filter(|it| it != value).collect()
}

fn list(value: &Value, at: &str, places: &mut Vec<String>) {
    if places.len() >= MAX_PLACES {
        return;
    }
    places.push(at.to_owned());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                list(item, &join(at, &index.to_string()), places);
            }
        }
        Value::Object(entries) => {
            for (key, value) in entries {
                list(value, &join(at, key), places);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn alter(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(entries) if random.below(2) == 0 => object(entries, random),
        Value::Array(items) if random.below(2) == 0 => array(items, random),
        Value::Number(number) if random.below(2) == 0 => *value = number.as_f64().into(),
        Value::String(text) if random.below(2) == 0 => text.push('x'),
        other => *other = another(random),
    }
}

/// Removes a property or adds one.
fn object(entries: &mut Map<String, Value>, random: &mut Random) {
    let keys: Vec<String> = entries.keys().cloned().collect();
    match keys.get(random.below(keys.len() + 1)) {
        Some(key) => {
            entries.remove(key);
        }
        None => {
            entries.insert("another".to_owned(), another(random));
        }
    }
}

/// Removes an item or adds one.
fn array(items: &mut Vec<Value>, random: &mut Random) {
    if random.below(2) == 0 {
        items.pop();
    } else {
        items.push(another(random));
    }
}

/// Returns a value of any type.
fn another(random: &mut Random) -> Value {
    let mut all = [
        Value::Null,
        json!(true),
        json!(1),
        json!(-1),
        json!(2.0),
        json!(0.5),
        json!(300),
        json!(1e300),
        json!(9_223_372_036_854_775_808_u64),
        json!(9_007_199_254_740_993_i64),
        json!(9e18),
        json!(""),
        json!("another"),
        json!("2024-05-01"),
        json!("2024-05-01T10:20:30Z"),
        json!("7a1c2c1e-3d56-4a1b-9d3b-1d2b3c4d5e6f"),
        json!("1"),
        json!([]),
        json!([{}]),
        json!(["another", null]),
        json!({}),
        json!({ "type": "another" }),
    ];
    let index = random.below(all.len());
    all.get_mut(index).map(Value::take).unwrap_or_default()
}
