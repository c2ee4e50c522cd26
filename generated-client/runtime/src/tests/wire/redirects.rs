//! Redirects: the parts of a request that follow them, and their targets.

use http::Method;

use super::{Request, Server};
use crate::runtime::{Body, Error, Redirects};

/// Starts a server that redirects to `to`.
fn redirecting(status: u16, to: String) -> Server {
    Server::says(move |_, _| (format!("{status} Redirect\r\nlocation: {to}"), ""))
}

fn done() -> Server {
    Server::says(|_, _| ("200 OK".to_owned(), "done"))
}

#[tokio::test]
async fn no_body_goes_along_to_another_server() {
    for (method, status) in [("POST", 307), ("PUT", 308), ("PUT", 302), ("PATCH", 301)] {
        let other = done();
        let first = redirecting(status, format!("{}/done?SECRET=1", other.url()));
        let client = first.builder().build().unwrap();
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let request = Request::new(&client.0, method.clone(), "/x");
        let error = request.body("text/plain", "the password").send().await;
        let error = error.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{error:?}");
        assert!(!error.is_retryable());
        assert_eq!(
            error.to_string(),
            format!(
                "{method} /x: the redirect was not followed: {status} leads to another server, \
                 {}, which would get the request's body: allow it with `Redirects::WithBody`, or \
                 send the request there",
                other.url()
            )
        );
        assert_eq!(other.seen().len(), 0);
        assert_eq!(first.seen().len(), 1, "it is not sent twice");
    }
}

#[tokio::test]
async fn what_has_no_body_goes_to_another_server() {
    for (method, body) in [
        ("POST", None),
        ("PUT", Some(Body::empty())),
        ("DELETE", None),
    ] {
        let other = done();
        let first = redirecting(307, other.url());
        let client = first.builder().build().unwrap();
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = Request::new(&client.0, method, "/x");
        if let Some(body) = body {
            request = request.body("text/plain", body);
        }
        assert_eq!(*request.send().await.unwrap(), "done");
        assert_eq!(other.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_location_may_be_in_utf_8() {
    let server = Server::says(|number, _| {
        let head = match number {
            0 => "302 Found\r\nlocation: /caf\u{e9}?q=\u{fc}",
            _ => "200 OK",
        };
        (head.to_owned(), "done")
    });
    let client = server.builder().build().unwrap();
    let done = Request::get(&client.0, "/x").send().await.unwrap();
    assert_eq!(*done, "done");
    let seen = server.seen();
    assert!(seen[1].starts_with("GET /caf%C3%A9?q=%C3%BC "), "{seen:?}");
}

#[tokio::test]
async fn the_caller_may_allow_it() {
    let other = done();
    let first = redirecting(308, other.url());
    let client = first
        .builder()
        .redirects(Redirects::WithBody)
        .token("SECRET");
    let client = client.build().unwrap();
    let request = || {
        let request = Request::post(&client.0, "/x").auth(&[&["bearer"]]);
        request.body("text/plain", "the body")
    };
    assert_eq!(*request().send().await.unwrap(), "done");
    let seen = other.one();
    assert!(
        seen.ends_with("the body") && !seen.contains("SECRET"),
        "{seen}"
    );
    // The request's own setting takes precedence.
    let careful = request().with_options(|o| o.redirects(Redirects::Follow));
    careful.send().await.unwrap_err();
    assert!(other.seen().is_empty());
}

#[tokio::test]
async fn a_redirect_can_be_the_response() {
    let first = redirecting(303, "/done".to_owned());
    let client = first.builder().redirects(Redirects::Never).build().unwrap();
    let error = Request::post(&client.0, "/x").send().await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 303);
    assert_eq!(error.headers().unwrap()["location"], "/done");
    let documented = Request::post(&client.0, "/x").success(&["303"]);
    let response = documented.send().await.unwrap();
    assert_eq!(response.headers()["location"], "/done");
    assert_eq!(first.seen().len(), 2);
}

#[tokio::test]
async fn what_a_redirect_sets_is_kept_on_its_server() {
    let server = Server::says(|number, _| {
        let head = match number {
            0 => "303 See Other\r\nlocation: /done\r\nset-cookie: session=1",
            _ => "200 OK\r\nset-cookie: theme=2",
        };
        (head.to_owned(), "done")
    });
    let client = server.builder().build().unwrap();
    let response = Request::post(&client.0, "/login").send().await.unwrap();
    let cookies: Vec<_> = response.headers().get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["theme=2", "session=1"]);

    let other = done();
    let to = other.url();
    let first = Server::says(move |_, _| {
        let head = format!("302 Found\r\nlocation: {to}\r\nset-cookie: session=1");
        (head, "")
    });
    let client = first.builder().build().unwrap();
    let response = Request::get(&client.0, "/x").send().await.unwrap();
    assert!(!response.headers().contains_key("set-cookie"));
}

/// Covers a base URL with `http` in place of `https`, whose effect appears only in the second response.
#[tokio::test]
async fn a_failure_names_the_redirect_that_led_to_it() {
    let refusing = || Server::says(|_, _| ("401 Unauthorized".to_owned(), ""));
    for (method, status, says) in [
        (
            "GET",
            301,
            "after a redirect to another server, which gets no credentials",
        ),
        (
            "POST",
            302,
            "after a redirect to another server, which gets no credentials, and that made it a GET",
        ),
    ] {
        let other = refusing();
        let first = redirecting(status, format!("{}/x", other.url()));
        let client = first.builder().build().unwrap();
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let request = Request::new(&client.0, method.clone(), "/x");
        let text = request.send().await.unwrap_err().to_string();
        let before = format!("{method} /x: 401 Unauthorized {says}: a status that");
        assert!(text.starts_with(&before), "{text}");
    }
    let server = Server::says(|number, _| {
        let head = match number {
            0 => "301 Moved Permanently\r\nlocation: /x/",
            _ => "405 Method Not Allowed",
        };
        (head.to_owned(), "")
    });
    let client = server.builder().build().unwrap();
    let text = Request::post(&client.0, "/x")
        .send()
        .await
        .unwrap_err()
        .to_string();
    let before = "POST /x: 405 Method Not Allowed after a redirect that made it a GET: ";
    assert!(text.starts_with(before), "{text}");
}
