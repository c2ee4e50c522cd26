//! Tests of the runtime: here and not beside it, because its files are copied into stand-alone crates
//! as they are, and here and not under `tests/`, because its macros are private to the crate.

mod auth;
mod bodies;
mod by_status;
mod contents;
mod enums;
mod events;
mod formatted;
#[cfg(feature = "gzip-requests")]
mod gzip;
mod hooks;
mod json_lines;
mod marks;
mod objects;
mod params;
mod parts;
mod paths;
mod reconnect;
#[cfg(feature = "reqwest")]
mod redirects;
mod retry;
mod rules;
mod servers;
mod sizes;
mod styles;
mod testing;
mod tokens;
#[cfg(feature = "tracing")]
mod traces;
mod unions;
mod untagged;
mod uploads;
mod urls;
mod whole;

use std::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

use http::StatusCode;
use serde::de::DeserializeOwned;

use crate::runtime::{
    Api, AuthScheme, Call, ClientBuilder, Core, Error, Json, NoError, testing::Recorder,
};

static API: Api = Api {
    name: "test",
    base_url: Some("http://test.invalid/base"),
    schemes: &[
        ("bearer", AuthScheme::Bearer),
        ("oauth", AuthScheme::Bearer),
        ("basic", AuthScheme::Basic),
        ("header", AuthScheme::ApiKeyHeader("X-Key")),
        ("query", AuthScheme::ApiKeyQuery("api key")),
        ("cookie", AuthScheme::ApiKeyCookie("sid")),
        ("cookie2", AuthScheme::ApiKeyCookie("csrf")),
    ],
};

struct Client(Core);

impl From<Core> for Client {
    fn from(core: Core) -> Self {
        Self(core)
    }
}

fn builder() -> ClientBuilder<Client> {
    ClientBuilder::new(&API)
}

/// A client that talks to `recorder`.
fn client(recorder: &Recorder) -> Core {
    builder().transport(recorder.clone()).build().unwrap().0
}

/// What a future gives that never has to wait, as with a recorder.
fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the future waits for something"),
    }
}

/// Decodes `body` as an operation's success.
fn decode<T: DeserializeOwned + 'static>(
    body: impl AsRef<[u8]>,
) -> Result<T, Error<std::convert::Infallible>> {
    let recorder = Recorder::new();
    recorder.json(StatusCode::OK, body.as_ref().to_vec());
    let call = Call::<Json<T>, NoError>::get(&client(&recorder), "/things");
    now(call.send()).map(crate::runtime::Response::into_inner)
}

/// The path, line, column and text of what is wrong with `body`.
fn mismatch<T: DeserializeOwned + 'static>(body: impl AsRef<[u8]>) -> String {
    match decode::<T>(body) {
        Err(Error::Decode(error)) => {
            let text = error.to_string();
            let (_, text) = text.split_once("cannot decode the body: ").unwrap();
            text.to_owned()
        }
        Err(other) => panic!("another error: {other}"),
        Ok(_) => panic!("it was decoded"),
    }
}
