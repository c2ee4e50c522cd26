//! Tokens in the caller's store.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use super::{
    OAUTH, Provider, Request, Script, behind, call, client, client_with, provider::SECRET, sign_in,
};
use crate::runtime::{
    BoxError,
    oauth::{OAuthErrorKind, TokenSet, TokenStore},
    testing::ManualClock,
};

/// A store in memory, which other processes may share.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Content>>);

#[derive(Default)]
struct Content {
    json: Option<String>,
    saves: u32,
    is_full: bool,
}

impl Shared {
    fn put(&self, json: &str) {
        self.0.lock().unwrap().json = Some(json.to_owned());
    }

    fn json(&self) -> String {
        self.0.lock().unwrap().json.clone().unwrap()
    }
}

impl TokenStore for Shared {
    async fn load(&self) -> Result<Option<TokenSet>, BoxError> {
        let json = self.0.lock().unwrap().json.clone();
        Ok(json.map(|it| TokenSet::from_json(&it)).transpose()?)
    }

    async fn save(&self, tokens: &TokenSet) -> Result<(), BoxError> {
        let mut content = self.0.lock().unwrap();
        if content.is_full {
            return Err("the disk is full".into());
        }
        content.json = Some(tokens.to_json());
        content.saves += 1;
        Ok(())
    }
}

fn rotating() -> Provider {
    Provider::new(Script {
        refreshes: true,
        lasts: Some(1000),
        ..Script::default()
    })
}

#[tokio::test]
async fn the_next_program_goes_on_with_them() {
    let (provider, store) = (rotating(), Shared::default());
    let login = || OAUTH.login("public").store(store.clone()).for_user();
    let (first, clock) = (login(), ManualClock::new());
    let core = client_with(&provider, &first, clock.clone());
    let error = call(&core).await.unwrap_err();
    assert_eq!(behind(&error).kind(), OAuthErrorKind::SignIn);
    sign_in(&first).await;
    let expected = r#"{"access_token":"ACCESS-1","expires_at":1000,"refresh_token":"REFRESH-2"}"#;
    assert_eq!(store.json(), expected);
    call(&core).await.unwrap();
    assert_eq!(provider.asked().len(), 1);

    // The access token is still valid, and then it is not.
    let second = client_with(&provider, &login(), clock.clone());
    call(&second).await.unwrap();
    assert_eq!(provider.asked().len(), 0);
    clock.advance(Duration::from_secs(2000));
    let third = client_with(&provider, &login(), clock.clone());
    call(&third).await.unwrap();
    assert_eq!(provider.asked()[0].0["refresh_token"], "REFRESH-2");
    assert!(store.json().contains("REFRESH-4"));

    // The others find what the third has got.
    call(&core).await.unwrap();
    call(&second).await.unwrap();
    assert_eq!(provider.asked().len(), 0);
    assert_eq!(store.0.lock().unwrap().saves, 2);
}

#[tokio::test]
async fn tokens_that_cannot_be_saved_are_saved_later() {
    let (provider, store) = (rotating(), Shared::default());
    let login = OAUTH.login("public").store(store.clone());
    let login = login.refresh_token(provider.refresh_token()).for_user();
    let core = client(&provider, &login);
    store.0.lock().unwrap().is_full = true;
    let error = call(&core).await.unwrap_err();
    let source = behind(&error);
    assert_eq!(source.kind(), OAuthErrorKind::Store);
    assert_eq!(source.to_string(), "the tokens cannot be stored");
    let source = std::error::Error::source(source).unwrap();
    assert_eq!(source.to_string(), "the disk is full");
    // They are newer than those in the store, which nobody takes.
    store.put(r#"{"access_token":"OLD","refresh_token":"OLD"}"#);

    store.0.lock().unwrap().is_full = false;
    call(&core).await.unwrap();
    assert_eq!((provider.count(), provider.accepted()), (1, 1));
    assert!(store.json().contains("REFRESH-3"));
}

#[tokio::test]
async fn a_store_that_cannot_be_read_is_an_error() {
    let (provider, store) = (rotating(), Shared::default());
    store.put("{}");
    let login = OAUTH.login("public").store(store.clone()).for_user();
    let core = client(&provider, &login);
    let error = call(&core).await.unwrap_err();
    assert_eq!(
        behind(&error).to_string(),
        "the stored tokens cannot be read"
    );
    assert_eq!(provider.count(), 0);
}

/// Checks that a program asks for a token with more scopes than the stored one has, and only if an operation needs them.
#[tokio::test]
async fn a_stored_token_with_fewer_scopes_is_replaced_when_it_has_to_be() {
    let (provider, store) = (rotating(), Shared::default());
    provider.script().valid.insert("ACCESS-OLD".to_owned());
    store.put(r#"{"access_token":"ACCESS-OLD","scope":"read","refresh_token":"REFRESH-OLD"}"#);
    let login = OAUTH.login("app").secret(SECRET).store(store.clone());
    let core = client(&provider, &login.client_credentials());
    let needs = async |scopes| {
        let request = Request::get(&core, "/api").auth(&[&["oauth"]]);
        request.scopes(scopes).send().await.unwrap();
    };
    needs(&[("oauth", &["read"])]).await;
    assert_eq!(provider.count(), 0);
    needs(&[("oauth", &["write"])]).await;
    let asked = provider.asked();
    let form = &asked.first().unwrap().0;
    assert_eq!(form["grant_type"], "client_credentials");
    assert_eq!(form["scope"], "read write");
    // The new token has both, and so does the store.
    needs(&[("oauth", &["read"])]).await;
    needs(&[("oauth", &["write"])]).await;
    assert_eq!((asked.len(), provider.count()), (1, 0));
    assert!(store.json().contains("ACCESS-1"), "{}", store.json());
}

/// Checks that a caller's own choice of scopes stays, and that nobody asks a user for more.
#[tokio::test]
async fn chosen_scopes_stay_as_they_are() {
    let provider = rotating();
    provider.script().valid.insert("ACCESS-OLD".to_owned());
    let stored = || {
        let store = Shared::default();
        store.put(r#"{"access_token":"ACCESS-OLD","scope":"read"}"#);
        OAUTH.login("app").secret(SECRET).store(store)
    };
    let chosen = stored().scopes(["read"]).client_credentials();
    for login in [chosen, stored().for_user()] {
        let core = client(&provider, &login);
        let request = Request::get(&core, "/api").auth(&[&["oauth"]]);
        let request = request.scopes(&[("oauth", &["write"])]);
        request.send().await.unwrap();
    }
    assert_eq!(provider.count(), 0);
}

/// Checks that a provider may separate the scopes of a stored token by commas, and that they are unknown if there are
/// none.
#[tokio::test]
async fn stored_scopes_may_have_commas() {
    for scope in ["read,write", "read, write", " write  read ", "", " ", ","] {
        let (provider, store) = (rotating(), Shared::default());
        provider.script().valid.insert("ACCESS-OLD".to_owned());
        store.put(&format!(
            r#"{{"access_token":"ACCESS-OLD","scope":"{scope}"}}"#
        ));
        let login = OAUTH.login("app").secret(SECRET).store(store);
        let core = client(&provider, &login.client_credentials());
        for scopes in [&["read"] as &[_], &["write"], &["read", "write"]] {
            let request = Request::get(&core, "/api").auth(&[&["oauth"]]);
            let scopes: &[_] = Box::leak(Box::new([("oauth", scopes)]));
            request.scopes(scopes).send().await.unwrap();
        }
        assert_eq!(provider.count(), 0, "{scope:?}");
    }
}
