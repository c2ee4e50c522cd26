//! Bodies by content type, and headers. Equal sets are stored once.

use super::{Decode, Plan, ResponsePlan};
use crate::{
    api::{Operation, Prim, ResponseHeader, TypeRef},
    diagnostic::{Code, Diagnostic},
    tree::NodeAt,
};
use std::collections::BTreeMap;

/// Bodies that differ by content type.
#[derive(Debug)]
pub struct ContentSet {
    /// The media types of each case.
    pub cases: Vec<(Vec<String>, Decode)>,
    /// The operations with such a response, in document order.
    pub operations: Vec<usize>,
}

/// The headers of an operation's responses.
#[derive(Debug)]
pub struct HeaderSet {
    /// The headers.
    pub headers: Vec<ResponseHeader>,
    /// The operations with such responses, in document order.
    pub operations: Vec<usize>,
}

/// Returns whether two lists without repetition have the same elements in any order.
fn same<T: PartialEq>(left: &[T], right: &[T]) -> bool {
    // Compared in order first, because there may be thousands of elements.
    left == right || left.len() == right.len() && left.iter().all(|it| right.contains(it))
}

impl Plan {
    /// Returns the index of the set with these cases.
    pub fn content(&self, cases: &[(Vec<String>, Decode)]) -> Option<usize> {
        let mut sets = self.contents.iter();
        sets.position(|set| same(&set.cases, cases))
    }

    /// Adds the bodies by content type of an operation's responses.
    pub(super) fn add_contents(&mut self, responses: &[ResponsePlan], index: usize) {
        for response in responses {
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

    /// Returns the headers of an operation's responses, each name once.
    pub(super) fn headers_once(&mut self, operation: &Operation) -> Vec<ResponseHeader> {
        let mut out: Vec<ResponseHeader> = Vec::new();
        // Indexed by name, because there may be thousands of headers.
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for response in &operation.responses {
            for header in &response.headers {
                let name = header.wire.as_str();
                let place = places.entry(name.to_ascii_lowercase());
                let place = *place.or_insert(out.len());
                match out.get_mut(place) {
                    Some(known) if known.ty != header.ty => {
                        known.ty = TypeRef::Prim(Prim::String);
                        let message =
                            format!("the responses give the header `{name}` different types");
                        let report = Diagnostic::warning(Code::HeaderText, None::<NodeAt>, message)
                            .pointer(response.at.child("headers").child(name).as_str())
                            .action("it is a `String` with the text as received");
                        self.reports.push(report);
                    }
                    Some(_) => {}
                    None => out.push(header.clone()),
                }
            }
        }
        out
    }

    /// Adds the headers of an operation's responses, and returns the index of their set.
    pub(super) fn add_headers(
        &mut self,
        headers: &[ResponseHeader],
        index: usize,
    ) -> Option<usize> {
        if headers.is_empty() {
            return None;
        }
        let mut sets = self.headers.iter();
        let place = sets.position(|set| same(&set.headers, headers));
        let place = place.unwrap_or(self.headers.len());
        match self.headers.get_mut(place) {
            Some(set) => set.operations.push(index),
            None => self.headers.push(HeaderSet {
                headers: headers.to_vec(),
                operations: vec![index],
            }),
        }
        Some(place)
    }
}
