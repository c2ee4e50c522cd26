//! Changes as an entry of a crate's changelog.

use super::{ApiDiff, Breaks, title};
use crate::review::diff::Topic;

/// Writes the entry of a version: its heading, and one line per change, the worst first.
pub(crate) fn changelog(api: &ApiDiff, version: &str) -> String {
    let mut out = format!("## {version}\n");
    for breaks in [Breaks::Both, Breaks::Callers, Breaks::Wire, Breaks::Neither] {
        let changes = api.changes.iter();
        let changes = changes.filter(|it| it.breaks == breaks && it.topic != Topic::Docs);
        let lines = changes.map(|it| format!("- {} {}\n", it.subject, it.what));
        let lines: String = lines.collect();
        if !lines.is_empty() {
            out.push_str(&format!("\n### {}\n\n{lines}", title(breaks)));
        }
    }
    let described = api.described();
    if !described.is_empty() {
        out.push_str(&format!(
            "\n### Changed descriptions\n\n- {}\n",
            described.join("\n- ")
        ));
    }
    out
}
