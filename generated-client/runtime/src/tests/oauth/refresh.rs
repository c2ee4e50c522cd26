//! Refresh tokens, which the provider replaces each time.

use std::time::Duration;

use super::{OAUTH, Provider, Script, behind, call, client, client_with, sign_in};
use crate::runtime::{OAuth, OAuthFlow, oauth::OAuthErrorKind, testing::ManualClock};

fn rotating() -> Provider {
    Provider::new(Script {
        refreshes: true,
        lasts: Some(1000),
        ..Script::default()
    })
}

#[tokio::test]
async fn each_refresh_token_is_used_once() {
    let provider = rotating();
    let login = OAUTH
        .login("public")
        .refresh_token(provider.refresh_token());
    let clock = ManualClock::new();
    let core = client_with(&provider, &login.for_user(), clock.clone());
    for _ in 0..3 {
        call(&core).await.unwrap();
        provider.revoke();
    }
    clock.advance(Duration::from_secs(980));
    call(&core).await.unwrap();
    let asked = provider.asked();
    let used: Vec<&str> = asked
        .iter()
        .map(|(form, _)| &*form["refresh_token"])
        .collect();
    assert_eq!(used, ["REFRESH-1", "REFRESH-3", "REFRESH-5", "REFRESH-7"]);
    // RFC 6749, section 6: the scopes are those of before.
    assert!(asked.iter().all(|(form, _)| !form.contains_key("scope")));
}

#[tokio::test]
async fn a_provider_may_leave_the_refresh_token_as_it_is() {
    let provider = rotating();
    let token = |name: &str| format!(r#"{{"access_token":"{name}"}}"#);
    provider.script().says = vec![("200 OK", token("A")), ("200 OK", token("B"))];
    let login = OAUTH.login("public").refresh_token("REFRESH-1").for_user();
    let core = client(&provider, &login);
    call(&core).await.unwrap_err();
    let asked = provider.asked();
    assert_eq!(asked.len(), 2);
    assert!(
        asked
            .iter()
            .all(|(form, _)| form["refresh_token"] == "REFRESH-1")
    );
}

#[tokio::test]
async fn a_refused_refresh_token_is_not_used_again() {
    let provider = rotating();
    let login = OAUTH.login("public").for_user();
    let core = client(&provider, &login);
    sign_in(&login).await;
    call(&core).await.unwrap();
    provider.revoke();
    provider.sign_out();
    let error = call(&core).await.unwrap_err();
    assert_eq!(behind(&error).kind(), OAuthErrorKind::InvalidGrant);
    let asked = provider.count();
    let error = call(&core).await.unwrap_err();
    assert_eq!(behind(&error).kind(), OAuthErrorKind::SignIn);
    assert_eq!(provider.count(), asked);

    // The user signs in again.
    sign_in(&login).await;
    call(&core).await.unwrap();
}

#[tokio::test]
async fn a_program_gets_a_new_token_if_its_refresh_token_is_refused() {
    let provider = rotating();
    let login = OAUTH.login("app").secret(super::provider::SECRET);
    let core = client(&provider, &login.client_credentials());
    call(&core).await.unwrap();
    provider.revoke();
    provider.sign_out();
    call(&core).await.unwrap();
    let asked = provider.asked();
    let grants: Vec<&str> = asked.iter().map(|(form, _)| &*form["grant_type"]).collect();
    let expected = ["client_credentials", "refresh_token", "client_credentials"];
    assert_eq!(grants, expected);
}

#[tokio::test]
async fn the_document_may_have_a_url_for_it() {
    const OTHER: OAuth = OAuth {
        flows: &[
            OAuthFlow::authorization_code("/authorize", "/none"),
            OAuthFlow::client_credentials("/token").refresh_url("/refresh"),
        ],
        ..OAUTH
    };
    let provider = rotating();
    let login = OTHER.login("app").secret(super::provider::SECRET);
    let core = client(&provider, &login.client_credentials());
    call(&core).await.unwrap();
    provider.revoke();
    call(&core).await.unwrap();
    assert_eq!(provider.paths(), ["/token", "/refresh"]);
}

/// Drops a request after the provider has replaced the refresh token: the next one takes the response.
#[tokio::test]
async fn a_dropped_request_loses_no_refresh_token() {
    let provider = rotating();
    let login = OAUTH
        .login("public")
        .refresh_token(provider.refresh_token());
    let core = client(&provider, &login.for_user());
    provider.script().delay = Duration::from_millis(300);
    let short = tokio::time::timeout(Duration::from_millis(150), call(&core));
    short.await.unwrap_err();
    assert_eq!(provider.accepted(), 0);
    call(&core).await.unwrap();
    assert_eq!(provider.count(), 1);
}
