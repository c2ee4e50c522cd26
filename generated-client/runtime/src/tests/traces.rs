//! The span of a request: its names are `OpenTelemetry`'s, and none of its values is the caller's.

use std::{cell::RefCell, collections::BTreeMap, fmt::Debug, sync::Once};

use http::StatusCode;
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

use super::{builder, now};
use crate::runtime::{
    Call, NoError, Text, TransportError, TransportErrorKind,
    testing::{ManualClock, Recorder},
};

/// Collects the fields of all spans of a thread in one map.
///
/// One subscriber serves all threads: `tracing` asks the known subscribers once for each callsite, and a
/// subscriber of one thread would come too late if another thread reached it first.
struct Fields;

thread_local! {
    static FIELDS: RefCell<BTreeMap<&'static str, String>> = const { RefCell::new(BTreeMap::new()) };
    /// The fields of each event.
    static EVENTS: RefCell<Vec<BTreeMap<&'static str, String>>> = const { RefCell::new(Vec::new()) };
}

impl Fields {
    fn keep(field: &Field, value: String) {
        FIELDS.with_borrow_mut(|fields| fields.insert(field.name(), value));
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        Self::keep(field, format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        Self::keep(field, value.to_owned());
    }
}

impl Subscriber for Fields {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Self);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Self);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        // Set the span's fields aside.
        let before = FIELDS.take();
        event.record(&mut Self);
        let fields = FIELDS.replace(before);
        EVENTS.with_borrow_mut(|events| events.push(fields));
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// Returns the fields of the span of a request that `recorder` answers.
fn fields(recorder: &Recorder, base_url: &str) -> BTreeMap<&'static str, String> {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| tracing::subscriber::set_global_default(Fields).unwrap());
    FIELDS.take();
    EVENTS.take();
    let builder = builder().transport(recorder.clone()).token("SECRET");
    let builder = builder.clock(ManualClock::new()).base_url(base_url);
    let core = builder.build().unwrap().0;
    let call = Call::<Text, NoError>::get(&core, "/x/{id}")
        .path("id", "SECRET")
        .query("q", "SECRET")
        .auth(&[&["bearer"]]);
    let _ = now(call.send());
    let fields = FIELDS.take();
    assert!(!format!("{fields:?}").contains("SECRET"), "{fields:?}");
    fields
}

const ALWAYS: [(&str, &str); 6] = [
    ("http.request.method", "GET"),
    ("otel.kind", "client"),
    ("otel.name", "GET /x/{id}"),
    ("server.address", "test.invalid"),
    ("server.port", "443"),
    ("url.template", "/x/{id}"),
];

fn expected(more: &[(&'static str, &str)]) -> BTreeMap<&'static str, String> {
    let all = ALWAYS.iter().chain(more);
    all.map(|(name, value)| (*name, (*value).to_owned()))
        .collect()
}

#[test]
fn a_success() {
    let recorder = Recorder::new();
    recorder.json(StatusCode::OK, "SECRET");
    assert_eq!(
        fields(&recorder, "https://test.invalid/base"),
        expected(&[("http.response.status_code", "200")])
    );
    recorder.json(StatusCode::OK, "SECRET");
    let fields = fields(&recorder, "http://[::1]:8080");
    assert_eq!(
        (&*fields["server.address"], &*fields["server.port"]),
        ("[::1]", "8080")
    );
}

#[test]
fn a_failure() {
    let recorder = Recorder::new();
    for _ in 0..3 {
        recorder.json(StatusCode::SERVICE_UNAVAILABLE, "SECRET");
    }
    assert_eq!(
        fields(&recorder, "https://test.invalid"),
        expected(&[
            ("error.type", "503"),
            ("http.request.resend_count", "2"),
            ("http.response.status_code", "503"),
        ])
    );
    recorder.fail(TransportError::new(TransportErrorKind::Other, "no"));
    assert_eq!(
        fields(&recorder, "https://test.invalid"),
        expected(&[("error.type", "_OTHER")])
    );
}

#[test]
fn each_time_that_it_is_sent_again_is_told() {
    let recorder = Recorder::new();
    recorder.fail(TransportError::new(TransportErrorKind::Cut, "SECRET"));
    let mut response = http::Response::new("SECRET".into());
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    let after = http::HeaderValue::from_static("7");
    response.headers_mut().insert("retry-after", after);
    recorder.respond(response);
    recorder.json(StatusCode::OK, "SECRET");
    fields(&recorder, "https://test.invalid");
    let events = EVENTS.take();
    assert_eq!(events.len(), 2, "{events:?}");
    for (event, expected) in events.iter().zip([
        [("error.type", "cut"), ("http.request.resend_count", "1")],
        [
            ("http.response.status_code", "503"),
            ("http.request.resend_count", "2"),
        ],
    ]) {
        for (name, value) in expected {
            assert_eq!(event[name], value, "{event:?}");
        }
        assert_eq!(event["message"], "the request is sent again");
    }
    assert_eq!(events[1]["wait"], "7s");
}
