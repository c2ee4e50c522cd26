//! What reviewers read: the differences between two versions of a document, and the report of a run.
//!
//! [`diff`](mod@diff) compares the models of two versions, which [`git`] can take from another revision. [`report`] counts
//! operations and types, and lists diagnostics.

pub mod diff;
pub(crate) mod git;
pub(crate) mod report;
