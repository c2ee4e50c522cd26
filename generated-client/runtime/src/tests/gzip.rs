//! Request bodies that are sent compressed.

use std::io::Read;

use http::StatusCode;

use super::{builder, now};
use crate::runtime::{Body, Call, ClientCore, Empty, NoError, Options, testing::Recorder};

fn sent(
    core: &ClientCore,
    recorder: &Recorder,
    body: Body,
    change: impl FnOnce(Options) -> Options,
) -> (Option<String>, Vec<u8>) {
    recorder.json(StatusCode::OK, "");
    let call = Call::<Empty, NoError>::post(core, "/x").body("text/plain", body);
    now(call.with_options(change).send()).unwrap();
    let request = recorder.requests().pop().unwrap();
    let encoding = request.headers.get("content-encoding");
    let encoding = encoding.map(|value| value.to_str().unwrap().to_owned());
    (encoding, request.body.to_vec())
}

#[test]
fn large_bodies_are_compressed_where_somebody_says_so() {
    let large = "many words, and the same ones again; ".repeat(100);
    let recorder = Recorder::new();
    let builder = builder().transport(recorder.clone()).gzip_requests(true);
    let core = builder.build().unwrap().0;

    let (encoding, body) = sent(&core, &recorder, large.clone().into(), |o| o);
    assert_eq!(encoding.as_deref(), Some("gzip"));
    assert!(body.len() < large.len() / 5);
    let mut plain = String::new();
    let mut decoder = flate2::read::GzDecoder::new(&body[..]);
    decoder.read_to_string(&mut plain).unwrap();
    assert_eq!(plain, large);

    let small = "small".to_owned();
    // A body that does not get smaller is probably compressed already.
    let (_, dense) = sent(&core, &recorder, noise().into(), |o| o);
    assert_eq!(dense, noise());
    let streamed = Body::wrap(Body::from(large.clone()));
    for (body, plain) in [(small.clone().into(), small), (streamed, large.clone())] {
        assert_eq!(
            sent(&core, &recorder, body, |o| o),
            (None, plain.into_bytes())
        );
    }
    let plain = large.clone().into_bytes();
    let off = sent(&core, &recorder, large.clone().into(), |o| {
        o.gzip_requests(false)
    });
    assert_eq!(off, (None, plain.clone()));
    let by_default = super::client(&recorder);
    assert_eq!(
        sent(&by_default, &recorder, large.into(), |o| o),
        (None, plain)
    );
}

/// Bytes without a pattern.
fn noise() -> Vec<u8> {
    let mut state = 1u64;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    })
    .take(4096)
    .collect()
}
