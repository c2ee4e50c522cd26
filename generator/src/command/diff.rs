//! Reports the changes between two versions of documents.

use super::{show, unreadable};
use crate::review::diff::{ApiDiff, Format, Unread, render};
use crate::{complain, say};
use std::process::ExitCode;

/// The exit code if nothing could be compared.
pub const UNREADABLE: u8 = 3;

/// Prints the changes. The exit code gives their severity.
pub fn compared(diffs: Result<Vec<ApiDiff>, Unread>, format: Format) -> ExitCode {
    let diffs = match diffs {
        Ok(diffs) => diffs,
        Err(unread) => {
            print(&unread);
            return ExitCode::from(UNREADABLE);
        }
    };
    let text = render(&diffs, format);
    let text = if text.is_empty() {
        "nothing changed\n"
    } else {
        &text
    };
    // If the reader closes the pipe early, the exit code still counts.
    show(text);
    ExitCode::from(diff_code(&diffs))
}

/// Returns 0 if nothing changed, 1 if all changes are compatible, 2 if any is breaking.
pub fn diff_code(diffs: &[ApiDiff]) -> u8 {
    if diffs.iter().any(ApiDiff::is_breaking) {
        2
    } else {
        u8::from(diffs.iter().any(|it| !it.changes.is_empty()))
    }
}

fn print(unread: &Unread) {
    match unread {
        Unread::Document(failure) => {
            unreadable(failure);
        }
        Unread::Base(why) => complain!("error: {why}\n"),
    }
}

/// Prints a summary of the changes in `what` since a revision, if there are any. Returns false if the user asked for a
/// revision that cannot be compared; without an explicit one, failures do not count.
pub fn changes(
    what: &str,
    base: Option<&str>,
    against: impl Fn(&str) -> Result<Vec<ApiDiff>, Unread>,
) -> bool {
    let revision = base.unwrap_or("HEAD");
    match against(revision) {
        Ok(diffs) => {
            let text = render(&diffs, Format::Short);
            if !text.is_empty() {
                say!("\n{what} since {revision}:\n\n{text}");
            }
            true
        }
        Err(unread) if base.is_some() => {
            print(&unread);
            false
        }
        Err(Unread::Base(_)) => true,
        Err(Unread::Document(_)) => {
            say!("{what} at {revision} cannot be read, so the changes since then are unknown\n");
            true
        }
    }
}
