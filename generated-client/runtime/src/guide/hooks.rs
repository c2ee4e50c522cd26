//! Hooks: code of the caller that runs with each attempt.
//!
//! A [`Hook`](super::super::Hook) runs before and after each attempt: to sign, to measure, to log.
//!
//! ```
//! # use clientwright_runtime as runtime;
//! # use runtime::{BuildError, ClientBuilder, ClientCore};
//! use runtime::{Attempt, Body, BoxError, Hook};
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
//! # fn example(builder: ClientBuilder<ClientCore>) -> Result<(), BuildError> {
//! let client = builder.hook(Log).build()?;
//! # Ok(()) }
//! ```
