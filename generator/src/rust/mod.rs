//! Everything that knows Rust: from the model of an API to the text of its client.
//!
//! It takes an [`Api`](crate::api::Api). [`facts`] finds what to box, [`plan`](mod@plan) chooses what the client does with
//! each body, [`pages`] infers lists, [`names`] makes all identifiers, [`emit`] makes tokens of all of these, and
//! [`format`](mod@format) makes text of the tokens. None of them reads the document or its schemas.

pub mod emit;
pub mod facts;
pub mod features;
pub mod format;
pub mod names;
pub mod pages;
pub mod plan;
