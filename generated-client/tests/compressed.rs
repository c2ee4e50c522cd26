//! Compressed responses: the client accepts them and decodes them while they are read.

#![cfg(all(feature = "gzip", feature = "brotli", feature = "zstd"))]

mod support;

use axum::{
    Router,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use support::client;

const LIST: &[u8] = br#"{"data":{"total":0,"items":[]}}"#;

/// `LIST` compressed with gzip.
const GZIP: &[u8] =
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xabVJI,IT\xb2\xaaV*\xc9/I\xccQ\xb22\xd0Q\
    \xca,I\xcd-V\xb2\x8a\x8e\xad\xad\x05\x00I\x15\x9cL\x1f\x00\x00\x00";

/// `LIST` in a Zstandard frame of uncompressed blocks, with a checksum.
const ZSTD: [&[u8]; 3] = [
    b"\x28\xb5\x2f\xfd\x04\x58\xf9\x00\x00",
    LIST,
    b"\x55\x11\x0d\x6d",
];

/// `LIST` in an uncompressed Brotli block.
const BROTLI: [&[u8]; 3] = [b"\x0b\x0f\x80", LIST, b"\x03"];

/// Answers in the encoding that the version in the path names, and asserts that the client accepts it.
async fn answer(uri: axum::http::Uri, headers: HeaderMap) -> Response {
    let encoding = uri.path().split('/').nth(5).unwrap_or_default().to_owned();
    let accepted = headers["accept-encoding"].to_str().unwrap();
    assert!(accepted.contains(&encoding), "{accepted}");
    let body = match encoding.as_str() {
        "gzip" => GZIP.to_vec(),
        "zstd" => ZSTD.concat(),
        _ => BROTLI.concat(),
    };
    let headers = [
        ("content-type", "application/json"),
        ("content-encoding", encoding.as_str()),
    ];
    (headers, body).into_response()
}

#[tokio::test]
async fn they_are_decoded() {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let app = Router::new().fallback(answer);
    let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    for encoding in ["gzip", "zstd", "br"] {
        let found = client(&url).act_version_env_vars_get("a", encoding).await;
        let found = found.unwrap();
        assert_eq!(found.data.total, 0);
        assert!(found.headers().get("content-encoding").is_none());
    }
    server.abort();
}
