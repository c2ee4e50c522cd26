use super::{Content, Doc, Method, SpecName, SpecPath, TypeRef};

/// A request that the server makes.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// The location of its description: a Path Item Object or a Callback Object.
    pub at: SpecPath,
    /// Its name in the document.
    pub name: SpecName,
    /// The part of the API that it belongs to.
    pub kind: IncomingKind,
    /// Its methods, in document order.
    pub requests: Vec<IncomingRequest>,
}

impl Incoming {
    /// Returns the request that code is emitted for: the first one with a body, or else the first.
    pub fn request(&self) -> Option<&IncomingRequest> {
        let with_body = |it: &&IncomingRequest| !matches!(it.payload, Payload::None);
        let mut all = self.requests.iter();
        all.find(with_body).or(self.requests.first())
    }
}

/// One method of a request that the server makes.
#[derive(Clone, Debug)]
pub struct IncomingRequest {
    /// The Operation Object.
    pub at: SpecPath,
    /// The method.
    pub method: Method,
    /// The documentation in the document.
    pub doc: Doc,
    /// The documented headers.
    pub headers: Vec<IncomingHeader>,
    /// All documented forms of its body.
    pub content: Vec<Content>,
    /// The body as the emitted code reads it.
    pub payload: Payload,
}

/// A header of a request that the server makes.
#[derive(Clone, Debug)]
pub struct IncomingHeader {
    /// Its name.
    pub name: String,
    /// Its only value, if the document lists just one.
    pub constant: Option<String>,
    /// The example that the document gives, if it is a string.
    pub example: Option<String>,
}

/// The body of a request that the server makes.
#[derive(Clone, Debug)]
pub enum Payload {
    /// The document describes no body.
    None,
    /// JSON of this type.
    Json(TypeRef),
    /// Any other form: the bytes are kept.
    Bytes,
}

/// The part of the API that a request by the server belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IncomingKind {
    /// The API as a whole (OpenAPI 3.1, section 4.8.1, `webhooks`).
    Webhook,
    /// The operation (an index into [`Api::operations`](super::Api::operations)) that declares it.
    Callback(usize),
}
