//! The names under which callers find the outcomes of an operation. Each operation has its own, even if others have
//! the same outcomes.

use super::{Names, OwnNames, PRELUDE, scope::Scope, shared::status_words};
use crate::{
    api::{Api, Operation, StatusKey},
    rust::plan::{Decode, OperationPlan, Outcome, Plan},
};
use proc_macro2::Ident;
use std::collections::BTreeMap;

/// Names the outcomes of each operation.
pub(super) fn name(api: &Api, plan: &Plan, names: &mut Names) {
    let scope = || Scope::reserving(PRELUDE);
    let (mut successes, mut failures, mut contents, mut headers) =
        (scope(), scope(), scope(), scope());
    for (index, operation) in api.operations.iter().enumerate() {
        let request = &names.operations[index].request;
        let ends = &plan.operations[index];
        let by_status = |outcome: &Outcome, role: &str, scope: &mut Scope| {
            let is_set = matches!(outcome, Outcome::Set(_));
            is_set.then(|| scope.camel(&format!("{request} {role}")))
        };
        let own = OwnNames {
            success: by_status(&ends.success, "response", &mut successes),
            failure: by_status(&ends.failure, "error", &mut failures),
            contents: self::contents(plan, (operation, ends), request, &mut contents),
            headers: ends
                .header_set
                .is_some()
                .then(|| headers.camel(&format!("{request} headers"))),
        };
        names.own.push(own);
    }
}

/// Names bodies by content type. The first of success and the first of failure are named after the operation; the
/// others are named after their status as well.
fn contents(
    plan: &Plan,
    operation: (&Operation, &OperationPlan),
    request: &Ident,
    scope: &mut Scope,
) -> BTreeMap<usize, Ident> {
    let mut out = BTreeMap::new();
    for success in [true, false] {
        let mut first = true;
        for (key, index) in by_content(plan, operation, success) {
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

/// Returns the bodies by content type of an operation, by their index and in the order of their statuses.
fn by_content(
    plan: &Plan,
    (operation, planned): (&Operation, &OperationPlan),
    success: bool,
) -> Vec<(StatusKey, usize)> {
    let responses = operation.responses.iter().zip(&planned.responses);
    let mut out: Vec<_> = responses
        .filter(|(it, _)| it.key.is_success() == success)
        .filter_map(|(it, planned)| match &planned.decode {
            Decode::ByContent(cases) => Some((it.key, plan.content(cases)?)),
            _ => None,
        })
        .collect();
    out.sort();
    out
}
