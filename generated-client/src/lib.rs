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
//!     Err(other) => eprintln!("{other}"),
//! }
//! # }
//! ```
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
//! In brackets how many crates each brings along: 12 are always there, `reqwest` makes it 73.
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
//! - `blocking` (2, with `reqwest` none): requests that are waited for, `runtime::blocking`.
//! - `tower` (1, with `reqwest` none): services as transports and transports as services.
//! - `tokio` (2, with `reqwest` none): bodies as tokio's readers, and readers as bodies.
//! - `tracing` (4, with `reqwest` none): a span for each request.
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
