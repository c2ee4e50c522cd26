//! What the stages have to say about a document.
//!
//! Nothing is dropped silently: a stage that cannot carry something over says so here, with the place in the document,
//! what it did instead, and what to do about it.

use crate::load::{NodeAt, Place, Sources};
use std::fmt;

mod render;

pub use render::{Style, render};

/// How much a [`Diagnostic`] matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Stops the API: nothing is generated.
    Error,
    /// Something was widened or left out; the rest is generated.
    Lossy,
    /// Informs.
    Note,
}

impl Severity {
    /// The name in reports: `error`, `lossy`, `note`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Lossy => "lossy",
            Severity::Note => "note",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The stable name of a kind of diagnostic, in kebab-case: `duplicate-key`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub &'static str);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// One thing to say about a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// What kind it is.
    pub code: Code,
    /// The JSON pointer of what it is about.
    pub pointer: Option<String>,
    /// Where that stands.
    pub at: Option<Place>,
    /// What is wrong, in one line.
    pub message: String,
    /// What was done instead.
    pub done: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic of any severity about the place `at`: a [`NodeAt`], a [`Place`] or `None`.
    pub fn new(
        severity: Severity,
        code: Code,
        at: impl IntoPlace,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic {
            severity,
            code,
            pointer: None,
            at: at.into_place(),
            message: message.into(),
            done: None,
            help: None,
        }
    }

    /// [`Diagnostic::new`] with [`Severity::Error`].
    pub fn error(code: Code, at: impl IntoPlace, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Error, code, at, message)
    }

    /// [`Diagnostic::new`] with [`Severity::Lossy`].
    pub fn lossy(code: Code, at: impl IntoPlace, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Lossy, code, at, message)
    }

    /// [`Diagnostic::new`] with [`Severity::Note`].
    pub fn note(code: Code, at: impl IntoPlace, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Note, code, at, message)
    }

    /// Adds the JSON pointer of what it is about.
    #[must_use]
    pub fn pointer(mut self, pointer: impl Into<String>) -> Diagnostic {
        self.pointer = Some(pointer.into());
        self
    }

    /// Adds what was done instead.
    #[must_use]
    pub fn done(mut self, done: impl Into<String>) -> Diagnostic {
        self.done = Some(done.into());
        self
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// The entry for a machine-readable report.
    pub fn to_json(&self, sources: &Sources) -> serde_json::Value {
        let position = self.at.and_then(|place| sources.position(place));
        let file = self.at.map(|place| sources.name(place.file()));
        serde_json::json!({
            "severity": self.severity.as_str(),
            "code": self.code.0,
            "at": self.pointer,
            "file": file,
            "line": position.as_ref().map(|position| position.line),
            "column": position.as_ref().map(|position| position.column),
            "message": self.message,
        })
    }
}

/// What [`Diagnostic::new`] takes as its place.
pub trait IntoPlace {
    /// The place, if there is one.
    fn into_place(self) -> Option<Place>;
}

impl IntoPlace for Place {
    fn into_place(self) -> Option<Place> {
        Some(self)
    }
}

impl IntoPlace for NodeAt {
    fn into_place(self) -> Option<Place> {
        Some(Place::Node(self))
    }
}

impl IntoPlace for Option<Place> {
    fn into_place(self) -> Option<Place> {
        self
    }
}

impl IntoPlace for Option<NodeAt> {
    fn into_place(self) -> Option<Place> {
        self.map(Place::Node)
    }
}

/// Diagnostics as they come up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// None yet.
    pub fn new() -> Diagnostics {
        Diagnostics::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// How many there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.iter()
            .filter(|diagnostic| diagnostic.severity == severity)
            .count()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, in the order of the vector.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// Puts them in document order: by file, then by place; what has no place comes first.
    pub fn sort(&mut self) {
        // Places of one kind compare as they stand in the file; the sort is stable for the rest.
        self.0
            .sort_by_key(|diagnostic| diagnostic.at.map(|at| (at.file(), at)));
    }

    /// The entries for a machine-readable report.
    pub fn to_json(&self, sources: &Sources) -> serde_json::Value {
        self.iter()
            .map(|diagnostic| diagnostic.to_json(sources))
            .collect()
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, more: I) {
        self.0.extend(more);
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(all: I) -> Self {
        Diagnostics(all.into_iter().collect())
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Diagnostics(vec![diagnostic])
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'d> IntoIterator for &'d Diagnostics {
    type Item = &'d Diagnostic;
    type IntoIter = std::slice::Iter<'d, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
