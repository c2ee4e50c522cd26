//! The names of emitted tests.

use super::scope::Scope;
use proc_macro2::Ident;

/// What a file of tests imports or calls.
const IMPORTS: &[&str] = &[
    "bare", "case", "client", "failure", "file", "json", "parsed", "part", "success",
];

/// A name for each test: the operation's, and behind it which of its tests it is. The first of an
/// operation has none of these, and is called as the operation is, whatever the others are called.
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
