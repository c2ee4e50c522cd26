//! Files: their layout in a crate or a module, and writing them.
//!
//! [`package`] lays out a crate whose manifest belongs to the user, [`standalone`] adds the files around an API's code
//! with its runtime, and [`write`](mod@write) puts files into a folder at once, or compares them with it. None of them
//! knows the model of an API.

pub(crate) mod embedded;
pub mod package;
pub mod standalone;
pub mod write;
