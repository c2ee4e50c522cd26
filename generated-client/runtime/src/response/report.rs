//! The printed form of errors that `main` returns: a few lines for readers, or the parts for debuggers.

use std::{error::Error, fmt};

/// Writes an error for readers: its message, and a line for each of its causes.
///
/// `main` prints the error that it returns with `{:?}`, and so does `unwrap`. `{:#?}`, with which `dbg!` prints, has the
/// parts of the error.
fn report(f: &mut fmt::Formatter<'_>, error: &dyn Error) -> fmt::Result {
    write!(f, "{error}")?;
    let mut cause = error.source();
    while let Some(it) = cause {
        write!(f, "\n  caused by: {it}")?;
        cause = it.source();
    }
    Ok(())
}

/// Prints an error as [`report`] does, or its parts with `{:#?}`.
pub(crate) fn debug(
    f: &mut fmt::Formatter<'_>,
    error: &dyn Error,
    parts: impl FnOnce(&mut fmt::Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    if f.alternate() {
        parts(f)
    } else {
        report(f, error)
    }
}
