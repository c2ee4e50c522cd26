//! Streams: events and lines that stop, end, or come from a malicious server.

use std::{io::Write as _, time::Duration};

use super::{Failure, Server};
use crate::runtime::{
    Call, Event, EventStream, JsonLines, NoError, Reconnect, testing::ManualClock,
};

type Events = Call<EventStream<i64>, NoError>;

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n";

/// Returns the waits, the events, the final error and the number of requests, for a stream whose connections
/// send `answers`, each a head and a body that is cut.
async fn read(
    answers: &'static [(&'static str, &'static str)],
    policy: Reconnect,
) -> (Vec<Duration>, Vec<i64>, Option<Failure>, usize) {
    let server = Server::new(move |number, _, socket| {
        let (head, body) = answers[number.min(answers.len() - 1)];
        // The declared length is longer than the body, so the connection is cut.
        let _ = socket.write_all(format!("{head}content-length: 1000\r\n\r\n{body}").as_bytes());
    });
    let clock = ManualClock::new();
    let client = server.builder().clock(clock.clone()).build().unwrap();
    let stream = Events::get(&client.0, "/events").send().await;
    let mut stream = match stream {
        Ok(stream) => stream.into_inner().reconnect(policy),
        Err(error) => return (clock.sleeps(), Vec::new(), Some(error), server.seen().len()),
    };
    let (mut events, mut failure) = (Vec::new(), None);
    while let Some(event) = stream.next().await {
        match event {
            Ok(Event { data, .. }) => events.push(data),
            Err(error) => failure = Some(error),
        }
        assert!(events.len() < 100, "it ends");
    }
    (clock.sleeps(), events, failure, server.seen().len())
}

#[tokio::test]
async fn no_server_says_how_long_a_stream_is_held() {
    let forever = "id: 1\nretry: 18446744073709551615\ndata: 1\n\n";
    let answers = Box::leak(Box::new([
        (HEAD, forever),
        (HEAD, "data: 2\n\ndata: [DONE]\n\n"),
    ]));
    let (sleeps, events, failure, _) = read(answers, Reconnect::new()).await;
    assert_eq!((events, failure.is_none()), (vec![1, 2], true));
    assert!(sleeps[0] <= Duration::from_secs(330), "{sleeps:?}");
}

#[tokio::test]
async fn no_server_says_that_it_is_asked_without_a_pause() {
    let now = "id: 1\nretry: 0\ndata: 1\n\n";
    let answers = Box::leak(Box::new([
        (HEAD, now),
        (HEAD, ""),
        (HEAD, "data: 2\n\ndata: [DONE]\n\n"),
    ]));
    let (sleeps, events, ..) = read(answers, Reconnect::new()).await;
    assert_eq!(events, [1, 2]);
    assert!(sleeps[0] >= Duration::from_millis(500), "{sleeps:?}");
    assert!(sleeps[1] >= Duration::from_secs(1), "{sleeps:?}");
}

#[tokio::test]
async fn a_stream_that_is_asked_for_again_goes_on_with_200_alone() {
    const OTHER: &str =
        "HTTP/1.1 202 Accepted\r\ncontent-type: text/event-stream\r\nconnection: close\r\n";
    let answers = Box::leak(Box::new([
        (HEAD, "id: 1\ndata: 1\n\n"),
        (OTHER, "data: 2\n\n"),
    ]));
    let (_, events, failure, sent) = read(answers, Reconnect::new()).await;
    assert_eq!((events, sent), (vec![1], 2));
    let failure = failure.unwrap();
    assert_eq!(failure.status().unwrap().as_u16(), 202);
    assert!(
        failure
            .to_string()
            .contains("when the stream was asked for again"),
        "{failure}"
    );
}

#[tokio::test]
async fn what_is_no_stream_of_events_is_an_error() {
    for media in ["text/plain", "text/csv; charset=utf-8"] {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {media}\r\nconnection: close\r\n");
        let answers = Box::leak(Box::new([(&*head.leak(), "data: 1\n\n")]));
        let (_, events, failure, _) = read(answers, Reconnect::new()).await;
        assert!(events.is_empty(), "{media}");
        let text = failure.unwrap().to_string();
        let media = media.split(';').next().unwrap();
        assert!(
            text.contains(&format!("`{media}` in place of `text/event-stream`")),
            "{text}"
        );
    }
}

#[derive(Clone, PartialEq)]
struct Change {
    id: String,
    count: i64,
}
crate::json_object!(Change {
    id: "id",
    count: "count",
});

/// The outcome of each value, and the places that were filled.
type Values = Vec<(Result<(String, i64), String>, Vec<String>)>;

fn noted(
    value: Result<Change, Failure>,
    filled: &[String],
) -> (Result<(String, i64), String>, Vec<String>) {
    let value = value.map(|it| (it.id, it.count));
    let value = value.map_err(|error| {
        let text = error.to_string();
        let (_, why) = text.split_once("cannot decode the body: ").unwrap();
        why.split(": `tolerant(true)`").next().unwrap().to_owned()
    });
    (value, filled.to_vec())
}

/// Starts a server that sends incomplete and wrong values, as events or as lines.
fn changes(before: &'static str, after: &'static str) -> Server {
    Server::says(move |_, request| {
        let values = [
            r#"{"id": "a", "count": 1}"#,
            r#"{"count": 2}"#,
            r#"{"id": 5}"#,
            r#"{"id": "b", "count": null}"#,
            "{}",
        ];
        let body: String = values.map(|it| format!("{before}{it}{after}")).concat();
        let media = if request.contains("/events") {
            "text/event-stream"
        } else {
            "application/jsonl"
        };
        (format!("200 OK\r\ncontent-type: {media}"), body)
    })
}

async fn events(tolerant: bool) -> Values {
    let server = changes("data: ", "\n\n");
    let client = server.builder().tolerant(tolerant).build().unwrap();
    let call = Call::<EventStream<Change>, NoError>::get(&client.0, "/events");
    let mut stream = call.send().await.unwrap();
    let mut out = Vec::new();
    while let Some(event) = stream.next().await {
        out.push(noted(event.map(|it| it.data), stream.last_filled()));
    }
    out
}

async fn lines(tolerant: bool) -> Values {
    let server = changes("", "\n");
    let client = server.builder().build().unwrap();
    let call = Call::<JsonLines<Change>, NoError>::get(&client.0, "/lines");
    let call = call.with_options(|o| o.tolerant(tolerant));
    let mut stream = call.send().await.unwrap();
    let mut out = Vec::new();
    while let Some(value) = stream.next().await {
        out.push(noted(value, stream.last_filled()));
    }
    out
}

/// Fills each value by itself; a wrong one remains an error with its location.
#[tokio::test]
async fn a_tolerant_client_reads_values_that_lack_something() {
    for (values, wrong) in [
        (
            events(true).await,
            "event 3: invalid type: integer, expected a string at `id` (line 1, column 8)",
        ),
        (
            lines(true).await,
            "invalid type: integer, expected a string at `id` (line 3, column 8)",
        ),
    ] {
        let change = |id: &str, count| Ok((id.to_owned(), count));
        let filled = |all: &str| {
            all.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let expected = [
            (change("a", 1), filled("")),
            (change("", 2), filled("/id")),
            (Err(wrong.to_owned()), filled("")),
            (change("b", 0), filled("/count")),
            (change("", 0), filled("/id /count")),
        ];
        assert_eq!(values, expected);
    }
}

#[tokio::test]
async fn another_client_does_not() {
    for values in [events(false).await, lines(false).await] {
        let read = values.iter().filter(|(value, _)| value.is_ok()).count();
        assert_eq!((values.len(), read), (5, 1), "{values:?}");
        assert!(values.iter().all(|(_, filled)| filled.is_empty()));
        let (why, _) = &values[1];
        assert!(why.as_ref().unwrap_err().contains("missing field `id`"));
    }
}
