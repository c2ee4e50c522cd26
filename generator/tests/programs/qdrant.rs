//! Puts cities into a collection, searches for the nearest ones, and lists them all.
//!
//! ```text
//! QDRANT_API_KEY=… qdrant cities
//! ```

use qdrant::{Client, types::*};
use serde_json::{Value, json};
use std::{env, error::Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let collection = env::args().nth(1).ok_or("usage: qdrant COLLECTION")?;
    let client = Client::from_env()?;

    let cities = [
        ("Berlin", [0.05, 0.61]),
        ("London", [0.19, 0.81]),
        ("Lima", [0.9, 0.1]),
    ];
    let points = (1_u64..).zip(cities).map(|(id, (name, vector))| {
        let payload = [("city".to_owned(), json!(name))];
        PointStruct::new(id, vector.to_vec()).payload(Payload::from(payload))
    });
    let points = PointsList::new(points.collect());
    client
        .upsert_points(&collection)
        .wait(true)
        .body(&points.into())
        .await?;

    let near = VectorInput::from(vec![0.1, 0.7]);
    let query = QueryRequest::default()
        .query(near)
        .limit(2)
        .with_payload(true);
    let found = client
        .query_points(&collection)
        .body(&query)
        .await?
        .into_inner();
    for point in found.result.ok_or("no result")?.points {
        println!("{:.2} {}", point.score, city(point.payload));
    }

    let request = ScrollRequest::default().limit(2);
    let mut all = client
        .scroll_points(&collection)
        .body(&request)
        .pages()
        .items();
    while let Some(point) = all.next().await? {
        println!("{}", city(point.payload));
    }
    Ok(())
}

fn city(payload: qdrant::runtime::Field<Payload>) -> String {
    let payload = payload.into_value().unwrap_or_default();
    let name = payload.get("city").and_then(Value::as_str);
    name.unwrap_or_default().to_owned()
}
