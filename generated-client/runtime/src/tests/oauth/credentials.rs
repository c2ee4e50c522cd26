//! Client credentials.

use std::time::Duration;

use super::{OAUTH, Provider, Request, Script, call, client, client_with, provider::SECRET};
use crate::runtime::testing::ManualClock;

#[tokio::test]
async fn many_requests_ask_once() {
    let provider = Provider::new(Script {
        delay: Duration::from_millis(100),
        ..Script::default()
    });
    let login = OAUTH.login("app").secret(SECRET).client_credentials();
    let core = client(&provider, &login);
    let all = (0..20).map(|_| {
        let core = core.clone();
        tokio::spawn(async move { call(&core).await })
    });
    for one in all.collect::<Vec<_>>() {
        one.await.unwrap().unwrap();
    }
    assert_eq!(provider.accepted(), 20);
    let asked = provider.asked();
    assert_eq!(asked.len(), 1);
    let (form, basic) = &asked[0];
    let expected = [
        ("grant_type", "client_credentials"),
        ("scope", "read write"),
    ];
    assert!(
        form.iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .eq(expected)
    );
    assert!(basic.is_some());

    // The server refuses the token of all of them: it is renewed once.
    provider.revoke();
    let all = (0..20).map(|_| {
        let core = core.clone();
        tokio::spawn(async move { call(&core).await })
    });
    for one in all.collect::<Vec<_>>() {
        one.await.unwrap().unwrap();
    }
    assert_eq!((provider.count(), provider.accepted()), (1, 40));
}

#[tokio::test]
async fn many_requests_fail_once() {
    let provider = Provider::new(Script {
        delay: Duration::from_millis(200),
        ..Script::default()
    });
    let login = OAUTH.login("app").secret("other").client_credentials();
    let core = client(&provider, &login);
    let all = (0..20).map(|_| {
        let core = core.clone();
        tokio::spawn(async move { call(&core).await })
    });
    for one in all.collect::<Vec<_>>() {
        one.await.unwrap().unwrap_err();
    }
    assert_eq!(provider.count(), 1);
}

#[tokio::test]
async fn the_secret_can_be_in_the_body() {
    let provider = Provider::new(Script::default());
    let login = OAUTH.login("app").secret(SECRET).secret_in_body();
    let login = login
        .scopes(["one"])
        .parameter("audience", "https://api.example");
    let core = client(&provider, &login.client_credentials());
    call(&core).await.unwrap();
    let (form, basic) = provider.asked().remove(0);
    assert_eq!(basic, None);
    let expected = [
        ("audience", "https://api.example"),
        ("client_id", "app"),
        ("client_secret", SECRET),
        ("grant_type", "client_credentials"),
        ("scope", "one"),
    ];
    assert!(
        form.iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .eq(expected)
    );
}

#[tokio::test]
async fn it_is_renewed_before_it_expires() {
    let provider = Provider::new(Script {
        lasts: Some(1000),
        ..Script::default()
    });
    let clock = ManualClock::new();
    let login = OAUTH.login("app").secret(SECRET).client_credentials();
    let core = client_with(&provider, &login, clock.clone());
    for (after, asked) in [(0, 1), (969, 1), (2, 2), (969, 2)] {
        clock.advance(Duration::from_secs(after));
        call(&core).await.unwrap();
        assert_eq!(provider.count(), asked, "{after}");
    }
}

#[tokio::test]
async fn a_server_that_refuses_all_tokens_is_asked_twice() {
    let provider = Provider::new(Script {
        says: vec![
            ("200 OK", r#"{"access_token":"WRONG"}"#.to_owned()),
            (
                "200 OK",
                r#"{"access_token":"WRONG","expires_in":"3600"}"#.to_owned(),
            ),
        ],
        ..Script::default()
    });
    let login = OAUTH.login("app").secret(SECRET).client_credentials();
    let core = client(&provider, &login);
    let error = call(&core).await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 401);
    assert_eq!((error.attempts(), provider.count()), (2, 2));
}

#[tokio::test]
async fn clients_with_one_login_share_its_token() {
    let provider = Provider::new(Script::default());
    let login = OAUTH.login("app").secret(SECRET).client_credentials();
    let (one, other) = (client(&provider, &login), client(&provider, &login));
    call(&one).await.unwrap();
    call(&other).await.unwrap();
    assert_eq!(provider.count(), 1);
}

#[tokio::test]
async fn a_provider_that_grants_less_is_asked_once() {
    let said = r#"{"access_token":"NARROW","token_type":"Bearer","scope":"read"}"#;
    let provider = Provider::new(Script {
        says: vec![("200 OK", said.to_owned())],
        ..Script::default()
    });
    provider.script().valid.insert("NARROW".to_owned());
    let login = OAUTH.login("app").secret(SECRET).client_credentials();
    let core = client(&provider, &login);
    let needs = async |scopes| {
        let request = Request::get(&core, "/api").auth(&[&["oauth"]]);
        request.scopes(scopes).send().await.unwrap();
    };
    needs(&[("oauth", &["read"])]).await;
    needs(&[("oauth", &["write"])]).await;
    needs(&[("oauth", &["write"])]).await;
    assert_eq!(provider.count(), 1);
}
