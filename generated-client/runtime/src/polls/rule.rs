//! The operation that is asked for a result: plain data in the `done` method of another operation.

/// A `GET` operation that is asked until a value in its response shows the end. The values of its path come from the
/// first response. Places in bodies are JSON pointers (RFC 6901).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a rule does nothing by itself"]
pub struct Ask {
    pub(super) template: &'static str,
    pub(super) values: &'static [(&'static str, &'static str)],
    pub(super) status: &'static str,
    pub(super) ends: &'static [&'static str],
    pub(super) auth: &'static [&'static [&'static str]],
    pub(super) success: &'static [&'static str],
    pub(super) errors: &'static [&'static str],
    pub(super) shared: bool,
}

impl Ask {
    /// Creates a rule that asks `template`, whose parameters have their values at these places of the first response.
    pub const fn new(
        template: &'static str,
        values: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self {
            template,
            values,
            status: "",
            ends: &[],
            auth: &[],
            success: &[],
            errors: &[],
            shared: false,
        }
    }

    /// Sets the place of the status, and its values at the end.
    pub const fn until(mut self, status: &'static str, ends: &'static [&'static str]) -> Self {
        self.status = status;
        self.ends = ends;
        self
    }

    /// Sets the security schemes that the operation accepts.
    pub const fn auth(mut self, alternatives: &'static [&'static [&'static str]]) -> Self {
        self.auth = alternatives;
        self
    }

    /// Sets the response keys that are a success.
    pub const fn success(mut self, keys: &'static [&'static str]) -> Self {
        self.success = keys;
        self
    }

    /// Sets the response keys of the documented failures.
    pub const fn errors(mut self, keys: &'static [&'static str]) -> Self {
        self.errors = keys;
        self
    }

    /// States that the failures of both operations have the same type. Otherwise a failure of the first one is
    /// [`Error::Status`](crate::runtime::Error::Status).
    pub const fn same_errors(mut self) -> Self {
        self.shared = true;
        self
    }
}
