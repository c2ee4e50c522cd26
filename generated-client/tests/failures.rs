//! Failures between a client and a server, over real sockets.

#![cfg(feature = "reqwest")]

mod support;

use std::{error::Error as _, time::Duration};

use generated_client::{
    apify::{
        Client,
        types::{EnvVarRequest, ErrorResponse},
    },
    runtime::{Error, TransportErrorKind},
};
use support::{Answer, Server};

const VARIABLE: &str = r#"{"data":{"name":"N","value":"v"}}"#;

async fn get(client: &Client) -> Error<ErrorResponse> {
    client
        .act_version_env_var_get("a", "0.1", "N")
        .await
        .unwrap_err()
}

async fn get_from(answer: Answer) -> Error<ErrorResponse> {
    get(&Server::start([answer]).await.client()).await
}

#[tokio::test]
async fn a_documented_failure_is_typed() {
    let body = r#"{"error":{"type":"invalid-input","message":"No.","more":1}}"#;
    let server = Server::start([Answer::json(400, body)]).await;
    let sent = EnvVarRequest::new("N", "v");
    let error = server
        .client()
        .act_version_env_var_put("a", "0.1", "N", &sent)
        .await
        .unwrap_err();

    assert_eq!(error.status().unwrap(), 400);
    assert_eq!(error.headers().unwrap()["content-type"], "application/json");
    assert_eq!(error.body().unwrap(), body);
    assert_eq!(error.api().unwrap().error.message, "No.");
    assert!(!error.is_timeout() && !error.is_connect());
    assert_eq!(
        error.to_string(),
        "PUT /v2/acts/{actorId}/versions/{versionNumber}/env-vars/{envVarName}: 400 Bad Request: \
         No. (ErrorResponse { error: ErrorDetail { type: \"invalid-input\", message: \"No.\" } })"
    );
    match error {
        Error::Api(refused) => assert_eq!(refused.error.r#type, "invalid-input"),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn an_undocumented_status_keeps_its_body() {
    let body = r#"{"error":{"type":"invalid-token","message":"Who?"}}"#;
    for (answer, status, body) in [
        (Answer::json(401, body), 401, body),
        (
            Answer::new(500, "text/html", "<h1>Oh no</h1>"),
            500,
            "<h1>Oh no</h1>",
        ),
        (Answer::new(503, "", ""), 503, ""),
        // There is no location to follow.
        (Answer::new(304, "", ""), 304, ""),
    ] {
        let error = get_from(answer).await;
        assert!(matches!(&error, Error::Status(error) if error.status() == status));
        assert_eq!(
            (error.status().unwrap().as_u16(), error.api()),
            (status, None)
        );
        assert_eq!(error.body().unwrap(), body);
    }
}

#[tokio::test]
async fn a_body_that_does_not_fit_says_where() {
    for (answer, message) in [
        (
            Answer::json(200, r#"{"data":{"name":"N","value":"#),
            "EOF while parsing a value at `data.value` (line 1, column 28)",
        ),
        (
            Answer::json(200, r#"{"data":{"name":"N","value":4711}}"#),
            "invalid type: integer, expected a string at `data.value` (line 1, column 32)",
        ),
        (
            Answer::json(200, r#"{"data":{"value":"v"}}"#),
            "missing field `name` at `data` (line 1, column 21)",
        ),
        (
            Answer::new(200, "text/html", "<html></html>"),
            "`text/html` in place of `application/json`: expected value (line 1, column 1)",
        ),
        (
            Answer::new(204, "", ""),
            "no body, as the status says, in place of JSON",
        ),
        // A documented failure cannot be decoded either.
        (
            Answer::json(400, "{}"),
            "missing field `error` (line 1, column 2)",
        ),
    ] {
        let error = get_from(answer.clone()).await;
        let text = error.to_string();
        assert!(
            text.contains(&format!(": cannot decode the body: {message}")),
            "{text}"
        );
        // The caller can choose to read a body with missing parts.
        let help = text.contains("`tolerant(true)`");
        assert_eq!(help, message.starts_with("missing field"), "{text}");
        assert!(error.status().is_some() && error.body().is_some());
        assert!(matches!(error, Error::Decode(_)));
    }
}

#[tokio::test]
async fn a_connection_that_breaks_is_told_from_a_body_that_ends() {
    for bytes in [
        "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"data\":",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n8\r\n{\"data\":\r\n",
        "HTTP/1.1 200 OK\r\ncontent-le",
        "",
    ] {
        let error = get(&support::client(&support::raw(bytes).await)).await;
        assert!(
            matches!(&error, Error::Transport(error) if error.kind() == TransportErrorKind::Cut),
            "{bytes:?} {error:?}"
        );
        assert!(
            error
                .to_string()
                .ends_with("the connection broke before the response was complete")
        );
        assert!(error.source().is_some());
        assert!(!error.is_timeout() && !error.is_connect());
    }
    // The status of a failure matters more than a complete body.
    let cut = support::raw("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 100\r\n\r\n<html>").await;
    let error = get(&support::client(&cut)).await;
    assert!(matches!(error, Error::Status(_)));
    assert_eq!(
        (error.status().unwrap().as_u16(), &error.body().unwrap()[..]),
        (502, &b"<html>"[..])
    );
}

#[tokio::test]
async fn nobody_listens() {
    let error = get(&support::client(&support::nowhere().await)).await;
    assert!(error.is_connect() && !error.is_timeout() && error.status().is_none());
    assert!(
        error
            .to_string()
            .ends_with("/{envVarName}: could not connect")
    );
}

#[tokio::test]
async fn it_takes_too_long() {
    let slow = || Answer::json(200, VARIABLE).after(Duration::from_secs(60));
    let server = Server::start([slow(), slow(), Answer::json(200, VARIABLE)]).await;
    let soon = Duration::from_millis(50);

    let hasty = Client::builder()
        .base_url(&server.url)
        .token("T")
        .timeout(soon)
        .build()
        .unwrap();
    let error = get(&hasty).await;
    assert!(error.is_timeout() && !error.is_connect());
    assert!(
        error
            .to_string()
            .ends_with("/{envVarName}: timed out: more than the request's limit of 50ms")
    );

    let client = server.client();
    let request = client
        .act_version_env_var_get("a", "0.1", "N")
        .options(|o| o.timeout(soon));
    assert!(request.await.unwrap_err().is_timeout());

    let patient = hasty
        .act_version_env_var_get("a", "0.1", "N")
        .options(|o| o.timeout(Duration::from_secs(60)));
    patient.await.unwrap();
}

/// Checks that a stalled body is under the same limit.
#[tokio::test]
async fn the_body_takes_too_long() {
    let stalled = support::stall("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{").await;
    let client = support::client(&stalled);
    let request = client.act_version_env_var_get("a", "0.1", "N");
    let error = request
        .options(|o| o.timeout(Duration::from_millis(200)))
        .await
        .unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn a_request_can_be_spawned() {
    let server = Server::start(vec![Answer::json(200, VARIABLE); 2]).await;
    let task = {
        let (client, name) = (server.client(), String::from("N"));
        let body = EnvVarRequest::new("N", "v");
        tokio::spawn(
            client
                .act_version_env_var_put("a", "0.1", &name, &body)
                .into_future(),
        )
    };
    assert_eq!(task.await.unwrap().unwrap().data.name, "N");
    let sending = server
        .client()
        .act_version_env_var_get("a", "0.1", "N")
        .send();
    assert_eq!(tokio::spawn(sending).await.unwrap().unwrap().data.name, "N");
}

#[tokio::test]
async fn a_dropped_request_leaves_the_client_usable() {
    let slow = Answer::json(200, VARIABLE).after(Duration::from_secs(60));
    let server = Server::start([slow, Answer::json(200, VARIABLE)]).await;
    let client = server.client();

    // A request that is never polled is never sent.
    drop(client.act_version_env_var_get("a", "0.1", "N").send());
    assert!(server.requests().is_empty());

    let request = client
        .act_version_env_var_get("a", "0.1", "N")
        .into_future();
    let cancelled = tokio::time::timeout(Duration::from_millis(200), request).await;
    assert!(cancelled.is_err());
    assert_eq!(server.requests().len(), 1);

    assert_eq!(
        client
            .act_version_env_var_get("a", "0.1", "N")
            .await
            .unwrap()
            .data
            .name,
        "N"
    );
}

#[tokio::test]
async fn a_redirect_to_another_host_takes_no_token_along() {
    let other = Server::start([Answer::json(200, VARIABLE)]).await;
    let elsewhere = other.url.replace("127.0.0.1", "localhost");
    let first = Server::start([Answer::new(302, "", "").header("location", elsewhere)]).await;
    first
        .client()
        .act_version_env_var_get("a", "0.1", "N")
        .await
        .unwrap();
    assert_eq!(first.request().header("authorization"), Some("Bearer T"));
    let followed = other.request();
    assert_eq!(
        (followed.header("authorization"), followed.header("referer")),
        (None, None)
    );
}

#[tokio::test]
async fn an_own_reqwest_client_is_used() {
    let server = Server::start([Answer::json(200, VARIABLE)]).await;
    let mut headers = http::HeaderMap::new();
    headers.insert("x-own", http::HeaderValue::from_static("1"));
    let own = reqwest::Client::builder()
        .default_headers(headers)
        .build()
        .unwrap();
    let client = Client::builder()
        .base_url(&server.url)
        .token("T")
        .reqwest(own)
        .build()
        .unwrap();
    client
        .act_version_env_var_get("a", "0.1", "N")
        .await
        .unwrap();
    assert_eq!(server.request().header("x-own"), Some("1"));
}
