//! Events: their names, their payloads, and the signatures of requests.

#[cfg(feature = "webhook-signatures")]
mod served;
#[cfg(feature = "webhook-signatures")]
mod signatures;

use http::HeaderMap;

use crate::runtime::{
    json_object,
    webhooks::{EventError, Headers, Part, Payload, Unlisted, json, parse},
};

#[derive(Debug, PartialEq)]
enum Event {
    Opened(Vec<i64>),
    Push,
    Unknown(Unlisted),
}

fn listed(name: &str, body: Payload<'_>) -> Result<Option<Event>, EventError> {
    Ok(Some(match name {
        "pull-request-opened" => {
            Event::Opened(json::<Issue>(name, body)?.numbers.unwrap_or_default())
        }
        "push" => Event::Push,
        _ => return Ok(None),
    }))
}

#[derive(Clone, PartialEq)]
struct Issue {
    numbers: Option<Vec<i64>>,
}
json_object!(Issue {
    numbers: "numbers" optional,
});

const BY_BOTH: &[Part] = &[Part::Header("x-event"), Part::Property("/action")];
const BY_BODY: &[Part] = &[Part::Property("/data/kind")];

fn event(headers: &dyn Headers, body: &str) -> Result<Event, EventError> {
    parse(BY_BOTH, (headers, body.into()), listed, Event::Unknown)
}

#[test]
fn a_header_and_a_property_name_an_event() {
    let read = event(
        &[("X-Event", "pull_request")],
        r#"{"action":"opened","numbers":[1,2.0]}"#,
    );
    assert_eq!(read, Ok(Event::Opened(vec![1, 2])));
}

#[test]
fn the_last_parts_of_a_name_need_not_be_there() {
    assert_eq!(event(&[("x-event", "push")], "{}"), Ok(Event::Push));
    assert_eq!(
        event(&[("x-event", "push")], r#"{"action":"odd"}"#),
        Ok(Event::Push)
    );
}

#[test]
fn headers_come_in_several_forms() {
    let mut map = HeaderMap::new();
    map.insert("x-event", "push".parse().unwrap());
    assert_eq!(event(&map, "{}"), Ok(Event::Push));
    let pairs: Vec<(String, Vec<u8>)> = vec![("X-EVENT".to_owned(), b" push ".to_vec())];
    assert_eq!(event(&pairs, "{}"), Ok(Event::Push));
}

#[test]
fn an_event_that_is_not_listed_is_kept() {
    let body = r#"{"action":"new","secret":"s"}"#;
    let Ok(Event::Unknown(kept)) = event(&[("x-event", "odd_thing")], body) else {
        panic!("an unlisted event");
    };
    assert_eq!(
        (kept.name(), &kept.body()[..]),
        ("odd_thing-new", body.as_bytes())
    );
    assert_eq!(
        format!("{kept:?}"),
        r#"Unlisted { name: "odd_thing-new", body: 29 bytes }"#
    );
}

#[test]
fn an_error_names_the_event_and_the_place() {
    let body = r#"{"action":"opened","numbers":[1,"s3cret"]}"#;
    let error = event(&[("x-event", "pull_request")], body).unwrap_err();
    assert_eq!(
        (error.event(), error.path()),
        ("pull-request-opened", "numbers[1]")
    );
    let told = error.to_string();
    assert!(
        told.starts_with("cannot decode the body of the event `pull-request-opened`: "),
        "{told}"
    );
    assert!(
        told.contains("numbers[1]") && !told.contains("s3cret"),
        "{told}"
    );
}

#[test]
fn a_request_without_a_name_is_an_error() {
    let none: [(&str, &str); 0] = [];
    let told = event(&none, "{}").unwrap_err().to_string();
    assert_eq!(
        told,
        "cannot read the event: the header `x-event`, which names the event, is missing"
    );
    let by_body = |body: &[u8]| {
        let read = parse(BY_BODY, (&none, body.into()), listed, Event::Unknown);
        read.unwrap_err().to_string()
    };
    assert_eq!(
        by_body(br#"{"data":{}}"#),
        "cannot read the event: the property `/data/kind`, which names the event, is missing"
    );
    let broken = by_body(br#"{"data":"#);
    assert!(broken.contains("EOF"), "{broken}");
    assert!(by_body(b"\xff").starts_with("cannot read the event: "));
    assert_eq!(by_body(b""), "cannot read the event: the body is empty");
}

#[test]
fn no_input_panics() {
    for body in [
        "null",
        "[]",
        "\"\"",
        "{",
        "{\"action\":[]}",
        "\u{feff}{}",
        &"[".repeat(10_000),
    ] {
        for name in ["", "pull_request", "\u{1}", "push"] {
            let _ = event(&[("x-event", name)], body);
        }
    }
}

#[derive(Clone, PartialEq)]
struct Full {
    id: i64,
}
json_object!(Full { id: "id" });

#[test]
fn a_payload_that_lacks_a_value_is_read_if_the_caller_is_tolerant() {
    let strict = json::<Full>("made", "{}").map(|it| it.id).unwrap_err();
    assert!(
        strict.to_string().contains("missing field `id`"),
        "{strict}"
    );
    let filled = json::<Full>("made", Payload::tolerant("{}"));
    assert_eq!(filled.map(|it| it.id), Ok(0));
    let marked = json::<Full>("made", b"\xEF\xBB\xBF{\"id\":2}");
    assert_eq!(marked.map(|it| it.id), Ok(2));
}
