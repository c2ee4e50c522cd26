//! Streams whose server declares another media type.

use std::{
    io::Write as _,
    thread,
    time::{Duration, Instant},
};

use super::Server;
use crate::runtime::{Call, EventStream, Json, JsonLines};

/// Covers bodies in place of events, which are read because they say why there are none.
#[tokio::test]
async fn a_stream_that_is_none_says_why() {
    for (media, body, says) in [
        (
            "application/json",
            r#"{"error": {"message": "wrong key"}}"#,
            "`application/json` in place of `text/event-stream`; the server says: wrong key",
        ),
        (
            "text/html",
            "<title>Sign in</title>",
            "`text/html` in place of `text/event-stream`; the server says: Sign in",
        ),
    ] {
        let server = Server::says(move |_, _| (format!("200 OK\r\ncontent-type: {media}"), body));
        let client = server.builder().build().unwrap();
        let call = Call::<EventStream<i64>, Json>::get(&client.0, "/x");
        let error = call.send().await.unwrap_err();
        assert_eq!(error.body().unwrap(), body);
        let before = "GET /x: 200 OK: cannot decode the body: ";
        assert_eq!(error.to_string().strip_prefix(before).unwrap(), says);
    }
}

#[tokio::test]
async fn a_page_in_place_of_lines_says_what_it_is() {
    let page = "<html>\n<title>Sign in</title>";
    let server = Server::says(move |_, _| ("200 OK\r\ncontent-type: text/html".to_owned(), page));
    let client = server.builder().build().unwrap();
    let call = Call::<JsonLines<i64>, Json>::get(&client.0, "/x");
    assert_eq!(
        call.send().await.unwrap_err().to_string(),
        "GET /x: 200 OK: cannot decode the body: `text/html` in place of `application/jsonl` or \
         `application/x-ndjson`; the server says: Sign in"
    );
}

/// Covers lines whose server calls every response a page, as PHP does by default.
#[tokio::test]
async fn lines_that_are_called_a_page_are_read() {
    let head = |length: &str| format!("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n{length}\r\n");
    for (length, body) in [("content-length: 4\r\n", "1\n2\n"), ("", "1\n2\n")] {
        let head = head(length);
        let server = Server::new(move |_, _, socket| {
            let _ = socket.write_all(format!("{head}{body}").as_bytes());
        });
        let client = server.builder().build().unwrap();
        let call = Call::<JsonLines<i64>, Json>::get(&client.0, "/x");
        let mut lines = call.send().await.unwrap();
        for value in 1..=2 {
            assert_eq!(lines.next().await.unwrap().unwrap(), value);
        }
        assert!(lines.next().await.is_none());
    }

    // A page without a length is an error once.
    let head = head("");
    let server = Server::new(move |_, _, socket| {
        let page = "<title>Sign in</title>\n<p>\n";
        let _ = socket.write_all(format!("{head}{page}").as_bytes());
    });
    let client = server.builder().build().unwrap();
    let call = Call::<JsonLines<i64>, Json>::get(&client.0, "/x");
    let mut lines = call.send().await.unwrap();
    let text = lines.next().await.unwrap().unwrap_err().to_string();
    assert!(text.contains("`text/html` in place of"), "{text}");
    assert!(text.ends_with("; the server says: Sign in"), "{text}");
    assert!(lines.next().await.is_none());
}

/// Covers live events under another media type: the client does not wait for an end that never comes.
#[tokio::test]
async fn events_of_another_type_are_an_error_at_once() {
    let server = Server::new(|_, _, socket| {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\ndata: 1\n\n";
        let _ = socket.write_all(head.as_bytes());
        thread::sleep(Duration::from_secs(3));
    });
    let client = server.builder().build().unwrap();
    let call = Call::<EventStream<i64>, Json>::get(&client.0, "/x");
    let begun = Instant::now();
    let text = call.send().await.unwrap_err().to_string();
    assert!(begun.elapsed() < Duration::from_secs(2), "{text}");
    assert!(
        text.contains("`application/json` in place of `text/event-stream`"),
        "{text}"
    );
}
