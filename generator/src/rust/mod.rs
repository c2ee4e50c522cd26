//! Everything that knows Rust: from the model of an API to the text of its client.
//!
//! It takes an [`Api`](crate::api::Api). [`facts`] finds what to box, [`plan`](mod@plan) chooses what the client does with
//! each body, [`pages`], [`repeats`] and [`events`] infer lists,
//! polls, idempotency keys and webhooks, [`names`] makes all identifiers, [`emit`] makes tokens of all of these, and
//! [`format`](mod@format) makes text of the tokens. None of them reads the document or its schemas.

pub mod emit;
mod entries;
pub mod environment;
pub mod events;
pub mod facts;
pub mod features;
pub mod format;
pub mod idempotency;
pub(crate) mod markdown;
pub mod names;
pub mod pages;
pub mod plan;
pub mod polls;
pub mod repeats;
