//! The results of an operation: the decoding for each documented status.

use super::{Decode, Plan, ResponsePlan};
use crate::api::{Operation, StatusKey};

/// The decoding of the body for success, or for failure.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The document describes no body.
    None,
    /// The same decoding for each of these keys.
    One(Decode, Vec<StatusKey>),
    /// By status, with the index of the set in [`Plan::sets`].
    Set(usize),
}

/// Bodies that differ by status.
#[derive(Debug, PartialEq, Eq)]
pub struct StatusSet {
    /// The decoding for each key, the most exact key first.
    pub cases: Vec<(StatusKey, Decode)>,
    /// Whether it is for success.
    pub success: bool,
    /// The operations that end with it, in document order.
    pub operations: Vec<usize>,
}

/// The key and the decoding of a response.
type Read<'p> = (StatusKey, &'p Decode);

fn reads<'p>(operation: &Operation, responses: &'p [ResponsePlan]) -> Vec<Read<'p>> {
    let both = operation.responses.iter().zip(responses);
    both.map(|(it, plan)| (it.key, &plan.decode)).collect()
}

impl Plan {
    /// Returns the results of an operation for success and for failure.
    pub(super) fn outcomes(
        &mut self,
        operation: &Operation,
        responses: &[ResponsePlan],
        index: usize,
    ) -> (Outcome, Outcome) {
        let all = reads(operation, responses).into_iter();
        let (good, bad): (Vec<Read<'_>>, Vec<Read<'_>>) = all.partition(|it| it.0.is_success());
        // `default` alone describes every status, success included.
        let good = if good.is_empty() {
            let default = |it: &&Read<'_>| it.0 == StatusKey::Default;
            bad.iter().filter(default).copied().collect()
        } else {
            good
        };
        let caught = |empty: StatusKey| {
            bad.iter()
                .any(|(key, decode)| **decode != Decode::Empty && key.covers(empty))
        };
        let read = |it: &&Read<'_>| *it.1 != Decode::Empty || caught(it.0);
        let bad: Vec<Read<'_>> = bad.iter().filter(read).copied().collect();
        (
            self.outcome(&good, true, index),
            self.outcome(&bad, false, index),
        )
    }

    fn outcome(&mut self, reads: &[Read<'_>], success: bool, operation: usize) -> Outcome {
        let Some((_, first)) = reads.first() else {
            return Outcome::None;
        };
        if reads.iter().all(|(_, decode)| decode == first) {
            let keys = reads.iter().map(|(key, _)| *key);
            return Outcome::One((*first).clone(), keys.collect());
        }
        let cases = reads.iter().map(|(key, decode)| (*key, (*decode).clone()));
        let mut cases: Vec<_> = cases.collect();
        // Sorted, so that operations that list the same responses in another order share the set.
        cases.sort_by_key(|(key, _)| *key);
        let equal = |set: &StatusSet| set.success == success && set.cases == cases;
        let index = self.sets.iter().position(equal);
        let index = index.unwrap_or(self.sets.len());
        match self.sets.get_mut(index) {
            Some(set) => set.operations.push(operation),
            None => self.sets.push(StatusSet {
                cases,
                success,
                operations: vec![operation],
            }),
        }
        Outcome::Set(index)
    }
}

/// Returns the documented redirects that count as success, because the operation documents no other.
pub(super) fn given_redirects(operation: &Operation, responses: &[ResponsePlan]) -> Vec<StatusKey> {
    let all = reads(operation, responses);
    let known = |key: StatusKey| key.is_success() || key == StatusKey::Default;
    if all.iter().any(|(key, _)| known(*key)) {
        return Vec::new();
    }
    let redirect = |key: StatusKey| matches!(key, StatusKey::Code(301 | 302 | 303 | 307 | 308));
    let given = all
        .into_iter()
        .map(|(key, decode)| (key, *decode == Decode::Empty));
    given
        .filter(|(key, empty)| redirect(*key) && *empty)
        .map(|(key, _)| key)
        .collect()
}
