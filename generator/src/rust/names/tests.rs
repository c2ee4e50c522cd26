//! The names of emitted tests.

use super::scope::Scope;
use proc_macro2::Ident;

/// The names that a file of tests imports or calls.
const IMPORTS: &[&str] = &[
    "bare", "case", "client", "failure", "file", "json", "parsed", "part", "success",
];

/// Returns a name for each test: the operation's name, followed by the words that tell the operation's tests apart.
/// The first test of an operation has no such words, and is named like the operation regardless of the names of the
/// others.
pub(crate) fn tests(tests: &[(&Ident, String)]) -> Vec<Ident> {
    let mut scope = Scope::reserving(IMPORTS);
    let mut out: Vec<Option<Ident>> = vec![None; tests.len()];
    for first in [true, false] {
        let wanted = tests.iter().zip(&mut out);
        for ((function, words), name) in wanted.filter(|((_, words), _)| words.is_empty() == first)
        {
            let function = function.to_string();
            let function = function.trim_start_matches("r#");
            *name = Some(scope.snake(&format!("{function} {words}")));
        }
    }
    out.into_iter().flatten().collect()
}
