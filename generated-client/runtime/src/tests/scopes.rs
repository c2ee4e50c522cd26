//! The scopes of operations, which sources of tokens know.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use http::{StatusCode, header::AUTHORIZATION};

use super::{builder, tokens::pause};
use crate::runtime::{
    Body, BoxError, BoxFuture, Call, ClientCore, Empty, Error, NoError, Token, TokenSource,
    Transport, TransportError,
    testing::{ManualClock, Recorder},
};

type Request = Call<Empty, NoError>;
type Failure = Error<std::convert::Infallible>;
type Scopes = &'static [(&'static str, &'static [&'static str])];

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
        // Other requests run in between.
        pause().await;
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
    // The server decides about a token with less than was asked for. The source is not asked again.
    for _ in 0..2 {
        assert_eq!(sent(&[("bearer", &["admin"])]).await, "Bearer T-none");
    }
    assert_eq!(source.asked(), ["write", "admin"]);
    // The source is not asked again for a scope that it did not give, whichever token there is.
    assert_eq!(sent(&[("bearer", &["write"])]).await, "Bearer T-write");
    assert_eq!(sent(&[("bearer", &["admin"])]).await, "Bearer T-write");
    assert_eq!(source.asked(), ["write"]);
}

/// A source that gives one scope only, and is away at times.
#[derive(Clone, Default)]
struct Narrow(Arc<AtomicBool>);

impl TokenSource for Narrow {
    async fn token(&self) -> Result<Token, BoxError> {
        if self.0.load(Ordering::SeqCst) {
            return Err("the provider is away".into());
        }
        let token = Token::new("T").scopes(["read"]);
        Ok(token.expires_in(Duration::from_secs(1000)))
    }
}

/// Calls an operation that needs these scopes.
async fn needs(core: &ClientCore, scopes: &'static [&'static str]) -> Result<(), Failure> {
    let scopes: Scopes = Box::leak(Box::new([("bearer", scopes)]));
    let call = Request::get(core, "/x").auth(&[&["bearer"]]);
    call.scopes(scopes).send().await.map(|_| ())
}

/// Checks that a token that cannot be renewed is used to its end, but for operations that it was not used for before.
#[tokio::test]
async fn a_token_that_cannot_be_renewed_gains_no_scopes() {
    let (source, recorder, clock) = (Narrow::default(), Recorder::new(), ManualClock::new());
    for _ in 0..3 {
        recorder.respond(http::Response::new(Body::empty()));
    }
    let builder = builder().transport(recorder).clock(clock.clone());
    let core = builder.token_source(source.clone()).build().unwrap().0;
    needs(&core, &["write"]).await.unwrap();
    source.0.store(true, Ordering::SeqCst);
    clock.advance(Duration::from_secs(980));
    needs(&core, &["write"]).await.unwrap();
    needs(&core, &["admin"]).await.unwrap_err();
    needs(&core, &["read"]).await.unwrap();
    clock.advance(Duration::from_secs(20));
    needs(&core, &["read"]).await.unwrap_err();
}

/// Checks that a failure is not a token with fewer scopes: the operation fails, and the next one asks again.
#[tokio::test]
async fn a_failure_is_not_a_token_with_fewer_scopes() {
    let (source, recorder) = (Scoped::default(), Recorder::new());
    let builder = builder().transport(recorder.clone());
    let core = builder.token_source(source.clone()).build().unwrap().0;
    for _ in 0..2 {
        recorder.respond(http::Response::new(Body::empty()));
    }
    needs(&core, &["read"]).await.unwrap();
    for _ in 0..2 {
        let error = needs(&core, &["refused"]).await.unwrap_err();
        let source = std::error::Error::source(&error).unwrap();
        assert_eq!(source.to_string(), "the provider refuses the scope");
    }
    // The token is still there for the others.
    needs(&core, &["read"]).await.unwrap();
    assert_eq!(source.asked(), ["read", "refused", "refused"]);
}

/// Checks that a request waits for a token, and not for the failure of another request's scopes.
#[tokio::test]
async fn a_failure_is_shared_by_requests_for_the_same_scopes() {
    let (source, recorder) = (Scoped::default(), Recorder::new());
    recorder.respond(http::Response::new(Body::empty()));
    let builder = builder().transport(recorder.clone());
    let core = builder.token_source(source.clone()).build().unwrap().0;
    let (first, same, other) = tokio::join!(
        needs(&core, &["refused"]),
        needs(&core, &["refused"]),
        needs(&core, &["read"]),
    );
    assert!(first.is_err() && same.is_err(), "{first:?} {same:?}");
    other.unwrap();
    assert_eq!(source.asked(), ["refused", "read"]);
}

/// A source that keeps its tokens until one is refused, and a server that refuses some. Their numbers count refusals.
#[derive(Clone, Default)]
struct Caching(Arc<Cache>);

#[derive(Default)]
struct Cache {
    number: AtomicU32,
    refused: AtomicU32,
    /// The beginnings of the tokens that the server refuses.
    bad: &'static str,
    /// The requests that are sent before the server answers the first one.
    meanwhile: Mutex<Option<BoxFuture<()>>>,
    seen: Mutex<Vec<String>>,
}

impl TokenSource for Caching {
    async fn token(&self) -> Result<Token, BoxError> {
        self.token_for(&[]).await
    }

    async fn token_for(&self, scopes: &'static [&'static str]) -> Result<Token, BoxError> {
        let number = self.0.number.load(Ordering::SeqCst);
        let token = Token::new(format!("{number}-{}", scopes.join("+")));
        let token = token.expires_in(Duration::from_secs(1000));
        Ok(token.scopes(scopes.iter().copied()))
    }

    fn refused(&self) {
        self.0.number.fetch_add(1, Ordering::SeqCst);
        self.0.refused.fetch_add(1, Ordering::SeqCst);
    }
}

impl Transport for Caching {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<Result<http::Response<Body>, TransportError>> {
        let cache = self.0.clone();
        Box::pin(async move {
            let meanwhile = cache.meanwhile.lock().unwrap().take();
            if let Some(others) = meanwhile {
                others.await;
            }
            let token = request.headers()[AUTHORIZATION].to_str().unwrap();
            let token = token.strip_prefix("Bearer ").unwrap();
            cache.seen.lock().unwrap().push(token.to_owned());
            let mut response = http::Response::new(Body::empty());
            if token.starts_with(cache.bad) {
                *response.status_mut() = StatusCode::UNAUTHORIZED;
            }
            Ok(response)
        })
    }
}

/// Sends a request for `read` whose token the server refuses, and others before it does. Returns the tokens that the
/// server got, and the number of refusals that the source was told.
async fn refused_late<F>(bad: &'static str, others: fn(ClientCore, Caching) -> F) -> (String, u32)
where
    F: Future<Output = ()> + Send + 'static,
{
    let caching = Caching(Arc::new(Cache {
        bad,
        ..Cache::default()
    }));
    let builder = builder().transport(caching.clone());
    let builder = builder.clock(ManualClock::new());
    let core = builder.token_source(caching.clone()).build().unwrap().0;
    let others = Box::pin(others(core.clone(), caching.clone()));
    *caching.0.meanwhile.lock().unwrap() = Some(others);
    needs(&core, &["read"]).await.unwrap();
    let seen = caching.0.seen.lock().unwrap().join(" ");
    (seen, caching.0.refused.load(Ordering::SeqCst))
}

#[tokio::test]
async fn a_refused_token_is_reported_though_there_is_one_with_other_scopes() {
    let late = refused_late("0-read", |core, _| async move {
        needs(&core, &["write"]).await.unwrap();
    });
    assert_eq!(late.await, ("0-write 0-read 1-read".to_owned(), 1));
}

#[tokio::test]
async fn a_refused_token_is_reported_once() {
    // The source returned the token twice.
    let late = refused_late("0-read", |core, _| async move {
        needs(&core, &["write"]).await.unwrap();
        needs(&core, &["read"]).await.unwrap();
    });
    let seen = "0-write 0-read 1-read 0-read 1-read";
    assert_eq!(late.await, (seen.to_owned(), 1));
    // The source has dropped all of its tokens.
    let late = refused_late("0-", |core, _| async move {
        needs(&core, &["write"]).await.unwrap();
    });
    let seen = "0-write 1-write 0-read 1-read";
    assert_eq!(late.await, (seen.to_owned(), 1));
}

#[tokio::test]
async fn a_refused_token_is_not_reported_if_there_is_another_one() {
    let late = refused_late("0-read", |core, caching| async move {
        caching.0.number.store(1, Ordering::SeqCst);
        needs(&core, &["read", "write"]).await.unwrap();
    });
    let seen = "1-read+write 0-read 1-read+write";
    assert_eq!(late.await, (seen.to_owned(), 0));
}
