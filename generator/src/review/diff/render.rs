//! Changes as text for people: the worst first, and equal changes grouped.

use super::{ApiDiff, Breaks, Change, Semver, Topic};
pub(crate) use changelog::changelog;

use crate::rust::emit::code;
use std::collections::BTreeMap;

mod changelog;
mod markdown;
mod text;

/// The format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Complete, for a terminal.
    Text,
    /// For a terminal, with long lists cut.
    Short,
    /// For a comment on a pull request: breaking changes are visible, the others folded.
    Markdown,
}

/// Renders the changes to all APIs; empty if there are none.
pub fn render(apis: &[ApiDiff], format: Format) -> String {
    let apis: Vec<&ApiDiff> = apis.iter().filter(|it| !it.changes.is_empty()).collect();
    match format {
        Format::Text => text::render(&apis, usize::MAX),
        Format::Short => text::render(&apis, text::SHORT),
        Format::Markdown => markdown::render(&apis),
    }
}

impl ApiDiff {
    /// Returns the version step that the changes require; `None` if there are none.
    pub fn semver(&self) -> Option<Semver> {
        self.changes.iter().map(|it| it.semver).max()
    }

    /// Returns whether any change breaks a party.
    pub fn is_breaking(&self) -> bool {
        self.changes.iter().any(|it| it.breaks != Breaks::Neither)
    }

    /// Returns the number of changes of each kind.
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

    /// Returns the changes that break the same parties, in document order, with equal changes grouped.
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

    /// Returns the subjects whose description changed.
    fn described(&self) -> Vec<&str> {
        let docs = self.changes.iter().filter(|it| it.topic == Topic::Docs);
        docs.map(|it| it.subject.as_str()).collect()
    }
}

/// One or more subjects with the same change.
struct Group<'a> {
    changes: Vec<&'a Change>,
}

impl Group<'_> {
    /// Splits a group of two: only larger ones are reported together.
    fn split(self) -> Vec<Self> {
        if self.changes.len() > 2 {
            return vec![self];
        }
        let each = self.changes.into_iter();
        each.map(|it| Group { changes: vec![it] }).collect()
    }
}

/// Returns the title of the changes that break these parties.
fn title(breaks: Breaks) -> &'static str {
    match breaks {
        Breaks::Both => "Breaks callers and deployed clients",
        Breaks::Callers => "Breaks callers",
        Breaks::Wire => "Breaks deployed clients",
        Breaks::Neither => "Compatible",
    }
}

/// Returns the location of a change, in the new document if it exists there.
fn place(change: &Change) -> String {
    match (&change.at.old, &change.at.new) {
        (_, Some(new)) => format!("at {}", code(new)),
        (Some(old), None) => format!("was at {}", code(old)),
        (None, None) => String::new(),
    }
}

/// Returns the title for the changes to one API.
fn heading(api: &ApiDiff) -> String {
    let semver = api.semver().map_or("none", Semver::as_str);
    format!("{}; semver: {semver}", api.summary())
}
