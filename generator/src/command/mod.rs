//! The commands and their output, shared by the installed program and `cargo xtask`, which parse the arguments.

mod diff;
mod dump;
mod explain;
mod generate;
mod say;

pub use diff::{UNREADABLE, changes, compared, diff_code};
pub use dump::{Dump, Stage, dump};
pub use explain::explain;
pub use generate::{Run, generate};
pub use say::{print_err, print_out};

use crate::complain;
use crate::{
    diagnostic::{Style, render},
    source::Failure,
};
use std::{
    io::{ErrorKind, IsTerminal as _, Write as _},
    process::ExitCode,
};

/// Prints the reason why a document cannot be read.
pub fn unreadable(failure: &Failure) -> ExitCode {
    complain!("{}", render(&failure.diagnostics, &failure.files, style()));
    ExitCode::FAILURE
}

/// Returns the exit code for arguments that could not be parsed, or that asked for help: `code`, except for `diff`,
/// where that code has another meaning.
pub fn misread(code: i32) -> ExitCode {
    let is_diff = std::env::args_os().nth(1).is_some_and(|it| it == "diff");
    match code {
        0 => ExitCode::SUCCESS,
        _ if is_diff => ExitCode::from(UNREADABLE),
        code => ExitCode::from(u8::try_from(code).unwrap_or(2)),
    }
}

/// Prints a text whose reader may stop reading early.
pub fn show(text: &str) -> ExitCode {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            complain!("error: {error}\n");
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

fn style() -> Style {
    if std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        Style::Coloured
    } else {
        Style::Plain
    }
}
