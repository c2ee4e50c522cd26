//! Output of the commands: a reader that has gone away is neither a reason to stop nor a bug.

use std::{
    fmt,
    io::{self, Write as _},
};

/// Prints to standard output like `print!`, but ignores errors.
#[doc(hidden)]
#[macro_export]
macro_rules! say {
    ($($what:tt)*) => { $crate::command::print_out(::std::format_args!($($what)*)) };
}

/// Prints to standard error like `eprint!`, but ignores errors.
#[doc(hidden)]
#[macro_export]
macro_rules! complain {
    ($($what:tt)*) => { $crate::command::print_err(::std::format_args!($($what)*)) };
}

/// Writes the output of [`say!`].
#[doc(hidden)]
pub fn print_out(what: fmt::Arguments<'_>) {
    // If nobody reads the output, there is nobody to report the failure to.
    let _ = io::stdout().lock().write_fmt(what);
}

/// Writes the output of [`complain!`].
#[doc(hidden)]
pub fn print_err(what: fmt::Arguments<'_>) {
    let _ = io::stderr().lock().write_fmt(what);
}
