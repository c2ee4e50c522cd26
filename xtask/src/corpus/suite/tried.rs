//! The outcome of a valid instance.

use crate::corpus::verdict::Verdict;

/// A valid instance and its outcome.
#[derive(Debug)]
pub struct Tried {
    /// The file of the suite and the number of the group in it.
    pub group: String,
    /// The suite's descriptions of the group and the instance.
    pub about: String,
    /// The instance.
    pub instance: String,
    /// The verdict on the instance.
    pub verdict: Verdict,
    /// The diagnostic about the group's schema that explains why the instance did not come back.
    pub reported: Option<String>,
}

impl Tried {
    /// Returns whether the instance did not come back and no diagnostic explains it.
    pub fn is_failure(&self) -> bool {
        self.verdict != Verdict::Unchanged && self.reported.is_none()
    }
}
