//! The configured rules for polls: `false`, or the operation to ask.

use serde::Deserialize;
use std::collections::BTreeMap;

/// The configured choice for one operation.
#[derive(Debug, Clone, PartialEq)]
pub enum PollChoice {
    /// The operation has no `done`.
    Forbidden,
    /// The operation to ask.
    Rule(Box<PollRule>),
}

/// A rule for asking about work. Locations in bodies are JSON pointers.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PollRule {
    /// The operation to ask.
    pub ask: String,
    /// The location of the value of each of its parameters, in the first response.
    #[serde(default)]
    pub with: BTreeMap<String, String>,
    /// The location of the status in its response.
    pub status: String,
    /// The statuses at the end.
    pub until: Vec<String>,
}

/// An entry as it is in the file.
#[derive(Deserialize)]
#[serde(untagged)]
pub(in crate::load) enum PollEntry {
    Flag(bool),
    Rule(Box<PollRule>),
}

pub(super) fn choice(entry: PollEntry) -> Result<PollChoice, String> {
    match entry {
        PollEntry::Flag(false) => Ok(PollChoice::Forbidden),
        PollEntry::Flag(true) => Err(
            "`true` does not say how: a rule has `ask`, `with`, `status` and `until`".to_owned(),
        ),
        PollEntry::Rule(rule) if rule.until.is_empty() => {
            Err("`until` lists at least one status at the end".to_owned())
        }
        PollEntry::Rule(rule) => Ok(PollChoice::Rule(rule)),
    }
}
