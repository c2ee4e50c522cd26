//! A run that goes on for two requests, one of which fails before, and a dataset of three items.

use super::{Received, Reply};
use serde_json::{Value, json};

pub(crate) fn answer(received: &[Received]) -> Reply {
    let request = received.last().expect("a request");
    let (path, query) = request
        .target
        .split_once('?')
        .unwrap_or((&request.target, ""));
    let of_path = received.iter().filter(|it| it.target == request.target);
    match (request.method.as_str(), path, of_path.count()) {
        ("POST", "/v2/actors/apify~web-scraper/runs", _) => Reply::json(201, &run("READY")),
        ("GET", "/v2/actor-runs/HG7ML7M8z78YcAPEB", count) => match count {
            1 | 3 => Reply::json(200, &run("RUNNING")),
            2 => Reply::busy(),
            _ => Reply::json(200, &run("SUCCEEDED")),
        },
        ("GET", "/v2/datasets/wmKPijuyDnPZAPRMk/items", _) => items(query),
        _ => Reply::new(404),
    }
}

fn run(status: &str) -> Value {
    json!({ "data": {
        "id": "HG7ML7M8z78YcAPEB", "actId": "HDSasDasz78YcAPEB", "userId": "7sT5jcggjjA9fNcxF",
        "startedAt": "2026-11-30T07:34:24.202Z", "finishedAt": null, "status": status, "meta": { "origin": "API" },
        "stats": {
            "restartCount": 0, "resurrectCount": 0, "computeUnits": 0.13,
        },
        "options": { "build": "latest", "timeoutSecs": 300, "memoryMbytes": 1024, "diskMbytes": 2048 },
        "buildId": "7sT5jcggjjA9fNcxF", "generalAccess": "FOLLOW_USER_SETTING",
        "defaultKeyValueStoreId": "eJNzqsbPiopwJcgGQ", "defaultDatasetId": "wmKPijuyDnPZAPRMk",
        "defaultRequestQueueId": "FL35cSF7jrxr3BY39",
    } })
}

/// Returns a page of at most two items.
fn items(query: &str) -> Reply {
    let all = ["Example Domain", "About", "Contact"];
    let offset = query.split('&').find_map(|it| it.strip_prefix("offset="));
    let offset: usize = offset.map_or(0, |it| it.parse().expect("a number"));
    let page = all.iter().skip(offset).take(2);
    let page: Vec<Value> = page.map(|it| json!({ "title": it })).collect();
    Reply::json(200, &json!(page)).header("x-apify-pagination-total", "3")
}
