//! Mocks and cassettes with rare features of documents: every kind of credential, bodies in forms and in parts,
//! responses by status and by content type.

use std::{fs, path::PathBuf};

use bytes::Bytes;
use http::{StatusCode, header::CONTENT_TYPE};
use serde_json::{Value, json};

use super::{Client, builder, now};
use crate::runtime::{
    Binary, Body, BoxFuture, Call, Empty, Error, File, Json, NoError, Stream, Text, Transport,
    TransportError, by_content_type, by_status,
    testing::{Cassette, Mock, Recorder},
};

#[derive(Debug, PartialEq)]
enum Things {
    Created(Vec<i64>),
    Content(Content),
    NoContent,
}

by_status!(Things {
    "201" => Created(Json),
    "2XX" => Content(Content),
    "204" => NoContent,
});

#[derive(Debug, PartialEq)]
enum Content {
    Page(String),
    Image(Bytes),
}

by_content_type!(Content {
    "text/html" => Page(Text),
    "image/*" | "image/png" => Image(Binary),
});

#[derive(Debug, PartialEq)]
enum Refused {
    NotFound(i64),
    Default(String),
}

by_status!(Refused {
    "404" => NotFound(Json),
    "default" => Default(Text),
});

type Get = Call<Things, Refused>;

fn mocked(mock: &Mock) -> Client {
    builder()
        .token("T")
        .credential("query", "key")
        .credential("cookie", "sid")
        .transport(mock.transport())
        .build()
        .unwrap()
}

#[test]
fn the_value_has_its_status_and_its_type() {
    let mock = Mock::new();
    let client = mocked(&mock);
    let get = || {
        Get::get(&client.0, "/things")
            .success(&["201", "2XX", "204"])
            .errors(&["404", "default"])
    };
    let page = || Things::Content(Content::Page("p".to_owned()));
    let image = || Things::Content(Content::Image(Bytes::from_static(b"i")));
    mock.on(get().send()).returns(Things::Created(vec![1, 2]));
    mock.on(get().send()).returns(page());
    mock.on(get().send())
        .returns_with(StatusCode::ACCEPTED, image());
    mock.on(get().send()).returns(Things::NoContent);
    mock.on(get().send())
        .fails(StatusCode::NOT_FOUND, Refused::NotFound(1));
    let text = || Refused::Default("no".to_owned());
    mock.on(get().send()).fails(StatusCode::CONFLICT, text());

    for (status, value) in [
        (201, Things::Created(vec![1, 2])),
        (200, page()),
        (202, image()),
        (204, Things::NoContent),
    ] {
        let got = now(get().send()).unwrap();
        assert_eq!((got.status().as_u16(), got.into_inner()), (status, value));
    }
    for (status, value) in [(404, Refused::NotFound(1)), (409, text())] {
        match now(get().send()).unwrap_err() {
            Error::Api(error) => {
                assert_eq!(
                    (error.status().as_u16(), error.into_inner()),
                    (status, value)
                );
            }
            other => panic!("{other}"),
        }
    }
}

#[test]
#[should_panic = "GET /things: the document has no such body under status 409 Conflict"]
fn a_value_of_another_status_is_refused() {
    let mock = Mock::new();
    let client = mocked(&mock);
    let get = Get::get(&client.0, "/things").errors(&["404", "default"]);
    mock.on(get.send())
        .fails(StatusCode::CONFLICT, Refused::NotFound(1));
}

#[test]
fn credentials_are_not_expected_and_do_not_matter() {
    let mock = Mock::new();
    let client = mocked(&mock);
    let call = || {
        Call::<Empty, NoError>::get(&client.0, "/x")
            .query("a b", "1")
            .cookie("own", "1")
            .auth(&[&["bearer", "query", "cookie"]])
    };
    mock.on(call().send()).returns(());
    now(call().send()).unwrap();
    let request = &mock.requests()[0];
    assert_eq!(request.uri.query(), Some("a%20b=1&api%20key=key"));
    assert_eq!(request.headers["cookie"], "own=1; sid=sid");
}

#[test]
fn a_key_is_compared_if_the_caller_sets_it() {
    let charge = |client: &Client| {
        Call::<Text, NoError>::post(&client.0, "/x").idempotency_key("Idempotency-Key")
    };
    let mock = Mock::new();
    let client = mocked(&mock);
    mock.on(charge(&client).send()).returns("made".to_owned());
    let given = charge(&client).with_options(|o| o.idempotency_key("mine"));
    mock.on(given.send()).returns("given".to_owned());
    assert_eq!(*now(charge(&client).send()).unwrap(), "made");
    let given = charge(&client).with_options(|o| o.idempotency_key("mine"));
    assert_eq!(*now(given.send()).unwrap(), "given");
}

#[test]
fn parts_and_streams_are_compared_by_content_or_not_at_all() {
    let mock = Mock::new();
    let client = mocked(&mock);
    let upload = |text: &str| {
        Call::<Text, NoError>::post(&client.0, "/x")
            .part("note", text)
            .file("file", "text/plain", File::new("f", "content"))
            .send()
    };
    mock.on(upload("a")).returns("done".to_owned());
    assert_eq!(now(upload("a")).unwrap().into_inner(), "done");
    // A stream in the request is not compared; one in the answer can be used only once.
    let stream = |text: &'static str| {
        let body = Body::wrap(Body::from(text));
        let call = Call::<Stream, NoError>::put(&client.0, "/x");
        call.body("text/plain", body).send()
    };
    mock.on(stream("a")).returns(Body::wrap(Body::from("all")));
    let got = now(stream("b")).unwrap().into_inner();
    assert_eq!(now(got.bytes()).unwrap(), "all");
    mock.on(upload("b")).any_times().returns(String::new());
    let error = now(upload("c")).unwrap_err();
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.ends_with("POST /x: the body differs"), "{source}");
    std::mem::forget(mock);
}

/// A server that repeats everything that it was sent.
struct Echo(Recorder);

impl Transport for Echo {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<Result<http::Response<Body>, TransportError>> {
        let all = format!("{:?} {}", request.headers(), request.uri());
        // The output of `Debug` above lacks the values that are marked as sensitive.
        let values = request.headers().values();
        let values = values.map(|it| String::from_utf8_lossy(it.as_bytes()).into_owned());
        let told = json!({"all": all, "values": values.collect::<Vec<_>>()}).to_string();
        let mut response = http::Response::new(Body::from(told));
        let location = format!("/next?page=2&token=hush-page&seen={}", request.uri());
        response
            .headers_mut()
            .insert("location", location.parse().unwrap());
        self.0.respond(response);
        self.0.send(request)
    }
}

fn file(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("cassettes-{}", std::process::id()));
    folder.join(name)
}

#[test]
fn no_credential_of_any_scheme_gets_into_a_file() {
    for (scheme, credential) in [
        ("bearer", "hush-bearer"),
        ("oauth", "hush-oauth"),
        ("basic", "user:hush-password"),
        ("header", "hush-header"),
        ("query", "hush query+"),
        ("cookie", "hush;cookie"),
    ] {
        let file = file(&format!("{scheme}.json"));
        let server = Recorder::new();
        let client = |cassette, credential: &str| {
            let builder = builder().credential(scheme, credential);
            builder.transport(cassette).build().unwrap()
        };
        let recording = client(Cassette::record(&file, Echo(server.clone())), credential);
        let run = |client: &Client| {
            let alternatives: &'static [&'static [&'static str]] = match scheme {
                "bearer" => &[&["bearer"]],
                "oauth" => &[&["oauth"]],
                "basic" => &[&["basic"]],
                "header" => &[&["header"]],
                "query" => &[&["query"]],
                _ => &[&["cookie"]],
            };
            let call = Call::<Json, NoError>::post(&client.0, "/x")
                .query("page", "1")
                .query("sig", "hush-signature")
                .header("x-trace", "hush-trace")
                .json(&json!({"clientSecret": "hush", "max_tokens": 5, "tokens": ["hush"]}))
                .auth(alternatives);
            now(call.send()).unwrap().into_inner()
        };
        run(&recording);
        // The secret was sent all the same.
        let sent = format!(
            "{} {:?}",
            server.requests()[0].uri,
            server.requests()[0].body
        );
        assert!(sent.contains("sig=hush-signature"), "{sent}");

        let text = fs::read_to_string(&file).unwrap();
        for secret in ["hush", "dXNlcjpodXNo"] {
            assert!(!text.contains(secret), "{scheme}: {text}");
        }
        assert!(
            text.contains("page=1") && text.contains(r#"\"max_tokens\":5"#),
            "{text}"
        );

        // Another credential works as well.
        let replaying = client(Cassette::replay(&file).unwrap(), "an:other");
        let replayed = run(&replaying).to_string();
        assert!(replayed.contains("[scrubbed]"), "{replayed}");
    }
}

#[test]
fn json_in_other_charsets_is_recorded_without_secrets() {
    let bodies: [(&str, &[u8]); 2] = [
        (
            "application/json;charset=ISO-8859-1",
            b"{\"name\": \"caf\xe9\", \"access_token\": \"hush\"}",
        ),
        (
            "application/json",
            "\u{feff}{\"name\": \"café\", \"access_token\": \"hush\"}".as_bytes(),
        ),
    ];
    for (index, (media, body)) in bodies.into_iter().enumerate() {
        let file = file(&format!("charset{index}.json"));
        let server = Recorder::new();
        let response = http::Response::builder().header(CONTENT_TYPE, media);
        server.respond(response.body(Body::from(body)).unwrap());
        let run = |cassette| {
            let client = builder().transport(cassette).build().unwrap();
            let call = Call::<Json<Value>, NoError>::get(&client.0, "/x");
            now(call.send()).unwrap().into_inner()
        };
        assert_eq!(run(Cassette::record(&file, server))["access_token"], "hush");
        let replayed = run(Cassette::replay(&file).unwrap());
        assert_eq!(
            replayed,
            json!({"name": "café", "access_token": "[scrubbed]"})
        );
    }
}

#[test]
fn forms_parts_and_bytes_are_recorded_without_secrets() {
    let file = file("forms.json");
    let server = Recorder::new();
    for _ in 0..3 {
        server.respond(http::Response::new(Body::from(&b"\xFF\x00\x01"[..])));
    }
    let run = |client: &Client| {
        let form = json!({"grant_type": "password", "client_secret": "hush"});
        let calls = [
            Call::<Binary, NoError>::post(&client.0, "/x").form(&form, &[]),
            Call::post(&client.0, "/x")
                .part("password", "hush")
                .part("note", "seen"),
            Call::post(&client.0, "/x").body("application/octet-stream", &b"\xFE"[..]),
        ];
        for call in calls {
            assert_eq!(now(call.send()).unwrap().into_inner(), &b"\xFF\x00\x01"[..]);
        }
    };
    let client = |cassette| builder().transport(cassette).build().unwrap();
    run(&client(Cassette::record(&file, server)));
    let text = fs::read_to_string(&file).unwrap();
    assert!(!text.contains("hush"), "{text}");
    for kept in ["grant_type=password", "seen", "/wAB", "/g=="] {
        assert!(text.contains(kept), "{kept}: {text}");
    }
    run(&client(Cassette::replay(&file).unwrap()));
}
