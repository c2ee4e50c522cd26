//! One change, and how far it reaches.

use crate::model::SpecPath;
use std::{borrow::Borrow, collections::BTreeSet};

/// Whom a change breaks, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breaks {
    /// Callers and deployed clients.
    Both,
    /// Callers: Rust that compiled against the generated crate does not compile any more, or makes no client.
    Callers,
    /// Deployed clients: made from the old document, they do not get along with a server that does what the
    /// new one says.
    Wire,
    /// Nobody.
    Neither,
}

/// The step that the version of a crate with the generated code has to take (Semantic Versioning 2.0.0),
/// the largest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Semver {
    /// Callers can take it as it is. That is so of what breaks only deployed clients as well: it mends them.
    Patch,
    /// There is something new for callers.
    Minor,
    /// Callers have to change their code.
    Major,
}

impl Semver {
    /// Its name in messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// What a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// The API as a whole: servers, credentials.
    Api,
    /// An operation, what it takes and what it gives.
    Operation,
    /// A type and what is in it.
    Type,
    /// What is said of something: callers read it, and nothing else changes.
    Docs,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it is about.
    pub topic: Topic,
    /// Whom it breaks.
    pub breaks: Breaks,
    /// The step that the crate's version has to take for it.
    pub semver: Semver,
    /// The thing, as Rust and the wire call it; names stand as code.
    pub subject: String,
    /// What happened to it: a sentence that the subject begins.
    pub what: String,
    /// Whom it breaks and how, or why nobody. Empty where `what` says it all.
    pub why: String,
    /// Where that stands: in the old document, in the new one, or in both. JSON pointers.
    pub at: At,
}

/// Places in two documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct At {
    /// In the old document, unless it is new.
    pub old: Option<String>,
    /// In the new document, unless it is gone.
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

/// How far a change reaches, with the reasons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Effect {
    callers: bool,
    wire: bool,
    adds: bool,
    why: Vec<String>,
}

/// What became of something that can be left out, or can no longer.
pub(super) fn became(required: bool) -> &'static str {
    if required {
        "became required"
    } else {
        "became optional"
    }
}

impl Effect {
    /// It breaks nobody and brings nothing new.
    pub(super) fn none() -> Self {
        Self::default()
    }

    /// There is something new for callers.
    pub(super) fn adds() -> Self {
        Self {
            adds: true,
            ..Self::default()
        }
    }

    /// Callers have to change their code.
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

    /// If it does, deployed clients do not get along any more, for this reason.
    pub(super) fn and_wire(mut self, does: bool, why: impl Into<String>) -> Self {
        self.wire |= does;
        if does {
            self.why.push(why.into());
        }
        self
    }

    /// What another change does as well.
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

/// The changes as they are found.
#[derive(Default)]
pub(super) struct Changes {
    list: Vec<Change>,
    seen: BTreeSet<(String, String)>,
}

impl Changes {
    /// Adds a change, unless the same is said of the same thing already.
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
