//! `cargo xtask diff`.

use crate::cli::DiffArgs;
use generator::{
    command::compared,
    review::diff::{Format, against, documents},
};
use std::{path::Path, process::ExitCode};

pub(crate) fn run(workspace: &Path, arguments: &DiffArgs) -> ExitCode {
    let diffs = match (&arguments.old, &arguments.new) {
        (Some(old), Some(new)) => documents(old, new, None).map(|it| vec![it]),
        _ => against(workspace, arguments.base.as_deref().unwrap_or("HEAD")),
    };
    let format = if arguments.markdown {
        Format::Markdown
    } else {
        Format::Text
    };
    compared(diffs, format)
}
