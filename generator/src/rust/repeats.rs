//! The operations whose requests the client repeats for a reason of their own: polls, and requests with an idempotency
//! key.

use crate::{
    api::Api,
    diagnostic::Diagnostics,
    document::Document,
    rust::{
        idempotency::{self, Keys},
        polls::{self, Polls},
    },
    source::Source,
};

/// The operations whose requests are repeated.
#[derive(Debug, Default)]
pub struct Repeats {
    /// The operations that start work, and how the client asks for its result.
    pub polls: Polls,
    /// The operations that take an idempotency key.
    pub keys: Keys,
}

/// Finds these operations. Reports configured entries that do not match the document.
pub fn repeats(
    api: &Api,
    source: &Source,
    document: &Document,
    diagnostics: &mut Diagnostics,
) -> Repeats {
    Repeats {
        polls: polls::infer(api, source, document, diagnostics),
        keys: idempotency::keys(api, source, document, diagnostics),
    }
}
