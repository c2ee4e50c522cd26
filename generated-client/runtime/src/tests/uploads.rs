//! Bodies that are created while they are sent.

use bytes::Bytes;
use serde::{Serialize, ser::Error as _};

use super::{builder, client, events::cut, now};
use crate::runtime::{
    Body, Call, ClientCore, Empty, Error, LinesBody, NoError,
    testing::{Recorded, Recorder},
};

fn sent(
    describe: impl FnOnce(&ClientCore) -> Call<Empty, NoError>,
) -> Result<Recorded, Error<std::convert::Infallible>> {
    let recorder = Recorder::new();
    recorder.json(http::StatusCode::NO_CONTENT, "");
    now(describe(&client(&recorder)).send())?;
    Ok(recorder.requests().remove(0))
}

fn lines(body: impl Into<LinesBody<i64>>) -> String {
    let request = sent(|core| Call::post(core, "/").json_lines("application/jsonl", body));
    let request = request.unwrap();
    assert_eq!(request.headers["content-type"], "application/jsonl");
    String::from_utf8(request.body.to_vec()).unwrap()
}

#[test]
fn lines_are_a_list_or_come_while_they_are_sent() {
    let list = vec![1, 2];
    assert_eq!(lines(&list), "1\n2\n");
    assert_eq!(lines(&list[..1]), "1\n");
    assert_eq!(lines([3]), "3\n");
    assert_eq!(lines(Vec::new()), "");
    assert_eq!(lines(LinesBody::iter(4..7)), "4\n5\n6\n");
    assert_eq!(lines(LinesBody::stream(Countdown(2))), "2\n1\n");
}

/// Returns a body of these pieces, which may end in an error.
pub(super) fn pieces<const N: usize>(pieces: [Result<&'static str, &'static str>; N]) -> Body {
    struct Pieces(std::collections::VecDeque<Result<Bytes, std::io::Error>>);
    impl futures_core::Stream for Pieces {
        type Item = Result<Bytes, std::io::Error>;
        fn poll_next(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Ready(self.0.pop_front())
        }
    }
    let pieces = pieces.map(|it| it.map(Bytes::from).map_err(std::io::Error::other));
    Body::stream(Pieces(pieces.into()))
}

struct Countdown(i64);

impl futures_core::Stream for Countdown {
    type Item = i64;
    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<i64>> {
        let next = (self.0 > 0).then_some(self.0);
        self.0 -= 1;
        std::task::Poll::Ready(next)
    }
}

struct Unwritable;

impl Serialize for Unwritable {
    fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom("hush"))
    }
}

#[test]
fn what_cannot_be_written_is_an_error_without_the_value() {
    let post = |body: LinesBody<Unwritable>| {
        sent(|core| Call::post(core, "/").json_lines("application/jsonl", body)).unwrap_err()
    };
    let listed = post([Unwritable].into());
    assert!(matches!(listed, Error::Request(_)));
    assert_eq!(
        listed.to_string(),
        "POST /: the body cannot be written as JSON"
    );
    let late = post(LinesBody::iter([Unwritable]));
    assert!(!format!("{late:?}").contains("hush"));
}

#[test]
fn a_stream_is_as_long_as_it_says() {
    let stream = |length| cut(b"abcd", &[2]).with_length(length);
    let size = |body: &Body| http_body::Body::size_hint(body).exact();
    assert_eq!(size(&stream(4)), Some(4));
    assert_eq!(now(stream(4).bytes()).unwrap(), "abcd");
    for (length, why) in [(3, "longer"), (5, "shorter"), (0, "longer")] {
        let error = now(stream(length).bytes()).unwrap_err();
        let why = format!("the body is {why} than was said");
        assert_eq!(std::error::Error::source(&error).unwrap().to_string(), why);
    }
    // The length of a body in memory takes precedence.
    assert_eq!(size(&Body::from("ab").with_length(7)), Some(2));
}

#[test]
fn a_body_keeps_its_media_type_when_it_gets_a_length() {
    let png = "image/png";
    for body in [cut(b"ab", &[1]), Body::from("ab")] {
        let mut sized = body.content_type(png).with_length(2);
        assert_eq!(sized.take_content_type().as_deref(), Some(png));
    }
    let mut stream = cut(b"ab", &[1]).content_type(png).into_bytes().unwrap_err();
    assert_eq!(stream.take_content_type().as_deref(), Some(png));
}

#[test]
fn any_response_can_be_left_as_it_comes() {
    let recorder = Recorder::new();
    recorder.json(http::StatusCode::OK, cut(b"[1, 2]", &[3]));
    recorder.json(http::StatusCode::BAD_REQUEST, "7");
    let client = builder().transport(recorder.clone()).build().unwrap().0;
    let call = || {
        use crate::runtime::Json;
        Call::<Json<Vec<i64>>, Json<i64>>::get(&client, "/").errors(&["400"])
    };
    let mut body = now(call().streamed()).unwrap();
    assert_eq!(body.headers()["content-type"], "application/json");
    assert_eq!(now(body.next()).unwrap().unwrap(), Bytes::from("[1,"));
    assert_eq!(now(body.into_inner().bytes()).unwrap(), " 2]");
    // A failure is decoded as usual, and the `Accept` header is unchanged.
    let failure = now(call().streamed()).unwrap_err();
    assert_eq!(failure.api(), Some(&7));
    assert_eq!(recorder.requests()[0].headers["accept"], "application/json");
}

#[cfg(feature = "tokio")]
mod readers {
    use tokio::io::{AsyncBufReadExt, AsyncReadExt};

    use super::{super::events::broken, Body, cut, now};

    #[test]
    fn a_body_is_a_reader() {
        let mut text = String::new();
        let mut reader = cut(b"ab\ncd\nef", &[1, 1, 4]).into_reader();
        now(reader.read_line(&mut text)).unwrap();
        let mut two = [0; 2];
        now(reader.read_exact(&mut two)).unwrap();
        now(reader.read_to_string(&mut text)).unwrap();
        assert_eq!((text.as_str(), &two), ("ab\n\nef", b"cd"));
        assert_eq!(now(reader.read(&mut two)).unwrap(), 0);
        assert_eq!(now(Body::empty().into_reader().read(&mut two)).unwrap(), 0);
    }

    #[test]
    fn a_cut_is_an_error_of_the_reader() {
        let mut out = Vec::new();
        let error = now(broken("ab").into_reader().read_to_end(&mut out)).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::UnexpectedEof);
        assert!(error.to_string().contains("broke"), "{error}");
        assert_eq!(out, b"ab");
    }

    #[test]
    fn a_reader_is_a_body() {
        let long = "x".repeat(150_000);
        let body = Body::from_reader(std::io::Cursor::new(long.clone()));
        assert_eq!(now(body.bytes()).unwrap(), long);
        assert!(
            now(Body::from_reader(tokio::io::empty()).bytes())
                .unwrap()
                .is_empty()
        );
    }
}
