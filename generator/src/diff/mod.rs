//! What changed between two versions of an API: for those who call the client from Rust, and for clients
//! that are out there already.
//!
//! Models are compared, not texts. What belongs together is found first (`pairs`): operations by method and
//! path, types by their name, and what was renamed by where it is used. Then each pair is looked at from two
//! sides. *Callers* compile against the generated crate: what they wrote may not compile any more. *Deployed
//! clients* are made from the old document, and talk to a server that does what the new one says: the facts tell
//! whether a type goes to the server or comes from it.
//!
//! The Rust in a message is put together by the emitters, so that it is what the code says.

mod api;
mod bodies;
mod change;
mod docs;
mod fields;
mod fit;
mod headers;
mod members;
mod operations;
mod pairs;
mod params;
mod render;
mod responses;
mod security;
mod similar;
mod spec;
mod types;

pub use change::{Breaks, Change, Semver, Topic};
pub use render::{Format, render};
pub use spec::{ApiDiff, Unread, against, documents, sources};

use crate::emit::Context;
use change::Changes;
use pairs::Pairs;

/// Two versions of an API, and what belongs together in them.
#[derive(Clone, Copy)]
struct Both<'a> {
    old: Context<'a>,
    new: Context<'a>,
    pairs: &'a Pairs,
}

/// All that changed from `old` to `new`, in the order of the new document.
pub fn diff(old: Context<'_>, new: Context<'_>) -> Vec<Change> {
    let pairs = Pairs::new(old, new);
    let both = Both {
        old,
        new,
        pairs: &pairs,
    };
    let mut out = Changes::default();
    api::compare(both, &mut out);
    operations::compare(both, &mut out);
    types::compare(both, &mut out);
    out.into_list()
}
