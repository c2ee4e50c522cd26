use std::{
    collections::{BTreeMap, VecDeque},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use futures_core::Stream;
use http::StatusCode;

use super::{builder, client, now};
use crate::runtime::{
    Binary, Body, BoxError, Call, Decode, Empty, Error, Json, NoError, RequestErrorKind, Text,
    TransportError, TransportErrorKind, testing::Recorder,
};

struct Chunks(VecDeque<Result<Bytes, BoxError>>);

impl Stream for Chunks {
    type Item = Result<Bytes, BoxError>;
    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front())
    }
}

fn stream(chunks: impl IntoIterator<Item = Result<&'static str, &'static str>>) -> Body {
    let chunks = chunks
        .into_iter()
        .map(|chunk| chunk.map(Bytes::from).map_err(BoxError::from));
    Body::stream(Chunks(chunks.collect()))
}

fn answer<T: Decode>(
    status: u16,
    body: impl Into<Body>,
) -> Result<T::Value, Error<serde_json::Value>> {
    let recorder = Recorder::new();
    recorder.json(StatusCode::from_u16(status).unwrap(), body);
    let call = Call::<T, Json>::get(&client(&recorder), "/x").errors(&["400"]);
    now(call.send()).map(crate::runtime::Response::into_inner)
}

#[test]
fn each_marker_decodes_its_own() {
    assert_eq!(answer::<Text>(200, "é").unwrap(), "é");
    assert_eq!(
        answer::<Text>(200, &b"ab\xff"[..]).unwrap_err().to_string(),
        "GET /x: 200 OK: cannot decode the body: `application/json` in place of `text/plain`: \
         text that is not UTF-8 at byte 2"
    );
    assert_eq!(answer::<Binary>(201, &b"\xff"[..]).unwrap(), &b"\xff"[..]);
    answer::<Empty>(200, "whatever").unwrap();
    assert_eq!(answer::<Json>(299, "[1]").unwrap(), serde_json::json!([1]));
}

#[test]
fn a_failure_that_is_a_stream_has_its_body() {
    let recorder = Recorder::new();
    recorder.json(StatusCode::BAD_REQUEST, stream([Ok("no"), Ok("pe")]));
    let call =
        Call::<Empty, crate::runtime::Stream>::get(&client(&recorder), "/x").errors(&["400"]);
    match now(call.send()) {
        Err(Error::Api(failure)) => {
            let body = now(failure.into_inner().bytes());
            assert_eq!(body.unwrap(), "nope");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_empty_body_is_told_as_such() {
    let message = |status, body: Body| {
        let error = answer::<Json<Option<bool>>>(status, body).unwrap_err();
        assert!(matches!(&error, Error::Decode(error) if error.position() == (0, 0)));
        error.to_string()
    };
    let text = message(200, Body::empty());
    assert!(
        text.ends_with(": cannot decode the body: the body is empty"),
        "{text}"
    );
    assert!(message(200, "\u{feff}".into()).ends_with("the body is empty"));
    assert!(message(200, stream([Ok(""), Ok("")])).ends_with("the body is empty"));
    assert_eq!(
        answer::<Empty>(400, "").unwrap_err().to_string(),
        "GET /x: 400 Bad Request: cannot decode the body: the body is empty"
    );
    // Text and bytes may be empty.
    assert_eq!(answer::<Text>(204, "").unwrap(), "");
    assert!(answer::<Binary>(200, "").unwrap().is_empty());
}

#[test]
fn a_body_may_come_in_pieces() {
    assert_eq!(
        answer::<Text>(200, stream([Ok("a"), Ok(""), Ok("bc")])).unwrap(),
        "abc"
    );
    assert_eq!(answer::<Text>(200, stream([])).unwrap(), "");
    for body in [stream([Ok("a"), Err("hush")]), stream([Err("hush")])] {
        let error = answer::<Text>(200, body).unwrap_err();
        assert!(
            matches!(&error, Error::Transport(error) if error.kind() == TransportErrorKind::Cut)
        );
        assert_eq!(
            error.to_string(),
            "GET /x: the connection broke before the response was complete"
        );
    }
    // A transport's own error keeps its kind.
    let timeout = Body::stream(Chunks(
        [Err(TransportError::new(
            TransportErrorKind::Timeout,
            "slow",
        )
        .into())]
        .into(),
    ));
    assert!(answer::<Text>(200, timeout).unwrap_err().is_timeout());
}

#[test]
fn an_undocumented_failure_keeps_its_status_and_some_of_its_body() {
    let error = answer::<Text>(500, stream([Ok("<h1>"), Err("cut")])).unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), &error.body().unwrap()[..]),
        (500, &b"<h1>"[..])
    );
    assert_eq!(
        error.to_string(),
        "GET /x: 500 Internal Server Error: a status that is not documented (4 bytes of body)"
    );
    let error = answer::<Text>(500, "x".repeat(100_000)).unwrap_err();
    assert_eq!(error.body().unwrap().len(), 65_536);
}

#[test]
fn a_long_error_body_is_printed_in_part() {
    let body = serde_json::json!({"text": "é".repeat(10_000)});
    let error = answer::<Text>(400, body.to_string()).unwrap_err();
    let printed = error.to_string();
    assert!(
        printed.starts_with("GET /x: 400 Bad Request: Object {\"text\": String(\"éé"),
        "{printed}"
    );
    assert!(printed.ends_with("é…") && printed.len() < 2100, "{printed}");
    assert_eq!(error.api().unwrap(), &body);
}

#[test]
fn any_body_can_be_sent() {
    let recorder = Recorder::new();
    let call = Call::<Empty, NoError>::post(&client(&recorder), "/x")
        .body("text/csv", stream([Ok("a,"), Ok("b")]));
    let _ = now(call.send());
    let request = recorder.requests().remove(0);
    assert_eq!(
        (&request.body[..], &request.headers["content-type"]),
        (&b"a,b"[..], &"text/csv".parse().unwrap())
    );
    assert_eq!(request.headers["user-agent"], "test-client/1.2.3");
}

#[test]
fn a_body_that_is_no_json_is_refused() {
    let recorder = Recorder::new();
    let body = BTreeMap::from([((1, "hush"), 1)]);
    let call = Call::<Empty, NoError>::post(&client(&recorder), "/x").json(&body);
    match now(call.send()).unwrap_err() {
        Error::Request(error) => {
            assert_eq!(error.kind(), RequestErrorKind::Body);
            assert_eq!(
                error.to_string(),
                "POST /x: the body cannot be written as JSON"
            );
        }
        other => panic!("{other}"),
    }
    assert!(recorder.requests().is_empty());
}

#[test]
fn bodies_tell_their_size_and_nothing_else() {
    assert_eq!(format!("{:?}", Body::empty()), "Body(empty)");
    assert_eq!(format!("{:?}", Body::from("")), "Body(empty)");
    assert_eq!(
        format!("{:?}", Body::from("hush".to_owned())),
        "Body(4 bytes)"
    );
    assert_eq!(format!("{:?}", stream([Ok("hush")])), "Body(stream)");
    assert_eq!(
        format!("{:?}", Body::wrap(Body::from("hush"))),
        "Body(stream of 4 bytes)"
    );
    assert_eq!(now(Body::wrap(Body::from("ab")).bytes()).unwrap(), "ab");
    assert_eq!(Body::from(vec![1]).as_bytes(), Some(&[1][..]));
    assert!(stream([]).into_bytes().is_err());
}

#[test]
fn options_are_for_one_request() {
    let recorder = Recorder::new();
    let client = builder()
        .timeout(Duration::from_secs(9))
        .transport(recorder.clone())
        .build()
        .unwrap();
    let call = || Call::<Empty, NoError>::options(&client.0, "/x").header("a", "1");
    let _ = now(call().send());
    let _ = now(call()
        .with_options(|o| {
            o.timeout(Duration::from_secs(1))
                .header("A", "2")
                .header("b", "3")
        })
        .send());
    let [first, second] = &recorder.requests()[..] else {
        panic!("two were sent")
    };
    assert_eq!(
        (first.timeout, second.timeout),
        (Some(Duration::from_secs(9)), Some(Duration::from_secs(1)))
    );
    assert_eq!(
        (
            &first.headers["a"],
            &second.headers["a"],
            &second.headers["b"]
        ),
        (
            &"1".parse().unwrap(),
            &"2".parse().unwrap(),
            &"3".parse().unwrap()
        )
    );
    assert_eq!(first.method, "OPTIONS");
}

#[test]
fn what_must_be_send_is() {
    fn check<T: Send + 'static>(_: &T) {}
    fn sync<T: Send + Sync + 'static>(_: &T) {}
    let call = Call::<Json, Json>::get(&client(&Recorder::new()), "/x");
    check(&call);
    sync(&answer::<Json>(400, "1").unwrap_err());
    sync(&stream([]));
    check(&call.send());
    assert!(
        size_of::<Error<[u8; 1000]>>() <= 16,
        "errors are moved through every `?`"
    );
    assert!(
        size_of::<Call<Json, Json>>() <= 16,
        "requests are moved by every setter"
    );
}
