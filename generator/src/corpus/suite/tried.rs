//! What became of a valid instance.

use crate::corpus::verdict::Verdict;

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
    pub verdict: Verdict,
    /// What the generator said of the group's schema that explains it, if the instance did not come back.
    pub reported: Option<String>,
}

impl Tried {
    /// Whether it did not come back although nothing was reported.
    pub fn is_failure(&self) -> bool {
        self.verdict != Verdict::Unchanged && self.reported.is_none()
    }
}
