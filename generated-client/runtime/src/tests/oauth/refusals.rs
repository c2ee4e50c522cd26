//! Refusals of the provider, and texts that must not be printed.

use http::StatusCode;

use super::{OAUTH, Provider, Script, behind, call, client, provider::SECRET, sign_in};
use crate::runtime::{
    RequestErrorKind,
    oauth::{Login, OAuthErrorKind as Kind, TokenSet},
};

fn program() -> Login {
    OAUTH.login("app").secret(SECRET).client_credentials()
}

#[tokio::test]
async fn each_code_has_its_kind() {
    for (code, kind) in [
        ("invalid_request", Kind::InvalidRequest),
        ("invalid_client", Kind::InvalidClient),
        ("invalid_grant", Kind::InvalidGrant),
        ("unauthorized_client", Kind::UnauthorizedClient),
        ("unsupported_grant_type", Kind::UnsupportedGrantType),
        ("invalid_scope", Kind::InvalidScope),
        ("access_denied", Kind::AccessDenied),
        ("temporarily_unavailable", Kind::Refused),
    ] {
        let body = format!(r#"{{"error":"{code}","error_description":"for a\nreason"}}"#);
        let provider = Provider::new(Script {
            says: vec![("400 Bad Request", body)],
            ..Script::default()
        });
        let error = call(&client(&provider, &program())).await.unwrap_err();
        let message = "GET /api: the token source of scheme `oauth` failed";
        assert_eq!(error.to_string(), message);
        let source = behind(&error);
        assert_eq!((source.kind(), source.code()), (kind, Some(code)));
        assert_eq!(source.status(), Some(StatusCode::BAD_REQUEST));
        let expected = format!("the token endpoint refused: {code}: for a reason");
        assert_eq!(source.to_string(), expected);
        let crate::runtime::Error::Request(error) = error else {
            panic!("another error");
        };
        assert_eq!(error.kind(), RequestErrorKind::Credential);
    }
}

#[tokio::test]
async fn other_responses_are_errors_too() {
    for (status, body, kind, message) in [
        (
            "200 OK",
            r#"{"error":"bad_verification_code"}"#,
            Kind::Refused,
            "the token endpoint refused: bad_verification_code",
        ),
        (
            "200 OK",
            "access_token=ACCESS",
            Kind::Response,
            "the response of the token endpoint is not JSON",
        ),
        (
            "200 OK",
            r#"{"access_token":7}"#,
            Kind::Response,
            "the response of the token endpoint has no `access_token`",
        ),
        (
            "200 OK",
            r#"{"access_token":"ACCESS","token_type":"DPoP"}"#,
            Kind::Response,
            "the response of the token endpoint has a token that is bound to a key, which is not supported",
        ),
        (
            "500 Internal Server Error",
            "<html>",
            Kind::Refused,
            "the token endpoint refused: 500 Internal Server Error",
        ),
        (
            "401 Unauthorized",
            r#"{"message":"This is not SECRET-of+the/program"}"#,
            Kind::Refused,
            "the token endpoint refused: 401 Unauthorized: This is not [redacted]",
        ),
        (
            "403 Forbidden",
            "{}",
            Kind::Refused,
            "the token endpoint refused: 403 Forbidden",
        ),
    ] {
        let provider = Provider::new(Script {
            says: vec![(status, body.to_owned())],
            ..Script::default()
        });
        let error = call(&client(&provider, &program())).await.unwrap_err();
        let source = behind(&error);
        assert_eq!(
            (source.kind(), source.to_string()),
            (kind, message.to_owned())
        );
        assert!(!format!("{error:?}").contains("ACCESS"));
    }
}

#[tokio::test]
async fn secrets_that_the_provider_repeats_are_redacted() {
    let repeats = |texts: &str| {
        let body =
            format!(r#"{{"error":"invalid_grant","error_description":"{texts} are wrong"}}"#);
        vec![("400 Bad Request", body)]
    };
    let basic = "YXBwOlNFQ1JFVC1vZiUyQnRoZSUyRnByb2dyYW0=";
    let provider = Provider::new(Script {
        says: repeats(&format!("{SECRET}, {basic}")),
        ..Script::default()
    });
    let error = call(&client(&provider, &program())).await.unwrap_err();
    let expected = "the token endpoint refused: invalid_grant: [redacted], [redacted] are wrong";
    assert_eq!(behind(&error).to_string(), expected);

    let login = OAUTH.login("public").refresh_token("REFRESH-9").for_user();
    provider.script().says = repeats("REFRESH-9");
    let error = call(&client(&provider, &login)).await.unwrap_err();
    let expected = "the token endpoint refused: invalid_grant: [redacted] are wrong";
    assert_eq!(behind(&error).to_string(), expected);
    assert!(!format!("{error:?}").contains("REFRESH-9"));
}

#[tokio::test]
async fn nothing_prints_a_secret() {
    let provider = Provider::new(Script {
        refreshes: true,
        ..Script::default()
    });
    let login = OAUTH.login("app").secret(SECRET).refresh_token("REFRESH-0");
    let mut printed = format!("{login:?}");
    let login = login.for_user();
    let core = client(&provider, &login);
    let begun = login.authorize("http://127.0.0.1/back").await.unwrap();
    printed += &format!("{begun:?}");
    assert!(!printed.contains(begun.state()));
    sign_in(&login).await;
    let device = login.device().await.unwrap();
    printed += &format!("{core:?} {login:?} {device:?}");
    let tokens = r#"{"access_token":"ACCESS-1","refresh_token":"REFRESH-1"}"#;
    printed += &format!("{:?}", TokenSet::from_json(tokens).unwrap());
    for secret in ["SECRET", "REFRESH-", "ACCESS-", "DEVICE-", "USER-"] {
        assert!(!printed.contains(secret), "{printed}");
    }
    let error = TokenSet::from_json("SECRET").unwrap_err();
    assert_eq!(error.to_string(), "the stored text has no tokens");
}

#[tokio::test]
async fn a_provider_that_is_away_is_no_refusal() {
    let provider = Provider::new(Script::default());
    let login = OAUTH.login("app").secret(SECRET);
    // Nobody listens at the port of a listener that is gone.
    let free = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}/token", free.local_addr().unwrap());
    drop(free);
    let login = login.token_url(url).client_credentials();
    let error = call(&client(&provider, &login)).await.unwrap_err();
    let source = behind(&error);
    assert_eq!(source.kind(), Kind::Transport);
    assert_eq!(
        source.to_string(),
        "the token endpoint could not be reached"
    );
    // It was tried again.
    let source = std::error::Error::source(source).unwrap().to_string();
    assert_eq!(
        source,
        "POST the token endpoint: could not connect (3 attempts)"
    );
}
