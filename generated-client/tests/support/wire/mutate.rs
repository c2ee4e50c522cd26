//! Responses that differ from the documented one, and that the client has to accept all the same.

use super::Answer;
use serde_json::{Value, json};

/// The only mutation that adds values that no enum lists.
const UNLISTED: &str = "values that no enum lists";

/// A variant of a response that a server may send as well.
pub(super) struct Mutation {
    pub(super) what: &'static str,
    /// The body of the response.
    pub(super) sent: String,
    /// The value that the body has to be decoded as.
    pub(super) wanted: String,
    /// The locations of values that no enum lists.
    pub(super) unlisted: &'static [&'static str],
}

/// Returns the variants of a response that a server may send as well.
pub(super) fn mutations(answer: &Answer) -> Vec<Mutation> {
    let Ok(body) = serde_json::from_str::<Value>(answer.body) else {
        return Vec::new();
    };
    let places = &answer.places;
    let mut out = Vec::new();
    let absent = changed(&body, places.optional, remove);
    out.push(("without what is optional", absent.clone(), absent));
    let nulls = changed(&body, places.optional, set(Value::Null));
    let kept = |place: &&&str| !places.nullable.contains(*place);
    let lost: Vec<&str> = places.optional.iter().filter(kept).copied().collect();
    let wanted = nulls.as_ref().and_then(|it| changed(it, &lost, remove));
    out.push(("null for what is optional", nulls.clone(), wanted.or(nulls)));
    let nulls = changed(&body, places.nullable, set(Value::Null));
    out.push(("null for what may be null", nulls.clone(), nulls));
    let unknown = changed(&body, places.enums, unlisted);
    out.push((UNLISTED, unknown.clone(), unknown));
    let more = changed(&body, places.objects, extended);
    out.push(("properties that nobody declared", more, Some(body)));
    let made = |(what, sent, wanted): (_, Option<Value>, Option<Value>)| {
        Some(Mutation {
            what,
            sent: sent?.to_string(),
            wanted: wanted?.to_string(),
            unlisted: if what == UNLISTED { places.enums } else { &[] },
        })
    };
    out.into_iter().filter_map(made).collect()
}

/// Returns the body with a change at each location, or `None` if there are no locations.
fn changed(body: &Value, places: &[&str], change: impl Fn(&mut Value, &str)) -> Option<Value> {
    let mut out = body.clone();
    for place in places {
        change(&mut out, place);
    }
    (!places.is_empty()).then_some(out)
}

fn remove(body: &mut Value, place: &str) {
    let Some((parent, key)) = place.rsplit_once('/') else {
        return;
    };
    let key = key.replace("~1", "/").replace("~0", "~");
    if let Some(Value::Object(parent)) = body.pointer_mut(parent) {
        parent.remove(&key);
    }
}

fn set(value: Value) -> impl Fn(&mut Value, &str) {
    move |body, place| {
        if let Some(there) = body.pointer_mut(place) {
            *there = value.clone();
        }
    }
}

fn unlisted(body: &mut Value, place: &str) {
    if let Some(there) = body.pointer_mut(place) {
        *there = if there.is_number() {
            json!(987_654)
        } else {
            json!("a value that nobody listed")
        };
    }
}

fn extended(body: &mut Value, place: &str) {
    if let Some(Value::Object(there)) = body.pointer_mut(place) {
        let key = "a property that nobody declared".to_owned();
        there.insert(key, json!({ "nested": [1, null] }));
    }
}
