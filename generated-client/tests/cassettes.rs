//! What a server said is replayed from a file, in which there is no secret.

#![cfg(feature = "testing")]

use std::{fs, path::PathBuf};

use generated_client::{
    apify::{Client, types::EnvVarRequest},
    runtime::testing::{Cassette, Recorder},
};
use http::{HeaderValue, StatusCode};

const TOKEN: &str = "apify_api_hush";

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join("cassettes")
        .join(name)
}

fn client(cassette: Cassette, token: &str) -> Client {
    let builder = Client::builder().token(token);
    builder.transport(cassette).build().unwrap()
}

/// What the code under test does: two reads, which differ, and a write.
async fn run(client: &Client) -> Vec<String> {
    let mut out = Vec::new();
    for _ in 0..2 {
        let found = client
            .act_version_env_var_get("a", "0.1", "N")
            .await
            .unwrap();
        assert_eq!(found.headers()["x-limit"], "5");
        out.push(format!("{:?}", found.data.value));
    }
    let body = EnvVarRequest::new("N", "value-hush");
    let failed = client.act_version_env_var_put("a", "0.1", "N", &body).await;
    out.push(failed.unwrap_err().to_string());
    out
}

#[tokio::test]
async fn what_was_recorded_is_replayed() {
    let file = file("replayed.json");
    let server = Recorder::new();
    for value in ["1", "2"] {
        let body =
            format!(r#"{{"data":{{"name":"N","value":"{value}","seen":"Bearer {TOKEN}"}}}}"#);
        let mut response = http::Response::new(body.into());
        let headers = response.headers_mut();
        headers.insert("x-limit", HeaderValue::from_static("5"));
        headers.insert("set-cookie", HeaderValue::from_static("sid=hush"));
        headers.insert("x-session-token", HeaderValue::from_static("hush"));
        server.respond(response);
    }
    server.json(
        StatusCode::BAD_REQUEST,
        r#"{"error":{"type":"t","message":"m"}}"#,
    );
    let recording = Cassette::record(&file, server.clone()).scrub(["value"]);
    let first = run(&client(recording, TOKEN)).await;
    assert_eq!(
        server.requests()[0].headers["authorization"],
        format!("Bearer {TOKEN}")
    );

    let text = fs::read_to_string(&file).unwrap();
    assert!(!text.contains("hush"), "{text}");
    assert!(
        text.contains("\"x-limit\": [\n          \"5\"\n        ]"),
        "{text}"
    );

    // Without the credential, and without a server.
    let replaying = Cassette::replay(&file).unwrap().scrub(["value"]);
    let client = client(replaying, "none");
    let second = run(&client).await;
    let scrubbed: Vec<_> = first
        .iter()
        .map(|it| {
            it.replace("\"1\"", "\"[scrubbed]\"")
                .replace("\"2\"", "\"[scrubbed]\"")
        })
        .collect();
    assert_eq!(second, scrubbed);

    let error = client
        .act_version_env_var_get("a", "0.1", "N")
        .await
        .unwrap_err();
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(
        source,
        format!(
            "cassette {}: there is no answer left for GET \
             https://api.apify.com/v2/acts/a/versions/0.1/env-vars/N",
            file.display()
        )
    );
}

#[test]
fn a_file_that_is_no_cassette_is_an_error() {
    let missing = Cassette::replay(file("missing.json")).unwrap_err();
    assert_eq!(missing.kind(), std::io::ErrorKind::NotFound);
    assert!(missing.to_string().contains("missing.json"));
    let other = file("other.json");
    fs::create_dir_all(other.parent().unwrap()).unwrap();
    fs::write(&other, "{}").unwrap();
    assert!(Cassette::replay(other).is_err());
}
