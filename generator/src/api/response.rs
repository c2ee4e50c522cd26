use super::{Doc, Facets, TypeRef};
use crate::tree::{SpecName, SpecPath};

/// A documented response.
#[derive(Clone, Debug)]
pub struct Response {
    /// The Response Object.
    pub at: SpecPath,
    /// The statuses that it documents.
    pub key: StatusKey,
    /// Whether HTTP allows no body: with the method HEAD, and with the statuses 204, 205 and 304.
    pub bodiless: bool,
    /// All documented forms of the body, in document order.
    pub content: Vec<ResponseContent>,
    /// The documented headers, in document order, without `Content-Type`.
    pub headers: Vec<ResponseHeader>,
    /// The `description`.
    pub description: String,
}

/// The key of a response: a status, a range, or all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatusKey {
    /// One status.
    Code(u16),
    /// A range: `4` is `4XX`.
    Range(u8),
    /// `default`.
    Default,
}

impl StatusKey {
    /// Returns whether this key covers the statuses of a more exact `other` that is not documented.
    pub fn covers(self, other: Self) -> bool {
        match (self, other) {
            (Self::Range(range), Self::Code(code)) => u16::from(range) == code / 100,
            (Self::Default, Self::Code(_) | Self::Range(_)) => true,
            (Self::Code(_) | Self::Range(_) | Self::Default, _) => false,
        }
    }

    /// Returns the reason phrase of a single status in the registry of HTTP status codes (RFC 9110, section 16.2.1).
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Self::Code(code) => http::StatusCode::from_u16(code).ok()?.canonical_reason(),
            Self::Range(_) | Self::Default => None,
        }
    }

    /// Returns whether a server with this status switches to another protocol (RFC 9110, section 15.2.2).
    pub fn is_upgrade(self) -> bool {
        self == Self::Code(101)
    }

    /// Returns whether this key is for statuses that mean success. `default` is for the others.
    pub fn is_success(self) -> bool {
        match self {
            Self::Code(code) => (200..300).contains(&code),
            Self::Range(range) => range == 2,
            Self::Default => false,
        }
    }
}

impl std::fmt::Display for StatusKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Range(range) => write!(f, "{range}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A documented form of the body of a response.
#[derive(Clone, Debug)]
pub struct ResponseContent {
    /// The Media Type Object.
    pub at: SpecPath,
    /// The media type as the document has it.
    pub media: String,
    /// Its schema, references followed.
    pub schema: Option<SpecPath>,
    /// The index of the form of JSON if this is another form of it: the media type writes the same values, and the
    /// schema is equal or missing. Both forms share a type.
    pub same_as: Option<usize>,
    /// Whether its schema describes an object or a list.
    pub structured: bool,
    /// The representation of the body.
    pub representation: Representation,
}

/// The representation of a body in one media type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Representation {
    /// JSON.
    Json(TypeRef),
    /// Text.
    Text,
    /// Text that is a single value of this type.
    Plain(TypeRef),
    /// Bytes.
    Binary,
    /// A stream of bytes.
    Stream,
    /// Server-sent events, whose data is JSON of this type, or text.
    Events(Option<TypeRef>),
    /// A sequence of JSON values of this type.
    Lines(TypeRef),
}

/// A documented header of a response.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseHeader {
    /// Its name on the wire.
    pub wire: SpecName,
    /// The type of its value: a primitive, a string enum or a list of primitives.
    pub ty: TypeRef,
    /// The documentation in the document.
    pub doc: Doc,
    /// Limits, default and example, as data.
    pub facets: Option<Box<Facets>>,
    /// `deprecated: true`.
    pub deprecated: bool,
    /// Whether `Debug` omits the value.
    pub sensitive: bool,
}

impl Response {
    /// Returns the types of the values that a body can hold.
    pub fn types(&self) -> impl Iterator<Item = &TypeRef> {
        let forms = self.content.iter().filter(|_| !self.bodiless);
        forms.filter_map(|it| it.representation.ty())
    }
}

impl Representation {
    /// Returns the type of the JSON, or of the single value.
    pub fn ty(&self) -> Option<&TypeRef> {
        match self {
            Self::Json(ty) | Self::Plain(ty) | Self::Lines(ty) | Self::Events(Some(ty)) => Some(ty),
            Self::Text | Self::Binary | Self::Stream | Self::Events(None) => None,
        }
    }
}
