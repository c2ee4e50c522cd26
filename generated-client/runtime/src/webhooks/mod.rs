//! Requests that the server makes: the events of webhooks, the payloads of callbacks, and their signatures.
//!
//! The generated module `webhooks` has an enum of the document's events. Its `parse` takes the headers and the body of
//! a request, from any HTTP server: see [`Headers`]. A [`Signature`] describes how the server signs its requests;
//! `Verifier`, with the feature `webhook-signatures`, checks that. Check before you parse: anybody can send a request.

mod event;
mod headers;
mod payload;
mod signature;
#[cfg(feature = "webhook-signatures")]
mod verifier;

pub use self::event::{EventError, Part, Unlisted, json};
pub use self::headers::Headers;
pub use self::payload::Payload;
pub use self::signature::Signature;
#[cfg(feature = "webhook-signatures")]
pub use self::verifier::{SecretError, SignatureError, Verifier};

#[doc(hidden)]
pub use self::event::parse;
