use super::{Doc, Server, SpecName, SpecPath, TypeRef};

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
    /// The request body: as JSON where it can be JSON, and in the first form otherwise.
    pub body: Option<Body>,
    /// The other forms in which the body can be sent, in document order.
    pub other_bodies: Vec<Body>,
    /// The documented responses, in document order.
    pub responses: Vec<Response>,
    /// The documented headers of its responses, each once, in document order.
    pub headers: Vec<ResponseHeader>,
    /// The servers that it, or its path, has of its own; empty where the API's are used.
    pub servers: Vec<Server>,
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
    /// How its value is written there.
    pub style: Style,
    /// Whether reserved characters in its value stay as they are: `allowReserved`.
    pub reserved: bool,
    /// How the properties of a whole query are written, where it is not in the usual way.
    pub properties: Vec<(SpecName, Style)>,
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
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
    /// It is the query (OpenAPI 3.2.0, `in: querystring`).
    QueryString,
}

impl Place {
    /// The style of a parameter whose Parameter Object has none (OpenAPI 3.0.4, section 4.7.12.2).
    pub fn usual(self) -> Style {
        match self {
            Self::Path | Self::Header | Self::QueryString => Style::Simple,
            Self::Query | Self::Cookie => Style::FormExplode,
        }
    }
}

/// How a value is written (OpenAPI 3.0.4, section 4.7.12.3): a style, exploded or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the runtime's style of its name")]
pub enum Style {
    Simple,
    SimpleExplode,
    Label,
    LabelExplode,
    Matrix,
    MatrixExplode,
    Form,
    FormExplode,
    Cookie,
    CookieExplode,
    Space,
    Pipe,
    DeepObject,
    /// Not a style: one JSON text, from `content: application/json`.
    Json,
}

/// A request body.
#[derive(Clone, Debug)]
pub struct Body {
    /// The Media Type Object that is used.
    pub at: SpecPath,
    /// Whether it must be given.
    pub required: bool,
    /// The media type as the document has it.
    pub media: String,
    /// What names this form of the body beside others: `form`, `xml`.
    pub words: String,
    /// How it is written.
    pub encoding: Encoding,
    /// What the document says of it.
    pub doc: Doc,
    /// The example that the document gives.
    pub example: Option<serde_json::Value>,
}

/// How a request body is written.
#[derive(Clone, Debug)]
pub enum Encoding {
    /// As JSON, sent as this media type.
    Json {
        /// `application/json`, or the `+json` type that the document has.
        media: String,
        /// What is written.
        ty: TypeRef,
    },
    /// As `application/x-www-form-urlencoded`.
    Form {
        /// What is written: an object.
        ty: TypeRef,
        /// The properties that are not written in the usual way.
        styles: Vec<(SpecName, Style)>,
    },
    /// As JSON values one after the other, sent as this media type.
    Lines {
        /// The media type that the document has.
        media: String,
        /// What each value is.
        ty: TypeRef,
    },
    /// As `multipart/form-data`. Parts that may be left out are inputs of their own, like parameters.
    Multipart(Vec<Part>),
    /// As it is, sent as this media type.
    Raw {
        /// The media type that the document has.
        media: String,
    },
}

/// A part of a multipart body.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name on the wire.
    pub wire: SpecName,
    /// Whether it must be given.
    pub required: bool,
    /// What is in it.
    pub content: PartContent,
    /// Its media type, where it is not the usual one.
    pub media: Option<String>,
    /// The headers of which the document says the value.
    pub headers: Vec<(SpecName, String)>,
    /// What the document says of it.
    pub doc: Doc,
    /// `deprecated: true`.
    pub deprecated: bool,
    /// The example that the document gives.
    pub example: Option<serde_json::Value>,
}

/// What is in a part.
#[derive(Clone, Debug)]
pub enum PartContent {
    /// Text, or a part of text for each item of a list.
    Text(TypeRef),
    /// JSON.
    Json(TypeRef),
    /// A part of JSON for each item of a list.
    JsonList(TypeRef),
    /// A file.
    File,
    /// Any number of files.
    Files,
}

impl PartContent {
    /// The type of what is in it, if it has one.
    pub fn ty(&self) -> Option<&TypeRef> {
        match self {
            Self::Text(ty) | Self::Json(ty) | Self::JsonList(ty) => Some(ty),
            Self::File | Self::Files => None,
        }
    }
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
    /// The media types to ask for.
    pub media: Vec<String>,
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

    /// What one status means, as the registry of HTTP status codes calls it (RFC 9110, section 16.2.1).
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Self::Code(code) => http::StatusCode::from_u16(code).ok()?.canonical_reason(),
            Self::Range(_) | Self::Default => None,
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
    /// As bytes, one after the other as they come.
    Stream,
    /// As server-sent events, whose data is JSON of this type, or text.
    Events(Option<TypeRef>),
    /// As JSON values of this type, one after the other.
    Lines(TypeRef),
    /// By `Content-Type`: the media types that mean each case.
    ByContent(Vec<(Vec<String>, Decode)>),
}

/// A documented header of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseHeader {
    /// Its name on the wire.
    pub wire: SpecName,
    /// The type of its value: a primitive, a string enum or a list of primitives.
    pub ty: TypeRef,
    /// What the document says of it.
    pub doc: Doc,
    /// `deprecated: true`.
    pub deprecated: bool,
    /// Whether the value is kept out of `Debug`.
    pub sensitive: bool,
}

impl Decode {
    /// Calls `visit` with the type of what is JSON.
    pub fn each_type<'a>(&'a self, visit: &mut impl FnMut(&'a TypeRef)) {
        match self {
            Self::Json(ty) | Self::Lines(ty) | Self::Events(Some(ty)) => visit(ty),
            Self::ByContent(cases) => cases.iter().for_each(|(_, case)| case.each_type(visit)),
            Self::Empty | Self::Text | Self::Binary | Self::Stream | Self::Events(None) => {}
        }
    }
}

impl Encoding {
    /// The types of what is written.
    pub fn types(&self) -> Vec<&TypeRef> {
        match self {
            Self::Json { ty, .. } | Self::Form { ty, .. } | Self::Lines { ty, .. } => vec![ty],
            Self::Multipart(parts) => parts.iter().filter_map(|part| part.content.ty()).collect(),
            Self::Raw { .. } => Vec::new(),
        }
    }
}

impl Operation {
    /// The body in all forms in which it can be sent.
    pub fn bodies(&self) -> impl Iterator<Item = &Body> {
        self.body.iter().chain(&self.other_bodies)
    }
}
