//! What became of a value that its schema admits.

use super::{Fault, Judge};
use crate::{corpus::program::Outcome, model::SpecPath};
use serde_json::Value;

/// What became of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It came back as it was.
    Unchanged,
    /// It came back as something else, or was taken for another alternative; what differs.
    Changed(String),
    /// It came back, but it was decoded as something that the document does not list; what is unknown.
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
            Self::Unknown(why) => ("unknown", why),
            Self::Refused(why) => ("refused", why),
        }
    }
}

impl Judge<'_> {
    /// What became of a value that the schema admits: then nothing excuses that it is unknown.
    pub fn verdict(&self, schema: &SpecPath, value: &Value, outcome: Outcome) -> Verdict {
        let back = match outcome.and_then(|it| it.value()) {
            Ok(back) => back,
            Err(why) => return Verdict::Refused(why),
        };
        let found = self.differences(schema, value, back);
        let Some(first) = found.first() else {
            return Verdict::Unchanged;
        };
        let why = format!("{}, `{}`: {}", first.kind, first.at, first.why);
        match first.fault {
            Fault::Changed | Fault::Variant => Verdict::Changed(why),
            Fault::Unlisted | Fault::Incomplete | Fault::Null | Fault::Unknown => {
                Verdict::Unknown(why)
            }
        }
    }
}
