//! Servers that are overloaded, or report that they are: the requests that are sent again, their number, and
//! their times.

use std::time::Duration;

use http::Method;

use super::{Failure, Request, Server};
use crate::runtime::{Retry, testing::ManualClock};

/// Sends a request to a server that answers with these heads, the last one repeatedly. Returns the number of
/// requests, the client's waits, and the outcome.
async fn sent(
    method: Method,
    retry: Retry,
    heads: &'static [&'static str],
) -> (usize, Vec<Duration>, Result<(), Failure>) {
    let server = Server::says(move |number, _| {
        let head = heads[number.min(heads.len() - 1)];
        (head.to_owned(), "")
    });
    let clock = ManualClock::new();
    let client = server.builder().clock(clock.clone()).retry(retry);
    let client = client.build().unwrap();
    let outcome = Request::new(&client.0, method, "/x").body("text/plain", "order");
    let outcome = outcome.send().await.map(|_| ());
    (server.seen().len(), clock.sleeps(), outcome)
}

#[tokio::test]
async fn a_storm_does_not_triple_the_load() {
    let server = Server::says(|_, _| ("503 Service Unavailable".to_owned(), ""));
    let client = server.builder().clock(ManualClock::new()).build().unwrap();
    for _ in 0..1000 {
        let error = Request::get(&client.0, "/x").send().await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), 503);
    }
    assert_eq!(server.seen().len(), 1100);
}

#[tokio::test]
async fn after_a_storm_there_are_retries_again() {
    // Every other request fails after the storm.
    let server = Server::says(|number, _| {
        let fails = number < 102 || number % 2 == 0;
        let head = if fails {
            "503 Service Unavailable"
        } else {
            "200 OK"
        };
        (head.to_owned(), "")
    });
    let client = server.builder().clock(ManualClock::new()).build().unwrap();
    let mut good = 0;
    for _ in 0..1000 {
        good += usize::from(Request::get(&client.0, "/x").send().await.is_ok());
    }
    assert!(good > 900, "{good}");
}

#[tokio::test]
async fn what_was_not_done_is_sent_again_whatever_it_is() {
    for first in [
        "429 Too Many Requests",
        "429 Too Many Requests\r\nretry-after: 1",
        "503 Service Unavailable\r\nretry-after: 1",
        "403 Forbidden\r\nretry-after: 1",
        "403 Forbidden\r\nx-ratelimit-remaining: 0",
    ] {
        let heads = Box::leak(Box::new([first, "200 OK"]));
        let (sent_, sleeps, outcome) = sent(Method::POST, Retry::new(), heads).await;
        assert_eq!((sent_, sleeps.len()), (2, 1), "{first}");
        outcome.unwrap();
        let careful = Retry::new().idempotent_only();
        assert_eq!(sent(Method::POST, careful, heads).await.0, 1, "{first}");
        assert_eq!(sent(Method::PUT, careful, heads).await.0, 2, "{first}");
    }
    for first in [
        "503 Service Unavailable",
        "500 Internal Server Error\r\nretry-after: 1",
        "403 Forbidden",
        "403 Forbidden\r\nx-ratelimit-remaining: 5",
        "401 Unauthorized\r\nretry-after: 1",
    ] {
        let heads = Box::leak(Box::new([first, "200 OK"]));
        let (sent, _, outcome) = sent(Method::POST, Retry::new(), heads).await;
        assert_eq!(sent, 1, "{first}");
        outcome.unwrap_err();
    }
}

#[tokio::test]
async fn servers_say_in_many_ways_when() {
    let millis = Duration::from_millis;
    for (first, wait) in [
        ("503 Busy\r\nretry-after-ms: 250", millis(250)),
        (
            "503 Busy\r\nretry-after-ms: 1.5\r\nretry-after: 9",
            Duration::from_micros(1500),
        ),
        (
            "503 Busy\r\nretry-after-ms: soon\r\nretry-after: 9",
            millis(9000),
        ),
        // The clock starts in 1970, so the response's date is used.
        (
            "403 Forbidden\r\nx-ratelimit-remaining: 0\r\nx-ratelimit-reset: 1700000020\
             \r\ndate: Tue, 14 Nov 2023 22:13:20 GMT",
            millis(20_000),
        ),
        (
            "429 Slow\r\nx-ratelimit-remaining: 0\r\nx-ratelimit-reset: 7",
            millis(7000),
        ),
        (
            "429 Slow\r\nretry-after: 3\r\nx-ratelimit-remaining: 0\r\nx-ratelimit-reset: 7",
            millis(3000),
        ),
    ] {
        let heads = Box::leak(Box::new([first, "200 OK"]));
        let (_, sleeps, outcome) = sent(Method::GET, Retry::new(), heads).await;
        outcome.unwrap();
        assert_eq!(sleeps, [wait], "{first}");
    }
}

#[tokio::test]
async fn a_server_can_say_whether() {
    let no = &["503 Busy\r\nx-should-retry: false", "200 OK"];
    let (times, _, outcome) = sent(Method::GET, Retry::new(), no).await;
    assert_eq!(times, 1);
    assert!(!outcome.unwrap_err().is_retryable());
    let yes = &["409 Conflict\r\nx-should-retry: true", "200 OK"];
    let (times, _, outcome) = sent(Method::PUT, Retry::new(), yes).await;
    assert_eq!((times, outcome.is_ok()), (2, true));
    // The header does not mean that nothing was done.
    let (times, _, outcome) = sent(Method::POST, Retry::new(), yes).await;
    assert_eq!(times, 1);
    assert!(outcome.unwrap_err().is_retryable());
}
