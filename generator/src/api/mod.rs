//! The generator's model of an API: its types and operations.
//!
//! [`lower`] creates it, every later stage reads it, and none changes it. It holds no identifiers: names
//! are [`SpecName`]s and [`NameHint`]s until the [`names`](crate::rust::names) stage, so that an unchecked name cannot reach
//! the output. References between types are [`TypeId`]s.
//!
//! The enums are matched without `_ =>`, so that the compiler finds every place that must handle a new variant.

use crate::{
    tree::{SpecName, SpecPath},
    vocabulary::Method,
};
use std::collections::BTreeMap;

mod body;
mod choice;
mod derives;
mod doc;
mod facets;
mod incoming;
pub mod lower;
mod media;
mod operation;
pub(crate) mod reach;
mod references;
mod response;
mod ty;

pub use body::{Content, Encoding, Part, PartContent, RequestBody, RequestContent};
pub use choice::{Foreign, Given, Rename, Renames};
pub use derives::{Derive, Derives, Trait, TypeDerive};
pub use doc::Doc;
pub use facets::{Bound, Count, Facets, Range};
pub use incoming::{Incoming, IncomingHeader, IncomingKind, IncomingRequest, Payload};
pub use media::{essence, is_json, is_multipart, is_textual, is_xml, media_words};
pub use operation::{Operation, Param, Place, Style};
pub(crate) use references::check_references;
pub use response::{Representation, Response, ResponseContent, ResponseHeader, StatusKey};
pub use ty::{
    Alternative, Field, IntegerValue, NameHint, Owner, Presence, Prim, Shape, StringEnum,
    StringValue, Struct, TypeDef, TypeId, TypeRef, Union, ValueWords, Variant,
};

/// One API: everything that one document describes.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// `info.description`.
    pub description: Option<String>,
    /// The servers, in document order.
    pub servers: Vec<Server>,
    /// The security schemes, in document order.
    pub schemes: Vec<SecurityScheme>,
    /// The tags that operations carry, in order of first use, with their descriptions.
    pub tags: Vec<Tag>,
    /// All types, indexed by [`TypeId`].
    pub types: Vec<TypeDef>,
    /// All operations, in document order.
    pub operations: Vec<Operation>,
    /// The requests that the server makes: the generator emits the types of their payloads.
    pub incoming: Vec<Incoming>,
    /// The type of each schema, without `null`. A reference has no entry of its own.
    pub schemas: BTreeMap<SpecPath, TypeRef>,
    /// The configured names.
    pub renames: Renames,
    /// The configured derives.
    pub derives: Derives,
}

impl Api {
    /// Returns the URL that the client uses by default: that of the first server, if it is usable.
    pub fn base_url(&self) -> Option<&str> {
        let first = self.servers.first().filter(|server| server.usable)?;
        Some(&first.url)
    }

    /// Returns the servers with variables that the client or an operation uses, each once.
    pub fn server_templates(&self) -> Vec<&Server> {
        let own = self.operations.iter().filter_map(|it| it.servers.first());
        let own = own.filter(|server| server.usable || server.open);
        let base = self.servers.first().filter(|server| server.usable);
        let mut out: Vec<&Server> = Vec::new();
        for server in base.into_iter().chain(own) {
            let known = out.iter().any(|it| it.template == server.template);
            if !server.variables.is_empty() && !known {
                out.push(server);
            }
        }
        out
    }

    /// Returns the type with this id.
    pub fn ty(&self, id: TypeId) -> &TypeDef {
        &self.types[id.index()]
    }

    /// Returns the type that an alias finally stands for; any other type is returned unchanged.
    pub fn resolved<'a>(&'a self, ty: &'a TypeRef) -> &'a TypeRef {
        match ty {
            TypeRef::Named(id) => match &self.ty(*id).shape {
                Shape::Alias(target) => self.resolved(target),
                Shape::Struct(_)
                | Shape::StringEnum(_)
                | Shape::IntegerEnum(_)
                | Shape::Union(_)
                | Shape::Untagged(_) => ty,
            },
            TypeRef::Prim(_)
            | TypeRef::Foreign(_)
            | TypeRef::List(_)
            | TypeRef::Map(_)
            | TypeRef::Tuple(_)
            | TypeRef::Nullable(_)
            | TypeRef::Json => ty,
        }
    }

    /// Returns the shape of a named type.
    pub fn shape(&self, ty: &TypeRef) -> Option<&Shape> {
        match ty {
            TypeRef::Named(id) => Some(&self.ty(*id).shape),
            TypeRef::Prim(_)
            | TypeRef::Foreign(_)
            | TypeRef::List(_)
            | TypeRef::Map(_)
            | TypeRef::Tuple(_)
            | TypeRef::Nullable(_)
            | TypeRef::Json => None,
        }
    }

    /// Returns all types with their ids.
    pub fn types(&self) -> impl Iterator<Item = (TypeId, &TypeDef)> {
        self.types
            .iter()
            .enumerate()
            .map(|(index, def)| (TypeId::new(index), def))
    }
}

/// One entry of `servers`.
#[derive(Clone, Debug)]
pub struct Server {
    /// The URL, with the default values of its variables.
    pub url: String,
    /// The URL as the document has it, with variables in braces.
    pub template: String,
    /// The variables in the URL.
    pub variables: Vec<ServerVariable>,
    /// Whether requests can be sent to it as it is: an absolute http or https URL without a query.
    pub usable: bool,
    /// Whether it becomes usable as soon as the variables without a default have values.
    pub open: bool,
    /// Whether the URL is relative and no more than a path on the host of another server.
    pub relative: bool,
    /// The `description`.
    pub description: Option<String>,
}

/// A variable of a server's URL.
#[derive(Clone, Debug)]
pub struct ServerVariable {
    /// Its name in the template.
    pub name: SpecName,
    /// Its default value; `None` if the document does not declare the variable.
    pub default: Option<String>,
    /// The allowed values; empty if every value is allowed.
    pub values: Vec<String>,
    /// The `description`.
    pub description: Option<String>,
}

/// A tag with its documentation.
#[derive(Clone, Debug)]
pub struct Tag {
    /// The tag's name.
    pub name: String,
    /// The tag's description.
    pub description: Option<String>,
}

/// One entry of `components.securitySchemes`.
#[derive(Clone, Debug)]
pub struct SecurityScheme {
    /// The location of its declaration.
    pub at: SpecPath,
    /// The name that security requirements refer to.
    pub name: SpecName,
    /// The form in which the credential is sent.
    pub kind: SchemeKind,
    /// The flows that get a token (OAuth 2.0, RFC 6749), in document order.
    pub flows: Vec<Flow>,
    /// The URL of the provider's metadata (`OpenID` Connect Discovery 1.0; RFC 8414): `openIdConnectUrl`, or
    /// `oauth2MetadataUrl`.
    pub discovery: Option<String>,
    /// The `description`.
    pub description: Option<String>,
}

impl SecurityScheme {
    /// Returns whether the document describes how to get a token.
    pub fn has_login(&self) -> bool {
        self.kind == SchemeKind::Bearer && (!self.flows.is_empty() || self.discovery.is_some())
    }
}

/// A flow that gets a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The kind of the flow.
    pub kind: FlowKind,
    /// The URL at which the user authorizes the client: `authorizationUrl`.
    pub authorization_url: Option<String>,
    /// The URL at which the client requests a code that the user enters elsewhere: `deviceAuthorizationUrl`.
    pub device_url: Option<String>,
    /// The URL at which the client requests the token: `tokenUrl`.
    pub token_url: Option<String>,
    /// The URL at which the client refreshes the token: `refreshUrl`.
    pub refresh_url: Option<String>,
    /// The available scopes, with their descriptions.
    pub scopes: Vec<(String, String)>,
}

/// The flows of OAuth 2.0 (OpenAPI 3.2.0, section 4.26).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowKind {
    /// `implicit` (RFC 6749, section 4.2).
    Implicit,
    /// `password` (RFC 6749, section 4.3).
    Password,
    /// `clientCredentials` (RFC 6749, section 4.4).
    ClientCredentials,
    /// `authorizationCode` (RFC 6749, section 4.1).
    AuthorizationCode,
    /// `deviceAuthorization` (RFC 8628).
    DeviceAuthorization,
}

impl FlowKind {
    /// Returns the kind for a field of the OAuth Flows Object.
    pub fn of(field: &str) -> Option<Self> {
        Some(match field {
            "implicit" => Self::Implicit,
            "password" => Self::Password,
            "clientCredentials" => Self::ClientCredentials,
            "authorizationCode" => Self::AuthorizationCode,
            "deviceAuthorization" => Self::DeviceAuthorization,
            _ => return None,
        })
    }
}

/// A required scheme, with the scopes that it must grant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    /// The name of the scheme.
    pub scheme: SpecName,
    /// The scopes of OAuth 2.0 and `OpenID` Connect, or the roles of other schemes.
    pub scopes: Vec<String>,
}

/// The form in which a credential is sent (OpenAPI 3.0.4, section 4.8.27).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemeKind {
    /// `Authorization: Bearer`: `http` with scheme `bearer`, `oauth2` and `openIdConnect`.
    Bearer,
    /// `Authorization: Basic` (RFC 7617).
    Basic,
    /// A header of this name.
    Header(SpecName),
    /// A query parameter of this name.
    Query(SpecName),
    /// A cookie of this name.
    Cookie(SpecName),
}
