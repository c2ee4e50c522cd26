//! The names under which callers find what an operation ends with: its own, whoever else ends the same way.

use super::{Names, OwnNames, PRELUDE, scope::Scope, shared::status_words};
use crate::{
    analyze::{Facts, Outcome},
    model::{Api, Decode, Operation, StatusKey},
};
use proc_macro2::Ident;
use std::collections::BTreeMap;

/// Names what each operation ends with.
pub(super) fn name(api: &Api, facts: &Facts, names: &mut Names) {
    let scope = || Scope::reserving(PRELUDE);
    let (mut successes, mut failures, mut contents, mut headers) =
        (scope(), scope(), scope(), scope());
    for (index, operation) in api.operations.iter().enumerate() {
        let request = &names.operations[index].request;
        let outcomes = &facts.outcomes[index];
        let by_status = |outcome: &Outcome, role: &str, scope: &mut Scope| {
            let is_set = matches!(outcome, Outcome::Set(_));
            is_set.then(|| scope.camel(&format!("{request} {role}")))
        };
        let own = OwnNames {
            success: by_status(&outcomes.success, "response", &mut successes),
            failure: by_status(&outcomes.failure, "error", &mut failures),
            contents: self::contents(facts, operation, request, &mut contents),
            headers: (!operation.headers.is_empty())
                .then(|| headers.camel(&format!("{request} headers"))),
        };
        names.own.push(own);
    }
}

/// Bodies by content type. The first of success and the first of failure are called after the operation, others
/// after their status as well.
fn contents(
    facts: &Facts,
    operation: &Operation,
    request: &Ident,
    scope: &mut Scope,
) -> BTreeMap<usize, Ident> {
    let mut out = BTreeMap::new();
    for success in [true, false] {
        let mut first = true;
        for (key, index) in by_content(facts, operation, success) {
            if out.contains_key(&index) {
                continue;
            }
            let role = match (success, first) {
                (true, true) => "content".to_owned(),
                (false, true) => "error content".to_owned(),
                (_, false) => format!("{} content", status_words(key)),
            };
            out.insert(index, scope.camel(&format!("{request} {role}")));
            first = false;
        }
    }
    out
}

/// The bodies by content type of an operation, by their index, in the order of their statuses.
fn by_content(facts: &Facts, operation: &Operation, success: bool) -> Vec<(StatusKey, usize)> {
    let responses = operation.responses.iter();
    let mut out: Vec<_> = responses
        .filter(|it| it.key.is_success() == success)
        .filter_map(|it| match &it.decode {
            Decode::ByContent(cases) => Some((it.key, facts.content(cases)?)),
            _ => None,
        })
        .collect();
    out.sort();
    out
}
