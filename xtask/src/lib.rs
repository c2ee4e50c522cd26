//! Tools for this repository only, of no use to users of the generator: tests of whether the emitted code is correct,
//! and measurements of what it costs.
//!
//! [`corpus`] tries folders of documents, [`bench`](mod@bench) compares costs. The commands of the program `xtask`
//! parse the arguments and print the results; both modules start that program again for every part that is measured or
//! may not terminate.

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::todo)
)]

pub mod bench;
pub mod corpus;
pub mod fuzz;
pub mod growth;
#[cfg(feature = "examples")]
mod interpret;
mod measure;
mod random;
