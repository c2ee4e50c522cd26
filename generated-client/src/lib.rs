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
//! let client = Client::from_env()?; // with the token in `APIFY_TOKEN`
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
//! The [guide](runtime::guide) tells what all clients have in common: timeouts, retries, token sources, hooks, proxies,
//! streams, tests without a server, and the features of this crate.
//!
//! # Where things are
//!
//! - [`runtime`]: everything that is the same for all documents (requests, errors, transports,
//!   JSON). Written by hand; names no generated type.
//! - [`generated`]: one module a document. Machine-owned: never edited by hand, and reaches the
//!   rest only through `crate::runtime`.

/// The runtime of every client, a crate of its own that clients share.
pub use ::runtime;

// The layout of these files is the generator's, so that regenerating never fights a formatter.
#[rustfmt::skip]
pub mod generated;

pub use generated::*;
