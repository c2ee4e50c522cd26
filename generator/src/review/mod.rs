//! The differences between two versions of a document, for reviewers, and the version that they require.
//!
//! [`diff`](mod@diff) compares the models of two versions, which `git` can take from another revision. `bump` raises
//! the version of a crate accordingly.

mod bump;
pub mod diff;
pub(crate) mod git;

pub use bump::{Bump, bump};
