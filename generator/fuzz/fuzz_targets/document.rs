//! Bytes as a document. The fixtures are a good start:
//! `cargo +nightly fuzz run document fuzz/corpus/document tests/fixtures/*`.

#![no_main]

#[path = "../../tests/support/any_bytes.rs"]
mod any_bytes;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| any_bytes::assert_code_or_reason(bytes));
