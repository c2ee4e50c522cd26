//! Diagnostics: the messages of the stages about a document.
//!
//! Nothing is dropped silently: a stage that cannot carry something over reports it here, with its location in the
//! document, what the stage did instead, and what the author can do about it.

use crate::tree::{NodeAt, Place, Sources};
use std::fmt;

mod code;
mod nearest;
mod render;

pub use code::Code;
pub(crate) use nearest::nearest;
pub use render::{Style, render};

/// The severity of a [`Diagnostic`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// An error: the generator emits no code for the API.
    Error,
    /// A loss: something was widened or dropped; the rest is generated.
    Warning,
    /// A remark; nothing is lost.
    Note,
}

impl Severity {
    /// Returns the name in reports: `error`, `warning`, `note`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A message about a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The severity.
    pub severity: Severity,
    /// The code, which identifies the kind of message.
    pub code: Code,
    /// The JSON pointer of the node that the message is about.
    pub pointer: Option<String>,
    /// The place of that node in its file.
    pub at: Option<Place>,
    /// The problem, in one line.
    pub message: String,
    /// The action that was taken instead.
    pub action: Option<String>,
    /// The action that the reader can take.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Creates a diagnostic of any severity about the place `at`: a [`NodeAt`], a [`Place`] or `None`.
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
            action: None,
            help: None,
        }
    }

    /// Creates a diagnostic with [`Severity::Error`].
    pub fn error(code: Code, at: impl IntoPlace, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Error, code, at, message)
    }

    /// Creates a diagnostic with [`Severity::Warning`].
    pub fn warning(code: Code, at: impl IntoPlace, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Warning, code, at, message)
    }

    /// Creates a diagnostic with [`Severity::Note`].
    pub fn note(code: Code, at: impl IntoPlace, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Note, code, at, message)
    }

    /// Adds the JSON pointer of the node that the message is about.
    #[must_use]
    pub fn pointer(mut self, pointer: impl Into<String>) -> Diagnostic {
        self.pointer = Some(pointer.into());
        self
    }

    /// Adds what was done instead.
    #[must_use]
    pub fn action(mut self, action: impl Into<String>) -> Diagnostic {
        self.action = Some(action.into());
        self
    }

    /// Adds what the reader can do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Returns whether this is the error that an entry of the configuration, or an action of an overlay, does not suit the
    /// document.
    fn is_unmet(&self) -> bool {
        const OF_SETTINGS: &[Code] = &[
            Code::Config,
            Code::ConfigUnmet,
            Code::Derive,
            Code::Overlay,
            Code::Rename,
            Code::Select,
        ];
        self.severity == Severity::Error && OF_SETTINGS.contains(&self.code)
    }

    /// Returns the entry for a machine-readable report.
    pub fn to_json(&self, sources: &Sources) -> serde_json::Value {
        let position = self.at.and_then(|place| sources.position(place));
        let file = self.at.map(|place| sources.name(place.file()));
        serde_json::json!({
            "severity": self.severity.as_str(),
            "code": self.code.as_str(),
            "at": self.pointer,
            "file": file,
            "line": position.as_ref().map(|position| position.line),
            "column": position.as_ref().map(|position| position.column),
            "message": self.message,
            "action": self.action,
            "help": self.help,
        })
    }
}

/// The types that [`Diagnostic::new`] accepts as a place.
pub trait IntoPlace {
    /// Returns the place, if there is one.
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

/// A list of diagnostics, in the order in which they were reported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Returns an empty list.
    pub fn new() -> Diagnostics {
        Diagnostics::default()
    }

    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Returns whether one of the diagnostics is an error.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// Returns the number of diagnostics of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.iter()
            .filter(|diagnostic| diagnostic.severity == severity)
            .count()
    }

    /// Returns the number of diagnostics.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there are no diagnostics.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns an iterator over the diagnostics, in the order of the list.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// Removes the errors about settings that do not suit the document.
    pub(crate) fn remove_unmet(&mut self) {
        self.0.retain(|diagnostic| !diagnostic.is_unmet());
    }

    /// Sorts the diagnostics in document order: by file, then by place; those without a place are first.
    pub fn sort(&mut self) {
        // Places of one kind compare in the order of the file; the sort is stable for the others.
        self.0
            .sort_by_key(|diagnostic| diagnostic.at.map(|at| (at.file(), at)));
    }

    /// Returns the entries for a machine-readable report.
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
