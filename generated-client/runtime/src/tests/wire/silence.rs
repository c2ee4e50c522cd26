//! Servers that stop in the middle of a body without an end.

use std::{
    future::Future as _,
    io::Write as _,
    pin::{Pin, pin},
    sync::mpsc::Receiver,
    task::{Context, Waker},
    thread,
    time::Duration,
};

use super::{Failure, Server};
use crate::runtime::{
    Body, Call, EventStream, JsonLines, NoError, Reconnect, TransportErrorKind,
    testing::ManualClock,
};

const MINUTE: Duration = Duration::from_secs(60);

/// Starts a server that sends `piece` of a body without an end, and then nothing.
fn silent(media: &'static str, piece: &'static str) -> Server {
    Server::new(move |_, _, socket| {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {media}\r\n\r\n{piece}");
        let _ = socket.write_all(head.as_bytes());
        thread::sleep(Duration::from_secs(30));
    })
}

fn timed_out(error: &Failure, idle: &str) {
    assert!(error.is_timeout(), "{error}");
    let text = error.to_string();
    assert!(
        text.ends_with(&format!(
            "timed out: nothing came for {idle}, the idle limit"
        )),
        "{text}"
    );
}

#[tokio::test]
async fn events_that_stop_are_an_error() {
    let server = silent("text/event-stream", "data: 1\n\n");
    let client = server.builder().idle_timeout(Duration::from_millis(200));
    let client = client.build().unwrap();
    let call = Call::<EventStream<i64>, NoError>::get(&client.0, "/events");
    let mut stream = call.send().await.unwrap().into_inner();
    assert_eq!(stream.next().await.unwrap().unwrap().data, 1);
    timed_out(&stream.next().await.unwrap().unwrap_err(), "200ms");
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn events_that_stop_are_asked_for_again_where_that_is_safe() {
    let server = Server::new(|number, _, socket| {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";
        let event = if number == 0 {
            "id: 1\ndata: 1\n\n"
        } else {
            "data: 2\n\ndata: [DONE]\n\n"
        };
        let _ = socket.write_all(format!("{head}{event}").as_bytes());
        thread::sleep(Duration::from_secs(30));
    });
    let client = server.builder().idle_timeout(Duration::from_millis(200));
    let client = client.build().unwrap();
    let call = Call::<EventStream<i64>, NoError>::get(&client.0, "/events");
    let mut stream = call.send().await.unwrap().into_inner();
    stream = stream.reconnect(Reconnect::new().longest_wait(Duration::from_millis(10)));
    let mut events = Vec::new();
    while let Some(event) = stream.next().await {
        events.push(event.unwrap().data);
    }
    assert_eq!(events, [1, 2]);
    assert!(server.seen()[1].contains("last-event-id: 1"));
}

#[tokio::test]
async fn lines_and_bytes_that_stop_are_an_error() {
    let server = silent("application/jsonl", "1\n");
    let client = server.builder().build().unwrap();
    let call = || {
        let call = Call::<JsonLines<i64>, NoError>::get(&client.0, "/lines");
        call.with_options(|o| o.idle_timeout(Duration::from_millis(200)))
    };
    let mut lines = call().send().await.unwrap().into_inner();
    assert_eq!(lines.next().await.unwrap().unwrap(), 1);
    timed_out(&lines.next().await.unwrap().unwrap_err(), "200ms");
    assert!(lines.next().await.is_none());

    let mut body = call().streamed().await.unwrap().into_inner();
    assert_eq!(body.next().await.unwrap().unwrap(), "1\n");
    let error = body.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Timeout);
    assert!(body.next().await.is_none());
}

/// Applies the default limit.
#[tokio::test]
async fn no_stream_is_held_for_ever() {
    let server = silent("application/jsonl", "1\n");
    let clock = ManualClock::new();
    let client = server.builder().clock(clock.clone()).build().unwrap();
    let call = Call::<JsonLines<i64>, NoError>::get(&client.0, "/lines");
    let mut lines = call.send().await.unwrap().into_inner();
    lines.next().await.unwrap().unwrap();
    let mut next = pin!(lines.next());
    let mut context = Context::from_waker(Waker::noop());
    assert!(next.as_mut().poll(&mut context).is_pending());
    clock.advance(5 * MINUTE);
    assert!(next.as_mut().poll(&mut context).is_pending());
    clock.advance(2 * MINUTE);
    timed_out(&next.await.unwrap().unwrap_err(), "360s");
}

/// Pieces that arrive on command.
struct Told(Receiver<&'static str>);

impl futures_core::Stream for Told {
    type Item = Result<bytes::Bytes, std::io::Error>;
    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> std::task::Poll<Option<Self::Item>> {
        match self.0.try_recv() {
            Ok(piece) => std::task::Poll::Ready(Some(Ok(piece.into()))),
            Err(_) => std::task::Poll::Pending,
        }
    }
}

/// Ignores the time that the caller spends between two pieces, and starts a new wait for each piece.
#[test]
fn only_the_wait_counts() {
    let (sender, pieces) = std::sync::mpsc::channel();
    let clock = ManualClock::new();
    let body = Body::stream(Told(pieces));
    let shared: std::sync::Arc<dyn crate::runtime::Clock> = std::sync::Arc::new(clock.clone());
    let mut body = crate::runtime::stream::idle::watched(body, Some(shared), 6 * MINUTE);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..3 {
        assert!(body.poll_chunk(&mut context).is_pending());
        clock.advance(4 * MINUTE);
        sender.send("piece").unwrap();
        assert!(body.poll_chunk(&mut context).is_ready());
        // The caller is busy.
        clock.advance(60 * MINUTE);
    }
    assert!(body.poll_chunk(&mut context).is_pending());
    clock.advance(5 * MINUTE);
    assert!(body.poll_chunk(&mut context).is_pending());
    clock.advance(MINUTE);
    assert!(body.poll_chunk(&mut context).is_ready());
}
