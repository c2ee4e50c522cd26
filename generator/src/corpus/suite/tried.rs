//! What became of a valid instance.

use super::Outcome;
use crate::{
    corpus::{examples::compare, probe::fell_to_unlisted},
    load::Node,
    model::SpecPath,
};
use serde_json::Value;

/// A valid instance, and what became of it.
#[derive(Debug)]
pub struct Tried {
    /// The file of the suite and the place of the group in it.
    pub group: String,
    /// What the suite says of the group and the instance.
    pub about: String,
    /// The instance.
    pub instance: String,
    /// What became of it.
    pub kind: Kind,
    /// What the generator said of the group's schema, if it said that it widens something or leaves it out.
    pub reported: Option<String>,
}

impl Tried {
    /// Whether it did not come back although nothing was reported.
    pub fn is_failure(&self) -> bool {
        self.kind != Kind::Unchanged && self.reported.is_none()
    }
}

/// What became of an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It came back as it was.
    Unchanged,
    /// It came back as something else; what differs.
    Changed(String),
    /// It came back, but it was decoded as something that the document does not list.
    Unknown(String),
    /// It was not decoded, and why.
    Refused(String),
}

/// What an instance of the schema at `at` became.
pub(in crate::corpus) fn kind(
    document: &Node,
    at: &SpecPath,
    value: &Value,
    outcome: Outcome,
) -> Kind {
    match outcome {
        Outcome::Refused(why) => Kind::Refused(why),
        Outcome::Aborted(how) => Kind::Refused(format!("the program ended: {how}")),
        Outcome::Read { json, shown } => match serde_json::from_str(&json) {
            Err(error) => Kind::Changed(format!("what it became is no JSON: {error}")),
            Ok(back) => {
                let found = compare::differences(document, &[at.clone()], value, &back);
                match found.first() {
                    Some(first) => Kind::Changed(format!("{}, {}", first.kind, first.why)),
                    None if fell_to_unlisted(&shown) => Kind::Unknown(shown),
                    None => Kind::Unchanged,
                }
            }
        },
    }
}
