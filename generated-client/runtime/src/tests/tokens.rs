//! Tokens from a source: kept, renewed when they expire or are refused, requested once for all.

use std::{
    future::poll_fn,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    task::Poll,
    time::Duration,
};

use http::{StatusCode, header::AUTHORIZATION};

use super::{builder, now};
use crate::runtime::{
    Body, BoxError, BoxFuture, Call, ClientCore, Empty, Error, NoError, RequestErrorKind, Token,
    TokenSource, Transport, TransportError, testing::ManualClock,
};

type Request = Call<Empty, NoError>;
type Failure = Error<std::convert::Infallible>;

/// A server that accepts one token at a time, and its identity provider.
#[derive(Clone, Default)]
struct Server(Arc<State>);

#[derive(Default)]
struct State {
    /// The number of the valid token.
    good: AtomicU32,
    given: AtomicU32,
    refused: AtomicU32,
    /// Whether the identity provider is unavailable.
    away: AtomicBool,
    seen: Mutex<Vec<String>>,
}

impl Server {
    fn core(&self) -> ClientCore {
        self.core_with(ManualClock::new())
    }

    fn core_with(&self, clock: ManualClock) -> ClientCore {
        let builder = builder().transport(self.clone()).clock(clock);
        builder.token_source(self.clone()).build().unwrap().0
    }

    fn given(&self) -> u32 {
        self.0.given.load(Ordering::SeqCst)
    }

    /// Makes the token after the last one the only valid token.
    fn expire(&self) {
        self.0.good.store(self.given() + 1, Ordering::SeqCst);
    }

    fn seen(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.seen.lock().unwrap())
    }
}

impl TokenSource for Server {
    async fn token(&self) -> Result<Token, BoxError> {
        // Yields first, so that other requests run in between.
        pause().await;
        if self.0.away.load(Ordering::SeqCst) {
            return Err("the provider is away".into());
        }
        let number = self.0.given.fetch_add(1, Ordering::SeqCst) + 1;
        Ok(Token::new(format!("SECRET-{number}")).expires_in(Duration::from_secs(1000)))
    }

    fn refused(&self) {
        self.0.refused.fetch_add(1, Ordering::SeqCst);
    }
}

impl Transport for Server {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<Result<http::Response<Body>, TransportError>> {
        let server = self.clone();
        Box::pin(async move {
            pause().await;
            let token = request.headers()[AUTHORIZATION].to_str().unwrap();
            let number = token.strip_prefix("Bearer SECRET-").unwrap();
            server.0.seen.lock().unwrap().push(number.to_owned());
            let good = server.0.good.load(Ordering::SeqCst);
            let mut response = http::Response::new(Body::empty());
            if number.parse::<u32>().unwrap() < good {
                *response.status_mut() = StatusCode::UNAUTHORIZED;
            }
            Ok(response)
        })
    }
}

/// Lets other tasks run.
pub(super) async fn pause() {
    let mut paused = false;
    poll_fn(|context| {
        if std::mem::replace(&mut paused, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

async fn get(core: &ClientCore) -> Result<(), Failure> {
    let request = Request::get(core, "/x").auth(&[&["oauth"]]);
    request.send().await.map(|_| ())
}

#[tokio::test]
async fn a_token_is_kept() {
    let server = Server::default();
    let core = server.core();
    for _ in 0..3 {
        get(&core).await.unwrap();
    }
    assert_eq!(
        (server.given(), server.seen()),
        (1, vec!["1".to_owned(); 3])
    );
}

#[tokio::test]
async fn a_refused_token_is_renewed_once() {
    let server = Server::default();
    let core = server.core();
    get(&core).await.unwrap();
    server.expire();
    // Any method is repeated, because a request that was refused has done nothing.
    let request = Request::post(&core, "/x").body("text/plain", "body");
    request.auth(&[&["bearer"]]).send().await.unwrap();
    assert_eq!(server.seen(), ["1", "1", "2"]);
    assert_eq!(server.0.refused.load(Ordering::SeqCst), 1);

    // A server that accepts no token is asked twice, and the caller gets the answer.
    server.0.good.store(100, Ordering::SeqCst);
    let error = get(&core).await.unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.attempts()),
        (401, 2)
    );
    assert_eq!(server.seen(), ["2", "3"]);
}

#[tokio::test]
async fn a_hundred_refused_requests_renew_it_once() {
    let server = Server::default();
    let core = server.core();
    get(&core).await.unwrap();
    server.expire();
    let tasks: Vec<_> = (0..100)
        .map(|_| {
            let core = core.clone();
            tokio::spawn(async move { get(&core).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!((server.given(), server.seen().len()), (2, 1 + 100 + 100));
    assert_eq!(server.0.refused.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn it_is_renewed_before_it_expires() {
    let (server, clock) = (Server::default(), ManualClock::new());
    let core = server.core_with(clock.clone());
    for (after, given) in [(0, 1), (969, 1), (2, 2), (969, 2)] {
        clock.advance(Duration::from_secs(after));
        get(&core).await.unwrap();
        assert_eq!(server.given(), given, "{after}");
    }
    // The server refused no token.
    assert_eq!(server.0.refused.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_token_that_cannot_be_renewed_is_used_to_its_end() {
    let (server, clock) = (Server::default(), ManualClock::new());
    let core = server.core_with(clock.clone());
    get(&core).await.unwrap();
    server.0.away.store(true, Ordering::SeqCst);
    clock.advance(Duration::from_secs(999));
    get(&core).await.unwrap();
    clock.advance(Duration::from_secs(1));
    get(&core).await.unwrap_err();
    server.0.away.store(false, Ordering::SeqCst);
    get(&core).await.unwrap();
    assert_eq!(server.seen(), ["1", "1", "2"]);
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let server = Server::default();
    server.0.away.store(true, Ordering::SeqCst);
    let core = server.core();
    let (one, two) = tokio::join!(get(&core), get(&core));
    for error in [one.unwrap_err(), two.unwrap_err()] {
        assert_eq!(
            error.to_string(),
            "GET /x: the token source of scheme `oauth` failed"
        );
        let source = std::error::Error::source(&error).unwrap();
        assert_eq!(source.to_string(), "the provider is away");
        assert_eq!(error.attempts(), 0);
        assert!(matches!(error, Error::Request(it) if it.kind() == RequestErrorKind::Credential));
    }
    assert!(server.seen().is_empty());

    // The provider is available again.
    server.0.away.store(false, Ordering::SeqCst);
    get(&core).await.unwrap();

    // The server has refused the last token.
    server.expire();
    server.0.away.store(true, Ordering::SeqCst);
    let error = get(&core).await.unwrap_err();
    assert_eq!(error.attempts(), 1);
    assert_eq!(
        error.to_string(),
        "GET /x: the token source of scheme `oauth` failed"
    );
}

/// Drops the request that is fetching a token: the next one fetches it then.
#[tokio::test]
async fn a_dropped_request_leaves_its_turn_to_the_next() {
    let server = Server::default();
    let core = server.core();
    for polls in 1..4 {
        let mut first = Box::pin(get(&core));
        let mut second = Box::pin(get(&core));
        for _ in 0..polls {
            poll_fn(|context| {
                let _ = first.as_mut().poll(context);
                let _ = second.as_mut().poll(context);
                Poll::Ready(())
            })
            .await;
        }
        drop(first);
        let ended = tokio::time::timeout(Duration::from_secs(5), second).await;
        ended.unwrap().unwrap();
        server.expire();
    }
}

#[tokio::test]
async fn a_streamed_body_is_not_sent_again_but_the_next_token_is_new() {
    let server = Server::default();
    let core = server.core();
    get(&core).await.unwrap();
    server.expire();
    let stream = Body::wrap(Body::from("streamed"));
    let request = Request::put(&core, "/x").body("text/plain", stream);
    let error = request.auth(&[&["bearer"]]).send().await.unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.attempts()),
        (401, 1)
    );
    get(&core).await.unwrap();
    assert_eq!(server.seen(), ["1", "1", "2"]);
}

#[test]
fn a_closure_is_a_source() {
    let recorder = crate::runtime::testing::Recorder::new();
    recorder.json(StatusCode::OK, "");
    recorder.json(StatusCode::OK, "");
    let closure = || async { Ok::<_, std::io::Error>("from a closure") };
    let builder = builder().transport(recorder.clone());
    let builder = builder.credential_source("oauth", closure);
    let core = builder.build().unwrap().0;
    now(Request::get(&core, "/x").auth(&[&["oauth"]]).send()).unwrap();
    let token = &recorder.requests()[0].headers["authorization"];
    assert_eq!(token, "Bearer from a closure");
    assert!(token.is_sensitive());
    // The other bearer scheme has no token.
    now(Request::get(&core, "/x").auth(&[&["bearer"]]).send()).unwrap_err();

    for (token, why) in [
        ("a\nb", "has a character that a header cannot hold"),
        ("", "starts or ends with white space, which HTTP drops"),
    ] {
        let source = move || async move { Ok::<_, BoxError>(token) };
        let builder = self::builder().transport(recorder.clone());
        let core = builder.token_source(source).build().unwrap().0;
        let error = now(Request::get(&core, "/x").auth(&[&["oauth"]]).send()).unwrap_err();
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert_eq!(source, format!("the token {why}"));
    }
}

#[test]
fn only_schemes_with_tokens_have_sources() {
    for scheme in ["basic", "header", "query", "cookie", "none"] {
        let source = || async { Ok::<_, BoxError>("T") };
        let built = builder().credential_source(scheme, source).build();
        assert!(built.is_err(), "{scheme}");
    }
}

#[test]
fn nothing_prints_a_token() {
    let token = Token::from("SECRET").expires_in(Duration::from_secs(1));
    assert_eq!(
        format!("{token:?}"),
        "Token { text: \"[redacted]\", lasts: Some(1s), scopes: None }"
    );
    let server = Server::default();
    let core = server.core();
    assert!(!format!("{core:?}").contains("SECRET"));
}

/// A source that keeps its token until it is refused, and lets another request run in between.
#[derive(Clone, Default)]
struct Keeping(Arc<Kept>);

#[derive(Default)]
struct Kept {
    number: AtomicU32,
    meanwhile: Mutex<Option<BoxFuture<()>>>,
}

impl TokenSource for Keeping {
    async fn token(&self) -> Result<Token, BoxError> {
        let number = self.0.number.load(Ordering::SeqCst);
        Ok(format!("SECRET-{number}").into())
    }

    fn refused(&self) {
        let meanwhile = self.0.meanwhile.lock().unwrap().take();
        if let Some(mut other) = meanwhile {
            let mut context = std::task::Context::from_waker(std::task::Waker::noop());
            let done = (0..10).any(|_| other.as_mut().poll(&mut context).is_ready());
            assert!(!done, "it got the token that is being forgotten");
            *self.0.meanwhile.lock().unwrap() = Some(other);
        }
        self.0.number.fetch_add(1, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn nobody_asks_while_a_source_forgets() {
    let (server, source) = (Server::default(), Keeping::default());
    let builder = builder().transport(server.clone());
    let core = builder.clock(ManualClock::new());
    let core = core.token_source(source.clone()).build().unwrap().0;
    get(&core).await.unwrap();
    server.0.good.store(1, Ordering::SeqCst);

    let other = core.clone();
    let other = Box::pin(async move { get(&other).await.unwrap() });
    *source.0.meanwhile.lock().unwrap() = Some(other);
    get(&core).await.unwrap();
    let other = source.0.meanwhile.lock().unwrap().take();
    other.unwrap().await;
    assert_eq!(server.seen(), ["0", "0", "1", "1"]);
}

#[tokio::test]
async fn a_token_that_was_not_sent_is_not_refused() {
    let server = Server::default();
    let core = server.core();
    server.0.good.store(2, Ordering::SeqCst);
    let request = Request::post(&core, "/x").auth(&[&["oauth"]]);
    let own = request.with_options(|o| o.header("authorization", "Bearer SECRET-0"));
    let error = own.send().await.unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.attempts()),
        (401, 1)
    );
    assert_eq!(server.seen(), ["0"]);
    assert_eq!(server.0.refused.load(Ordering::SeqCst), 0);
}
