use http::StatusCode;
use serde_json::json;

use super::{client, now};
use crate::runtime::{
    Call, Empty, Error, NoError, Param, RequestErrorKind, Shown, testing::Recorder,
};

fn header(value: impl Param) -> Result<Option<Vec<u8>>, RequestErrorKind> {
    let recorder = Recorder::new();
    recorder.json(StatusCode::NO_CONTENT, "");
    let call = Call::<Empty, NoError>::get(&client(&recorder), "/x").header("X-Value", value);
    match now(call.send()) {
        Ok(_) => Ok(recorder.requests()[0]
            .headers
            .get("x-value")
            .map(|value| value.as_bytes().to_vec())),
        Err(Error::Request(error)) => Err(error.kind()),
        Err(other) => panic!("{other}"),
    }
}

fn text(value: impl Param) -> String {
    String::from_utf8(header(value).unwrap().unwrap()).unwrap()
}

#[test]
fn values_are_written_as_people_write_them() {
    assert_eq!(text("a b"), "a b");
    assert_eq!(text("é"), "é");
    assert_eq!(text(true), "true");
    assert_eq!(text(-1_i8), "-1");
    assert_eq!(text(u128::MAX), u128::MAX.to_string());
    assert_eq!(text(1.0_f64), "1");
    assert_eq!(text(0.1_f32), "0.1");
    assert_eq!(text(1e21), "1000000000000000000000");
    assert_eq!(text(vec!["a".to_owned(), "b".to_owned()]), "a,b");
    assert_eq!(text([1.0, 2.5]), "1,2.5");
}

#[test]
fn items_may_be_empty() {
    assert_eq!(text(["", "a", ""]), ",a,");
    assert_eq!(text(["", ""]), ",");
    assert_eq!(text(json!({"": "", "a": 1})), ",,a,1");
    assert_eq!(text([""]), "");
    assert_eq!(header(json!({})), Ok(None));
}

/// A type like a date: it has a `Display`, but is not a text.
struct Day(u8);

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "2025-01-{:02}T00:00:00Z", self.0)
    }
}

#[test]
fn what_prints_can_be_listed() {
    let days = vec![Day(1), Day(2)];
    assert_eq!(
        text(Shown(&days)),
        "2025-01-01T00:00:00Z,2025-01-02T00:00:00Z"
    );
    assert_eq!(header(Shown::<Day>(&[])), Ok(None));
    let recorder = Recorder::new();
    let call = Call::<Empty, NoError>::get(&client(&recorder), "/{days}")
        .path("days", Shown(&days[..1]))
        .query("day", Shown(&days));
    let _ = now(call.send());
    assert_eq!(
        recorder.requests()[0]
            .uri
            .path_and_query()
            .unwrap()
            .as_str(),
        "/base/2025-01-01T00%3A00%3A00Z?day=2025-01-01T00%3A00%3A00Z&day=2025-01-02T00%3A00%3A00Z"
    );
    // Points in time are the use case.
    let times: [jiff::Timestamp; 1] = ["2025-01-01T12:00:00.5Z".parse().unwrap()];
    assert_eq!(text(Shown(&times)), "2025-01-01T12:00:00.5Z");
}

#[test]
fn an_operation_may_have_a_user_agent_parameter() {
    let recorder = Recorder::new();
    let call = Call::<Empty, NoError>::get(&client(&recorder), "/").header("User-Agent", "mine");
    let _ = now(call.send());
    assert_eq!(recorder.requests()[0].headers["user-agent"], "mine");
}

#[test]
fn json_values_too() {
    assert_eq!(text(json!("a")), "a");
    assert_eq!(text(json!(1.0)), "1");
    assert_eq!(text(json!(u64::MAX)), u64::MAX.to_string());
    assert_eq!(text(json!(["a", null, true])), "a,,true");
    assert_eq!(text(json!({"a": 1, "b": "c"})), "a,1,b,c");
    assert_eq!(header(json!(null)), Ok(None));
    assert_eq!(header(json!([])), Ok(None));
    assert_eq!(header(json!([["a"]])), Err(RequestErrorKind::Header));
}

#[test]
fn what_cannot_be_sent_is_refused() {
    assert_eq!(header("a\r\nx: y"), Err(RequestErrorKind::Header));
    assert_eq!(header(f64::NAN), Err(RequestErrorKind::Header));
    // A server would not see the space.
    for value in [" a", "a ", "\ta", " "] {
        assert_eq!(header(value), Err(RequestErrorKind::Header));
    }
    let recorder = Recorder::new();
    let core = client(&recorder);
    let call = || Call::<Empty, NoError>::get(&core, "/{x}").path("x", 1);
    for (call, message) in [
        (
            call().query("q", f64::INFINITY),
            "GET /{x}: query parameter `q` is not a finite number",
        ),
        (
            call().path("x", f32::NAN),
            "GET /{x}: path parameter `x` is not a finite number",
        ),
        (
            call().header("a b", "c"),
            "GET /{x}: header `a b` has an invalid name",
        ),
        (
            call().cookie("c", json!([[1]])),
            "GET /{x}: cookie `c` is nested too deeply for a parameter",
        ),
        (
            call().body("a\nb", "c"),
            "GET /{x}: header `content-type` has a character that a header cannot hold",
        ),
        (
            call().with_options(|o| o.header("a", "hu\nsh")),
            "GET /{x}: header `a` has a character that a header cannot hold",
        ),
        (
            call().with_options(|o| o.header("", "hush")),
            "GET /{x}: a header has an invalid name",
        ),
        (
            call().with_options(|o| o.query("q", f64::NAN)),
            "GET /{x}: query parameter `q` is not a finite number",
        ),
        // Only the first of several problems is reported.
        (
            call().path("x", "").query("q", f64::NAN),
            "GET /{x}: path parameter `x` is empty",
        ),
    ] {
        assert_eq!(now(call.send()).unwrap_err().to_string(), message);
    }
    assert!(recorder.requests().is_empty());
}
