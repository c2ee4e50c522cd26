//! A change, and how far it reaches.

use crate::tree::SpecPath;
use std::{borrow::Borrow, collections::BTreeSet};

/// The parties that a change breaks, the worst case first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breaks {
    /// Callers and deployed clients.
    Both,
    /// Callers: code that compiled against the generated crate no longer compiles, or no longer builds a client.
    Callers,
    /// Deployed clients: built from the old document, they fail with a server that follows the new one.
    Wire,
    /// Nobody.
    Neither,
}

/// The step that a change requires of the version of a crate with the generated code (Semantic Versioning 2.0.0), the
/// largest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Semver {
    /// Callers can update without changes. That includes changes that break only deployed clients: an update repairs
    /// those.
    Patch,
    /// Callers get something new.
    Minor,
    /// Callers have to change their code.
    Major,
}

impl Semver {
    /// Returns the step's name in messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// The subject area of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// The API as a whole: servers and credentials.
    Api,
    /// An operation, its inputs and its results.
    Operation,
    /// A type and its members.
    Type,
    /// A description, which callers read and on which nothing else depends.
    Docs,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The subject area.
    pub topic: Topic,
    /// The parties that it breaks.
    pub breaks: Breaks,
    /// The version step that it requires.
    pub semver: Semver,
    /// The changed item by its names in Rust and on the wire, which are code spans.
    pub subject: String,
    /// The change, as the rest of a sentence that begins with the subject.
    pub what: String,
    /// The reason why it breaks a party, or none. Empty if `what` implies it.
    pub why: String,
    /// Its locations in the old document, in the new one, or in both, as JSON pointers.
    pub at: At,
}

/// Locations in two documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct At {
    /// The location in the old document, unless the item is new.
    pub old: Option<String>,
    /// The location in the new document, unless the item is gone.
    pub new: Option<String>,
}

impl At {
    pub(super) fn both(old: &SpecPath, new: &SpecPath) -> Self {
        Self {
            old: Some(old.as_str().to_owned()),
            new: Some(new.as_str().to_owned()),
        }
    }

    pub(super) fn old(at: &SpecPath) -> Self {
        Self {
            old: Some(at.as_str().to_owned()),
            new: None,
        }
    }

    pub(super) fn new(at: &SpecPath) -> Self {
        Self {
            old: None,
            new: Some(at.as_str().to_owned()),
        }
    }
}

/// The reach of a change, with the reasons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Effect {
    callers: bool,
    wire: bool,
    adds: bool,
    why: Vec<String>,
}

/// Returns the words for something that became required or optional.
pub(super) fn became(required: bool) -> &'static str {
    if required {
        "became required"
    } else {
        "became optional"
    }
}

impl Effect {
    /// Creates an effect that breaks nobody and adds nothing.
    pub(super) fn none() -> Self {
        Self::default()
    }

    /// Creates an effect that adds something for callers.
    pub(super) fn adds() -> Self {
        Self {
            adds: true,
            ..Self::default()
        }
    }

    /// Creates an effect that makes callers change their code.
    pub(super) fn callers() -> Self {
        Self {
            callers: true,
            ..Self::default()
        }
    }

    pub(super) fn and_callers(mut self, does: bool) -> Self {
        self.callers |= does;
        self
    }

    /// Adds that the change breaks deployed clients, for this reason, if `does`.
    pub(super) fn and_wire(mut self, does: bool, why: impl Into<String>) -> Self {
        self.wire |= does;
        if does {
            self.why.push(why.into());
        }
        self
    }

    /// Adds the effect of another change.
    pub(super) fn absorb(mut self, other: Self) -> Self {
        self.callers |= other.callers;
        self.wire |= other.wire;
        self.adds |= other.adds;
        self.why.extend(other.why);
        self
    }

    pub(super) fn because(mut self, why: impl Into<String>) -> Self {
        self.why.push(why.into());
        self
    }

    fn breaks(&self) -> Breaks {
        match (self.callers, self.wire) {
            (true, true) => Breaks::Both,
            (true, false) => Breaks::Callers,
            (false, true) => Breaks::Wire,
            (false, false) => Breaks::Neither,
        }
    }

    fn semver(&self) -> Semver {
        if self.callers {
            Semver::Major
        } else if self.adds {
            Semver::Minor
        } else {
            Semver::Patch
        }
    }
}

/// The changes found so far.
#[derive(Default)]
pub(super) struct Changes {
    list: Vec<Change>,
    seen: BTreeSet<(String, String)>,
}

impl Changes {
    /// Adds a change, unless the subject has the same one already.
    pub(super) fn push(
        &mut self,
        topic: Topic,
        effect: impl Borrow<Effect>,
        subject: impl Into<String>,
        what: impl Into<String>,
        at: At,
    ) {
        let (subject, what, effect) = (subject.into(), what.into(), effect.borrow());
        if !self.seen.insert((subject.clone(), what.clone())) {
            return;
        }
        self.list.push(Change {
            topic,
            breaks: effect.breaks(),
            semver: effect.semver(),
            subject,
            what,
            why: effect.why.join("; "),
            at,
        });
    }

    pub(super) fn into_list(self) -> Vec<Change> {
        self.list
    }
}
