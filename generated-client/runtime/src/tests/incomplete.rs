//! Bodies that lack what the document requires.

use http::StatusCode;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{client, now};
use crate::runtime::{
    Call, Error, Json, NoError, Response, json::whole, response::incomplete,
    support::tolerant_round_trip, testing::Recorder,
};

#[derive(Clone, PartialEq)]
struct Thing {
    id: String,
    count: i64,
    share: f64,
    on: bool,
    tags: Vec<String>,
    inner: Inner,
    maybe: Option<Value>,
    kind: Kind,
    when: uuid::Uuid,
}
crate::json_object!(Thing {
    id: "id",
    count: "count",
    share: "share",
    on: "on",
    tags: "tags",
    inner: "in/ner",
    maybe: "maybe" optional,
    kind: "kind",
    when: "when",
});

#[derive(Clone, PartialEq)]
struct Inner {
    name: String,
}
crate::json_object!(Inner { name: "name" });

#[derive(Clone, Debug)]
enum Kind {
    A,
    Unknown(String),
}
crate::string_enum!(Kind { A: "a" });

fn read<T: DeserializeOwned + Serialize>(text: &str) -> Result<(Value, Vec<String>), String> {
    let read = incomplete::read::<T>(text.as_bytes());
    let (value, filled) = read.map_err(|why| why.to_string())?;
    Ok((serde_json::to_value(&value).unwrap(), filled.places))
}

#[test]
fn each_gap_gets_an_empty_value_and_is_named() {
    let (back, places) = read::<Thing>("{}").unwrap();
    let expected = json!({
        "id": "", "count": 0, "share": 0.0, "on": false, "tags": [], "in/ner": {"name": ""},
        "kind": "", "when": "00000000-0000-0000-0000-000000000000",
    });
    assert_eq!(back, expected);
    let all = "/id /count /share /on /tags /in~1ner /in~1ner/name /kind /when";
    assert_eq!(places, all.split(' ').collect::<Vec<_>>());
}

#[test]
fn a_null_is_replaced_and_the_rest_stays_as_it_is() {
    let text =
        r#"[ {"name": null}, {"name": "}\"b"}, { } , {"other": 123456789012345678901234567890} ]"#;
    let (back, places) = read::<Vec<Inner>>(text).unwrap();
    assert_eq!(
        back,
        json!([{"name": ""}, {"name": "}\"b"}, {"name": ""}, {"name": ""}])
    );
    assert_eq!(places, ["/0/name", "/2/name", "/3/name"]);
    let (_, _, filled) = tolerant_round_trip::<Vec<Inner>>(text).unwrap();
    assert_eq!(
        filled,
        r#"[ {"name": ""}, {"name": "}\"b"}, { "name":""} , {"other": 123456789012345678901234567890,"name":""} ]"#
    );
    assert_eq!(read::<Inner>("null").unwrap().1, ["", "/name"]);
    assert_eq!(
        read::<Vec<i64>>("[1, null]").unwrap(),
        (json!([1, 0]), vec!["/1".to_owned()])
    );
}

#[test]
fn what_is_wrong_otherwise_is_refused_as_ever() {
    let refused = |text: &str| read::<Inner>(text).unwrap_err();
    assert_eq!(refused(""), "the body is empty");
    assert_eq!(
        refused(r#"{"name": 1}"#),
        "invalid type: integer, expected a string at `name` (line 1, column 10)"
    );
    assert_eq!(
        read::<Vec<Inner>>(r#"[{}, {"name": 1}]"#).unwrap_err(),
        "invalid type: integer, expected a string at `[1].name`"
    );
    assert!(refused(r#"{"name": nul"#).contains("EOF"));
}

/// A type that contains itself, so that no value of it is empty.
#[derive(Clone, PartialEq)]
struct Endless {
    next: Box<Endless>,
}
crate::json_object!(Endless { next: "next" });

#[test]
fn mending_ends() {
    let why = read::<Endless>("{}").unwrap_err();
    assert!(
        why.starts_with("no empty value fits: missing field `next` at `next"),
        "{why}"
    );
    // Each trial decodes the whole body, so their number is limited.
    let many = format!("[{}{{}}]", "{},".repeat(100)).into_bytes();
    let error = whole::from_slice::<Vec<Inner>>(&many).err().unwrap();
    let mut trials = 0;
    let filled = incomplete::fill(&many, &error, 10_000, &mut |text| {
        trials += 1;
        whole::from_slice::<Vec<Inner>>(text).map(drop)
    });
    let why = filled.err().unwrap().to_string();
    assert!(
        why.starts_with("no empty value fits: missing field `name` at `["),
        "{why}"
    );
    assert!(trials < 10_000 / many.len(), "{trials}");
}

fn answered(
    body: &str,
    on_client: bool,
    on_request: Option<bool>,
) -> Result<Response<Inner>, Error<std::convert::Infallible>> {
    let recorder = Recorder::new();
    recorder.json(StatusCode::OK, body.to_owned());
    let core = if on_client {
        let built = super::builder().tolerant(true).transport(recorder.clone());
        built.build().unwrap().0
    } else {
        client(&recorder)
    };
    let call = Call::<Json<Inner>, NoError>::get(&core, "/things");
    now(call
        .with_options(|options| match on_request {
            Some(on) => options.tolerant(on),
            None => options,
        })
        .send())
}

#[test]
fn a_client_and_a_request_can_ask_for_it() {
    for (on_client, on_request) in [(true, None), (false, Some(true)), (true, Some(true))] {
        let response = answered("{}", on_client, on_request).unwrap();
        assert_eq!(response.filled(), ["/name"]);
        assert_eq!(response.name, "");
        let response = answered(r#"{"name":"a"}"#, on_client, on_request).unwrap();
        assert!(response.filled().is_empty());
    }
    for (on_client, on_request) in [(false, None), (true, Some(false))] {
        assert!(answered("{}", on_client, on_request).is_err());
    }
}

#[test]
fn the_error_names_the_switch_and_the_overlay() {
    let told = |body| answered(body, false, None).unwrap_err().to_string();
    assert_eq!(
        told("{}"),
        "GET /things: 200 OK: cannot decode the body: missing field `name` (line 1, column 2): `tolerant(true)`, of the \
         client or in the request's options, reads it all the same, and an overlay that takes `name` out of `required` \
         mends the document"
    );
    let null = told(r#"{"name":null}"#);
    assert!(
        null.ends_with("and an overlay that lets it be null mends the document"),
        "{null}"
    );
    assert!(!told(r#"{"name":1}"#).contains("tolerant"));
}
