//! Streams of events that break, and resume.

use std::time::Duration;

use http::{Method, StatusCode};

use super::{builder, events::broken, now};
use crate::runtime::{
    Body, Call, Error, Event, EventStream, NoError, Reconnect, StreamError,
    testing::{ManualClock, Recorder},
};

fn answer(recorder: &Recorder, status: StatusCode, body: impl Into<Body>) {
    let mut response = http::Response::new(body.into());
    *response.status_mut() = status;
    recorder.respond(response);
}

struct Read {
    events: Vec<Result<Event<i64>, StreamError>>,
    ids: Vec<Option<String>>,
    sleeps: Vec<Duration>,
}

impl Read {
    fn data(&self) -> Vec<i64> {
        let good = self.events.iter().filter_map(|it| it.as_ref().ok());
        good.map(|event| event.data).collect()
    }

    fn error(&self) -> Option<&StreamError> {
        self.events.last()?.as_ref().err()
    }
}

/// Reads a stream to its end; each body is that of one connection.
fn read(method: Method, bodies: impl IntoIterator<Item = Body>, policy: Option<Reconnect>) -> Read {
    let recorder = Recorder::new();
    for body in bodies {
        answer(&recorder, StatusCode::OK, body);
    }
    read_from(&recorder, method, policy)
}

fn read_from(recorder: &Recorder, method: Method, policy: Option<Reconnect>) -> Read {
    let clock = ManualClock::new();
    let client = builder().transport(recorder.clone()).clock(clock.clone());
    let client = client.build().unwrap().0;
    let call = Call::<EventStream<i64>, NoError>::new(&client, method, "/events");
    let mut stream = now(call.send()).unwrap().into_inner();
    if let Some(policy) = policy {
        stream = stream.reconnect(policy);
    }
    let mut events = Vec::new();
    while let Some(event) = now(stream.next()) {
        events.push(event);
        assert!(events.len() < 100, "it ends");
    }
    let id = |headers: &http::HeaderMap| {
        let id = headers.get("last-event-id")?;
        Some(String::from_utf8(id.as_bytes().to_vec()).unwrap())
    };
    Read {
        events,
        ids: recorder
            .requests()
            .iter()
            .map(|it| id(&it.headers))
            .collect(),
        sleeps: clock.sleeps(),
    }
}

#[test]
fn it_goes_on_after_the_last_id() {
    let read = read(
        Method::GET,
        [
            broken("id: é1\ndata: 1\n\nid: 2\ndata: 2"),
            broken("retry: 4000\n\ndata: 2\n\n"),
            "id: 3\ndata: 3\n\n".into(),
        ],
        None,
    );
    assert_eq!(read.data(), [1, 2, 3]);
    assert!(read.error().is_none());
    let id = Some("é1".to_owned());
    assert_eq!(
        read.ids,
        [None, id.clone(), id],
        "an event without an id keeps it"
    );
    let within = |wait: Duration, seconds: u64| {
        wait >= Duration::from_secs(seconds) && wait <= Duration::from_millis(seconds * 1500)
    };
    assert_eq!(read.sleeps.len(), 2);
    assert!(within(read.sleeps[0], 1), "{:?}", read.sleeps);
    assert!(within(read.sleeps[1], 4), "{:?}", read.sleeps);
}

#[test]
fn what_may_be_lost_or_done_twice_is_for_the_caller_to_allow() {
    let cut = || [broken("id: 1\ndata: 1\n\n"), "data: 2\n\n".into()];
    let unnamed = || [broken("data: 1\n\n"), "data: 2\n\n".into()];
    let usual = Reconnect::new();
    let ended = |read: Read| (read.data(), read.error().is_some());
    let goes_on = (vec![1, 2], false);
    let fails = (vec![1], true);

    assert_eq!(ended(read(Method::GET, cut(), None)), goes_on);
    assert_eq!(
        ended(read(Method::GET, cut(), Some(Reconnect::never()))),
        fails
    );
    assert_eq!(ended(read(Method::POST, cut(), None)), fails);
    assert_eq!(ended(read(Method::PUT, cut(), None)), fails);
    assert_eq!(
        ended(read(Method::POST, cut(), Some(usual.any_method()))),
        goes_on
    );
    assert_eq!(ended(read(Method::GET, unnamed(), None)), fails);
    assert_eq!(
        ended(read(Method::GET, unnamed(), Some(usual.without_id()))),
        goes_on
    );
    // Before the first event, none can be lost.
    let early = [broken(": hello\n"), "data: 2\n\n".into()];
    assert_eq!(ended(read(Method::GET, early, None)), (vec![2], false));
    // An event without data is none.
    let empty = [broken("data:\n\n"), "data: 2\n\n".into()];
    assert_eq!(ended(read(Method::GET, empty, None)), (vec![2], false));
    // An id that a header cannot hold cannot be sent.
    let odd = [broken("id: \u{1}\ndata: 1\n\n"), "data: 2\n\n".into()];
    assert_eq!(ended(read(Method::GET, odd, None)), fails);
}

/// Covers servers that greet each connection and then close it.
#[test]
fn events_without_data_are_no_progress() {
    let recorder = Recorder::new();
    for _ in 0..200 {
        answer(&recorder, StatusCode::OK, "id: 1\ndata:\n\n");
    }
    let read = read_from(&recorder, Method::GET, Some(Reconnect::new().after_end()));
    assert!(read.events.len() <= 1, "{:?}", read.events);
    assert!(recorder.requests().len() < 20);
}

#[test]
fn an_error_without_data_is_not_left_out() {
    let bodies = ["event: done\ndata:\n\nevent: error\ndata:\n\n"].map(Body::from);
    let read = read(Method::GET, bodies, None);
    assert!(read.error().is_some());
    assert_eq!(read.events.len(), 1);
}

#[test]
fn an_end_is_the_end_unless_asked_otherwise() {
    let bodies = || ["id: 1\ndata: 1\n\n", "data: 2\n\n"].map(Body::from);
    assert_eq!(read(Method::GET, bodies(), None).data(), [1]);

    let recorder = Recorder::new();
    for body in bodies() {
        answer(&recorder, StatusCode::OK, body);
    }
    answer(&recorder, StatusCode::NO_CONTENT, "");
    let read = read_from(&recorder, Method::GET, Some(Reconnect::new().after_end()));
    assert_eq!((read.data(), read.error().is_some()), (vec![1, 2], false));
    assert_eq!(recorder.requests().len(), 3);
}

#[test]
fn done_is_the_end_even_then() {
    let bodies = ["data: 1\n\ndata: [DONE]\n\n", "data: 2\n\n"].map(Body::from);
    let always = Reconnect::new().after_end().without_id();
    assert_eq!(read(Method::GET, bodies, Some(always)).data(), [1]);
}

#[test]
fn tries_are_bounded() {
    let bodies = (0..20).map(|index| {
        broken(if index == 0 {
            "id: 1\ndata: 1\n\n"
        } else {
            ": no\n"
        })
    });
    let read = read(Method::GET, bodies, None);
    assert!(matches!(read.error(), Some(Error::Transport(_))));
    assert_eq!((read.data(), read.ids.len()), (vec![1], 6));
    let shortest = |index: u32| Duration::from_secs(2u64.pow(index));
    let longer = |(index, wait): (u32, &Duration)| *wait >= shortest(index);
    assert!((0..).zip(&read.sleeps).all(longer), "{:?}", read.sleeps);
}

#[test]
fn a_refusal_is_final() {
    let recorder = Recorder::new();
    answer(&recorder, StatusCode::OK, broken("id: 1\ndata: 1\n\n"));
    answer(&recorder, StatusCode::FORBIDDEN, "");
    let read = read_from(&recorder, Method::GET, None);
    let status = read.error().and_then(Error::status);
    assert_eq!(status, Some(StatusCode::FORBIDDEN));
    assert_eq!(recorder.requests().len(), 2);
}

#[test]
fn nothing_at_all_is_the_end_from_the_start() {
    let recorder = Recorder::new();
    answer(&recorder, StatusCode::NO_CONTENT, "");
    answer(&recorder, StatusCode::OK, "data: 1\n\n");
    let read = read_from(&recorder, Method::GET, Some(Reconnect::new().after_end()));
    assert_eq!((read.data(), read.ids.len()), (Vec::new(), 1));
}
