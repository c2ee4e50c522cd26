//! The provider's metadata.

use super::{OAUTH, Provider, Script, behind, call, client, provider::SECRET};
use crate::runtime::{OAuth, OAuthFlow, oauth::OAuthErrorKind as Kind};

const SSO: OAuth = OAuth {
    metadata_url: Some("/metadata"),
    flows: &[],
    ..OAUTH
};

/// A login without any URL.
const NOWHERE: OAuth = OAuth {
    flows: &[],
    ..OAUTH
};

/// Starts a provider with metadata, in which `ISSUER` is its own URL.
fn provider(metadata: &str) -> Provider {
    let provider = Provider::new(Script::default());
    let metadata = metadata.replace("ISSUER", &provider.url());
    provider.script().metadata = metadata;
    provider
}

const ALL: &str = r#"{"issuer":"ISSUER","authorization_endpoint":"ISSUER/authorize",
    "token_endpoint":"ISSUER/token","device_authorization_endpoint":"ISSUER/device",
    "token_endpoint_auth_methods_supported":["client_secret_basic","client_secret_post"]}"#;

#[tokio::test]
async fn all_endpoints_are_found_once() {
    let provider = provider(ALL);
    let login = SSO.login("public").for_user();
    let core = client(&provider, &login);
    let begun = login.authorize("http://127.0.0.1/back").await.unwrap();
    let issuer = format!("&iss={}", provider.url());
    let back = Provider::browser(begun.url());
    login.exchange(begun, &(back + &issuer)).await.unwrap();
    call(&core).await.unwrap();
    let device = login.device().await.unwrap();
    login.wait_for(device).await.unwrap();
    call(&core).await.unwrap();
    let metadata = provider.paths().into_iter().filter(|it| it == "/metadata");
    assert_eq!(metadata.count(), 1);
}

#[tokio::test]
async fn the_browser_must_come_back_from_this_provider() {
    let provider = provider(ALL);
    let login = SSO.login("public").for_user();
    let _core = client(&provider, &login);
    let begun = login.authorize("http://127.0.0.1/back").await.unwrap();
    let back = Provider::browser(begun.url()) + "&iss=https%3A%2F%2Fother.example";
    let error = login.exchange(begun, &back).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Callback);
    let expected =
        "the URL to which the browser came back is of another provider: its `iss` differs";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn the_metadata_says_how_the_secret_is_sent() {
    for (methods, in_body) in [
        (r#"["client_secret_post"]"#, true),
        (r#"["client_secret_basic"]"#, false),
        ("null", false),
    ] {
        let metadata =
            r#"{"token_endpoint":"ISSUER/token","token_endpoint_auth_methods_supported":METHODS}"#;
        let provider = provider(&metadata.replace("METHODS", methods));
        let login = SSO.login("app").secret(SECRET).client_credentials();
        call(&client(&provider, &login)).await.unwrap();
        let (form, basic) = provider.asked().remove(0);
        assert_eq!(form.contains_key("client_secret"), in_body);
        assert_eq!(basic.is_none(), in_body);
    }
}

#[tokio::test]
async fn an_endpoint_that_nobody_has_is_an_error() {
    let provider = provider(r#"{"token_endpoint":"ISSUER/token"}"#);
    let login = SSO.login("public").for_user();
    let _core = client(&provider, &login);
    let error = login.device().await.unwrap_err();
    assert_eq!(error.kind(), Kind::Endpoint);
    assert_eq!(
        error.to_string(),
        "the URL of the device authorization endpoint of scheme `oauth` is not in the document: set it in the login"
    );

    provider.script().metadata = "<html>".to_owned();
    let login = SSO.login("app").secret(SECRET).client_credentials();
    let error = call(&client(&provider, &login)).await.unwrap_err();
    let expected = "the response of the provider's metadata is not JSON";
    assert_eq!(behind(&error).to_string(), expected);

    let login = NOWHERE
        .login("public")
        .device_url("ftp://x.example")
        .for_user();
    let _core = client(&provider, &login);
    let error = login.device().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the URL of the device authorization endpoint of scheme `oauth` must be absolute, starting with http:// or https://"
    );
}

#[tokio::test]
async fn the_document_may_have_the_url_in_another_flow() {
    const OLD: OAuth = OAuth {
        flows: &[
            OAuthFlow::implicit("/authorize"),
            OAuthFlow::password("/token").refresh_url(""),
        ],
        ..OAUTH
    };
    let provider = Provider::new(Script::default());
    let login = OLD.login("public").for_user();
    let core = client(&provider, &login);
    super::sign_in(&login).await;
    call(&core).await.unwrap();
}
