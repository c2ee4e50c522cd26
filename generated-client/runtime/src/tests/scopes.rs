//! The scopes of operations, which sources of tokens know.

use std::sync::{Arc, Mutex};

use http::header::AUTHORIZATION;

use super::builder;
use crate::runtime::{Body, BoxError, Call, Empty, NoError, Token, TokenSource, testing::Recorder};

type Request = Call<Empty, NoError>;

/// A source with a token for each set of scopes.
#[derive(Clone, Default)]
struct Scoped(Arc<Mutex<Vec<String>>>);

impl Scoped {
    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl TokenSource for Scoped {
    async fn token(&self) -> Result<Token, BoxError> {
        self.token_for(&[]).await
    }

    async fn token_for(&self, scopes: &'static [&'static str]) -> Result<Token, BoxError> {
        let text = scopes.join("+");
        self.0.lock().unwrap().push(text.clone());
        match text.as_str() {
            "refused" => Err("the provider refuses the scope".into()),
            // Less than was asked for.
            "admin" => Ok(Token::new("T-none").scopes(["none"])),
            _ => Ok(Token::new(format!("T-{text}")).scopes(scopes.iter().copied())),
        }
    }
}

#[tokio::test]
async fn a_source_knows_for_which_scopes() {
    type Scopes = &'static [(&'static str, &'static [&'static str])];
    let (source, recorder) = (Scoped::default(), Recorder::new());
    let builder = builder().transport(recorder.clone());
    let core = builder.token_source(source.clone()).build().unwrap().0;
    let sent = async |scopes: Scopes| {
        recorder.respond(http::Response::new(Body::empty()));
        let call = Request::get(&core, "/x").auth(&[&["bearer"]]);
        call.scopes(scopes).send().await.unwrap();
        let request = recorder.requests().pop().unwrap();
        request.headers[AUTHORIZATION].to_str().unwrap().to_owned()
    };
    assert_eq!(
        sent(&[("bearer", &["read", "list"])]).await,
        "Bearer T-read+list"
    );
    // The token is enough for all of these.
    for scopes in [
        &[("bearer", &["list"] as &[&str])] as Scopes,
        &[("bearer", &["write"]), ("bearer", &["read"])],
        &[("other", &["write"])],
        &[],
    ] {
        assert_eq!(sent(scopes).await, "Bearer T-read+list", "{scopes:?}");
    }
    assert_eq!(source.asked(), ["read+list"]);
    assert_eq!(sent(&[("bearer", &["write"])]).await, "Bearer T-write");
    // With a token that is still valid, the server decides. The source is not asked again.
    for _ in 0..2 {
        assert_eq!(sent(&[("bearer", &["refused"])]).await, "Bearer T-write");
    }
    for _ in 0..2 {
        assert_eq!(sent(&[("bearer", &["admin"])]).await, "Bearer T-none");
    }
    assert_eq!(source.asked(), ["write", "refused", "admin"]);
    // The source is not asked again for a scope that it did not give, whichever token there is.
    assert_eq!(sent(&[("bearer", &["write"])]).await, "Bearer T-write");
    assert_eq!(sent(&[("bearer", &["admin"])]).await, "Bearer T-write");
    assert_eq!(source.asked(), ["write"]);
}
