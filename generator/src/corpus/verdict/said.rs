//! What the generator itself said of a schema, and whether that is why a value did not come back.

use super::Verdict;
use crate::{
    diagnostic::{Diagnostics, Severity},
    model::SpecPath,
};
use std::fmt;

/// That something of a schema is widened or left out.
#[derive(Clone, Debug)]
pub(in super::super) struct Said {
    /// The place that it was said of.
    pub(in super::super) at: SpecPath,
    code: &'static str,
    message: String,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl Said {
    /// All that was said.
    pub(in super::super) fn all(diagnostics: &Diagnostics) -> Vec<Self> {
        let all = diagnostics.iter();
        let lossy = all.filter(|it| it.severity <= Severity::Lossy);
        let said = lossy.filter_map(|it| {
            Some(Self {
                at: SpecPath::from_pointer(it.pointer.clone()?),
                code: it.code.0,
                message: it.message.clone(),
            })
        });
        said.collect()
    }

    /// Whether it can be why a value did not come back. What is said of one thing excuses no other: that a
    /// type was implied is no reason to lose a property.
    pub(in super::super) fn explains(&self, verdict: &Verdict) -> bool {
        match (self.code, verdict) {
            (_, Verdict::Unchanged) | ("implied-type", Verdict::Changed(_)) => false,
            ("implied-type", Verdict::Refused(why)) => is_of_another_kind(why),
            // A type that a keyword does not limit takes more, and may take a value for another alternative.
            ("unchecked-keyword" | "overlapping-alternatives", _) => {
                matches!(verdict, Verdict::Changed(_))
            }
            _ => true,
        }
    }
}

/// Whether a decoder says that a value is of another JSON type. A number is one, whatever it is written as.
fn is_of_another_kind(why: &str) -> bool {
    let Some((_, rest)) = why.split_once("invalid type: ") else {
        return false;
    };
    let Some((found, expected)) = rest.split_once(", expected ") else {
        return false;
    };
    let digit = |it: char| it.is_ascii_digit();
    let integer = expected.strip_prefix(['i', 'u']);
    !(found.starts_with("floating point") && integer.is_some_and(|it| it.starts_with(digit)))
}
