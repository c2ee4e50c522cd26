//! Which of an operation's documented responses a status falls under.

use http::{HeaderMap, StatusCode};

/// The documented responses of an operation.
pub(super) struct Cases {
    /// The keys that are a success; empty where every 2xx is the same one.
    pub(super) success: &'static [&'static str],
    /// The keys of failures with a documented body.
    pub(super) errors: &'static [&'static str],
    /// Whether the body of a success is left to the caller to read.
    pub(super) streamed: fn(&'static str, &HeaderMap) -> bool,
}

impl Cases {
    pub(super) fn new() -> Self {
        Self {
            success: &[],
            errors: &[],
            streamed: |_, _| false,
        }
    }

    /// Whether a status is one of success, and which of the documented cases it is.
    pub(super) fn pick(&self, status: StatusCode) -> (bool, Option<&'static str>) {
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

/// The response key for a status: the code itself, then its range, then `default` (`OpenAPI` 3,
/// "Responses Object").
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
