use super::{Doc, SpecName, SpecPath, TypeRef};

/// One operation: a method on a path.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The Operation Object.
    pub at: SpecPath,
    /// What the function's name is made from: the `operationId`, or method and path.
    pub words: String,
    /// The first tag, as an index into [`Api::tags`](super::Api::tags).
    pub tag: Option<usize>,
    /// The method.
    pub method: Method,
    /// The path template as the document has it.
    pub path: String,
    /// The parameters, path parameters first in the order of the template.
    pub params: Vec<Param>,
    /// The request body.
    pub body: Option<Body>,
    /// The documented responses, in document order.
    pub responses: Vec<Response>,
    /// Alternatives of schemes that are needed together; empty where nothing is needed.
    pub security: Vec<Vec<SpecName>>,
    /// What the document says of it.
    pub doc: Doc,
    /// `deprecated: true`.
    pub deprecated: bool,
}

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
    /// Safe as GET is, with a body.
    Query,
    /// Any other, as the wire spells it.
    Custom(SpecName),
}

impl Method {
    /// The methods that have a field of their own, in the order in which the Path Item Object lists them.
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

    /// The field of the Path Item Object, or of its `additionalOperations`.
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

    /// The method as the wire spells it.
    pub fn wire(&self) -> String {
        match self {
            Self::Custom(name) => name.as_str().to_owned(),
            fixed => fixed.field().to_ascii_uppercase(),
        }
    }
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub struct Param {
    /// The Parameter Object.
    pub at: SpecPath,
    /// Its name on the wire.
    pub wire: SpecName,
    /// Where it is sent.
    pub place: Place,
    /// The type of its value.
    pub ty: TypeRef,
    /// Whether it must be given.
    pub required: bool,
    /// What the document says of it.
    pub doc: Doc,
    /// `deprecated: true`.
    pub deprecated: bool,
    /// The example that the document gives.
    pub example: Option<serde_json::Value>,
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In the path, style `simple`.
    Path,
    /// In the query, style `form`, exploded.
    Query,
    /// In a header, style `simple`.
    Header,
    /// In a cookie, style `form`.
    Cookie,
}

/// A request body.
#[derive(Clone, Debug)]
pub struct Body {
    /// The Media Type Object that is used.
    pub at: SpecPath,
    /// Whether it must be given.
    pub required: bool,
    /// How it is written.
    pub encoding: Encoding,
    /// What the document says of it.
    pub doc: Doc,
    /// The example that the document gives.
    pub example: Option<serde_json::Value>,
}

/// How a request body is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// As JSON, sent as this media type.
    Json {
        /// `application/json`, or the `+json` type that the document has.
        media: String,
        /// What is written.
        ty: TypeRef,
    },
    /// As it is, sent as this media type.
    Raw {
        /// The media type that the document has.
        media: String,
    },
}

/// A documented response.
#[derive(Clone, Debug)]
pub struct Response {
    /// The Response Object.
    pub at: SpecPath,
    /// The statuses it is for.
    pub key: StatusKey,
    /// How the body is read.
    pub decode: Decode,
    /// The media type of the body.
    pub media: Option<String>,
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
    /// Whether a response under this key is used for the statuses of a more exact `other` that has none.
    pub fn covers(self, other: Self) -> bool {
        match (self, other) {
            (Self::Range(range), Self::Code(code)) => u16::from(range) == code / 100,
            (Self::Default, Self::Code(_) | Self::Range(_)) => true,
            (Self::Code(_) | Self::Range(_) | Self::Default, _) => false,
        }
    }

    /// Whether this is for statuses that mean success. `default` is for the others.
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

/// How a response body is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decode {
    /// There is none.
    Empty,
    /// As JSON.
    Json(TypeRef),
    /// As text.
    Text,
    /// As bytes.
    Binary,
}

impl Encoding {
    /// The type of what is written, if it has one.
    pub fn ty(&self) -> Option<&TypeRef> {
        match self {
            Self::Json { ty, .. } => Some(ty),
            Self::Raw { .. } => None,
        }
    }
}
