//! A guide to generated clients: all that they have in common, whatever their document.
//!
//! `runtime` is the module of that name in the crate of the client, and `builder` what its `Client::builder()` returns. A
//! request, `request`, is what an operation's function returns. The examples show what is the same for all of them.
//!
//! # Clients
//!
//! A client is cheap to clone: clones share one configuration and its connections. Each part of it can be replaced.
//!
//! ```
//! # use clientwright_runtime as runtime;
//! # use runtime::{BuildError, ClientBuilder, ClientCore};
//! # fn example(builder: ClientBuilder<ClientCore>) -> Result<(), BuildError> {
//! use std::time::Duration;
//!
//! let client = builder
//!     .base_url("http://localhost:8080/api")
//!     .token("…")
//!     .user_agent("my-program/1.0")
//!     .header("x-tenant", "a")
//!     .timeout(Duration::from_secs(30))
//!     .build()?;
//! # Ok(()) }
//! ```
//!
//! `build` refuses what cannot be used, such as a base URL that is none, and sends nothing. A client calls itself by the
//! name and the version of its crate unless `user_agent` says otherwise.
//!
//! # Requests
//!
//! Required inputs are arguments of the operation's function, optional ones are chained. The settings that all requests
//! share are behind [`options`](super::Request::options):
//!
//! ```
//! # use clientwright_runtime as runtime;
//! # use runtime::{Empty, NoError, Request};
//! # async fn example(request: Request<Empty, NoError>) -> Result<(), Box<dyn std::error::Error>> {
//! use std::time::Duration;
//!
//! let response = request
//!     .options(|o| o.timeout(Duration::from_secs(5)).header("x-trace", "1").token("…"))
//!     .await?;
//! # Ok(()) }
//! ```
//!
//! A request owns what it needs, so that it can be stored, and sent by another task:
//! `tokio::spawn(request.into_future())`.
//!
//! # Responses
//!
//! A [`Response`](super::Response) derefs to the value that its body was decoded to, and has the status and the headers
//! beside it:
//!
//! ```
//! # use clientwright_runtime as runtime;
//! # use runtime::{NoError, Request, Text};
//! # async fn example(request: Request<Text, NoError>) -> Result<String, Box<dyn std::error::Error>> {
//! let response = request.await?;
//! println!("{}: {} bytes", response.status(), response.len());
//! if let Some(tag) = response.headers().get("etag") {
//!     println!("{tag:?}");
//! }
//! Ok(response.into_inner())
//! # }
//! ```
//!
//! Documented headers have types: the docs of an operation name the struct that `response.typed_headers()` returns. A
//! list with pages has `pages()` on its request: [`pages`](super::pages) describes how they are requested.
//!
//! A request can be repeated until its response shows the end of some work. An operation that starts work has `done()`
//! as well, which returns the result ([`polls`](super::polls)):
//!
//! ```
//! # use clientwright_runtime as runtime;
//! # use runtime::{NoError, Request, Text};
//! use runtime::polls::Until;
//! use std::time::Duration;
//!
//! # async fn example(status: Request<Text, NoError>) -> Result<(), Box<dyn std::error::Error>> {
//! let done = status.until(|it| it.as_str() == "done").within(Duration::from_secs(60)).await?;
//! # Ok(()) }
//! ```
//!
//! # Values
//!
//! **Absent, null and a value** are three things where the document says so. Such a property is a
//! [`Field`](super::Field): `Absent` is not sent, `Null` is sent as `null`.
//!
//! ```
//! # use clientwright_runtime as runtime;
//! use runtime::Field;
//!
//! let mut comment: Field<String> = Field::Absent;
//! assert!(comment.is_absent());
//! comment = Field::Null;
//! assert_eq!(comment.value(), None);
//! comment = "fine".to_owned().into();
//! assert_eq!(comment.value().map(String::as_str), Some("fine"));
//! assert_eq!(comment.as_deref().unwrap_or("none"), "fine");
//! assert_eq!(Field::<String>::from(None), Field::Absent);
//! ```
//!
//! **Properties that a request may omit** have setters, which are chained after `new(..)` with the required ones, or
//! after `default()`: `EnvVarRequest::new("NAME", "value").is_secret(true)`. A property named like a method of every
//! struct, such as `clone` or `new`, has no setter; its field is public, as all are.
//!
//! **Strings with a format** are kept as received and parsed on demand, so that one malformed date does not lose a
//! response:
//!
//! ```
//! # use clientwright_runtime as runtime;
//! use runtime::Formatted;
//! use std::net::Ipv4Addr;
//!
//! let address: Formatted<Ipv4Addr> = Formatted::new("127.0.0.1");
//! assert_eq!(address.value(), Ok(Ipv4Addr::LOCALHOST));
//! assert!(Formatted::<Ipv4Addr>::new("nowhere").value().is_err());
//! ```
//!
//! **Enums and unions are open**: a value that the document does not list is read as `Unknown`, and is written back
//! unchanged. A union has `as_cat()` and `into_cat()` for its variant `Cat`, and `From<Cat>` unless another variant has
//! the same type. A variant is written with a tag of its own, whatever its field says.
//!
//! Enums of listed values implement `Eq` and `Hash`. For the other types and for `Ord` and `Default`, the configuration of
//! the generator has the key `derives`.
//!
//! # Errors
//!
//! An [`Error`](super::Error) tells a documented failure from everything else:
//!
//! ```
//! # use clientwright_runtime as runtime;
//! # use runtime::{Empty, Request, Text};
//! # async fn example(request: Request<Empty, Text>) {
//! use runtime::Error;
//!
//! match request.await {
//!     Ok(done) => println!("{}", done.status()),
//!     Err(Error::Api(refused)) => eprintln!("refused with {}: {}", refused.status(), *refused),
//!     Err(Error::Status(other)) if other.status() == 404 => eprintln!("there is none"),
//!     Err(other) if other.is_timeout() => eprintln!("too slow"),
//!     Err(other) => eprintln!("{other}; the server calls it {:?}", other.request_id()),
//! }
//! # }
//! ```
//!
//! A `main` that returns the error prints it with `{:?}`: a line with the operation, the status and the server's message,
//! and then the beginning of the decoded body, or a line for each cause. `{:#?}` prints all parts of the error.
//!
//! [`is_retryable`](super::Error::is_retryable) returns whether the failure may pass,
//! [`attempts`](super::Error::attempts) how often the request was tried, and [`retry_after`](super::Error::retry_after)
//! how long the server asked the client to wait. An error prints the server's own message if the body of a failure has
//! one, on one line without the request's credentials, and nothing else of a body that is not documented. A server that
//! leaves out what the document requires makes a response undecodable. With
//! [`tolerant(true)`](super::ClientBuilder::tolerant) it is read with empty values, and
//! [`filled`](super::Response::filled) names their places. This applies to events and JSON lines, too, and [their
//! streams](super::EventStream::last_filled) name the places of the last one. [`OptionalExtension`](super::OptionalExtension) makes a 404
//! an answer: `request.await.optional()?` is `None` for it.
//!
//! # Retries and timeouts
//!
//! Both are on by default: a request that can safely be repeated gets up to three attempts, the last of which begins
//! within a minute, and each attempt may take six minutes. `Retry-After` is respected, and a client that receives
//! nothing but failures soon stops repeating ([`Retry`](super::Retry) has the details). Each limit covers something
//! else:
//!
//! | limit | covers | default |
//! |---|---|---|
//! | `connect_timeout` | one connection: name, TCP, TLS | 10 seconds |
//! | `attempt_timeout` | one attempt, to the last byte of the response, or to its head where the body is left to the caller | 6 minutes |
//! | `timeout` | the whole request with its attempts and waits, to the same end | none |
//! | `Retry::total` | how long after the start another attempt may begin | 1 minute |
//! | `idle_timeout` | the wait for the next piece of a body that is left to the caller: events, lines, bytes | 6 minutes |
//! | `response_limit` | the bytes of a response that is read into memory | 64 MiB |
//! | `limit` of events and JSON lines | the bytes of one event, or of one line | 16 MiB |
//!
//! No limit covers the whole length of a body that is left to the caller: it may have no end. Client and request can have
//! their own:
//!
//! ```
//! # use clientwright_runtime as runtime;
//! # use runtime::{ClientBuilder, ClientCore, Empty, NoError, Request};
//! # #[cfg(feature = "reqwest")]
//! # async fn example(
//! #     builder: ClientBuilder<ClientCore>,
//! #     request: Request<Empty, NoError>,
//! # ) -> Result<(), Box<dyn std::error::Error>> {
//! use runtime::Retry;
//! use std::time::Duration;
//!
//! let client = builder
//!     .retry(Retry::new().attempts(5).total(Duration::from_secs(300)))
//!     .attempt_timeout(Duration::from_secs(20))
//!     .connect_timeout(Duration::from_secs(3))
//!     .build()?;
//!
//! // A POST is sent once, unless the caller knows better or gives it a key.
//! request.options(|o| o.idempotency_key("7f3a")).await?;
//! # Ok(()) }
//! ```
//!
//! # Redirects
//!
//! Up to ten are followed. To another server, no credential goes along and no body: a 307 or 308 that would take one
//! there is an error that says so. [`Redirects`](super::Redirects) allows it, or has none followed, so that a documented
//! redirect is the response: `request.options(|o| o.redirects(Redirects::Never))`.
//!
//! A server that calls itself `http` in a redirect, because its proxy ends TLS, is asked over `https`; only the default
//! transport does so.
//!
//! # Credentials
//!
//! The builder takes them: `token`, `basic`, and `credential` for a scheme by its name. [`logins`] describes those from
//! the environment, and those from an identity provider. Any other token that expires comes from a
//! source. The client keeps it, renews it in time or when the server answers 401, and asks for it once however many
//! requests wait for it:
//!
//! ```
//! # use clientwright_runtime as runtime;
//! # use runtime::{BuildError, ClientBuilder, ClientCore};
//! use runtime::{BoxError, Token, TokenSource};
//! use std::time::Duration;
//!
//! struct Login;
//!
//! impl TokenSource for Login {
//!     async fn token(&self) -> Result<Token, BoxError> {
//!         // … ask the identity provider …
//!         Ok(Token::new("…").expires_in(Duration::from_secs(3600)))
//!     }
//! }
//!
//! # fn example(builder: ClientBuilder<ClientCore>) -> Result<(), BuildError> {
//! // A closure will often do: `token_source(|| async { std::env::var("TOKEN") })`.
//! let client = builder.token_source(Login).build()?;
//! # Ok(()) }
//! ```
//!
//! # Hooks
//!
//! [`hooks`] run before and after each attempt: to sign, to measure, to log.
//!
//! # Proxies, certificates, sockets
//!
//! Requests are sent by `reqwest`, which takes proxies from the environment (`HTTPS_PROXY` and others). A
//! `reqwest::Client` of your own has the rest; redirects and the time for a connection are then its business:
//!
//! ```no_run
//! # #[cfg(all(feature = "rustls", unix))]
//! # mod example {
//! # use clientwright_runtime as runtime;
//! # use runtime::{ClientBuilder, ClientCore};
//! # fn example(builder: ClientBuilder<ClientCore>) -> Result<(), Box<dyn std::error::Error>> {
//! let authority = reqwest::Certificate::from_pem(&std::fs::read("authority.pem")?)?;
//! let http = reqwest::Client::builder()
//!     .proxy(reqwest::Proxy::https("http://proxy.example:3128")?)
//!     .tls_certs_merge([authority])
//!     .build()?;
//! let client = builder.reqwest(http).build()?;
//! # Ok(()) }
//! #
//! # fn socket(builder: ClientBuilder<ClientCore>) -> Result<(), Box<dyn std::error::Error>> {
//!
//! // A server that listens on a socket of the system, as Docker does.
//! let http = reqwest::Client::builder().unix_socket("/var/run/docker.sock").build()?;
//! let client = builder.base_url("http://localhost").reqwest(http).build()?;
//! # Ok(()) }
//! # }
//! ```
//!
//! A client keeps no cookies by itself. For a server with sessions, `cookie_store(true)` of `reqwest` (its feature
//! `cookies`) keeps them: a cookie that a login sets is then sent with all further requests.
//!
//! # Large bodies, and those without an end
//!
//! They are read as they arrive. Every request can be `streamed()`: the body of its success is then left to the caller,
//! whatever its type.
//!
//! ```
//! # use clientwright_runtime as runtime;
//! # use runtime::{NoError, Request, Text};
//! # async fn example(request: Request<Text, NoError>) -> Result<(), Box<dyn std::error::Error>> {
//! let mut body = request.streamed().await?;
//! while let Some(bytes) = body.next().await {
//!     println!("{} bytes", bytes?.len());
//! }
//! # Ok(()) }
//! ```
//!
//! With the feature `tokio` a body is a reader, `body.into_reader()`, and a reader is a body:
//! `Body::from_reader(file).with_length(length)` uploads a file without reading it into memory. A
//! [`File`](super::File) of a body in parts has the media type of its name's extension unless it says one. A response of server-sent
//! events is an [`EventStream`](super::EventStream) with events of the documented type, which goes on by itself
//! [where that is safe](super::Reconnect) when the connection is cut; one of JSON lines is
//! [`JsonLines`](super::JsonLines).
//!
//! [`unusual`] describes two other answers: 304, not modified, and 101, a connection for the caller.
//!
//! # Beyond the document
//!
//! [`beyond`] describes inputs and requests that the document does not have.
//!
//! # Webhooks
//!
//! [`webhooks`] describes how the requests that the server makes are checked and read.
//!
//! # Tests
//!
//! Tests of code that uses a client need no server: see [`testing`].
//!
//! # Transports
//!
//! A [`Transport`](super::Transport) of your own is one function:
//!
//! ```
//! # use clientwright_runtime as runtime;
//! use runtime::{Body, BoxFuture, Transport, TransportError};
//!
//! struct Teapot;
//!
//! impl Transport for Teapot {
//!     fn send(
//!         &self,
//!         _request: http::Request<Body>,
//!     ) -> BoxFuture<Result<http::Response<Body>, TransportError>> {
//!         Box::pin(async {
//!             let mut response = http::Response::new(Body::from("short and stout"));
//!             *response.status_mut() = http::StatusCode::IM_A_TEAPOT;
//!             Ok(response)
//!         })
//!     }
//! }
//! ```
//!
//! A service of `tower` is one, too (feature `tower`): `builder.service(router)` has a router of axum answer without
//! sockets. `TransportService` makes a service of a transport, so that layers can stand between a client and its HTTP
//! stack.
//!
//! # Without async
//!
//! A request is waited for (feature `blocking`):
//!
//! ```
//! # #[cfg(feature = "blocking")]
//! # mod example {
//! # use clientwright_runtime as runtime;
//! # use runtime::{NoError, Request, Text};
//! # fn example(request: Request<Text, NoError>) -> Result<(), Box<dyn std::error::Error>> {
//! use runtime::blocking::Wait;
//!
//! let response = request.wait()?;
//! # Ok(()) }
//! # }
//! ```
//!
//! # Features
//!
//! The number in brackets is that of the crates that a feature adds: 12 are always present, `reqwest` makes it 73.
//!
//! - `rustls` (default, 13): `reqwest` with TLS by [`rustls`](https://docs.rs/rustls).
//! - `native-tls` (13): `reqwest` with TLS by the operating system's library. It is the one that is used if `rustls` is
//!   there too.
//! - `reqwest`: sends requests with [`reqwest`](https://docs.rs/reqwest), without TLS of its own choice. With neither
//!   feature there is no HTTP stack at all: types and requests, and a client needs a [`Transport`](super::Transport) of
//!   its own.
//! - `http2` (7): HTTP/2 where the server offers it.
//! - `gzip` (11), `brotli` (9), `zstd` (8): responses that come compressed; they are asked for, and decoded on the way.
//! - `gzip-requests` (6): request bodies that are sent compressed, where the client or the request says so.
//! - `blocking` (2, with `reqwest` none): requests that are waited for, `runtime::blocking`.
//! - `tower` (1, with `reqwest` none): services as transports and transports as services.
//! - `tokio` (2, with `reqwest` none): bodies as tokio's readers, and readers as bodies. With
//!   [`tokio`](https://docs.rs/tokio).
//! - `tracing` (4, with `reqwest` none): a span for each request and an event for each time that it is sent again, with
//!   the names that OpenTelemetry has for HTTP clients and no value of the caller's. With [`tracing`](https://docs.rs/tracing).
//! - `oauth` (10, with `reqwest` 9): logins with OAuth 2.0 and `OpenID` Connect, `runtime::oauth`.
//! - `webhook-signatures` (11): the check of the signatures of [`webhooks`], with [`hmac`](https://docs.rs/hmac) and
//!   [`sha2`](https://docs.rs/sha2).
//! - `testing` (none): for tests of code that uses a client, `runtime::testing`.
//!
//! In a browser (`wasm32-unknown-unknown`), `reqwest` is `fetch`; TLS, HTTP/2 and compression are the browser's, so those
//! features do nothing, and there is nothing to wait with: `blocking` has no module.

pub mod beyond;
pub mod hooks;
pub mod logins;
pub mod testing;
pub mod unusual;
pub mod webhooks;
