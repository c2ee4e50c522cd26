//! The files of generated-client that emitted crates copy, embedded when this crate was compiled.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
