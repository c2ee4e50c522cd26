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
    /// Whether the first such response is a success.
    pub success: bool,
}

/// Headers that belong together.
#[derive(Debug)]
pub struct HeaderSet {
    /// The headers.
    pub headers: Vec<ResponseHeader>,
    /// The operations with such responses, in document order.
    pub operations: Vec<usize>,
}

impl Facts {
    /// The index of the set that these cases are.
    pub fn content(&self, cases: &[(Vec<String>, Decode)]) -> Option<usize> {
        self.contents.iter().position(|set| set.cases == cases)
    }

    /// The index of the headers of an operation.
    pub fn headers_of(&self, operation: &Operation) -> Option<usize> {
        let mut sets = self.headers.iter();
        sets.position(|set| set.headers == operation.headers)
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
                    success: response.key.is_success(),
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
