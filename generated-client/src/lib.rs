//! Typed HTTP clients, generated from the `OpenAPI` documents under `spec/`.
//!
//! Each document is one module; [`apify`] is the one there is now. A client is made by its
//! `Client::builder()`, every operation of the document is a method on it that takes the required
//! inputs, and what comes back is the documented type:
//!
//! ```no_run
//! use generated_client::apify::{Client, types::EnvVarRequest};
//! use generated_client::runtime::{Error, Field};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder().token(std::env::var("APIFY_TOKEN")?).build()?;
//!
//! let body = EnvVarRequest {
//!     is_secret: Field::Value(true),
//!     ..EnvVarRequest::new("MY_ENV_VAR", "my-value")
//! };
//! match client.act_version_env_var_put("janedoe~my-actor", "0.1", "MY_ENV_VAR", &body).await {
//!     Ok(updated) => println!("{} {}", updated.status(), updated.data.name),
//!     Err(Error::Api(refused)) => println!("{}: {}", refused.error.r#type, refused.error.message),
//!     Err(other) => return Err(other.into()),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Guide
//!
//! **A client** is cheap to clone, and every part of it can be replaced:
//!
//! ```
//! use std::time::Duration;
//! use generated_client::apify::Client;
//!
//! # fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder()
//!     .base_url("http://localhost:8080/api")
//!     .token("…")
//!     .timeout(Duration::from_secs(30))
//!     .build()?;
//! # Ok(())
//! # }
//! ```
//!
//! **One request** can be given a timeout, headers and more, whatever the operation:
//!
//! ```no_run
//! # use generated_client::apify::Client;
//! # use std::time::Duration;
//! # async fn run(client: Client) -> Result<(), Box<dyn std::error::Error>> {
//! let variables = client
//!     .act_version_env_vars_get("janedoe~my-actor", "0.1")
//!     .options(|o| o.timeout(Duration::from_secs(5)).header("x-trace", "1"))
//!     .await?;
//! # Ok(())
//! # }
//! ```
//!
//! **Retries and timeouts** are there without being asked for: three attempts in a minute, for what
//! can be repeated without harm, and six minutes for each; `Retry-After` is heeded
//! ([`Retry`](runtime::Retry) has the details). Client and request can have their own:
//!
//! ```no_run
//! use std::time::Duration;
//! use generated_client::{apify::{Client, types::EnvVarRequest}, runtime::Retry};
//!
//! # #[cfg(feature = "reqwest")]
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder()
//!     .token("…")
//!     .retry(Retry::new().attempts(5).total(Duration::from_secs(300)))
//!     .attempt_timeout(Duration::from_secs(20))
//!     .connect_timeout(Duration::from_secs(3))
//!     .build()?;
//!
//! // A POST is sent once, unless the caller knows better or gives it a key.
//! let body = EnvVarRequest::new("MY_ENV_VAR", "my-value");
//! let made = client
//!     .act_version_env_vars_post("janedoe~my-actor", "0.1", &body)
//!     .options(|o| o.header("idempotency-key", "7f3a").timeout(Duration::from_secs(60)))
//!     .await?;
//! # Ok(())
//! # }
//! ```
//!
//! **A token that expires** comes from a source. It is kept, renewed in time or when the server
//! answers 401, and asked for once however many requests wait for it:
//!
//! ```
//! use std::time::Duration;
//! use generated_client::{apify::Client, runtime::{BoxError, Token, TokenSource}};
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
//! # fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder().token_source(Login).build()?;
//! // A closure will often do.
//! let client = Client::builder().token_source(|| async { std::env::var("APIFY_TOKEN") }).build()?;
//! # Ok(())
//! # }
//! ```
//!
//! A request can have a token of its own: `.options(|o| o.token("…"))`.
//!
//! **Hooks** run before and after each attempt: to sign, to measure, to log.
//!
//! ```
//! use generated_client::{apify::Client, runtime::{Attempt, Body, BoxError, Hook}};
//!
//! struct Log;
//!
//! impl Hook for Log {
//!     async fn before(
//!         &self,
//!         _attempt: &Attempt<'_>,
//!         request: &mut http::Request<Body>,
//!     ) -> Result<(), BoxError> {
//!         request.headers_mut().insert("x-from", http::HeaderValue::from_static("here"));
//!         Ok(())
//!     }
//!
//!     async fn after(&self, attempt: &Attempt<'_>) {
//!         println!("{} {}: {:?}", attempt.method(), attempt.template(), attempt.status());
//!     }
//! }
//!
//! # fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder().token("…").hook(Log).build()?;
//! # Ok(())
//! # }
//! ```
//!
//! **Requests own what they need**, so they can be stored and spawned:
//!
//! ```no_run
//! # use generated_client::apify::Client;
//! # async fn run(client: Client) -> Result<(), Box<dyn std::error::Error>> {
//! let request = client.act_version_env_vars_get("janedoe~my-actor", "0.1");
//! let task = tokio::spawn(request.into_future());
//! println!("{} variables", task.await??.data.total);
//! # Ok(())
//! # }
//! ```
//!
//! **Errors** tell a documented failure from everything else:
//!
//! ```no_run
//! # use generated_client::{apify::Client, runtime::Error};
//! # async fn run(client: Client) {
//! match client.act_version_env_var_get("janedoe~my-actor", "0.1", "MY_ENV_VAR").await {
//!     Ok(found) => println!("{:?}", found.data),
//!     Err(Error::Api(refused)) => eprintln!("{}", refused.error.message),
//!     Err(Error::Status(other)) if other.status() == 404 => eprintln!("there is none"),
//!     Err(other) if other.is_timeout() => eprintln!("too slow"),
//!     Err(other) => eprintln!("{other}; the server calls it {:?}", other.request_id()),
//! }
//! # }
//! ```
//!
//! Whether it may pass is [`is_retryable`](runtime::Error::is_retryable), how often it was tried
//! [`attempts`](runtime::Error::attempts), and [`retry_after`](runtime::Error::retry_after) what the
//! server asked for. For a thing that may not be there, a 404 is an answer:
//!
//! ```no_run
//! use generated_client::{apify::Client, runtime::Optional};
//!
//! # async fn run(client: Client) -> Result<(), Box<dyn std::error::Error>> {
//! let request = client.act_version_env_var_get("janedoe~my-actor", "0.1", "MY_ENV_VAR");
//! match request.await.optional()? {
//!     Some(found) => println!("{}", found.data.name),
//!     None => println!("there is none"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! **Bodies that are large, or have no end**, are read as they come. Every request can be `streamed()`:
//! the body of its success is then left to the caller, whatever it is.
//!
//! ```no_run
//! # use generated_client::{apify::Client, runtime::Body};
//! # async fn run(client: Client) -> Result<(), Box<dyn std::error::Error>> {
//! let mut body = client.act_version_env_vars_get("janedoe~my-actor", "0.1").streamed().await?;
//! while let Some(bytes) = body.next().await {
//!     println!("{} bytes", bytes?.len());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! With the feature `tokio` a body [is a reader](runtime::Body::into_reader), and a reader
//! [a body](runtime::Body::from_reader): `Body::from_reader(file).with_length(length)` uploads a file
//! without reading it into memory. A response of server-sent events is an
//! [`EventStream`](runtime::EventStream) with events of the documented type, which goes on by itself
//! [where that is safe](runtime::Reconnect) when the connection is cut; one of JSON lines is
//! [`JsonLines`](runtime::JsonLines).
//!
//! **Absent, null and a value** are three things where the document says so:
//!
//! ```
//! use generated_client::{apify::types::EnvVarRequest, runtime::Field};
//!
//! let mut body = EnvVarRequest::new("MY_ENV_VAR", "my-value");
//! assert_eq!(body.is_secret, Field::Absent);
//! body.is_secret = true.into();
//! assert_eq!(body.is_secret.value(), Some(&true));
//! ```
//!
//! **Tests** of code that uses a client need no server (feature `testing`). A mock is told which calls
//! will come, by the calls themselves, and what each gives; it fails the test for every other call,
//! naming what differs, and for calls that never came:
//!
//! ```
//! # #[cfg(feature = "testing")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use generated_client::apify::{Client, types::{EnvVarRequest, ErrorDetail, ErrorResponse}};
//! use generated_client::runtime::testing::Mock;
//! use http::StatusCode;
//!
//! let mock = Mock::new();
//! let client = Client::builder().token("T").transport(mock.transport()).build()?;
//!
//! let body = EnvVarRequest::new("MY_ENV_VAR", "my-value");
//! let refusal = ErrorResponse {
//!     error: ErrorDetail { r#type: "invalid".to_owned(), message: "There is one.".to_owned() },
//! };
//! mock.on(client.act_version_env_vars_post("janedoe~my-actor", "0.1", &body))
//!     .fails(StatusCode::BAD_REQUEST, refusal);
//! mock.on(client.act_version_env_var_delete("janedoe~my-actor", "0.1", "OLD")).returns(());
//!
//! // What is tested:
//! client.act_version_env_var_delete("janedoe~my-actor", "0.1", "OLD").await?;
//! let error = client.act_version_env_vars_post("janedoe~my-actor", "0.1", &body).await.unwrap_err();
//! assert_eq!(error.status(), Some(StatusCode::BAD_REQUEST));
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "testing"))]
//! # fn main() {}
//! ```
//!
//! What a real server said once can be replayed from a file that is committed with the test; no
//! credential gets into it:
//!
//! ```no_run
//! # #[cfg(all(feature = "testing", feature = "reqwest"))]
//! # fn run(token: String) -> Result<(), Box<dyn std::error::Error>> {
//! use generated_client::apify::Client;
//! use generated_client::runtime::{ReqwestTransport, testing::Cassette};
//!
//! let file = "tests/cassettes/env_vars.json";
//! let cassette = match std::env::var_os("RECORD") {
//!     Some(_) => Cassette::record(file, ReqwestTransport::new(reqwest::Client::new())),
//!     None => Cassette::replay(file)?,
//! };
//! let client = Client::builder().token(token).transport(cassette.scrub(["value"])).build()?;
//! # Ok(())
//! # }
//! ```
//!
//! With a clock of their own, they need no time either:
//!
//! ```
//! use generated_client::{apify::Client, runtime::testing::{ManualClock, Recorder}};
//! use http::StatusCode;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (recorder, clock) = (Recorder::new(), ManualClock::new());
//! recorder.json(StatusCode::SERVICE_UNAVAILABLE, "{}");
//! recorder.json(StatusCode::OK, r#"{"data": {"total": 0, "items": []}}"#);
//!
//! let builder = Client::builder().token("T").transport(recorder.clone());
//! let client = builder.clock(clock.clone()).build()?;
//! client.act_version_env_vars_get("janedoe~my-actor", "0.1").await?;
//!
//! assert_eq!((recorder.requests().len(), clock.sleeps().len()), (2, 1));
//! # Ok(())
//! # }
//! ```
//!
//! **A transport** of your own is one function:
//!
//! ```
//! use generated_client::runtime::{Body, BoxFuture, Transport, TransportError};
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
//! **Without async**, a request is waited for (feature `blocking`):
//!
//! ```no_run
//! # use generated_client::apify::Client;
//! # #[cfg(feature = "blocking")]
//! # fn run(client: Client) -> Result<(), Box<dyn std::error::Error>> {
//! use generated_client::runtime::blocking::Wait;
//!
//! let variables = client.act_version_env_vars_get("janedoe~my-actor", "0.1").wait()?;
//! # Ok(())
//! # }
//! ```
//!
//! **A service of `tower`** is a transport (feature `tower`): a router of axum answers without
//! sockets, and layers stand between a client and its HTTP stack:
//!
//! ```no_run
//! # #[cfg(all(feature = "tower", feature = "reqwest"))]
//! # fn run(router: axum::Router, http: reqwest::Client) -> Result<(), Box<dyn std::error::Error>> {
//! use generated_client::apify::Client;
//! use generated_client::runtime::{ReqwestTransport, TransportService};
//!
//! let client = Client::builder().token("T").service(router).build()?;
//!
//! let service = TransportService::new(ReqwestTransport::new(http));
//! // .. with tower's `ServiceBuilder` and its layers around it ..
//! let client = Client::builder().token("T").service(service).build()?;
//! # Ok(())
//! # }
//! ```
//!
//! # Where things are
//!
//! - [`runtime`]: everything that is the same for all documents (requests, errors, transports,
//!   JSON). Written by hand; names no generated type.
//! - [`generated`]: one module a document. Machine-owned: never edited by hand, and reaches the
//!   rest only through `crate::runtime`.
//!
//! # Features
//!
//! In brackets how many crates each brings along: 13 are always there, `reqwest` makes it 73.
//!
//! - `rustls` (default, 13): `reqwest` with TLS by [`rustls`](https://docs.rs/rustls).
//! - `native-tls` (13): `reqwest` with TLS by the operating system's library. It is the one that is
//!   used if `rustls` is there too.
//! - `reqwest`: sends requests with [`reqwest`](https://docs.rs/reqwest), without TLS of its own
//!   choice. With neither feature there is no HTTP stack at all: types and requests, and a client
//!   needs a [`Transport`](runtime::Transport) of its own.
//! - `http2` (7): HTTP/2 where the server offers it.
//! - `gzip` (11), `brotli` (9), `zstd` (8): responses that come compressed; they are asked for, and
//!   decoded on the way.
//! - `gzip-requests` (6): request bodies that are sent compressed, where the client or the request
//!   says so.
//! - `blocking` (2, with `reqwest` none): requests that are waited for, `runtime::blocking`.
//! - `tower` (1, with `reqwest` none): services as transports and transports as services.
//! - `tokio` (2, with `reqwest` none): bodies as tokio's readers, and readers as bodies. With
//!   [`tokio`](https://docs.rs/tokio).
//! - `tracing` (4, with `reqwest` none): a span for each request, with the names that OpenTelemetry has
//!   for HTTP clients and no value of the caller's. With [`tracing`](https://docs.rs/tracing).
//! - `testing` (none): for tests of code that uses a client, `runtime::testing`.
//!
//! In a browser (`wasm32-unknown-unknown`), `reqwest` is `fetch`; TLS, HTTP/2 and compression are the
//! browser's, so those features do nothing, and there is nothing to wait with: `blocking` has no
//! module.

pub mod runtime;

// The layout of these files is the generator's, so that regenerating never fights a formatter.
#[rustfmt::skip]
pub mod generated;

pub use generated::*;

#[cfg(test)]
mod tests;
