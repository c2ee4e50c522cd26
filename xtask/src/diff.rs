//! `cargo xtask diff`, and what `codegen` says of changes in spec/.

use crate::{cli::DiffArgs, codegen::unreadable, dump::show};
use generator::diff::{ApiDiff, Format, Unread, against, documents, render};
use std::{path::Path, process::ExitCode};

/// The exit code where nothing was compared.
pub(crate) const UNREADABLE: u8 = 3;

pub(crate) fn run(workspace: &Path, arguments: &DiffArgs) -> ExitCode {
    let diffs = match (&arguments.old, &arguments.new) {
        (Some(old), Some(new)) => documents(old, new).map(|it| vec![it]),
        _ => against(workspace, arguments.base.as_deref().unwrap_or("HEAD")),
    };
    let diffs = match diffs {
        Ok(diffs) => diffs,
        Err(unread) => {
            say(&unread);
            return ExitCode::from(UNREADABLE);
        }
    };
    let format = if arguments.markdown {
        Format::Markdown
    } else {
        Format::Text
    };
    let text = render(&diffs, format);
    let text = if text.is_empty() {
        "nothing changed\n"
    } else {
        &text
    };
    // Whoever has read enough wants to know all the same.
    show(text);
    ExitCode::from(code(&diffs))
}

fn code(diffs: &[ApiDiff]) -> u8 {
    if diffs.iter().any(ApiDiff::is_breaking) {
        2
    } else {
        u8::from(diffs.iter().any(|it| !it.changes.is_empty()))
    }
}

fn say(unread: &Unread) {
    match unread {
        Unread::Document(failure) => {
            unreadable(failure);
        }
        Unread::Base(why) => eprintln!("error: {why}"),
    }
}

/// What changed in spec/ since a revision, in short; nothing if nothing did. `false` if that was asked for
/// and cannot be told. Without git nobody has asked.
pub(crate) fn tell(workspace: &Path, base: Option<&str>) -> bool {
    let revision = base.unwrap_or("HEAD");
    match against(workspace, revision) {
        Ok(diffs) => {
            let text = render(&diffs, Format::Short);
            if !text.is_empty() {
                print!("\nspec/ since {revision}:\n\n{text}");
            }
            true
        }
        Err(unread) if base.is_some() => {
            say(&unread);
            false
        }
        Err(Unread::Base(_)) => true,
        Err(Unread::Document(_)) => {
            println!("spec/ at {revision} cannot be read: what changed since is not told");
            true
        }
    }
}
