//! Requests beyond the document: other paths, and properties that a body does not have.

use http::StatusCode;
use serde_json::{Value, json};

use super::{builder, now};
use crate::runtime::{
    ClientCore, Empty, Json, Undocumented,
    testing::{Recorded, Recorder},
};

const ANY: &[&[&str]] = &[&["header", "query"], &["bearer"], &[]];

fn with(recorder: &Recorder) -> ClientCore {
    builder()
        .token("t0ken")
        .transport(recorder.clone())
        .build()
        .unwrap()
        .0
}

/// Returns the request that is sent for a path, or the reason why none is.
fn sent(path: &str) -> Result<Recorded, String> {
    let recorder = Recorder::new();
    recorder.json(StatusCode::OK, "{}");
    let request = Undocumented::new(&with(&recorder), "POST", path, ANY);
    match now(request.query("q", "a b").json(&json!({"a": 1})).send()) {
        Ok(_) => Ok(recorder.requests().remove(0)),
        Err(error) => Err(error.to_string()),
    }
}

#[test]
fn a_request_of_ones_own_has_the_clients_base_url_and_credentials() {
    let sent = sent("/new/thing?x=1").unwrap();
    assert_eq!(sent.method, "POST");
    assert_eq!(sent.uri, "http://test.invalid/base/new/thing?x=1&q=a%20b");
    assert_eq!(sent.headers["authorization"], "Bearer t0ken");
    assert_eq!(sent.headers["content-type"], "application/json");
    assert_eq!(&sent.body[..], br#"{"a":1}"#);
}

#[test]
fn the_path_stays_below_the_base_url() {
    let uri = |path| sent(path).unwrap().uri.path().to_owned();
    assert_eq!(uri("things"), "/base/things");
    assert_eq!(uri("/a b/{id}/%20/ä"), "/base/a%20b/%7Bid%7D/%20/%C3%A4");
    assert_eq!(uri("//other.invalid/x"), "/base//other.invalid/x");
    assert_eq!(
        uri("/save/http://other.invalid/x"),
        "/base/save/http://other.invalid/x"
    );
    for url in ["http://other.invalid/x", "HTTPS://test.invalid/base/x"] {
        let told = sent(url).unwrap_err();
        assert!(told.contains("the path is a URL"), "{told}");
    }
    for path in ["/a/../b", "/..", "/./a", "/a/%2e%2E/b", "/a/.%2e?x=1"] {
        let told = sent(path).unwrap_err();
        assert!(
            told.contains("a segment that is `.` or `..`"),
            "{path}: {told}"
        );
    }
    assert!(sent("/a?up=..").is_ok());
}

#[test]
fn the_success_is_bytes_or_what_the_caller_says() {
    let recorder = Recorder::new();
    let request = || Undocumented::new(&with(&recorder), "GET", "/x", ANY);
    recorder.json(StatusCode::OK, r#"{"n":1}"#);
    assert_eq!(&now(request().send()).unwrap()[..], br#"{"n":1}"#);
    recorder.json(StatusCode::OK, r#"{"n":1}"#);
    let value: Value = now(request().returns::<Json>().send())
        .unwrap()
        .into_inner();
    assert_eq!(value, json!({"n": 1}));
    recorder.json(StatusCode::NO_CONTENT, "");
    now(request().returns::<Empty>().send()).unwrap();
}

#[test]
fn an_error_has_the_body_and_prints_no_path() {
    let recorder = Recorder::new();
    recorder.json(StatusCode::NOT_FOUND, r#"{"secret":"s3cret"}"#);
    let request = Undocumented::new(&with(&recorder), "GET", "/users/anna", ANY);
    assert!(!format!("{request:?}").contains("anna"));
    let error = now(request.send()).unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert_eq!(&error.body().unwrap()[..], br#"{"secret":"s3cret"}"#);
    let told = format!("{error} {error:?}");
    assert!(!told.contains("anna") && !told.contains("s3cret"), "{told}");
}

#[test]
fn a_failure_that_may_pass_is_tried_again() {
    let recorder = Recorder::new();
    recorder.json(StatusCode::SERVICE_UNAVAILABLE, "");
    recorder.json(StatusCode::OK, "1");
    let clock = crate::runtime::testing::ManualClock::new();
    let client = builder()
        .transport(recorder.clone())
        .clock(clock)
        .build()
        .unwrap();
    let request = Undocumented::new(&client.0, "GET", "/x", ANY);
    assert_eq!(&now(request.send()).unwrap()[..], b"1");
    assert_eq!(recorder.requests().len(), 2);
}

#[test]
fn a_method_that_is_none_is_an_error() {
    let recorder = Recorder::new();
    let request = Undocumented::new(&with(&recorder), "GE T", "/x", ANY);
    let told = now(request.send()).unwrap_err().to_string();
    assert!(told.contains("method `GE T` is no token"), "{told}");
    assert!(recorder.requests().is_empty());
}

/// Returns the body with more properties, or the reason why there is none.
fn with_more(body: &Value, more: &[(&str, Value)]) -> Result<String, String> {
    let recorder = Recorder::new();
    recorder.json(StatusCode::OK, "{}");
    let request = Undocumented::new(&with(&recorder), "PUT", "/x", ANY).json(body);
    let request = more.iter().fold(request, |it, (name, value)| {
        it.options(|o| o.property(name, value))
    });
    match now(request.send()) {
        Ok(_) => Ok(String::from_utf8(recorder.requests().remove(0).body.to_vec()).unwrap()),
        Err(error) => Err(error.to_string()),
    }
}

#[test]
fn a_body_gets_more_properties() {
    let body = json!({"a": 1});
    let added = with_more(&body, &[("b/c~", json!([true])), ("d", json!("é"))]);
    assert_eq!(added.unwrap(), r#"{"a":1,"b/c~":[true],"d":"é"}"#);
    let replaced = with_more(&body, &[("a", json!(2)), ("a", json!(3))]);
    assert_eq!(replaced.unwrap(), r#"{"a":3}"#);
    assert_eq!(
        with_more(&json!({}), &[("", json!(1))]).unwrap(),
        r#"{"":1}"#
    );
}

#[test]
fn a_body_that_is_no_object_gets_none() {
    for body in [json!([1]), json!("text"), Value::Null] {
        let told = with_more(&body, &[("a", json!(1))]).unwrap_err();
        assert!(
            told.contains("the body is no JSON object: it cannot have the property `a`"),
            "{told}"
        );
    }
    let recorder = Recorder::new();
    let request = Undocumented::new(&with(&recorder), "GET", "/x", ANY);
    let told = now(request.options(|o| o.property("a", &1)).send()).unwrap_err();
    assert!(
        told.to_string().contains("the body is no JSON object"),
        "{told}"
    );
}
