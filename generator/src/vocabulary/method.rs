//! The HTTP methods.

use crate::tree::SpecName;

/// An HTTP method.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the HTTP method of its name")]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
    /// A safe method like GET, with a body.
    Query,
    /// Any other method, as it is on the wire.
    Custom(SpecName),
}

impl Method {
    /// The methods that have a field of their own, in the order of the Path Item Object.
    pub const FIXED: [Self; 9] = [
        Self::Get,
        Self::Put,
        Self::Post,
        Self::Delete,
        Self::Options,
        Self::Head,
        Self::Patch,
        Self::Trace,
        Self::Query,
    ];

    /// Returns the field of the Path Item Object or of its `additionalOperations`.
    pub fn field(&self) -> &str {
        match self {
            Self::Get => "get",
            Self::Put => "put",
            Self::Post => "post",
            Self::Delete => "delete",
            Self::Options => "options",
            Self::Head => "head",
            Self::Patch => "patch",
            Self::Trace => "trace",
            Self::Query => "query",
            Self::Custom(name) => name.as_str(),
        }
    }

    /// Returns the method as it is on the wire.
    pub fn wire(&self) -> String {
        match self {
            Self::Custom(name) => name.as_str().to_owned(),
            fixed => fixed.field().to_ascii_uppercase(),
        }
    }
}
