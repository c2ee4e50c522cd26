//! The configured rules for polls: `false`, or the operation to ask.

use crate::source::{PollOverride, PollRule};
use serde::Deserialize;

/// An entry as it is in the file.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "expected a rule such as `{ ask = \"getRun\", .. }`, or `false`"
)]
pub(in crate::config) enum PollEntry {
    Flag(bool),
    Rule(Box<PollRule>),
}

pub(super) fn entry(entry: PollEntry) -> Result<PollOverride, String> {
    match entry {
        PollEntry::Flag(false) => Ok(PollOverride::Forbidden),
        PollEntry::Flag(true) => Err(
            "`true` does not say how: a rule has `ask`, `with`, `status` and `until`".to_owned(),
        ),
        PollEntry::Rule(rule) if rule.until.is_empty() => {
            Err("`until` lists at least one status at the end".to_owned())
        }
        PollEntry::Rule(rule) => Ok(PollOverride::Rule(rule)),
    }
}
