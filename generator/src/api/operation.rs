use super::{Doc, Facets, Need, RequestBody, Response, Server, TypeRef};
use crate::tree::{SpecName, SpecPath};
use crate::vocabulary::Method;

/// One operation: a method on a path.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The Operation Object.
    pub at: SpecPath,
    /// The words of the function's name: the `operationId`, or the method and the path.
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
    pub body: Option<RequestBody>,
    /// The documented responses, in document order.
    pub responses: Vec<Response>,
    /// The servers of the operation or its path; empty if it uses those of the API.
    pub servers: Vec<Server>,
    /// The alternatives, each a set of schemes that are required together; empty if none are required.
    pub security: Vec<Vec<Need>>,
    /// The documentation in the document.
    pub doc: Doc,
    /// `deprecated: true`.
    pub deprecated: bool,
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub struct Param {
    /// The Parameter Object.
    pub at: SpecPath,
    /// Its name on the wire.
    pub wire: SpecName,
    /// The place in which it is sent.
    pub place: Place,
    /// The style of its value.
    pub style: Style,
    /// Whether reserved characters in its value stay as they are: `allowReserved`.
    pub reserved: bool,
    /// The properties with a style other than the default, if the parameter is a whole query.
    pub properties: Vec<(SpecName, Style)>,
    /// The type of its value.
    pub ty: TypeRef,
    /// Whether it must be given.
    pub required: bool,
    /// The documentation in the document.
    pub doc: Doc,
    /// Limits, default and example, as data.
    pub facets: Option<Box<Facets>>,
    /// `deprecated: true`.
    pub deprecated: bool,
    /// The example that the document gives.
    pub example: Option<serde_json::Value>,
}

/// The place in which a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// The whole query (OpenAPI 3.2.0, `in: querystring`).
    QueryString,
}

impl Place {
    /// Returns the default style of a parameter in this place (OpenAPI 3.0.4, section 4.7.12.2).
    pub fn usual(self) -> Style {
        match self {
            Self::Path | Self::Header | Self::QueryString => Style::Simple,
            Self::Query | Self::Cookie => Style::FormExplode,
        }
    }
}

/// The style of a value (OpenAPI 3.0.4, section 4.7.12.3), exploded or not.
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
    /// One JSON text instead of a style, from `content: application/json`.
    Json,
}

impl Operation {
    /// Returns whether the document declares that the server may switch to another protocol (RFC 9110, section 15.2.2).
    pub fn upgrades(&self) -> bool {
        self.responses.iter().any(|it| it.key.is_upgrade())
    }
}
