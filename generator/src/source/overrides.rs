//! The configured choices for one API that go beyond its document: custom types, names, sensitive properties, types
//! that keep undeclared properties, derives, pages, polls, idempotency keys and webhooks.

use serde::Deserialize;
use std::{collections::BTreeMap, ops::Range};

/// The configured choices for one API. Each entry must match something in the document; the stage that looks for
/// it reports an error otherwise.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overrides {
    /// The configuration file: its name and its text.
    pub(crate) file: Option<(String, String)>,
    /// The custom types for a `format`.
    pub formats: Vec<Override<TypeOverride>>,
    /// The custom types for a schema, by its name or its JSON pointer.
    pub schemas: Vec<Override<TypeOverride>>,
    /// The names of types, by the schema's name or JSON pointer.
    pub type_names: Vec<Override<String>>,
    /// The names of fields, by `Schema/property` or JSON pointer.
    pub field_names: Vec<Override<String>>,
    /// The names of operation functions, by `operationId` or `PUT /path`.
    pub operation_names: Vec<Override<String>>,
    /// Properties that are never printed, by `Schema/property` or JSON pointer.
    pub sensitive: Vec<Override<()>>,
    /// The object types that keep undeclared properties.
    pub undeclared: Undeclared,
    /// The rules for pages, by `operationId` or `GET /path`.
    pub pages: Vec<Override<PageOverride>>,
    /// The rules for polls, by `operationId` or `POST /path`.
    pub polls: Vec<Override<PollOverride>>,
    /// The headers of idempotency keys, by patterns of operations.
    pub idempotency: Vec<Override<KeyOverride>>,
    /// The rule for webhooks.
    pub webhooks: Option<Override<WebhookRule>>,
    /// The names of environment variables, by the ends of their usual names, in lower case.
    pub environment: Vec<Override<String>>,
    /// The derives of types, by the schema's name or JSON pointer, or [`EVERY`] for all types.
    pub derives: Vec<Override<String>>,
}

/// The object types that keep the properties that the document does not declare.
#[derive(Debug, Clone, PartialEq)]
pub enum Undeclared {
    /// All types that responses can contain.
    All,
    /// The types of these schemas, each by its name or its JSON pointer.
    Of(Vec<Override<()>>),
}

impl Default for Undeclared {
    fn default() -> Self {
        Self::Of(Vec::new())
    }
}

/// The key that stands for all types.
pub const EVERY: &str = "*";

/// One entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Override<T> {
    /// The key, which selects a part of the document.
    pub key: String,
    /// The byte range of the key in the file.
    pub key_at: Range<usize>,
    /// The chosen value.
    pub value: T,
    /// The byte range of the value.
    pub value_at: Range<usize>,
}

/// A custom type.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeOverride {
    /// The path of the type.
    pub path: String,
    /// The dependency that a standalone crate needs for the type, in Cargo's form.
    pub dependency: Option<toml::Value>,
    /// The names of traits that the type implements, besides those that it has to.
    pub implements: Vec<String>,
}

impl Overrides {
    /// Returns whether there are no choices.
    pub fn is_empty(&self) -> bool {
        let types = self.formats.is_empty() && self.schemas.is_empty();
        let names = self.type_names.is_empty() && self.field_names.is_empty();
        let properties = self.sensitive.is_empty() && self.undeclared == Undeclared::default();
        let others = properties && self.pages.is_empty();
        let calls = self.polls.is_empty() && self.idempotency.is_empty() && self.webhooks.is_none();
        let last = self.environment.is_empty() && self.derives.is_empty();
        types && names && self.operation_names.is_empty() && others && calls && last
    }

    /// Returns the byte range of the first type that has a dependency, if any.
    pub(crate) fn dependency_at(&self) -> Option<Range<usize>> {
        let mut types = self.formats.iter().chain(&self.schemas);
        let said = types.find(|it| it.value.dependency.is_some())?;
        Some(said.value_at.clone())
    }
}

/// The configured entry for one operation.
#[derive(Debug, Clone, PartialEq)]
pub enum PageOverride {
    /// The operation has no pages.
    Forbidden,
    /// A rule for its pages.
    Rule(Box<PageRule>),
}

/// A rule for requesting the next page. Locations in bodies are JSON pointers.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PageRule {
    /// The input that takes a cursor: a query parameter, or a location in the request's body.
    pub cursor: Option<String>,
    /// The input that counts pages.
    pub page: Option<String>,
    /// The input that counts items.
    pub offset: Option<String>,
    /// The location of the URL of the next page.
    pub url: Option<String>,
    /// Whether the `Link` header has the URL.
    pub link: bool,
    /// The location of the next cursor.
    pub next: Option<String>,
    /// The header that has the next cursor.
    pub header: Option<String>,
    /// The location of the next cursor in the last item.
    pub last: Option<String>,
    /// The number of the first page, or the offset of the first item.
    pub first: Option<u64>,
    /// The location of the list.
    pub items: Option<String>,
    /// The location of a boolean that is true if there is more.
    pub more: Option<String>,
    /// The location of a boolean that is true if there is no more.
    pub done: Option<String>,
    /// The location of the total number of items.
    pub total: Option<String>,
    /// The location of the number of pages.
    pub pages: Option<String>,
}

impl PageRule {
    /// The keys whose value is a string.
    pub const TEXTS: &[&str] = &[
        "cursor", "page", "offset", "url", "next", "header", "last", "items", "more", "done",
        "total", "pages",
    ];
}

/// The configured entry for one operation.
#[derive(Debug, Clone, PartialEq)]
pub enum PollOverride {
    /// The operation has no `done`.
    Forbidden,
    /// The operation to ask.
    Rule(Box<PollRule>),
}

/// A rule for asking about work. Locations in bodies are JSON pointers.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PollRule {
    /// The operation to ask.
    pub ask: String,
    /// The location of the value of each of its parameters, in the first response.
    #[serde(default)]
    pub with: BTreeMap<String, String>,
    /// The location of the status in its response.
    pub status: String,
    /// The statuses at the end.
    pub until: Vec<String>,
}

/// The configured entry for some operations.
#[derive(Debug, Clone, PartialEq)]
pub enum KeyOverride {
    /// The client makes no key.
    Forbidden,
    /// The header that takes the key.
    Header(String),
}

/// The rule for the webhooks of an API.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WebhookRule {
    /// The places of an event's name: names of headers, or JSON pointers into the body.
    pub event: Vec<String>,
    /// The signature of requests.
    pub signature: Option<SignatureRule>,
}

/// A way to sign requests.
#[derive(Debug, Clone, PartialEq)]
pub enum SignatureRule {
    /// Standard Webhooks, with this prefix of its headers.
    Standard(String),
    /// HMAC with SHA-256 in a header.
    Header {
        /// The name of the header.
        name: String,
        /// The text before the signature.
        prefix: String,
        /// Whether the signature is Base64 rather than hexadecimal.
        base64: bool,
        /// The text before a timestamp in the same header.
        timestamp: Option<String>,
        /// The header that has a timestamp.
        timestamp_header: Option<String>,
        /// The signed content, with `{timestamp}` and `{body}`.
        content: Option<String>,
    },
}

impl SignatureRule {
    /// The keys of a signature; the value of each is a string.
    pub const KEYS: &[&str] = &[
        "standard",
        "header",
        "prefix",
        "encoding",
        "timestamp",
        "timestamp_header",
        "content",
    ];
    /// The values of `encoding`.
    pub const ENCODINGS: &[&str] = &["hex", "base64"];
}
