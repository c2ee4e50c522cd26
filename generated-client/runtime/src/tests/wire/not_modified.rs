//! Conditional requests.

use http::StatusCode;

use super::Server;
use crate::runtime::{Call, Json, NoError, OptionalExtension as _, Text};

/// Starts a server that has one version.
fn server() -> Server {
    Server::says(|_, request| {
        if request.contains("if-none-match: \"v2\"\r\n") {
            ("304 Not Modified\r\netag: \"v2\"".to_owned(), "")
        } else {
            (
                "200 OK\r\ncontent-type: text/plain\r\netag: \"v2\"".to_owned(),
                "new",
            )
        }
    })
}

#[tokio::test]
async fn what_the_caller_has_is_told_apart_from_a_failure() {
    let server = server();
    let client = server.builder().build().unwrap();
    let get = |version: &'static str| {
        let call = Call::<Text, NoError>::get(&client.0, "/x");
        call.header("If-None-Match", version).send()
    };
    let new = get("\"v1\"").await.unwrap();
    assert_eq!(
        (&**new, &new.headers()["etag"]),
        ("new", &"\"v2\"".parse().unwrap())
    );
    let same = get("\"v2\"").await.unwrap_err();
    assert!(same.is_not_modified());
    assert!(!same.is_retryable());
    assert_eq!(same.headers().unwrap()["etag"], "\"v2\"");
    assert_eq!(
        same.to_string(),
        "GET /x: 304 Not Modified: the caller has the newest version"
    );
    // The resource exists: `optional` is for missing ones.
    assert!(get("\"v2\"").await.optional().is_err());
    assert_eq!(server.seen().len(), 3);
}

/// Expects no body, although the document has one for all other statuses.
#[tokio::test]
async fn it_is_the_same_beside_documented_failures() {
    let server = server();
    let client = server.builder().build().unwrap();
    let call = Call::<Text, Json>::get(&client.0, "/x").errors(&["default"]);
    let call = call.with_options(|o| o.header("if-none-match", "\"v2\""));
    let same = call.send().await.unwrap_err();
    assert!(same.is_not_modified(), "{same}");
    let call = Call::<Text, NoError>::get(&client.0, "/x");
    let missing = call.with_options(|o| o.base_url("http://127.0.0.1:1"));
    let missing = missing.send().await.unwrap_err();
    assert_eq!(missing.status(), None::<StatusCode>);
    assert!(!missing.is_not_modified());
}
