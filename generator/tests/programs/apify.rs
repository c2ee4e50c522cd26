//! Runs an Actor, waits for its end, and prints the items of its dataset.
//!
//! ```text
//! APIFY_TOKEN=… apify apify~web-scraper https://example.com
//! ```

use apify::{Client, types::ActorJobStatus};
use serde_json::{Value, json};
use std::{env, error::Error, time::Duration};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [actor, url] = &arguments[..] else {
        return Err("usage: apify ACTOR URL".into());
    };
    let client = Client::from_env()?;
    let input = [("startUrls".to_owned(), json!([{ "url": url }]))].into();
    let started = client.actors_runs_post(actor, &input);
    let run = started.done().within(Duration::from_secs(600)).await?;
    let run = &run.data;
    if run.status != ActorJobStatus::Succeeded {
        return Err(format!("{} has ended as {:?}", run.id, run.status).into());
    }
    let request = client.dataset_items_get(&run.default_dataset_id);
    let mut items = request.limit(1000.0).pages().items();
    while let Some(item) = items.next().await? {
        let title = item.get("title").and_then(Value::as_str);
        println!("{}", title.unwrap_or("no title"));
    }
    Ok(())
}
