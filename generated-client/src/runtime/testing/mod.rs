//! For tests of code that uses a generated client.
//!
//! - [`Recorder`] answers from a script and keeps what was sent.

mod recorder;

pub use self::recorder::{Recorded, Recorder};
