use http::StatusCode;

use super::{client, now};
use crate::runtime::{
    Binary, BodyMismatch, Call, Decode, Empty, Error, Json, NoError, RawResponse, Text, by_status,
    json_object,
    testing::{Encode, Encoded, Recorder},
};

#[derive(Clone, PartialEq)]
struct Problem {
    code: i64,
}

json_object!(Problem { code: "code" });

#[derive(Debug, PartialEq)]
enum ThingsError {
    BadRequest(Box<Problem>),
    NotFound(Problem),
    Gone,
    ClientError(String),
    Raw(bytes::Bytes),
    Default(serde_json::Value),
}

by_status!(ThingsError {
    "400" => BadRequest(Json),
    "404" => NotFound(Json),
    "410" => Gone,
    "4XX" => ClientError(Text),
    "503" => Raw(Binary),
    "default" => Default(Json),
});

#[derive(Debug, PartialEq)]
enum Things {
    Ok(i64),
    NoContent,
}

by_status!(Things {
    "200" => Ok(Json),
    "204" => NoContent,
});

/// Asks for several media types.
struct Lines;

impl Decode for Lines {
    type Value = String;
    const ACCEPT: &'static [&'static str] = &["application/jsonl", "text/plain"];
    fn decode(reply: &mut RawResponse, case: &'static str) -> Result<String, BodyMismatch> {
        Text::decode(reply, case)
    }
}

impl Encode for Lines {
    fn encode(value: String) -> Encoded {
        Encoded::new("application/jsonl", value)
    }
}

#[derive(Debug, PartialEq)]
enum Mixed {
    Ok(String),
    Created(serde_json::Value),
    Accepted(()),
    Text(String),
    NoContent,
}

by_status!(Mixed {
    "200" => Ok(Lines),
    "201" => Created(Json),
    "202" => Accepted(Empty),
    "2XX" => Text(Text),
    "204" => NoContent,
});

#[derive(Debug, PartialEq)]
enum Bodiless {
    Gone,
}

by_status!(Bodiless {
    "410" => Gone,
});

type Answer = Result<Things, Error<ThingsError>>;

fn answer(status: u16, body: &'static str) -> Answer {
    let recorder = Recorder::new();
    recorder.json(StatusCode::from_u16(status).unwrap(), body);
    let call = Call::<Things, ThingsError>::get(&client(&recorder), "/things")
        .success(&["200", "204"])
        .errors(&["400", "404", "410", "4XX", "503", "default"]);
    now(call.send()).map(crate::runtime::Response::into_inner)
}

fn failure(status: u16, body: &'static str) -> ThingsError {
    match answer(status, body) {
        Err(Error::Api(error)) => error.into_inner(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_status_decides_and_not_the_shape() {
    let body = r#"{"code":1}"#;
    assert_eq!(
        failure(400, body),
        ThingsError::BadRequest(Box::new(Problem { code: 1 }))
    );
    assert_eq!(
        failure(404, body),
        ThingsError::NotFound(Problem { code: 1 })
    );
    assert_eq!(failure(410, body), ThingsError::Gone);
    assert_eq!(
        failure(418, body),
        ThingsError::ClientError(body.to_owned())
    );
    assert_eq!(failure(503, body), ThingsError::Raw(body.into()));
    assert_eq!(
        failure(500, "[1]"),
        ThingsError::Default(serde_json::json!([1]))
    );
    // `default` covers every status that is not a success, such as a redirect that was not followed.
    assert_eq!(
        failure(302, "[1]"),
        ThingsError::Default(serde_json::json!([1]))
    );
}

#[test]
fn successes_differ_too() {
    assert_eq!(answer(200, "7").unwrap(), Things::Ok(7));
    assert_eq!(answer(204, "").unwrap(), Things::NoContent);
    let mixed = |status, body: &'static str| {
        let recorder = Recorder::new();
        recorder.json(StatusCode::from_u16(status).unwrap(), body);
        let call = Call::<Mixed, NoError>::get(&client(&recorder), "/")
            .success(&["2XX", "200", "201", "202", "204"]);
        now(call.send()).unwrap().into_inner()
    };
    assert_eq!(mixed(200, "a"), Mixed::Ok("a".to_owned()));
    assert_eq!(mixed(201, "1"), Mixed::Created(1.into()));
    assert_eq!(mixed(202, "a"), Mixed::Accepted(()));
    assert_eq!(mixed(203, "a"), Mixed::Text("a".to_owned()));
    assert_eq!(mixed(204, ""), Mixed::NoContent);
    // Another 2xx has no type, and the `default` of the failures does not cover it.
    assert!(matches!(answer(202, "7"), Err(Error::Status(error)) if error.status() == 202));
}

#[test]
fn a_documented_failure_that_does_not_decode_is_neither() {
    let error = answer(400, r#"{"code":"hush"}"#).unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.api()), (400, None));
    assert_eq!(&error.body().unwrap()[..], br#"{"code":"hush"}"#);
    assert_eq!(
        error.to_string(),
        "GET /things: 400 Bad Request: cannot decode the body: invalid type: string, expected i64 at `code` (line 1, column 14)"
    );
}

#[test]
fn what_is_asked_for_is_what_can_be_decoded() {
    fn accept<T: Decode, E: Decode>(change: fn(Call<T, E>) -> Call<T, E>) -> Option<String> {
        let recorder = Recorder::new();
        let _ = now(change(Call::get(&client(&recorder), "/")).send());
        let headers = recorder.requests().remove(0).headers;
        headers
            .get("accept")
            .map(|value| value.to_str().unwrap().to_owned())
    }
    assert_eq!(
        accept::<Things, NoError>(|call| call).unwrap(),
        "application/json"
    );
    assert_eq!(
        accept::<ThingsError, NoError>(|call| call).unwrap(),
        "application/json, text/plain, */*"
    );
    assert_eq!(
        accept::<Mixed, Json>(|call| call).unwrap(),
        "application/jsonl, text/plain, application/json"
    );
    assert_eq!(
        accept::<Mixed, Json>(|call| call.accept(&["a/b", "c/d", "a/b"])).unwrap(),
        "a/b, c/d"
    );
    assert_eq!(
        accept::<Empty, Json>(|call| call).unwrap(),
        "application/json"
    );
    assert_eq!(accept::<Empty, Bodiless>(|call| call), None);
    assert_eq!(
        accept::<Json, Text>(|call| call.accept(&["a/b"])).unwrap(),
        "a/b"
    );
    assert_eq!(
        accept::<Json, Text>(|call| call.header("Accept", "c/d")).unwrap(),
        "c/d"
    );
}
