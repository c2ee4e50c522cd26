//! Values that callers move are small, for any document.

use http::StatusCode;

use super::{client, now};
use crate::runtime::{
    Body, BodyMismatch, Call, DecodeError, Empty, Error, EventStream, Json, JsonLines,
    RequestError, Response, TransportError, by_status, testing::Recorder,
};

/// As large as an emitted type may be.
type Large = [u8; 4096];

const SMALL: usize = 128;

const _: () = assert!(size_of::<Error<Large>>() <= SMALL);
const _: () = assert!(size_of::<Result<(), Error<Large>>>() <= SMALL);
const _: () = assert!(size_of::<TransportError>() <= SMALL);
const _: () = assert!(size_of::<RequestError>() <= SMALL);
const _: () = assert!(size_of::<BodyMismatch>() <= SMALL);
const _: () = assert!(size_of::<DecodeError>() <= 2 * SMALL);
const _: () = assert!(size_of::<Response<Large>>() <= size_of::<Large>() + SMALL);
// Types that are not boxed in a variant by status or content type.
const _: () = assert!(size_of::<Body>() <= SMALL);
const _: () = assert!(size_of::<EventStream<Large>>() <= SMALL);
const _: () = assert!(size_of::<JsonLines<Large>>() <= SMALL);

#[derive(Debug, PartialEq)]
enum Failure {
    BadRequest(Box<serde_json::Value>),
}
by_status!(Failure {
    "400" => BadRequest(Json),
});

#[test]
fn a_boxed_body_by_status_is_decoded_and_matched() {
    let recorder = Recorder::new();
    recorder.json(StatusCode::BAD_REQUEST, r#"{"why": "so"}"#);
    let call = Call::<Empty, Failure>::get(&client(&recorder), "/x").errors(&["400"]);
    let error = now(call.send()).expect_err("a failure");
    let Error::Api(failure) = error else {
        panic!("{error:?}");
    };
    let Failure::BadRequest(body) = failure.into_inner();
    assert_eq!(body["why"], "so");
}
