//! A collection of three points, whose pages are told apart by a number and by a UUID. The second one is empty.

use super::{Received, Reply};
use serde_json::{Value, json};

/// The start of the last page.
pub(crate) const LAST: &str = "5c56c793-69f3-4fbf-87e6-c4bf54c28c26";

pub(crate) fn answer(received: &[Received]) -> Reply {
    let request = received.last().expect("a request");
    match request.line().as_str() {
        "PUT /collections/cities/points?wait=true" if received.len() == 1 => Reply::busy(),
        "PUT /collections/cities/points?wait=true" => {
            result(&json!({ "operation_id": 0, "status": "completed" }))
        }
        "POST /collections/cities/points/query" => {
            let (mut first, mut second) = (point(1, "Berlin"), point(2, "London"));
            (first["score"], second["score"]) = (json!(0.999), json!(0.971));
            (first["version"], second["version"]) = (json!(0), json!(0));
            result(&json!({ "points": [first, second] }))
        }
        "POST /collections/cities/points/scroll" => {
            let page = match &request.json()["offset"] {
                Value::Null => json!({
                    "points": [point(1, "Berlin"), point(2, "London")], "next_page_offset": 3,
                }),
                Value::Number(_) => json!({ "points": [], "next_page_offset": LAST }),
                _ => json!({ "points": [point(3, "Lima")], "next_page_offset": null }),
            };
            result(&page)
        }
        _ => Reply::new(404),
    }
}

fn point(id: u64, city: &str) -> Value {
    json!({ "id": id, "payload": { "city": city }, "vector": null })
}

fn result(result: &Value) -> Reply {
    Reply::json(
        200,
        &json!({ "usage": null, "time": 0.002, "status": "ok", "result": result }),
    )
}
