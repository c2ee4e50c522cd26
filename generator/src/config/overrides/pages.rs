//! The configured rules for pages: `false`, or a rule.

use crate::source::{PageOverride, PageRule};
use serde::Deserialize;

/// An entry as it is in the file.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "expected a rule such as `{ page = \"page\" }`, or `false`"
)]
pub(in crate::config) enum PageEntry {
    Flag(bool),
    Rule(Box<PageRule>),
}

pub(super) fn entry(entry: PageEntry) -> Result<PageOverride, String> {
    match entry {
        PageEntry::Flag(false) => Ok(PageOverride::Forbidden),
        PageEntry::Flag(true) => Err(
            "`true` does not say how: a rule has `cursor`, `page`, `offset`, `url` or `link`"
                .to_owned(),
        ),
        PageEntry::Rule(rule) => Ok(PageOverride::Rule(rule)),
    }
}
