use super::{Doc, Facets, Style, TypeRef};
use crate::tree::{SpecName, SpecPath};

/// A request body.
#[derive(Clone, Debug)]
pub struct RequestBody {
    /// The `requestBody` of the operation.
    pub at: SpecPath,
    /// Whether it must be given.
    pub required: bool,
    /// The documentation in the document.
    pub doc: Doc,
    /// All documented forms, in document order.
    pub content: Vec<RequestContent>,
}

/// A documented form of a request body.
#[derive(Clone, Debug)]
pub struct RequestContent {
    /// The Media Type Object.
    pub at: SpecPath,
    /// The media type as the document has it.
    pub media: String,
    /// Its schema, references followed.
    pub schema: Option<SpecPath>,
    /// Whether the media type is another name for `application/json` as such.
    pub other_name: bool,
    /// The index of the form `application/json` if this form is another name for it: the schema is equal or missing.
    /// Both forms share a type.
    pub same_as: Option<usize>,
    /// The encoding.
    pub encoding: Encoding,
    /// Limits, default and example of its schema, as data.
    pub facets: Option<Box<Facets>>,
    /// The example that the document gives.
    pub example: Option<serde_json::Value>,
}

/// The encoding of a request body.
#[derive(Clone, Debug)]
pub enum Encoding {
    /// As JSON, sent as this media type.
    Json {
        /// `application/json`, or the `+json` type that the document has.
        media: String,
        /// The type of the value.
        ty: TypeRef,
    },
    /// As `application/x-www-form-urlencoded`.
    Form {
        /// The type of the value, an object.
        ty: TypeRef,
        /// The properties that do not have the usual style.
        styles: Vec<(SpecName, Style)>,
    },
    /// As a sequence of JSON values, sent as this media type.
    Lines {
        /// The media type that the document has.
        media: String,
        /// The type of each value.
        ty: TypeRef,
    },
    /// As `multipart/form-data`, or the body's own type in parts. Optional parts are inputs of their own, like
    /// parameters.
    Multipart(Vec<Part>),
    /// As text that is one value: a number, a boolean or an enum value, and under a range any string.
    Plain {
        /// The media type that is sent.
        media: String,
        /// The type of the value.
        ty: TypeRef,
    },
    /// As the caller writes it, sent as this media type.
    Raw {
        /// The media type that the document has, or the range of them that callers choose from.
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
    /// The content.
    pub content: PartContent,
    /// Its media type, if that is not the usual one; for a file, all documented types and ranges.
    pub media: Option<String>,
    /// The style of text, if a list is not one part per item.
    pub style: Option<Style>,
    /// The headers whose value the document gives.
    pub headers: Vec<(SpecName, String)>,
    /// The documentation in the document.
    pub doc: Doc,
    /// Limits, default and example, as data.
    pub facets: Option<Box<Facets>>,
    /// `deprecated: true`.
    pub deprecated: bool,
    /// The example that the document gives.
    pub example: Option<serde_json::Value>,
}

/// The content of a part.
#[derive(Clone, Debug)]
pub enum PartContent {
    /// Text, or one part of text per item of a list.
    Text(TypeRef),
    /// JSON.
    Json(TypeRef),
    /// One part of JSON per item of a list.
    JsonList(TypeRef),
    /// By the kind of value: text for a single value, JSON for an object, one part per item for a list.
    ByValue(TypeRef),
    /// A file.
    File,
    /// Any number of files.
    Files,
    /// A file, or a value that is written by its kind.
    FileOr(TypeRef),
    /// Any number of files, or a value that is written by what it is.
    FilesOr(TypeRef),
}

impl PartContent {
    /// Returns the type of the content, if it has one.
    pub fn ty(&self) -> Option<&TypeRef> {
        match self {
            Self::Text(ty)
            | Self::Json(ty)
            | Self::JsonList(ty)
            | Self::ByValue(ty)
            | Self::FileOr(ty)
            | Self::FilesOr(ty) => Some(ty),
            Self::File | Self::Files => None,
        }
    }

    /// Returns whether callers can give a file.
    pub fn takes_file(&self) -> bool {
        matches!(
            self,
            Self::File | Self::Files | Self::FileOr(_) | Self::FilesOr(_)
        )
    }
}

/// A documented form of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// The Media Type Object.
    pub at: SpecPath,
    /// The media type as the document has it.
    pub media: String,
    /// Its schema, references followed. [`Api::schemas`](super::Api::schemas) has the type of the schema, if it has
    /// one.
    pub schema: Option<SpecPath>,
}

impl Encoding {
    /// Returns the types of the values that are written.
    pub fn types(&self) -> Vec<&TypeRef> {
        match self {
            Self::Json { ty, .. }
            | Self::Form { ty, .. }
            | Self::Lines { ty, .. }
            | Self::Plain { ty, .. } => vec![ty],
            Self::Multipart(parts) => parts.iter().filter_map(|part| part.content.ty()).collect(),
            Self::Raw { .. } => Vec::new(),
        }
    }

    /// Returns the parts of the body; none if the body is a single value.
    pub fn parts(&self) -> &[Part] {
        match self {
            Self::Multipart(parts) => parts,
            Self::Json { .. }
            | Self::Form { .. }
            | Self::Lines { .. }
            | Self::Plain { .. }
            | Self::Raw { .. } => &[],
        }
    }
}
