//! Reads OpenAPI documents and emits the Rust client that an engineer would have written by hand.
//!
//! Each stage is one function from one artefact to the next:
//!
//! | stage | from | to |
//! |---|---|---|
//! | [`source`] | bytes | [`Source`](source::Source): a tree whose nodes know their position |
//! | [`document`] | `Source` | [`Document`](document::Document): typed, except for schemas |
//! | [`lower`](api::lower) | `Document`, `Source` | [`Api`](api::Api): the generator's own model |
//! | [`facts`](rust::facts) | `Api` | [`Facts`](rust::facts::Facts): what to box, what is sent |
//! | [`plan`](rust::plan) | `Api` | [`Plan`](rust::plan::Plan): what a Rust client makes of it |
//! | [`pages`](rust::pages) | `Api`, `Source` | [`Pages`](rust::pages::Pages): the operations that return pages |
//! | [`repeats`](rust::repeats) | `Api`, `Source` | [`Repeats`](rust::repeats::Repeats): the operations that start work or take an idempotency key |
//! | [`events`](rust::events) | `Api`, `Source` | [`Events`](rust::events::Events): the webhooks, how they are told apart and signed |
//! | [`names`](rust::names) | `Api`, `Plan`, `Pages`, `Repeats` | [`Names`](rust::names::Names): all identifiers |
//! | [`emit`](rust::emit) | all of these | [`OutFile`](rust::format::OutFile)s: paths and tokens |
//! | [`format`](rust::format) | `OutFile` | [`OutputFile`](rust::format::OutputFile): path and text |
//! | [`write`](output::write) | `OutputFile`s | files on disk, or their differences |
//!
//! [`diff`](review::diff) compares the models of two versions of a document.
//!
//! [`generate`] runs the stages from `document` to `format`. A stage reports everything that it cannot carry over as a
//! [`Diagnostic`](diagnostic::Diagnostic); nothing is dropped silently, and nothing panics.

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::todo)
)]

pub mod api;
pub mod command;
pub mod config;
pub mod conformance;
pub mod diagnostic;
pub mod document;
mod generate;
pub mod output;
pub mod project;
mod report;
pub mod review;
pub mod rust;
pub mod schema;
pub mod source;
mod stages;
pub mod tree;
pub mod vocabulary;

pub use generate::{
    Output, Target, Tests, conformance_tests, emit_tests, generate, generate_crate, on_deep_stack,
};
pub use project::builder::{BuildError, Builder, Built};
pub use report::{Operations, Report};
pub use stages::{Stages, stages};
