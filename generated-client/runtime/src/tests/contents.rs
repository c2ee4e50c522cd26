//! Responses by content type, streams, typed headers, and servers of operations.
#![allow(unreachable_pub)] // what macros make is as public as can be, and nothing in here is

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::{builder, client, now};
use crate::runtime::{
    Binary, Body, Call, Decode, Empty, Error, Json, NoError, Response, Stream, Text,
    by_content_type, by_status, response_headers, string_enum, testing::Recorder,
};

#[derive(Debug)]
enum Content {
    Json(i64),
    Problem(Vec<i64>),
    Text(String),
    Image(Bytes),
    Events(Body),
}

by_content_type!(Content {
    "application/json" => Json(Json),
    "application/problem+json" => Problem(Json),
    "text/html" | "text/plain; charset=utf-8" => Text(Text),
    "image/*" => Image(Binary),
    "text/event-stream" => Events(Stream),
});

#[derive(Debug)]
enum ByStatus {
    Ok(Content),
    Accepted(Body),
}

by_status!(ByStatus {
    "200" => Ok(Content),
    "202" => Accepted(Stream),
});

fn answer<T: Decode>(
    status: u16,
    headers: &[(&'static str, &'static str)],
    body: impl Into<Body>,
) -> Result<Response<T::Value>, Error<std::convert::Infallible>> {
    let recorder = Recorder::new();
    let mut response = http::Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    for (name, value) in headers {
        response.headers_mut().append(*name, value.parse().unwrap());
    }
    recorder.respond(response);
    let call = Call::<T, NoError>::get(&client(&recorder), "/x").success(&["200", "202"]);
    now(call.send())
}

fn of(content_type: &'static str, body: &'static str) -> Result<Content, String> {
    let answer = answer::<Content>(200, &[("content-type", content_type)], body);
    answer
        .map(Response::into_inner)
        .map_err(|it| it.to_string())
}

#[test]
fn the_content_type_chooses() {
    assert!(matches!(of("application/json", "1"), Ok(Content::Json(1))));
    assert!(matches!(
        of("Application/JSON; charset=utf-8", "1"),
        Ok(Content::Json(1))
    ));
    assert!(matches!(
        of("application/vnd.x+json", "1"),
        Ok(Content::Json(1))
    ));
    assert!(matches!(of("application/problem+json", "[1]"), Ok(Content::Problem(it)) if it == [1]));
    assert!(matches!(of("text/plain", "1"), Ok(Content::Text(it)) if it == "1"));
    assert!(matches!(of("image/png", "1"), Ok(Content::Image(it)) if it == "1"));
    let nothing_said = answer::<Content>(200, &[], "1").unwrap().into_inner();
    assert!(matches!(nothing_said, Content::Json(1)));
    assert_eq!(
        of("application/pdf", "1").unwrap_err(),
        "GET /x: 200 OK: cannot decode the body: `application/pdf` in place of `application/json`, \
         `application/problem+json`, `text/html`, `text/plain; charset=utf-8`, `image/*` or `text/event-stream`"
    );
}

#[test]
fn what_has_no_end_is_not_waited_for() {
    struct Endless;
    impl futures_core::Stream for Endless {
        type Item = Result<Bytes, std::io::Error>;
        fn poll_next(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Ready(Some(Ok(Bytes::from_static(b"data: 1\n\n"))))
        }
    }
    let endless = || Body::stream(Endless);
    let mut body = answer::<Stream>(200, &[], endless()).unwrap();
    assert_eq!(now(body.next()).unwrap().unwrap(), "data: 1\n\n");
    let events = [("content-type", "text/event-stream")];
    let content = answer::<ByStatus>(200, &events, endless())
        .unwrap()
        .into_inner();
    let ByStatus::Ok(Content::Events(mut body)) = content else {
        panic!("{content:?}")
    };
    assert_eq!(now(body.next()).unwrap().unwrap(), "data: 1\n\n");
    let content = answer::<ByStatus>(202, &[], endless())
        .unwrap()
        .into_inner();
    let ByStatus::Accepted(mut body) = content else {
        panic!("{content:?}")
    };
    assert!(now(body.next()).is_some());
    let json = answer::<ByStatus>(200, &[("content-type", "application/json")], "1");
    assert!(matches!(
        json.unwrap().into_inner(),
        ByStatus::Ok(Content::Json(1))
    ));
}

#[derive(Clone, Debug)]
enum Kind {
    A,
    Unknown(String),
}

string_enum!(Kind { A: "a" });

#[derive(Clone, Default, PartialEq)]
struct Headers {
    limit: Option<i32>,
    at: Option<jiff::Timestamp>,
    ids: Option<Vec<i64>>,
    kind: Option<Kind>,
    cookie: Option<String>,
    kinds: Option<String>,
}

response_headers!(Headers {
    limit: "X-Rate-Limit",
    at: "X-At",
    ids: "X-Ids" list,
    kind: "X-Kind" text,
    cookie: "Set-Cookie" sensitive,
    kinds: "X-Kinds" text sensitive,
});

#[test]
fn documented_headers_have_types() {
    let sent = [
        ("x-rate-limit", " 5 "),
        ("x-at", "2024-01-02T03:04:05Z"),
        ("x-ids", "1, 2,"),
        ("x-ids", "3"),
        ("x-kind", "a"),
        ("set-cookie", "hush"),
    ];
    let response = answer::<Empty>(200, &sent, "").unwrap();
    let headers: Headers = response.typed_headers();
    assert_eq!(headers.limit, Some(5));
    assert_eq!(headers.at.unwrap().to_string(), "2024-01-02T03:04:05Z");
    assert_eq!(headers.ids.as_deref(), Some(&[1, 2, 3][..]));
    assert_eq!(headers.kind, Some(Kind::A));
    assert_eq!(headers.cookie.as_deref(), Some("hush"));
    let printed = format!("{headers:?}");
    assert!(printed.contains("limit: Some(5)") && printed.contains("cookie: Some([redacted])"));
    assert!(!printed.contains("hush"));
}

#[test]
fn a_header_that_does_not_read_is_none() {
    let sent = [
        ("x-rate-limit", "many"),
        ("x-ids", "1, x"),
        ("x-at", "never"),
        ("x-kind", "z"),
    ];
    let headers: Headers = answer::<Empty>(200, &sent, "").unwrap().typed_headers();
    let unknown = Headers {
        kind: Some(Kind::Unknown("z".to_owned())),
        ..Headers::default()
    };
    assert_eq!(headers, unknown);
    assert_eq!(Headers::from(&HeaderMap::new()), Headers::default());
}

#[test]
fn an_operation_may_have_a_server_of_its_own() {
    let recorder = Recorder::new();
    for _ in 0..3 {
        recorder.json(StatusCode::OK, "");
    }
    let call = |core| Call::<Empty, NoError>::get(core, "/x").server("https://own.invalid/v2");
    let documented = builder().transport(recorder.clone()).build().unwrap().0;
    let given = builder()
        .base_url("http://given.invalid")
        .transport(recorder.clone());
    let given = given.build().unwrap().0;
    now(call(&documented).send()).unwrap();
    now(call(&given).send()).unwrap();
    let options = call(&given).with_options(|o| o.base_url("http://once.invalid"));
    now(options.send()).unwrap();
    let sent: Vec<String> = recorder
        .requests()
        .iter()
        .map(|it| it.uri.to_string())
        .collect();
    assert_eq!(
        sent,
        [
            "https://own.invalid/v2/x",
            "http://given.invalid/x",
            "http://once.invalid/x"
        ]
    );
}

#[test]
fn one_form_of_a_success_is_asked_for() {
    let recorder = Recorder::new();
    recorder.json(StatusCode::OK, "7");
    let call: Call<Content, NoError> = Call::get(&client(&recorder), "/");
    let call = call.accept(Content::ACCEPT);
    let found = now(call.only::<Json<i64>>(&["application/json"]).send());
    assert_eq!(*found.expect("a number"), 7);
    let request = recorder.requests().remove(0);
    assert_eq!(request.headers["accept"], "application/json");
}
