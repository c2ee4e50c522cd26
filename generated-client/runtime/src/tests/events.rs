//! Server-sent events: each line is read as the WHATWG specifies, wherever the bytes are cut.

use std::{collections::VecDeque, pin::Pin, time::Duration};

use bytes::Bytes;
use futures_core::Stream;
use http::StatusCode;
use proptest::prelude::*;

use super::{client, now};
use crate::runtime::{
    Body, Call, Decode, Error, Event, EventStream, JsonLines, NoError, Response, StreamError,
    TextEvents, TransportErrorKind, testing::Recorder,
};

/// Chunks as they are, and an error at the end if there is one.
pub(super) struct Chunks(VecDeque<Result<Bytes, std::io::Error>>);

impl Stream for Chunks {
    type Item = Result<Bytes, std::io::Error>;
    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.pop_front())
    }
}

/// Returns a body that is cut after each of these offsets.
pub(super) fn cut(bytes: &[u8], cuts: &[usize]) -> Body {
    let mut chunks = VecDeque::new();
    let mut from = 0;
    for cut in cuts.iter().copied().chain([bytes.len()]) {
        let to = cut.clamp(from, bytes.len());
        chunks.push_back(Ok(Bytes::copy_from_slice(&bytes[from..to])));
        from = to;
    }
    Body::stream(Chunks(chunks))
}

/// Returns a body that breaks after `bytes`.
pub(super) fn broken(bytes: &'static str) -> Body {
    let broken = Err(std::io::Error::other("broken"));
    Body::stream(Chunks(
        [Ok(Bytes::from_static(bytes.as_bytes())), broken].into(),
    ))
}

/// Returns the outcome of an operation whose response has this body.
pub(super) fn answer<T: Decode>(
    content_type: &'static str,
    body: impl Into<Body>,
) -> Result<Response<T::Value>, Error<std::convert::Infallible>> {
    let recorder = Recorder::new();
    let mut response = http::Response::new(body.into());
    *response.status_mut() = StatusCode::OK;
    let content_type = http::HeaderValue::from_static(content_type);
    response.headers_mut().insert("content-type", content_type);
    recorder.respond(response);
    now(Call::<T, NoError>::post(&client(&recorder), "/events").send())
}

fn events<T: Decode<Value = EventStream<V>>, V>(
    body: impl Into<Body>,
) -> Vec<Result<Event<V>, StreamError>> {
    let mut events = answer::<T>("text/event-stream; charset=utf-8", body).unwrap();
    let mut out = Vec::new();
    while let Some(event) = now(events.next()) {
        out.push(event);
    }
    assert!(now(events.next()).is_none(), "the end stays the end");
    out
}

fn texts(body: impl Into<Body>) -> Vec<Event> {
    let events = events::<TextEvents, String>(body).into_iter();
    events.map(Result::unwrap).collect()
}

fn data(body: &'static str) -> Vec<String> {
    texts(body).into_iter().map(|event| event.data).collect()
}

#[test]
fn the_examples_of_the_specification() {
    assert_eq!(data("data: YHOO\ndata: +2\ndata: 10\n\n"), ["YHOO\n+2\n10"]);
    let four = ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n";
    let four = texts(four);
    assert_eq!(four.len(), 2, "the third one is not complete");
    assert_eq!(
        (four[0].id.as_deref(), four[0].data.as_str()),
        (Some("1"), "first event")
    );
    assert_eq!(
        (four[1].id.as_deref(), &four[1].data[..]),
        (None, "second event")
    );
    assert_eq!(data("data\n\ndata\ndata\n\ndata:"), ["", "\n"]);
    assert_eq!(data("data:test\n\ndata: test\n\n"), ["test", "test"]);
}

#[test]
fn each_field_is_read() {
    let events = texts(
        "\u{feff}retry: 1500\nevent: add\nid: a\u{0}b\ndata: é\nother: x\n: comment\n\nid: 7\n\ndata: y\n\nretry: 1s\nevent: z\n\ndata: w\nid: 8\0\n\n",
    );
    assert_eq!(
        events[0],
        Event {
            event: "add".to_owned(),
            data: "é".to_owned(),
            id: None,
            retry: Some(Duration::from_millis(1500)),
        }
    );
    let message = |data: &str| Event {
        event: "message".to_owned(),
        data: data.to_owned(),
        id: Some("7".to_owned()),
        retry: None,
    };
    assert_eq!(events[1..], [message("y"), message("w")]);
}

#[test]
fn lines_end_in_three_ways() {
    for end in ["\n", "\r", "\r\n"] {
        let text = "data: a\ndata: b\n\nevent: x\ndata: c\n\n".replace('\n', end);
        let events = texts(text);
        assert_eq!(events.len(), 2, "{end:?}");
        assert_eq!((&events[0].data[..], &events[1].event[..]), ("a\nb", "x"));
    }
    // An event is complete at its last carriage return, and does not wait for a line feed.
    let first = Body::stream(Chunks([Ok(Bytes::from_static(b"data: a\r\r"))].into()));
    assert_eq!(texts(first).len(), 1);
}

#[test]
fn an_event_without_json_keeps_a_connection_alive() {
    let typed = events::<EventStream<i64>, i64>("data:\n\nevent: ping\ndata: \n\ndata: 1\n\n");
    let typed: Vec<_> = typed.into_iter().map(|it| it.unwrap().data).collect();
    assert_eq!(typed, [1]);
    assert_eq!(data("data:\n\ndata: 1\n\n"), ["", "1"]);
}

#[test]
fn data_is_json_of_a_type() {
    let typed = events::<EventStream<i64>, i64>("data: 1\n\ndata: x\nid: 5\n\ndata: 2\n\n");
    assert_eq!(typed[0].as_ref().unwrap().data, 1);
    let Err(Error::Decode(error)) = &typed[1] else {
        panic!("{typed:?}")
    };
    assert_eq!(
        error.to_string(),
        "POST /events: 200 OK: cannot decode the body: event 2: expected value (line 1, column 1)"
    );
    assert_eq!(typed[1].as_ref().unwrap_err().body().unwrap(), "x");
    assert_eq!(typed[2].as_ref().unwrap().id.as_deref(), Some("5"));
}

#[test]
fn done_is_the_end_of_json_and_a_text_like_others() {
    const BODY: &str = "data: 1\n\ndata: [DONE]\n\ndata: 2\n\n";
    assert_eq!(events::<EventStream<i64>, i64>(BODY).len(), 1);
    assert_eq!(data(BODY), ["1", "[DONE]", "2"]);
}

#[test]
fn what_is_cut_or_too_long_ends_the_stream() {
    let events = events::<EventStream<i64>, i64>(broken("data: 1\n\ndata: 2\n"));
    let [Ok(_), Err(Error::Transport(error))] = &events[..] else {
        panic!("{events:?}")
    };
    assert_eq!(error.kind(), TransportErrorKind::Cut);

    let long = format!("data: 12\n\ndata: {}", "x".repeat(50));
    let events = answer::<TextEvents>("text/event-stream", long).unwrap();
    let mut events = events.into_inner().limit(40);
    assert_eq!(now(events.next()).unwrap().unwrap().data, "12");
    let error = now(events.next()).unwrap().unwrap_err().to_string();
    assert!(
        error.ends_with("event 2: longer than is allowed"),
        "{error}"
    );
    assert!(now(events.next()).is_none());
    // Many short lines are one long event.
    let events = answer::<TextEvents>("text/event-stream", "data: 1\n".repeat(50)).unwrap();
    assert!(now(events.into_inner().limit(40).next()).unwrap().is_err());
}

#[test]
fn streams_can_be_sent_between_threads() {
    fn check<T: Send + Sync + 'static>(_: &T) {}
    let stream = answer::<EventStream<i64>>("text/event-stream", "").unwrap();
    check(&stream);
    check(&answer::<JsonLines>("application/jsonl", "").unwrap());
    check(&answer::<TextEvents>("application/json", "").unwrap_err());
    assert!(size_of_val(&*stream) <= 16, "they are moved into tasks");
}

/// Follows WHATWG HTML, section 9.2.2.
#[test]
fn what_says_that_it_is_no_events_is_an_error() {
    for media in ["application/json", "text/html", "text/plain"] {
        let error = answer::<TextEvents>(media, "{}").unwrap_err().to_string();
        let why = format!("`{media}` in place of `text/event-stream`");
        assert!(error.ends_with(&why), "{error}");
    }
    answer::<TextEvents>("Text/Event-Stream; charset=utf-8", "").unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn where_bytes_are_cut_does_not_matter(
        text in "([a-z:é\u{feff} \u{0}]{0,3}|data: ?[x-z]{0,3}|id: ?[0-9]|event:e|retry:5|\n|\r|\r\n){0,30}",
        cuts in prop::collection::vec(0_usize..120, 0..8),
    ) {
        let whole = texts(text.clone());
        let mut cuts = cuts;
        cuts.sort_unstable();
        prop_assert_eq!(&texts(cut(text.as_bytes(), &cuts)), &whole);
        let every: Vec<usize> = (0..text.len()).collect();
        prop_assert_eq!(&texts(cut(text.as_bytes(), &every)), &whole);
    }
}

#[test]
fn each_offset_gives_equal_events() {
    let text = "\u{feff}: hi\r\nid: 1\r\nevent: é\r\ndata: a\r\ndata: b\r\n\r\nretry: 3\rdata: c\r\rdata: d\n\n";
    let whole = texts(text);
    assert_eq!(whole.len(), 3);
    for offset in 0..text.len() {
        assert_eq!(texts(cut(text.as_bytes(), &[offset])), whole, "{offset}");
    }
}
