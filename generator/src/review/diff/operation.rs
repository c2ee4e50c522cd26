//! An operation that both versions have.

use super::{Both, change::At};
use crate::{
    api::Operation,
    rust::emit::{Context, code},
};

/// An operation in both versions.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) both: Both<'a>,
    pub(super) was: usize,
    pub(super) is: usize,
}

impl<'a> Pair<'a> {
    pub(super) fn before(self) -> &'a Operation {
        &self.both.old.api.operations[self.was]
    }

    pub(super) fn after(self) -> &'a Operation {
        &self.both.new.api.operations[self.is]
    }

    /// Returns the operation's name in the new version.
    pub(super) fn subject(self) -> String {
        code(&self.both.new.names.operations[self.is].function.to_string())
    }

    /// Returns the operation's name in the new version, with its method and path.
    pub(super) fn full_subject(self) -> String {
        subject(self.both.new, self.is)
    }

    pub(super) fn at(self) -> At {
        At::both(&self.before().at, &self.after().at)
    }
}

/// Returns the name of an operation, with its method and path.
pub(super) fn subject(cx: Context<'_>, index: usize) -> String {
    let (it, names) = (&cx.api.operations[index], &cx.names.operations[index]);
    let function = code(&names.function.to_string());
    format!(
        "{function} ({})",
        code(&format!("{} {}", it.method.wire(), it.path))
    )
}
