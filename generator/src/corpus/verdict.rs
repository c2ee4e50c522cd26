//! What became of a value that its schema admits.

use super::{
    examples::compare,
    probe::{Outcome, fell_to_unlisted},
};
use crate::{load::Node, model::SpecPath};
use serde_json::Value;

/// What became of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It came back as it was.
    Unchanged,
    /// It came back as something else; what differs.
    Changed(String),
    /// It came back, but it was decoded as something that the document does not list.
    Unknown(String),
    /// It was not decoded, and why.
    Refused(String),
}

impl Verdict {
    /// The verdict in a word, and what is said with it.
    pub fn words(&self) -> (&'static str, &str) {
        match self {
            Self::Unchanged => ("unchanged", ""),
            Self::Changed(why) => ("changed", why),
            Self::Unknown(shown) => ("unknown", shown),
            Self::Refused(why) => ("refused", why),
        }
    }
}

/// What a value of the schema at `at` became.
pub(super) fn verdict(document: &Node, at: &SpecPath, value: &Value, outcome: Outcome) -> Verdict {
    match outcome {
        Outcome::Refused(why) => Verdict::Refused(why),
        Outcome::Aborted(how) => Verdict::Refused(format!("the program ended: {how}")),
        Outcome::Read { json, shown } => match serde_json::from_str(&json) {
            Err(error) => Verdict::Changed(format!("what it became is no JSON: {error}")),
            Ok(back) => {
                let schemas = std::slice::from_ref(at);
                let found = compare::differences(document, schemas, value, &back);
                match found.first() {
                    Some(first) => Verdict::Changed(format!("{}, {}", first.kind, first.why)),
                    None if fell_to_unlisted(&shown) => Verdict::Unknown(shown),
                    None => Verdict::Unchanged,
                }
            }
        },
    }
}
