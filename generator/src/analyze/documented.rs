//! What responses hold beyond one body: bodies by content type, and headers. Equal ones are one.

use super::Facts;
use crate::model::{Decode, Operation, ResponseHeader};

/// Bodies that differ by content type.
#[derive(Debug)]
pub struct ContentSet {
    /// The media types that mean each case.
    pub cases: Vec<(Vec<String>, Decode)>,
    /// The operations with such a response, in document order.
    pub operations: Vec<usize>,
}

/// Headers that belong together.
#[derive(Debug)]
pub struct HeaderSet {
    /// The headers.
    pub headers: Vec<ResponseHeader>,
    /// The operations with such responses, in document order.
    pub operations: Vec<usize>,
}

/// Whether two lists without repetition have the same in any order.
fn same<T: PartialEq>(left: &[T], right: &[T]) -> bool {
    left.len() == right.len() && left.iter().all(|it| right.contains(it))
}

impl Facts {
    /// The index of the set that these cases are.
    pub fn content(&self, cases: &[(Vec<String>, Decode)]) -> Option<usize> {
        let mut sets = self.contents.iter();
        sets.position(|set| same(&set.cases, cases))
    }

    /// The index of the headers of an operation.
    pub fn headers_of(&self, operation: &Operation) -> Option<usize> {
        let mut sets = self.headers.iter();
        sets.position(|set| same(&set.headers, &operation.headers))
    }

    pub(super) fn add_contents(&mut self, operation: &Operation, index: usize) {
        for response in &operation.responses {
            let Decode::ByContent(cases) = &response.decode else {
                continue;
            };
            let place = self.content(cases);
            match place.and_then(|place| self.contents.get_mut(place)) {
                Some(set) if set.operations.contains(&index) => {}
                Some(set) => set.operations.push(index),
                None => self.contents.push(ContentSet {
                    cases: cases.clone(),
                    operations: vec![index],
                }),
            }
        }
    }

    pub(super) fn add_headers(&mut self, operation: &Operation, index: usize) {
        if operation.headers.is_empty() {
            return;
        }
        let place = self.headers_of(operation);
        match place.and_then(|place| self.headers.get_mut(place)) {
            Some(set) => set.operations.push(index),
            None => self.headers.push(HeaderSet {
                headers: operation.headers.clone(),
                operations: vec![index],
            }),
        }
    }
}
