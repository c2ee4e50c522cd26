//! The length of requests.

use http::Method;

use super::{Request, Server};
use crate::runtime::Body;

async fn sent(method: &str, body: Option<Body>) -> String {
    let server = Server::says(|_, _| ("200 OK".to_owned(), ""));
    let client = server.builder().build().unwrap();
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let mut request = Request::new(&client.0, method, "/x");
    if let Some(body) = body {
        request = request.body("text/plain", body);
    }
    request.send().await.unwrap();
    server.one()
}

/// Follows RFC 9110, section 8.6: without a length, some servers answer 411.
#[tokio::test]
async fn a_method_that_takes_a_body_says_that_there_is_none() {
    for method in ["POST", "PUT", "PATCH"] {
        for body in [
            None,
            Some(Body::empty()),
            Some(Body::from("")),
            Some(Body::wrap(Body::from("")).with_length(0)),
        ] {
            let shown = format!("{method} {body:?}");
            let sent = sent(method, body).await;
            assert_eq!(sent.matches("content-length: 0\r\n").count(), 1, "{shown}");
            assert!(!sent.contains("transfer-encoding"), "{shown}");
        }
        let sent = sent(method, Some("body".into())).await;
        assert_eq!(sent.matches("content-length: ").count(), 1, "{sent}");
        assert!(sent.contains("content-length: 4\r\n"), "{sent}");
    }
    for method in ["GET", "HEAD", "DELETE", "OPTIONS"] {
        let sent = sent(method, None).await;
        assert!(!sent.contains("content-length"), "{sent}");
    }
}

#[tokio::test]
async fn what_a_redirect_makes_of_it_is_right_too() {
    let server = Server::says(|_, request| {
        let done = request.contains(" /done");
        let status = if request.contains("/keep") { 307 } else { 303 };
        let head = if done {
            "200 OK".to_owned()
        } else {
            format!("{status} Redirect\r\nlocation: /done")
        };
        (head, "")
    });
    let client = server.builder().build().unwrap();
    for (path, lengths) in [("/keep", [1, 1]), ("/get", [1, 0])] {
        Request::post(&client.0, path).send().await.unwrap();
        let seen = server.seen();
        let said = |request: &String| request.matches("content-length: 0").count();
        assert_eq!(seen.iter().map(said).collect::<Vec<_>>(), lengths, "{path}");
    }
}

/// Calls from where the HTTP stack panics, which nobody expects of a request.
#[test]
fn a_request_outside_of_tokio_is_an_error() {
    let server = Server::says(|_, _| ("200 OK".to_owned(), ""));
    let client = server.builder().build().unwrap();
    let error = crate::tests::now(Request::get(&client.0, "/x").send()).unwrap_err();
    let text = error.to_string();
    assert!(
        text.starts_with("GET /x: could not be sent: reqwest needs tokio"),
        "{text}"
    );
    assert!(!error.is_retryable());
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
#[tokio::test]
async fn https_without_tls_names_the_features() {
    let client = crate::tests::builder().base_url("https://127.0.0.1:1");
    let client = client.build().unwrap();
    let error = Request::get(&client.0, "/x").send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /x: could not be sent: `https` needs TLS: enable the feature `rustls` or `native-tls`"
    );
}
