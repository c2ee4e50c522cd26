//! Tests of the runtime. They are not in the tested files, which are copied into other crates, nor under
//! `tests/`, because they use private items.

mod auth;
mod beyond;
mod bodies;
mod by_status;
mod contents;
mod conversions;
mod enums;
#[cfg(not(target_arch = "wasm32"))]
mod env;
mod events;
mod files;
mod formatted;
#[cfg(feature = "gzip-requests")]
mod gzip;
mod hooks;
mod incomplete;
mod json_lines;
mod kept;
mod marks;
#[cfg(all(feature = "oauth", feature = "reqwest"))]
mod oauth;
mod objects;
mod pages;
mod params;
mod parts;
mod paths;
mod reconnect;
#[cfg(feature = "reqwest")]
mod redirects;
mod retry;
mod rules;
mod scopes;
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
mod webhooks;
mod whole;
#[cfg(feature = "reqwest")]
mod wire;

use std::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

use http::StatusCode;
use serde::{Serialize, de::DeserializeOwned};

use crate::runtime::{
    Api, AuthScheme, Call, ClientBuilder, ClientCore, Empty, Error, Json, NoError, Variable,
    testing::{Recorded, Recorder},
};

static API: Api = Api {
    name: "test",
    base_url: Some("http://test.invalid/base"),
    user_agent: "test-client/1.2.3",
    schemes: &[
        ("bearer", AuthScheme::Bearer),
        ("oauth", AuthScheme::Bearer),
        ("basic", AuthScheme::Basic),
        ("header", AuthScheme::ApiKeyHeader("X-Key")),
        ("query", AuthScheme::ApiKeyQuery("api key")),
        ("cookie", AuthScheme::ApiKeyCookie("sid")),
        ("cookie2", AuthScheme::ApiKeyCookie("csrf")),
    ],
    variables: &[
        ("TEST_TOKEN", Variable::Token),
        ("TEST_USERNAME", Variable::Username),
        ("TEST_PASSWORD", Variable::Password),
        ("TEST_HEADER", Variable::Key("header")),
        ("TEST_QUERY", Variable::Key("query")),
        ("TEST_BASE_URL", Variable::BaseUrl),
    ],
};

struct Client(ClientCore);

impl From<ClientCore> for Client {
    fn from(core: ClientCore) -> Self {
        Self(core)
    }
}

fn builder() -> ClientBuilder<Client> {
    ClientBuilder::new(&API)
}

/// Returns a client that talks to `recorder`.
fn client(recorder: &Recorder) -> ClientCore {
    builder().transport(recorder.clone()).build().unwrap().0
}

/// A call whose success has no body.
type Nothing = Call<Empty, NoError>;

/// Returns the request that is sent for a call, or the reason why none is.
fn sent(describe: impl FnOnce(&ClientCore) -> Nothing) -> Result<Recorded, String> {
    let recorder = Recorder::new();
    recorder.json(StatusCode::NO_CONTENT, "");
    match now(describe(&client(&recorder)).send()) {
        Ok(_) => Ok(recorder.requests().remove(0)),
        Err(error) => Err(error.to_string()),
    }
}

/// Returns the output of a future that never has to wait, as with a recorder.
fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the future waits for something"),
    }
}

/// Decodes `body` as an operation's success.
fn decode<T: Serialize + DeserializeOwned + 'static>(
    body: impl AsRef<[u8]>,
) -> Result<T, Error<std::convert::Infallible>> {
    let recorder = Recorder::new();
    recorder.json(StatusCode::OK, body.as_ref().to_vec());
    let call = Call::<Json<T>, NoError>::get(&client(&recorder), "/things");
    now(call.send()).map(crate::runtime::Response::into_inner)
}

/// Returns the path, line, column and text of the mismatch in `body`.
fn mismatch<T: Serialize + DeserializeOwned + 'static>(body: impl AsRef<[u8]>) -> String {
    match decode::<T>(body) {
        Err(Error::Decode(error)) => {
            let text = error.to_string();
            let (_, text) = text.split_once("cannot decode the body: ").unwrap();
            // Advice follows the description.
            let help = text.find(": `tolerant(true)`").unwrap_or(text.len());
            text[..help].to_owned()
        }
        Err(other) => panic!("another error: {other}"),
        Ok(_) => panic!("it was decoded"),
    }
}
