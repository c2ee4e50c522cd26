//! The sign-in with a browser.

use super::{OAUTH, Provider, Script, behind, call, client, provider::form, sign_in};
use crate::runtime::oauth::{OAuthErrorKind as Kind, pkce};

#[test]
fn the_challenge_is_that_of_the_rfc() {
    // RFC 7636, appendix B.
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let expected = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    assert_eq!(pkce::challenge(verifier), expected);
    let (one, other) = (pkce::random().unwrap(), pkce::random().unwrap());
    let is_safe = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '_';
    assert!(one.len() == 43 && one.chars().all(is_safe));
    assert_ne!(one, other);
}

#[tokio::test]
async fn a_user_signs_in() {
    let provider = Provider::new(Script::default());
    let login = OAUTH.login("public").parameter("prompt", "consent");
    let login = login.parameter("state", "not mine").for_user();
    let core = client(&provider, &login);
    let error = call(&core).await.unwrap_err();
    assert_eq!(behind(&error).kind(), Kind::SignIn);

    let begun = login.authorize("http://127.0.0.1/back").await.unwrap();
    let (url, query) = begun.url().split_once('?').unwrap();
    assert_eq!(url, format!("{}/authorize", provider.url()));
    let mut query = form(query);
    assert_eq!(query.remove("state").as_deref(), Some(begun.state()));
    assert_eq!(query.remove("code_challenge").map(|it| it.len()), Some(43));
    let expected = [
        ("client_id", "public"),
        ("code_challenge_method", "S256"),
        ("prompt", "consent"),
        ("redirect_uri", "http://127.0.0.1/back"),
        ("response_type", "code"),
        ("scope", "read write"),
        ("tenant", "a"),
    ];
    assert!(
        query
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .eq(expected)
    );

    let back = format!(
        "http://127.0.0.1{}#fragment",
        Provider::browser(begun.url())
    );
    login.exchange(begun, &back).await.unwrap();
    call(&core).await.unwrap();
    assert_eq!(provider.count(), 1);
}

#[tokio::test]
async fn a_new_sign_in_replaces_the_old_one() {
    let provider = Provider::new(Script::default());
    let login = OAUTH.login("public").for_user();
    let core = client(&provider, &login);
    for count in 1..3 {
        sign_in(&login).await;
        provider.script().refreshes = false;
        call(&core).await.unwrap();
        assert_eq!(provider.count(), count);
    }
    // There is no refresh token: the user has to come again.
    provider.revoke();
    let error = call(&core).await.unwrap_err();
    assert_eq!(behind(&error).kind(), Kind::SignIn);
}

#[tokio::test]
async fn a_token_may_be_short_lived() {
    let provider = Provider::new(Script {
        lasts: Some(20),
        ..Script::default()
    });
    let login = OAUTH.login("public").for_user();
    let core = client(&provider, &login);
    sign_in(&login).await;
    call(&core).await.unwrap();
    assert_eq!(provider.count(), 1);
}

#[tokio::test]
async fn the_browser_must_come_back_from_this_sign_in() {
    let provider = Provider::new(Script::default());
    let login = OAUTH.login("public").for_user();
    let _core = client(&provider, &login);
    for (back, kind, message) in [
        (
            "/back?code=C&state=other",
            Kind::Callback,
            "the URL to which the browser came back is of another sign-in: its `state` differs",
        ),
        (
            "/back?code=C",
            Kind::Callback,
            "the URL to which the browser came back has no `state`",
        ),
        (
            "/back?error=access_denied&error_description=The+user%20refused&state=STATE",
            Kind::AccessDenied,
            "the provider refused: access_denied: The user refused",
        ),
        (
            "error=server_error",
            Kind::Refused,
            "the provider refused: server_error",
        ),
        (
            "/back?error=access_denied&state=other",
            Kind::Callback,
            "the URL to which the browser came back is of another sign-in: its `state` differs",
        ),
        (
            "/back?state=STATE",
            Kind::Callback,
            "the URL to which the browser came back has no `code`",
        ),
        // The provider gave this code to somebody else.
        (
            "/back?code=CODE-other&state=STATE",
            Kind::InvalidGrant,
            "the token endpoint refused: invalid_grant",
        ),
    ] {
        let begun = login.authorize("http://127.0.0.1/back").await.unwrap();
        let back = back.replace("STATE", begun.state());
        let error = login.exchange(begun, &back).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.to_string()),
            (kind, message.to_owned())
        );
    }
    assert_eq!(provider.count(), 1);
}

#[tokio::test]
async fn a_login_needs_a_client() {
    let login = OAUTH.login("public").for_user();
    let error = login.authorize("http://127.0.0.1/back").await.unwrap_err();
    assert_eq!(error.kind(), Kind::Client);
    let expected = "the login belongs to no client yet: build one with `.login(..)`";
    assert_eq!(error.to_string(), expected);
}
