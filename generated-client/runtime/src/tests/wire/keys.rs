//! Idempotency keys over real sockets: one key for all attempts of a call, and another for each call.

use std::collections::BTreeSet;

use http::Method;

use super::{Failure, Request, Server};
use crate::runtime::{
    Call, ClientCore, Error, Json, NoError, Retry, pages::PageRule, testing::ManualClock,
};

/// Starts a server that fails twice before each success.
fn failing() -> Server {
    Server::says(|number, _| {
        let status = if number % 3 < 2 { "503 Down" } else { "200 OK" };
        (format!("{status}\r\ncontent-type: text/plain"), "done")
    })
}

fn client(server: &Server) -> ClientCore {
    server
        .builder()
        .clock(ManualClock::new())
        .build()
        .unwrap()
        .0
}

/// Returns the values of a header in all requests so far.
fn keys(server: &Server, header: &str) -> Vec<String> {
    let start = format!("{header}: ");
    let key = |request: String| {
        let mut lines = request
            .lines()
            .filter_map(|it| it.strip_prefix(&start).map(str::to_owned));
        let key = lines.next().unwrap_or_default();
        assert!(lines.next().is_none(), "{request}");
        key
    };
    server.seen().into_iter().map(key).collect()
}

fn is_uuid(key: &str) -> bool {
    let marks = [(8, b'-'), (13, b'-'), (14, b'4'), (18, b'-'), (23, b'-')];
    let bytes = key.as_bytes();
    let right = marks.iter().all(|(at, byte)| bytes.get(*at) == Some(byte));
    let variant = bytes.get(19).is_some_and(|it| b"89ab".contains(it));
    bytes.len() == 36 && right && variant && uuid::Uuid::parse_str(key).is_ok()
}

#[tokio::test]
async fn a_post_with_a_key_is_repeated_with_the_same_one() {
    let server = failing();
    let core = client(&server);
    let mut all = BTreeSet::new();
    for _ in 0..3 {
        let call = Request::post(&core, "/charges").idempotency_key("X-Charge-Key");
        call.body("text/plain", "5").send().await.unwrap();
        let keys = keys(&server, "x-charge-key");
        assert_eq!(keys.len(), 3);
        assert!(
            is_uuid(&keys[0]) && keys.iter().all(|it| *it == keys[0]),
            "{keys:?}"
        );
        all.extend(keys);
    }
    assert_eq!(all.len(), 3, "each call has a key of its own: {all:?}");
}

#[tokio::test]
async fn a_post_without_a_key_is_not_repeated() {
    let server = failing();
    let error = Request::post(&client(&server), "/charges")
        .send()
        .await
        .unwrap_err();
    assert!(
        matches!(error, Error::Status(_)) && error.attempts() == 1,
        "{error}"
    );
    assert_eq!(keys(&server, "idempotency-key"), [""]);
}

#[tokio::test]
async fn the_key_of_the_caller_comes_first() {
    let server = failing();
    let core = client(&server);
    let documented = || Request::post(&core, "/charges").idempotency_key("X-Charge-Key");
    let calls: [(Request, &str); 4] = [
        (documented().header("X-Charge-Key", "mine"), "x-charge-key"),
        (
            documented().with_options(|o| o.header("X-Charge-Key", "mine")),
            "x-charge-key",
        ),
        (
            documented().with_options(|o| o.idempotency_key("mine")),
            "x-charge-key",
        ),
        // The document names no header.
        (
            Request::post(&core, "/x").with_options(|o| o.idempotency_key("mine")),
            "idempotency-key",
        ),
    ];
    for (call, header) in calls {
        call.send().await.unwrap();
        assert_eq!(keys(&server, header), ["mine"; 3]);
    }
}

#[tokio::test]
async fn a_key_that_is_no_header_is_an_error() {
    let server = failing();
    for key in ["", "a\nb"] {
        let call = Request::post(&client(&server), "/x").with_options(|o| o.idempotency_key(key));
        let error: Failure = call.send().await.unwrap_err();
        assert!(
            error
                .to_string()
                .contains("the idempotency key is empty, or"),
            "{error}"
        );
    }
    let call = Request::post(&client(&server), "/x").idempotency_key("a b");
    let error: Failure = call.send().await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("header `a b` has an invalid name"),
        "{error}"
    );
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn each_page_has_a_key_of_its_own() {
    let server = Server::says(|number, _| {
        let next = if number < 2 {
            format!("\"c{number}\"")
        } else {
            "null".to_owned()
        };
        (
            "200 OK".to_owned(),
            format!("{{\"items\":[{number}],\"next\":{next}}}"),
        )
    });
    let core = server.builder().retry(Retry::never()).build().unwrap().0;
    let call = Call::<Json, NoError>::new(&core, Method::POST, "/search");
    let call = call
        .idempotency_key("Idempotency-Key")
        .json(&serde_json::json!({}));
    let mut pages = call.pages(
        PageRule::cursor("/after", "/next")
            .in_body()
            .items("/items"),
    );
    while pages.next().await.unwrap().is_some() {}
    let keys = keys(&server, "idempotency-key");
    let distinct: BTreeSet<&String> = keys.iter().collect();
    assert_eq!((keys.len(), distinct.len()), (3, 3), "{keys:?}");
}
