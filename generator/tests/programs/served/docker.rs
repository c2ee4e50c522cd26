//! An engine with one container, and a second one that writes two lines.

use super::{Received, Reply};
use serde_json::json;

pub(crate) fn answer(received: &[Received]) -> Reply {
    let request = received.last().expect("a request");
    let text = |it: &str| it.as_bytes().to_vec();
    match request.line().as_str() {
        "GET /v1.56/containers/json?all=true" if received.len() == 1 => Reply::busy(),
        "GET /v1.56/containers/json?all=true" => Reply::json(
            200,
            &json!([{
                "Id": "aa11", "Names": ["/db"], "Image": "postgres:18", "ImageID": "sha256:0c", "Command": "postgres",
                "Created": 1_739_811_096, "Ports": [], "Labels": {}, "State": "running", "Status": "Up 4 days",
                "HostConfig": { "NetworkMode": "bridge" }, "NetworkSettings": { "Networks": {} }, "Mounts": [],
            }]),
        ),
        "POST /v1.56/containers/create" => {
            Reply::json(201, &json!({ "Id": "bb22", "Warnings": [] }))
        }
        "POST /v1.56/containers/bb22/start" | "DELETE /v1.56/containers/bb22?v=true" => {
            Reply::new(204)
        }
        "GET /v1.56/containers/bb22/logs?follow=true&stdout=true&stderr=true" => Reply::new(200)
            .header("content-type", "application/vnd.docker.raw-stream")
            .pieces([text("hel"), text("lo\r\nwor"), text("ld\r\n")]),
        "POST /v1.56/containers/bb22/wait" => Reply::json(200, &json!({ "StatusCode": 3 })),
        _ => Reply::json(404, &json!({ "message": "page not found" })),
    }
}
