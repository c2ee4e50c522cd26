//! Requests that the server makes: webhooks and callbacks.
//!
//! For the webhooks of a document, the generator emits a module `webhooks` with the enum `Event`: one variant per
//! webhook, with its payload, and `Unknown`, which keeps any other event. `Event::parse` takes the headers and the body
//! of a request, and `SIGNATURE` describes how the server signs it, if the document or the configuration tells that.
//! Neither needs a server of a certain kind: [`Headers`](super::super::webhooks::Headers) are an `http::HeaderMap`, as
//! axum has it, or pairs of names and values.
//!
//! Anybody can send a request to a public URL, so check the signature first (feature `webhook-signatures`). The check
//! needs the bytes of the body as they were received:
//!
//! ```
//! # #[cfg(feature = "webhook-signatures")]
//! # mod example {
//! # use clientwright_runtime as runtime;
//! # use runtime::webhooks::{EventError, Payload, Signature, Unlisted};
//! # const SIGNATURE: Signature = Signature::standard();
//! # #[non_exhaustive]
//! # enum Event { OrderPaid(u32), OrderLost, Unknown(Unlisted) }
//! # impl Event {
//! #     fn parse<'b>(_: &dyn Headers, body: impl Into<Payload<'b>>) -> Result<Self, EventError> {
//! #         runtime::webhooks::json("order.paid", body).map(Self::OrderPaid)
//! #     }
//! # }
//! use runtime::webhooks::{Headers, Verifier};
//! use std::error::Error;
//!
//! fn verifier() -> Result<Verifier, Box<dyn Error>> {
//!     // Requests whose timestamp is more than five minutes away are refused; `.tolerance(..)` sets another limit.
//!     let verifier = Verifier::new(SIGNATURE, std::env::var("WEBHOOK_SECRET")?)?;
//!     // While the server replaces the secret, a signature with either of them counts.
//!     Ok(verifier.and_secret(std::env::var("OLD_WEBHOOK_SECRET")?)?)
//! }
//!
//! // In a handler of axum these are a `HeaderMap` and `Bytes`.
//! fn receive(verifier: &Verifier, headers: &dyn Headers, body: &[u8]) -> Result<(), Box<dyn Error>> {
//!     verifier.verify(headers, body)?;
//!     match Event::parse(headers, body)? {
//!         Event::OrderPaid(order) => println!("{order} was paid"),
//!         Event::Unknown(other) => println!("{} is new: {} bytes", other.name(), other.body().len()),
//!         _ => {}
//!     }
//!     Ok(())
//! }
//! # }
//! ```
//!
//! Servers leave out what their documents require: `Event::parse(headers, Payload::tolerant(body))` reads such a body with
//! empty values, as a client that is tolerant does.
//!
//! A server whose scheme is not in the document has one of these; [`Signature`](super::super::webhooks::Signature) can
//! be made by hand as well as in the configuration:
//!
//! | scheme | `Signature` |
//! |---|---|
//! | [Standard Webhooks](https://www.standardwebhooks.com) | `standard()`, or `standard_in("svix")` for other headers |
//! | `X-Hub-Signature-256: sha256=..` (GitHub) | `header("x-hub-signature-256").prefix("sha256=")` |
//! | Base64 in a header (Shopify) | `header("x-shopify-hmac-sha256").base64()` |
//! | `Stripe-Signature: t=..,v1=..` | `header("stripe-signature").prefix("v1=").timestamp("t=")` |
//! | `X-Slack-Signature: v0=..` of `v0:{timestamp}:{body}` | `header("x-slack-signature").prefix("v0=").timestamp_header("x-slack-request-timestamp").content("v0:{timestamp}:{body}")` |
//!
//! A request whose timestamp differs from the clock by more than five minutes is refused, since somebody may have
//! recorded it; `tolerance` of the verifier sets another limit.
//!
//! If nothing in a request tells which event it is, there is no `Event::parse`, and `Event::named` takes the name. The
//! payloads of callbacks are in a module `callbacks`; [`json`](super::super::webhooks::json) decodes a body as one of
//! them, since the caller gave the URL and knows which callback it is for.
