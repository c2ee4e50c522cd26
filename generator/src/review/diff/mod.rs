//! Differences between two versions of an API: for its callers in Rust, and for clients that are already deployed.
//!
//! The comparison is of models, not of texts. It first finds corresponding parts (`pairs`): operations by method and
//! path, types by name, and renamed parts by their use. It then examines each pair from two sides. *Callers* compile
//! against the generated crate: their code may no longer compile. *Deployed clients* are built from the old document,
//! and talk to a server that follows the new one: the analysis tells whether a type is sent or received.
//!
//! The emitters produce the Rust in messages, so that it agrees with the generated code.

mod api;
mod bodies;
mod change;
mod derives;
mod docs;
mod fields;
mod fit;
mod headers;
mod incoming;
mod keys;
mod limits;
mod members;
mod operation;
mod operations;
mod pages;
mod pairs;
mod params;
mod polls;
mod render;
mod responses;
mod security;
mod setters;
mod similar;
mod spec;
mod ty;
mod types;

pub use change::{Breaks, Change, Semver, Topic};
pub(crate) use render::changelog;
pub use render::{Format, render};
pub use spec::{ApiDiff, Unread, against, documents, outputs_against, sources};

use crate::rust::emit::Context;
use change::Changes;
use pairs::Pairs;

/// Two versions of an API, and their corresponding parts.
#[derive(Clone, Copy)]
struct Both<'a> {
    old: Context<'a>,
    new: Context<'a>,
    pairs: &'a Pairs,
}

/// Returns all changes from `old` to `new`, in the order of the new document.
pub fn diff(old: Context<'_>, new: Context<'_>) -> Vec<Change> {
    let pairs = Pairs::new(old, new);
    let both = Both {
        old,
        new,
        pairs: &pairs,
    };
    let mut out = Changes::default();
    api::compare(both, &mut out);
    incoming::compare(both, &mut out);
    operations::compare(both, &mut out);
    types::compare(both, &mut out);
    out.into_list()
}
