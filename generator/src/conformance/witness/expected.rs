//! The part of a value that must survive a round trip.

use super::Witness;
use crate::tree::SpecPath;
use serde_json::Value;

/// The maximum nesting depth of values.
const MAX_DEPTH: usize = 64;

/// Returns the `kept` value with the declared properties of `value` that it lacks: properties that a type must not
/// lose. `null` is not restored: for an optional property it may stand for an absent value.
pub(crate) fn expected(
    witness: &Witness<'_>,
    schemas: &[SpecPath],
    value: &Value,
    kept: Value,
) -> Value {
    Restorer { witness }.value(schemas, value, kept, 0)
}

struct Restorer<'a> {
    witness: &'a Witness<'a>,
}

impl Restorer<'_> {
    fn value(&self, schemas: &[SpecPath], value: &Value, kept: Value, depth: usize) -> Value {
        if schemas.is_empty() || depth > MAX_DEPTH || *value == kept {
            return kept;
        }
        let schemas = self.witness.applied(schemas, value, &|_, _| None);
        match (value, kept) {
            (Value::Object(entries), Value::Object(mut kept)) => {
                for (key, value) in entries {
                    let inner = self.witness.property(&schemas, key);
                    if inner.is_empty() || value.is_null() {
                        continue;
                    }
                    let back = match kept.get_mut(key) {
                        Some(there) => self.value(&inner, value, there.take(), depth + 1),
                        None => value.clone(),
                    };
                    kept.insert(key.clone(), back);
                }
                Value::Object(kept)
            }
            (Value::Array(items), Value::Array(kept)) => {
                let pairs = items.iter().zip(kept).enumerate();
                let back = pairs.map(|(index, (value, kept))| {
                    let inner = self.witness.item(&schemas, index);
                    self.value(&inner, value, kept, depth + 1)
                });
                back.collect()
            }
            (_, kept) => kept,
        }
    }
}
