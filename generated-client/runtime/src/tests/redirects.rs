//! Redirects to another server, which carry nothing of the caller's.

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::mpsc,
};

use http::{HeaderValue, Method, header::HOST};

use super::builder;
use crate::runtime::{
    Attempt, Body, BoxError, Call, Error, Hook, NoError, Redirects, ReqwestTransport, Text,
    TokenSource, exchange::redirect::Sent,
};

type Request = Call<Text, NoError>;

/// Answers every request with `answer` and passes on the requests that it received.
fn server(answer: impl Fn(u16) -> String + Send + 'static) -> (u16, mpsc::Receiver<String>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for socket in listener.incoming() {
            let mut socket = socket.unwrap();
            let seen = read(&mut socket);
            let done = seen.contains(" /done");
            let answer = if done {
                "HTTP/1.1 200 OK".to_owned()
            } else {
                answer(port)
            };
            let rest = "\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            // Send before answering: a client that has the answer may count the requests.
            let watched = sender.send(seen).is_ok();
            socket.write_all((answer + rest).as_bytes()).unwrap();
            if !watched {
                return;
            }
        }
    });
    (port, receiver)
}

/// Reads a request with its body, which ends with `!` if there is one.
fn read(socket: &mut impl Read) -> String {
    let mut seen = Vec::new();
    let mut some = [0; 2048];
    loop {
        let length = socket.read(&mut some).unwrap();
        seen.extend_from_slice(&some[..length]);
        let text = String::from_utf8_lossy(&seen);
        let body = text.contains("content-length: ") || text.contains("chunked");
        if length == 0
            || if body {
                text.contains('!')
            } else {
                text.ends_with("\r\n\r\n")
            }
        {
            return text.into_owned();
        }
    }
}

fn redirect(status: u16, to: &str) -> String {
    format!("HTTP/1.1 {status} Redirect\r\nlocation: {to}")
}

/// Sends a request with every kind of credential, and two headers of the caller's.
async fn send(method: Method, port: u16, body: Option<Body>) -> Result<(), Failure> {
    let client = builder()
        .base_url(format!("http://127.0.0.1:{port}"))
        .token("SECRET1")
        .credential("header", "SECRET2")
        .credential("query", "SECRET3")
        .credential("cookie", "SECRET4")
        .header("x-client", "SECRET5")
        .user_agent("agent")
        .build()
        .unwrap();
    let mut request = Request::new(&client.0, method, "/x")
        .auth(&[&["bearer", "header", "query", "cookie"]])
        .with_options(|o| o.header("x-own", "SECRET6"));
    if let Some(body) = body {
        request = request.body("text/plain", body);
    }
    request.send().await.map(|_| ())
}

async fn basic(port: u16) -> Result<(), Failure> {
    let client = builder().base_url(format!("http://127.0.0.1:{port}"));
    let client = client.basic("user", "SECRET").build().unwrap();
    let request = Request::get(&client.0, "/x").auth(&[&["basic"]]);
    request.send().await.map(|_| ())
}

type Failure = Error<std::convert::Infallible>;

#[tokio::test]
async fn credentials_stay_with_their_server() {
    // Another host, and another port of the same one.
    for host in ["localhost", "127.0.0.1"] {
        let (other, elsewhere) = server(|_| String::new());
        let to = format!("http://user:SECRET7@{host}:{other}/done");
        let (first, here) = server(move |_| redirect(302, &to));
        send(Method::GET, first, None).await.unwrap();

        let asked = here.recv().unwrap();
        for number in 1..=6 {
            assert!(asked.contains(&format!("SECRET{number}")), "{asked}");
        }
        let followed = elsewhere.recv().unwrap();
        assert!(followed.starts_with("GET /done HTTP/1.1"), "{followed}");
        assert!(!followed.contains("SECRET"), "{followed}");
        for name in [
            "authorization",
            "x-key",
            "cookie",
            "referer",
            "x-own",
            "x-client",
        ] {
            assert!(!followed.contains(name), "{followed}");
        }
        // This header is not secret.
        assert!(followed.contains("accept: text/plain"), "{followed}");

        let to = format!("http://{host}:{other}/done");
        let (first, here) = server(move |_| redirect(307, &to));
        basic(first).await.unwrap();
        assert!(here.recv().unwrap().contains("authorization: Basic "));
        assert!(!elsewhere.recv().unwrap().contains("authorization"));
    }
}

#[tokio::test]
async fn on_the_same_server_they_go_along() {
    let (port, received) = server(|_| redirect(302, "/done"));
    send(Method::GET, port, None).await.unwrap();
    for path in ["GET /x?", "GET /done "] {
        let request = received.recv().unwrap();
        assert!(request.starts_with(path), "{request}");
        for number in [1, 2, 4, 5, 6] {
            assert!(request.contains(&format!("SECRET{number}")), "{request}");
        }
    }
}

#[tokio::test]
async fn method_and_body_are_kept_where_the_status_says_so() {
    for (method, status, becomes) in [
        ("POST", 301, "GET"),
        ("POST", 302, "GET"),
        ("PUT", 303, "GET"),
        ("PUT", 302, "PUT"),
        ("POST", 307, "POST"),
        ("PATCH", 308, "PATCH"),
    ] {
        let (port, received) = server(move |_| redirect(status, "/done"));
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        send(method, port, Some("body!".into())).await.unwrap();
        assert!(received.recv().unwrap().ends_with("body!"));
        let followed = received.recv().unwrap();
        assert!(
            followed.starts_with(&format!("{becomes} /done ")),
            "{followed}"
        );
        let kept = becomes != "GET";
        for part in ["body!", "content-type", "content-length: 5"] {
            assert_eq!(followed.contains(part), kept, "{followed}");
        }
    }
}

#[tokio::test]
async fn a_stream_is_not_sent_twice() {
    let stream = || Body::wrap(Body::from("stream!"));
    let (port, _received) = server(|_| redirect(307, "/done"));
    let error = send(Method::PUT, port, Some(stream())).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 307);
    // A redirect to `GET` needs no body.
    let (port, _received) = server(|_| redirect(303, "/done"));
    send(Method::POST, port, Some(stream())).await.unwrap();
}

#[tokio::test]
async fn what_leads_nowhere_is_the_answer() {
    for location in ["", "\r\nlocation: ftp://h/done", "\r\nlocation: http://["] {
        let (port, _received) = server(move |_| format!("HTTP/1.1 302 Found{location}"));
        let error = send(Method::GET, port, None).await.unwrap_err();
        assert_eq!(error.status().unwrap(), 302, "{location}");
    }
    let (port, _received) = server(|_| "HTTP/1.1 304 Not Modified\r\nlocation: /done".to_owned());
    let error = send(Method::GET, port, None).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 304);
}

#[tokio::test]
async fn circles_end() {
    let (port, received) = server(|_| redirect(302, "/x"));
    let error = send(Method::GET, port, None).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error}");
    assert_eq!(received.try_iter().count(), 11);
}

/// Returns a local port without a listener.
fn nobody() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().port()
}

#[tokio::test]
async fn what_was_answered_with_a_redirect_was_seen() {
    let to = format!("http://127.0.0.1:{}/done", nobody());
    let (port, received) = server(move |_| redirect(303, &to));
    let body = Some("body!".into());
    let error = send(Method::POST, port, body).await.unwrap_err();
    assert!(!error.is_connect(), "{error}");
    assert_eq!(error.attempts(), 1, "the server has processed it");
    assert_eq!(received.try_iter().count(), 1);
}

/// A source of tokens that fails the test if one is refused.
struct Good;

impl TokenSource for Good {
    async fn token(&self) -> Result<crate::runtime::Token, BoxError> {
        Ok("TOKEN".into())
    }

    fn refused(&self) {
        panic!("a server that never saw the token cannot refuse it");
    }
}

#[tokio::test]
async fn a_server_that_got_no_token_cannot_refuse_it() {
    let (other, elsewhere) = server(|_| "HTTP/1.1 401 Unauthorized".to_owned());
    let to = format!("http://127.0.0.1:{other}/other");
    let (port, received) = server(move |_| redirect(303, &to));
    let own = builder();
    let shared = builder().reqwest(reqwest::Client::new());
    for builder in [own, shared] {
        let base = format!("http://127.0.0.1:{port}");
        let client = builder.base_url(base).token_source(Good).build().unwrap();
        let request = Request::post(&client.0, "/x").body("text/plain", "body!");
        let error = request.auth(&[&["bearer"]]).send().await.unwrap_err();
        assert_eq!(
            (error.status().unwrap().as_u16(), error.attempts()),
            (401, 1)
        );
        assert_eq!(received.try_iter().count(), 1);
        let seen = elsewhere.recv().unwrap();
        assert!(!seen.contains("TOKEN"), "{seen}");
    }
}

#[tokio::test]
async fn a_server_that_got_one_can() {
    let (port, received) = server(|_| "HTTP/1.1 401 Unauthorized".to_owned());
    for builder in [builder(), builder().reqwest(reqwest::Client::new())] {
        let base = format!("http://127.0.0.1:{port}/a'|b");
        let token = || async { Ok::<_, BoxError>("TOKEN") };
        let client = builder.base_url(base).token_source(token).build().unwrap();
        let request = Request::post(&client.0, "/x").body("text/plain", "body!");
        let request = request.query("q", "'").auth(&[&["bearer"]]);
        assert_eq!(request.send().await.unwrap_err().attempts(), 2);
        assert_eq!(received.try_iter().count(), 2);
    }
}

/// Sets the `Host` header, as layers around a transport do.
struct Named;

impl Hook for Named {
    async fn before(
        &self,
        _: &Attempt<'_>,
        request: &mut http::Request<Body>,
    ) -> Result<(), BoxError> {
        let value = HeaderValue::from_static("first.invalid");
        request.headers_mut().insert(HOST, value);
        Ok(())
    }
}

#[tokio::test]
async fn another_server_is_called_by_its_own_name() {
    let (other, elsewhere) = server(|_| String::new());
    let to = format!("http://127.0.0.1:{other}/done");
    let (port, received) = server(move |_| redirect(302, &to));
    let client = builder().base_url(format!("http://127.0.0.1:{port}"));
    let client = client.hook(Named).build().unwrap();
    Request::get(&client.0, "/x").send().await.unwrap();
    assert!(received.recv().unwrap().contains("host: first.invalid"));
    let seen = elsewhere.recv().unwrap();
    assert!(seen.contains(&format!("host: 127.0.0.1:{other}")), "{seen}");
}

#[cfg(feature = "tower")]
#[tokio::test]
async fn a_transport_behind_layers_names_each_host() {
    use crate::runtime::TransportService;

    let (other, elsewhere) = server(|_| String::new());
    let to = format!("http://127.0.0.1:{other}/done");
    let (port, _received) = server(move |_| redirect(302, &to));
    let transport = ReqwestTransport::new(reqwest::Client::new());
    let client = builder().base_url(format!("http://127.0.0.1:{port}"));
    let client = client.service(TransportService::new(transport));
    let client = client.build().unwrap();
    Request::get(&client.0, "/x").send().await.unwrap();
    let seen = elsewhere.recv().unwrap();
    assert!(seen.contains(&format!("host: 127.0.0.1:{other}")), "{seen}");
}

#[test]
fn a_client_of_the_callers_is_not_printed() {
    let mut headers = http::HeaderMap::new();
    headers.insert("x-key", HeaderValue::from_static("SECRET"));
    let client = reqwest::Client::builder().default_headers(headers);
    let transport = ReqwestTransport::new(client.build().unwrap());
    let printed = format!("{transport:?}");
    assert!(!printed.contains("SECRET"), "{printed}");
}

/// Frameworks that add a slash to a path do so with the scheme that they see behind a proxy.
#[test]
fn a_server_behind_a_proxy_stays_on_https() {
    let leads_to = |from: &str, to: &'static str| {
        let mut request = reqwest::Request::new(Method::POST, from.parse().unwrap());
        let secret = HeaderValue::from_static("Bearer T");
        request.headers_mut().insert("authorization", secret);
        *request.body_mut() = Some("body".into());
        let headers = [(http::header::LOCATION, HeaderValue::from_static(to))];
        let headers = headers.into_iter().collect();
        let sent = Sent::new(&request);
        let next = sent.next(
            http::StatusCode::PERMANENT_REDIRECT,
            &headers,
            Redirects::Follow,
        );
        next.map(|next| {
            let request = next.unwrap().request;
            assert!(request.headers().contains_key("authorization"));
            assert_eq!(request.body().unwrap().as_bytes().unwrap(), b"body");
            request.url().to_string()
        })
    };
    assert_eq!(
        leads_to("https://a.invalid/x", "http://a.invalid/x/?y=1").unwrap(),
        "https://a.invalid/x/?y=1"
    );
    // The last one would lead to itself.
    for (from, to) in [
        ("https://a.invalid/x", "http://b.invalid/x/"),
        ("https://a.invalid:8443/x", "http://a.invalid/x/"),
        ("https://a.invalid/x", "http://a.invalid:8080/x/"),
        ("http://a.invalid/x", "https://a.invalid/x"),
        ("https://a.invalid/x", "http://a.invalid/x"),
    ] {
        let refused = leads_to(from, to).unwrap_err();
        assert!(refused.contains("leads to another server"), "{refused}");
    }
}
