//! The choice of the documented response that a status falls under.

use http::{HeaderMap, StatusCode};

#[cfg(feature = "testing")]
use crate::runtime::{Decode, json::secrets::Marked};

/// The documented responses of an operation.
#[derive(Clone, Copy)]
pub(crate) struct Cases {
    /// The response keys of a success; empty if every 2xx has the same body.
    pub(crate) success: &'static [&'static str],
    /// The response keys of failures with a documented body.
    pub(crate) errors: &'static [&'static str],
    /// Whether the caller reads the body of a success as it arrives.
    pub(crate) streamed: fn(&'static str, &HeaderMap) -> bool,
    /// The functions that find the sensitive values of a success and of a failure.
    #[cfg(feature = "testing")]
    pub(crate) marked: Option<[MarkedBy; 2]>,
}

/// A lookup of the function that marks the sensitive values of a documented case.
#[cfg(feature = "testing")]
pub(crate) type MarkedBy = fn(&'static str, &HeaderMap) -> Option<Marked>;

impl Cases {
    pub(crate) fn new() -> Self {
        Self {
            success: &[],
            errors: &[],
            streamed: |_, _| false,
            #[cfg(feature = "testing")]
            marked: None,
        }
    }

    /// Sets the functions for the types of a success and of a failure, unless they are set already.
    #[cfg(feature = "testing")]
    pub(crate) fn mark_by<T: Decode, E: Decode>(&mut self) {
        self.marked.get_or_insert([
            |case, headers| T::marked(case, headers, |_| ()),
            |case, headers| E::marked(case, headers, |_| ()),
        ]);
    }

    /// Returns the function that marks the sensitive values in each JSON text of a response.
    #[cfg(feature = "testing")]
    pub(crate) fn marked(&self, status: StatusCode, headers: &HeaderMap) -> Option<Marked> {
        let (success, case) = self.pick(status);
        let [good, bad] = self.marked?;
        let by = if success { good } else { bad };
        by(case?, headers)
    }

    /// Returns whether a status is a success, and the documented case that it falls under.
    pub(crate) fn pick(&self, status: StatusCode) -> (bool, Option<&'static str>) {
        if self.success.is_empty() {
            if status.is_success() {
                return (true, Some("2XX"));
            }
        } else if let Some(case) = pick(self.success, status, status.is_success()) {
            return (true, Some(case));
        }
        (false, pick(self.errors, status, !status.is_success()))
    }
}

/// Returns the response key for a status: the code itself, then its range, then `default` (`OpenAPI` 3, "Responses
/// Object").
fn pick(keys: &[&'static str], status: StatusCode, default: bool) -> Option<&'static str> {
    let code = status.as_str();
    let range = &code[..1];
    let in_range = |key: &str| {
        let rest = key.strip_prefix(range);
        rest.is_some_and(|rest| rest.eq_ignore_ascii_case("XX"))
    };
    let find = |fits: &dyn Fn(&str) -> bool| keys.iter().copied().find(|key| fits(key));
    find(&|key| key == code)
        .or_else(|| find(&in_range))
        .or_else(|| find(&|key| default && key == "default"))
}
