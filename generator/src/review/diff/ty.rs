//! A type that both versions have.

use super::{
    Both,
    change::{At, Effect},
    fit::Fit,
};
use crate::{
    api::{TypeDef, TypeId},
    rust::emit::{Context, code},
};

/// A type in both versions.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) both: Both<'a>,
    pub(super) was: TypeId,
    pub(super) is: TypeId,
}

impl<'a> Pair<'a> {
    pub(super) fn before(self) -> &'a TypeDef {
        self.both.old.api.ty(self.was)
    }

    pub(super) fn after(self) -> &'a TypeDef {
        self.both.new.api.ty(self.is)
    }

    /// Returns the type's name in the new version.
    pub(super) fn name(self) -> String {
        self.both.new.names.ty(self.is).to_string()
    }

    /// Returns a member's name in the new version, with the name on the wire if that differs.
    pub(super) fn member(self, index: usize, wire: &str) -> String {
        member(self.both.new, self.is, index, wire)
    }

    /// Returns whether clients of the old document send values of the type.
    pub(super) fn is_sent(self) -> bool {
        self.both.old.facts.sent.contains(&self.was)
    }

    /// Returns whether clients of the old document receive values of the type.
    pub(super) fn is_received(self) -> bool {
        self.both.old.facts.received.contains(&self.was)
    }

    /// Adds the effect that changed values have on deployed clients.
    pub(super) fn reach(self, fit: Fit, effect: Effect) -> Effect {
        reach((self.is_sent(), self.is_received()), fit, effect)
    }

    pub(super) fn at(self) -> At {
        At::both(&self.before().at, &self.after().at)
    }
}

/// Returns a member's name, with the name on the wire if that differs.
pub(super) fn member(cx: Context<'_>, id: TypeId, index: usize, wire: &str) -> String {
    let names = &cx.names.types[id.index()];
    let ident = names.members.get(index).map(ToString::to_string);
    let ident = ident.unwrap_or_default();
    let full = code(&format!("{}.{ident}", names.ident));
    if ident == wire {
        full
    } else {
        format!("{full} ({})", code(wire))
    }
}

/// Adds the effect that changed values have on deployed clients, by the directions in which they travel.
pub(super) fn reach((sent, received): (bool, bool), fit: Fit, effect: Effect) -> Effect {
    let (refused, unread) = (
        "the server may reject values that deployed clients send",
        "deployed clients cannot read all values",
    );
    effect
        .and_wire(sent && !fit.sent, refused)
        .and_wire(received && !fit.read, unread)
}
