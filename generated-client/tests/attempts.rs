//! Retries, timeouts and limits over real sockets.

#![cfg(feature = "reqwest")]

mod support;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use generated_client::{
    apify::{Client, types::EnvVarRequest},
    runtime::{BoxError, Retry, testing::ManualClock},
};
use support::{Answer, Server, builder};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

const VARIABLE: &str = r#"{"data":{"name":"N","value":"v"}}"#;

/// Creates a client of `url` with all defaults, except that its clock does not wait.
fn patient(url: &str) -> (Client, ManualClock) {
    let clock = ManualClock::new();
    (builder(url).clock(clock.clone()).build().unwrap(), clock)
}

#[tokio::test]
async fn a_busy_server_is_asked_again_when_it_says() {
    let busy = || Answer::json(429, "{}").header("retry-after", "1");
    let server = Server::start([busy(), busy(), Answer::json(200, VARIABLE)]).await;
    let (client, clock) = patient(&server.url);
    let began = Instant::now();
    let found = client.act_version_env_var_get("a", "0.1", "N").await;
    assert_eq!(found.unwrap().data.name, "N");
    assert_eq!(server.requests().len(), 3);
    assert_eq!(clock.sleeps(), [Duration::from_secs(1); 2]);
    assert!(began.elapsed() < Duration::from_secs(1), "time has passed");
}

/// Checks that Tokio's clock is the default.
#[tokio::test]
async fn the_default_clock_waits() {
    let busy = Answer::json(503, "{}").header("retry-after", "1");
    let server = Server::start([busy, Answer::json(200, VARIABLE)]).await;
    let client = builder(&server.url).build().unwrap();
    let began = Instant::now();
    let found = client.act_version_env_var_get("a", "0.1", "N").await;
    assert_eq!(found.unwrap().data.name, "N");
    assert!(began.elapsed() >= Duration::from_secs(1));
}

/// Starts a server that reads requests, closes the first `drops` connections, and answers the others. Returns its URL
/// and the number of requests.
async fn dropping(drops: usize) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let seen = Arc::new(AtomicUsize::new(0));
    let count = seen.clone();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let _ = socket.read(&mut [0; 4096]).await;
            if count.fetch_add(1, Ordering::SeqCst) >= drops {
                let length = VARIABLE.len();
                let answer = format!(
                    "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{VARIABLE}"
                );
                let _ = socket.write_all(answer.as_bytes()).await;
            }
        }
    });
    (url, seen)
}

#[tokio::test]
async fn what_is_not_idempotent_is_sent_once() {
    let body = EnvVarRequest::new("N", "v");
    let (url, seen) = dropping(1).await;
    let (client, clock) = patient(&url);
    let error = client.act_version_env_vars_post("a", "0.1", &body).await;
    let error = error.unwrap_err();
    assert_eq!((error.attempts(), seen.load(Ordering::SeqCst)), (1, 1));
    assert!(clock.sleeps().is_empty() && error.is_retryable());

    let (url, seen) = dropping(1).await;
    let (client, _) = patient(&url);
    client
        .act_version_env_var_put("a", "0.1", "N", &body)
        .await
        .unwrap();
    assert_eq!(seen.load(Ordering::SeqCst), 2);

    // The caller knows that repeating is safe.
    let (url, seen) = dropping(2).await;
    let (client, _) = patient(&url);
    let request = client.act_version_env_vars_post("a", "0.1", &body);
    let request = request.options(|o| o.retry(Retry::new().any_method()));
    request.await.unwrap();
    assert_eq!(seen.load(Ordering::SeqCst), 3);

    let (url, seen) = dropping(1).await;
    let (client, _) = patient(&url);
    let request = client.act_version_env_vars_post("a", "0.1", &body);
    let request = request.options(|o| o.header("idempotency-key", "K"));
    request.await.unwrap();
    assert_eq!(seen.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn nobody_listens_however_often() {
    let (client, clock) = patient(&support::nowhere().await);
    let error = client
        .act_version_env_var_get("a", "0.1", "N")
        .await
        .unwrap_err();
    assert!(error.is_connect());
    assert_eq!((error.attempts(), clock.sleeps().len()), (3, 2));
    assert!(
        error
            .to_string()
            .ends_with("could not connect (3 attempts)")
    );
}

/// Checks that a server that sends single bytes slowly exceeds the time limits.
#[tokio::test]
async fn a_slow_server_is_given_up() {
    for head in [true, false] {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let _ = socket.read(&mut [0; 4096]).await;
                    let mut bytes: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n";
                    if !head {
                        let _ = socket.write_all(bytes).await;
                        bytes = &[b' '; 1000];
                    }
                    for byte in bytes {
                        if socket.write_all(&[*byte]).await.is_err() {
                            return;
                        }
                        tokio::time::sleep(Duration::from_millis(30)).await;
                    }
                });
            }
        });
        let client = builder(&url).build().unwrap();
        let began = Instant::now();
        let request = client.act_version_env_var_get("a", "0.1", "N");
        let limit = Duration::from_millis(200);
        let error = request
            .options(|o| o.attempt_timeout(limit).retry(Retry::never()))
            .await
            .unwrap_err();
        assert!(error.is_timeout(), "{error}");
        assert!((limit..limit * 10).contains(&began.elapsed()));

        let request = client.act_version_env_var_get("a", "0.1", "N");
        let error = request.options(|o| o.timeout(limit)).await.unwrap_err();
        assert!(error.is_timeout() && error.attempts() == 1, "{error}");
    }
}

#[tokio::test]
async fn a_response_larger_than_the_limit_is_not_read() {
    let large = || Answer::json(200, VARIABLE);
    let server = Server::start([large(), large(), large()]).await;
    let limit = VARIABLE.len() - 1;
    let client = builder(&server.url).response_limit(limit).build().unwrap();
    let error = client
        .act_version_env_var_get("a", "0.1", "N")
        .await
        .unwrap_err();
    let why = format!("the response is too large: more than the limit of {limit} bytes");
    assert!(error.to_string().ends_with(&why), "{error}");
    assert_eq!((error.attempts(), server.requests().len()), (1, 1));

    let request = client.act_version_env_var_get("a", "0.1", "N");
    let found = request.options(|o| o.response_limit(limit + 1)).await;
    assert_eq!(found.unwrap().data.name, "N");

    // An endless response without a length.
    let endless = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n40\r\n0123456789012345678901234567890123456789012345678901234567890123\r\n";
    let client = builder(&support::stall(endless).await);
    let client = client.response_limit(limit).build().unwrap();
    let request = client.act_version_env_var_get("a", "0.1", "N");
    let error = tokio::time::timeout(Duration::from_secs(10), request.into_future());
    let error = error.await.unwrap().unwrap_err();
    assert!(error.to_string().ends_with(&why), "{error}");
}

#[tokio::test]
async fn a_refused_token_is_renewed() {
    let refused = Answer::json(401, "{}");
    let server = Server::start([refused, Answer::json(200, VARIABLE)]).await;
    let asked = Arc::new(AtomicUsize::new(0));
    let source = move || {
        let number = asked.fetch_add(1, Ordering::SeqCst) + 1;
        async move { Ok::<_, BoxError>(format!("T{number}")) }
    };
    let client = Client::builder().base_url(&server.url).token_source(source);
    let client = client.build().unwrap();
    client
        .act_version_env_var_get("a", "0.1", "N")
        .await
        .unwrap();
    let requests = server.requests();
    let tokens: Vec<_> = requests
        .iter()
        .map(|request| request.header("authorization").unwrap())
        .collect();
    assert_eq!(tokens, ["Bearer T1", "Bearer T2"]);
}
