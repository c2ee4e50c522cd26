//! The span of a request: its names are `OpenTelemetry`'s, and nothing in it is a value of the caller.

use std::{
    collections::BTreeMap,
    fmt::Debug,
    sync::{Arc, Mutex},
};

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

/// Keeps the fields of all spans, in one.
#[derive(Clone, Default)]
struct Fields(Arc<Mutex<BTreeMap<&'static str, String>>>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let mut fields = self.0.lock().unwrap();
        fields.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let mut fields = self.0.lock().unwrap();
        fields.insert(field.name(), value.to_owned());
    }
}

impl Subscriber for Fields {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// The fields of the span of a request that `recorder` answers.
fn fields(recorder: &Recorder, base_url: &str) -> BTreeMap<&'static str, String> {
    let fields = Fields::default();
    tracing::subscriber::with_default(fields.clone(), || {
        let builder = builder().transport(recorder.clone()).token("SECRET");
        let builder = builder.clock(ManualClock::new()).base_url(base_url);
        let core = builder.build().unwrap().0;
        let call = Call::<Text, NoError>::get(&core, "/x/{id}")
            .path("id", "SECRET")
            .query("q", "SECRET")
            .auth(&[&["bearer"]]);
        let _ = now(call.send());
    });
    let fields = fields.0.lock().unwrap().clone();
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
