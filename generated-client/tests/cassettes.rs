//! Responses of a server are replayed from a file that contains no secrets.

#![cfg(feature = "testing")]

use std::{fs, path::PathBuf};

use generated_client::{
    apify::{Client, types::EnvVarRequest},
    runtime::{
        Body, Transport as _,
        testing::{Cassette, Recorder},
    },
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

/// Runs the code under test: two reads with different results, and a write.
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

    // The replay needs neither the credential nor a server.
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

/// Returns the contents of the file after one exchange.
async fn recorded(
    name: &str,
    request: http::Request<Body>,
    answer: http::Response<Body>,
) -> String {
    let (file, server) = (file(name), Recorder::new());
    server.respond(answer);
    let cassette = Cassette::record(&file, server).scrub(["pin"]);
    cassette.send(request).await.unwrap();
    fs::read_to_string(&file).unwrap()
}

fn request(content_type: &'static str, body: impl Into<Body>) -> http::Request<Body> {
    let request = http::Request::post("http://test.invalid/x");
    let request = request.header("content-type", content_type);
    request.body(body.into()).unwrap()
}

#[tokio::test]
async fn values_under_given_names_may_be_numbers() {
    let body = r#"{"pin":471147,"pins":[{"pin":[471147]}],"max_tokens":100}"#;
    let answer = http::Response::new(body.into());
    let text = recorded("numbers.json", request("application/json", body), answer).await;
    assert!(!text.contains("471147"), "{text}");
    assert!(text.contains(":100"), "{text}");
}

#[tokio::test]
async fn lines_and_events_are_scrubbed_too() {
    let lines = "{\"token\":\"hush\"}\n\n{\"a\":1}\r\n";
    let events = "id: 1\ndata: {\"token\":\"hush\"}\n\ndata: [DONE]\n\n";
    let answer = http::Response::new(events.into());
    let text = recorded("lines.json", request("application/jsonl", lines), answer).await;
    assert!(!text.contains("hush"), "{text}");
    for kept in [
        "{\\\"a\\\":1}\\r\\n",
        "id: 1\\ndata: {",
        "data: [DONE]\\n\\n",
    ] {
        assert!(text.contains(kept), "{kept}: {text}");
    }
}

#[tokio::test]
async fn parts_beside_a_binary_file_are_scrubbed_too() {
    let part = |name: &str, content: &[u8]| {
        let head = format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        [head.as_bytes(), content, b"\r\n"].concat()
    };
    let body = [
        part("password", b"hush"),
        part("meta", br#"{"password":"hush"}"#),
        part("file", b"\xff\xfe"),
        b"--B--\r\n".to_vec(),
    ];
    let scrubbed = [
        part("password", b"[scrubbed]"),
        part("meta", br#"{"password":"[scrubbed]"}"#),
        part("file", b"\xff\xfe"),
        b"--B--\r\n".to_vec(),
    ];
    let expected = String::from_utf8_lossy(&scrubbed.concat()).replace("--B", "--boundary");
    for content_type in [
        "multipart/form-data; boundary=B",
        "multipart/form-data; boundary=\"B\"",
    ] {
        let request = request(content_type, body.concat());
        let text = recorded("parts.json", request, http::Response::default()).await;
        let file: serde_json::Value = serde_json::from_str(&text).unwrap();
        let body = file[0]["request"]["body"]["base64"].as_str().unwrap();
        assert_eq!(decoded(body), expected);
    }
}

#[tokio::test]
async fn what_a_url_in_a_body_is_signed_with_is_scrubbed_too() {
    let answer = r#"{"upload":"https://bucket.invalid/a?part=1&X-Amz-Signature=hush"}"#;
    let mut answer = http::Response::new(answer.into());
    let back = HeaderValue::from_static("https://app.invalid/?a=b#access_token=hush&state=1");
    answer.headers_mut().insert("location", back);
    let text = recorded("signed.json", request("text/plain", ""), answer).await;
    assert!(!text.contains("hush"), "{text}");
    assert!(text.contains("https://bucket.invalid/a?part=1&"), "{text}");
    assert!(text.contains("=[scrubbed]&state=1"), "{text}");
}

#[tokio::test]
async fn who_a_url_is_for_is_scrubbed_too() {
    let answer = r#"{"clone":"https://me:hush@git.invalid/a?b=c@d","db":"postgres://hush@db.invalid",
        "mail":"me@mail.invalid","text":"say http://a to b@c"}"#;
    let mut answer = http::Response::new(answer.into());
    let back = HeaderValue::from_static("<https://me:hush@app.invalid/2>; rel=next");
    answer.headers_mut().insert("link", back);
    let text = recorded("users.json", request("text/plain", ""), answer).await;
    assert!(!text.contains("hush"), "{text}");
    for kept in [
        "https://[scrubbed]@git.invalid/a?b=c@d",
        "postgres://[scrubbed]@db.invalid",
        "me@mail.invalid",
        "say http://a to b@c",
        "<https://[scrubbed]@app.invalid/2>",
    ] {
        assert!(text.contains(kept), "{text}");
    }
}

/// Decodes Base64 to text.
fn decoded(text: &str) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text
        .bytes()
        .filter_map(|digit| DIGITS.iter().position(|it| *it == digit));
    let bits: Vec<bool> = digits
        .flat_map(|digit| (0..6).rev().map(move |bit| digit >> bit & 1 == 1))
        .collect();
    let byte = |bits: &[bool]| bits.iter().fold(0, |byte, bit| byte << 1 | u8::from(*bit));
    let bytes: Vec<u8> = bits.chunks_exact(8).map(byte).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}
