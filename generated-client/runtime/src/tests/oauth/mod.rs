//! Logins, against a provider on loopback that is also the API.

mod authorization;
mod credentials;
mod device;
mod discovery;
mod provider;
mod refresh;
mod refusals;
mod stored;

use std::time::Duration;

use self::provider::{Provider, Script};
use super::Client;
use crate::runtime::{
    Call, ClientCore, Empty, Error, NoError, OAuth, OAuthFlow,
    oauth::{Login, OAuthError},
    testing::ManualClock,
};

type Request = Call<Empty, NoError>;
type Failure = Error<std::convert::Infallible>;

/// The login of the test's document, whose URLs are relative to the API.
const OAUTH: OAuth = OAuth {
    scheme: "oauth",
    scopes: &["read", "write"],
    flows: &[
        OAuthFlow::authorization_code("/authorize?tenant=a", "/token"),
        OAuthFlow::client_credentials("/token"),
        OAuthFlow::device("/device", "/token"),
    ],
    metadata_url: None,
};

/// Builds a client with a login.
fn client(provider: &Provider, login: &Login) -> ClientCore {
    client_with(provider, login, ManualClock::new())
}

fn client_with(provider: &Provider, login: &Login, clock: ManualClock) -> ClientCore {
    let builder = super::builder().base_url(provider.url()).clock(clock);
    let builder = builder.hook(NoHook).header("x-tenant", "a");
    let client: Client = builder.login(login).build().unwrap();
    client.0
}

/// A hook that must not see the requests to the provider.
struct NoHook;

impl crate::runtime::Hook for NoHook {
    async fn before(
        &self,
        attempt: &crate::runtime::Attempt<'_>,
        _request: &mut http::Request<crate::runtime::Body>,
    ) -> Result<(), crate::runtime::BoxError> {
        assert_eq!(attempt.template(), "/api");
        Ok(())
    }
}

/// Calls the API.
async fn call(core: &ClientCore) -> Result<(), Failure> {
    let request = Request::get(core, "/api").auth(&[&["oauth"]]);
    let limited = tokio::time::timeout(Duration::from_secs(20), request.send());
    limited.await.unwrap().map(|_| ())
}

/// Returns the error of a login behind the error of a request.
fn behind(error: &Failure) -> &OAuthError {
    let source = std::error::Error::source(error).unwrap();
    source.downcast_ref().unwrap()
}

/// Signs in as a user.
async fn sign_in(login: &Login) {
    let begun = login.authorize("http://127.0.0.1/back").await.unwrap();
    let back = Provider::browser(begun.url());
    login.exchange(begun, &back).await.unwrap();
}
