//! Changes as people read them: the worst first, and what happened to many things told once.

use super::{ApiDiff, Breaks, Change, Semver, Topic};
use crate::emit::code;
use std::collections::BTreeMap;

mod markdown;
mod text;

/// How changes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For a terminal: everything.
    Text,
    /// The same with the beginning of long lists only.
    Short,
    /// For a comment on a pull request: what breaks somebody is in sight, the rest can be unfolded.
    Markdown,
}

/// Writes the changes of all APIs. Nothing where nothing changed.
pub fn render(apis: &[ApiDiff], format: Format) -> String {
    let apis: Vec<&ApiDiff> = apis.iter().filter(|it| !it.changes.is_empty()).collect();
    match format {
        Format::Text => text::render(&apis, usize::MAX),
        Format::Short => text::render(&apis, text::SHORT),
        Format::Markdown => markdown::render(&apis),
    }
}

impl ApiDiff {
    /// The step that the crate's version has to take; `None` if nothing changed.
    pub fn semver(&self) -> Option<Semver> {
        self.changes.iter().map(|it| it.semver).max()
    }

    /// Whether a change breaks anybody.
    pub fn is_breaking(&self) -> bool {
        self.changes.iter().any(|it| it.breaks != Breaks::Neither)
    }

    /// One line: how many changes there are, and the step.
    fn summary(&self) -> String {
        let docs = self.changes.iter().filter(|it| it.topic == Topic::Docs);
        let docs = docs.count();
        let breaking = self
            .changes
            .iter()
            .filter(|it| it.breaks != Breaks::Neither);
        let breaking = breaking.count();
        let others = self.changes.len() - breaking - docs;
        let counts = [
            (breaking, "breaking"),
            (others, "compatible"),
            (docs, "in descriptions"),
        ];
        let counts: Vec<String> = counts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        counts.join(", ")
    }

    /// The changes that break the same, what happened to many things together; in document order.
    fn groups(&self, breaks: Breaks) -> Vec<Group<'_>> {
        let mut out: Vec<Group<'_>> = Vec::new();
        let mut places = BTreeMap::new();
        let changes = self.changes.iter();
        for change in changes.filter(|it| it.breaks == breaks && it.topic != Topic::Docs) {
            let place = *places
                .entry((&change.what, &change.why))
                .or_insert(out.len());
            match out.get_mut(place) {
                Some(group) => group.changes.push(change),
                None => out.push(Group {
                    changes: vec![change],
                }),
            }
        }
        out.into_iter().flat_map(Group::split).collect()
    }

    /// What is described in other words.
    fn described(&self) -> Vec<&str> {
        let docs = self.changes.iter().filter(|it| it.topic == Topic::Docs);
        docs.map(|it| it.subject.as_str()).collect()
    }
}

/// One thing or more that the same happened to.
struct Group<'a> {
    changes: Vec<&'a Change>,
}

impl Group<'_> {
    /// Two are told by themselves.
    fn split(self) -> Vec<Self> {
        if self.changes.len() > 2 {
            return vec![self];
        }
        let each = self.changes.into_iter();
        each.map(|it| Group { changes: vec![it] }).collect()
    }
}

/// Whom a group breaks, as a title.
fn title(breaks: Breaks) -> &'static str {
    match breaks {
        Breaks::Both => "Breaks callers and deployed clients",
        Breaks::Callers => "Breaks callers",
        Breaks::Wire => "Breaks deployed clients",
        Breaks::Neither => "Compatible",
    }
}

/// Where it is told, in the new document if it is there. What was elsewhere says so itself.
fn place(change: &Change) -> String {
    match (&change.at.old, &change.at.new) {
        (_, Some(new)) => format!("at {}", code(new)),
        (Some(old), None) => format!("was at {}", code(old)),
        (None, None) => String::new(),
    }
}

/// A title for the changes of one API. A patch is no step for callers.
fn heading(api: &ApiDiff) -> String {
    let semver = api.semver().map_or("none", Semver::as_str);
    format!("{}; semver: {semver}", api.summary())
}
