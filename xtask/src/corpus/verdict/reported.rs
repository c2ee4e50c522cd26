//! The generator's diagnostics about a schema, and whether they explain that a value did not come back.

use super::Verdict;
use generator::{
    diagnostic::{Code, Diagnostics, Severity},
    tree::SpecPath,
};
use std::fmt;

/// A diagnostic that part of a schema was widened or dropped.
#[derive(Clone, Debug)]
pub(in super::super) struct Reported {
    /// The location that the diagnostic is about.
    pub(in super::super) at: SpecPath,
    code: Code,
    message: String,
}

impl fmt::Display for Reported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl Reported {
    /// Returns the diagnostics with a location that report an error or a loss.
    pub(in super::super) fn all(diagnostics: &Diagnostics) -> Vec<Self> {
        let all = diagnostics.iter();
        let warning = all.filter(|it| it.severity <= Severity::Warning);
        let said = warning.filter_map(|it| {
            Some(Self {
                at: SpecPath::from_pointer(it.pointer.clone()?),
                code: it.code,
                message: it.message.clone(),
            })
        });
        said.collect()
    }

    /// Returns whether the diagnostic can explain the verdict. A diagnostic excuses only the loss that it is about: an
    /// implied type is no reason to lose a property.
    pub(in super::super) fn explains(&self, verdict: &Verdict) -> bool {
        match (self.code, verdict) {
            (_, Verdict::Unchanged) | (Code::ImpliedType, Verdict::Changed(_)) => false,
            (Code::ImpliedType, Verdict::Refused(why)) => is_of_another_kind(why),
            // A type that does not enforce a keyword accepts more, and may take a value for another alternative.
            (Code::UncheckedKeyword | Code::OverlappingAlternatives, _) => {
                matches!(verdict, Verdict::Changed(_))
            }
            _ => true,
        }
    }
}

/// Returns whether the decoder reports a value of another JSON type. All numbers are of one type, however they are
/// written.
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
