//! What the generator knows of an API, in terms of types and operations.
//!
//! [`lower`](crate::lower) makes it, every later stage reads it, none changes it. Nothing here is an
//! identifier: names are [`SpecName`]s and [`NameHint`]s until the [`name`](crate::name) stage, so
//! that an unchecked name cannot reach the output. References between types are [`TypeId`]s.
//!
//! The enums are matched without `_ =>`: whoever adds a variant is led by the compiler to every place
//! that has to know it.

use crate::load::pointer::{in_file, readable, unescape};
use percent_encoding::percent_decode_str;
use std::collections::BTreeMap;

mod choice;
mod doc;
mod media;
mod operation;
mod ty;

pub use choice::{Foreign, Rename, Renames};
pub use doc::Doc;
pub use media::{essence, is_json, is_xml, media_words};
pub use operation::{
    Body, Decode, Encoding, Method, Operation, Param, Part, PartContent, Place, Response,
    ResponseHeader, StatusKey, Style,
};
pub use ty::{
    Alternative, Constant, Field, IntegerValue, JsonKind, Look, NameHint, Owner, Presence, Prim,
    Shape, StringEnum, StringValue, Struct, TypeDef, TypeId, TypeRef, Union, Variant,
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
    /// All types; [`TypeId`] is an index into this.
    pub types: Vec<TypeDef>,
    /// All operations, in document order.
    pub operations: Vec<Operation>,
    /// The requests that the server makes. A client has no code for them.
    pub incoming: Vec<Incoming>,
    /// What each schema became, `null` aside; references have no entry of their own.
    pub schemas: BTreeMap<SpecPath, TypeRef>,
    /// The names that the configuration chooses.
    pub renames: Renames,
}

impl Api {
    /// The URL that a client uses if it is given no other: the first server's.
    pub fn base_url(&self) -> Option<&str> {
        let first = self.servers.first().filter(|server| server.usable)?;
        Some(&first.url)
    }

    /// The servers that the client or an operation uses and that have variables, each once.
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

    /// The type that `id` names.
    pub fn ty(&self, id: TypeId) -> &TypeDef {
        &self.types[id.index()]
    }

    /// The type that an alias stands for in the end; other types stand for themselves.
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

    /// The shape of a type with a name of its own.
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

    /// All types with their ids.
    pub fn types(&self) -> impl Iterator<Item = (TypeId, &TypeDef)> {
        self.types
            .iter()
            .enumerate()
            .map(|(index, def)| (TypeId::new(index), def))
    }
}

/// A name as the wire spells it: a property, a parameter, an enum value.
///
/// It deliberately has no `ToTokens`: it can be printed as a string literal, never as an identifier.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SpecName(String);

impl SpecName {
    /// Takes the name as the document has it.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name as the wire spells it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A place in the document: a JSON pointer (RFC 6901).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpecPath(String);

impl SpecPath {
    /// The document itself.
    pub fn root() -> Self {
        Self::default()
    }

    /// Takes a pointer that is already escaped.
    pub fn from_pointer(pointer: impl Into<String>) -> Self {
        Self(pointer.into())
    }

    /// The place that `reference` names where it stands here: a fragment that is a JSON pointer (RFC
    /// 6901, section 6). `None` if it names something in another file, or is no pointer.
    pub fn resolve(&self, reference: &str) -> Option<Self> {
        let pointer = percent_decode_str(reference.strip_prefix('#')?)
            .decode_utf8()
            .ok()?;
        (pointer.is_empty() || pointer.starts_with('/')).then(|| Self(pointer.into_owned()))
    }

    /// The place `token` below this one; `token` is escaped here.
    #[must_use]
    pub fn child(&self, token: &str) -> Self {
        let token = token.replace('~', "~0").replace('/', "~1");
        Self(format!("{}/{token}", self.0))
    }

    /// Whether this stands somewhere below `other`.
    pub fn is_inside(&self, other: &Self) -> bool {
        let rest = self.as_str().strip_prefix(other.as_str());
        rest.is_some_and(|rest| rest.starts_with('/'))
    }

    /// The tokens that tell what stands here, unescaped. In another file these are the file's own; its name
    /// comes first where they do not name the thing by themselves, as `#/Pet` and `#/definitions/Pet` do.
    pub fn tokens(&self) -> impl Iterator<Item = String> {
        const NAMED: &[&str] = &["components", "definitions", "$defs"];
        let (file, pointer) = match in_file(&self.0) {
            Some((file, pointer)) => (Some(stem(&file)), pointer),
            None => (None, self.0.as_str()),
        };
        let mut own = pointer.split('/').skip(1);
        let first = own.clone().next().unwrap_or_default();
        let tokens = own.clone().count();
        let file = file.filter(|_| tokens != 1 && !NAMED.contains(&first));
        let own: Vec<String> = own.by_ref().map(unescaped).collect();
        file.into_iter().chain(own)
    }

    /// What the thing that stands here is called: the last token, or of a whole file the name without what
    /// tells its format.
    pub fn name(&self) -> String {
        match in_file(&self.0) {
            Some((file, "")) => stem(&file),
            _ => self.last(),
        }
    }

    /// The place `index` below this one.
    #[must_use]
    pub fn item(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// The place above this one; the root's parent is the root.
    #[must_use]
    pub fn parent(&self) -> Self {
        Self(
            self.0
                .rsplit_once('/')
                .map_or("", |(parent, _)| parent)
                .to_owned(),
        )
    }

    /// The last token, unescaped.
    pub fn last(&self) -> String {
        unescaped(self.0.rsplit_once('/').map_or("", |(_, last)| last))
    }

    /// The pointer, escaped.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn unescaped(token: &str) -> String {
    unescape(token).into_owned()
}

/// A file's name without its folder and what tells its format.
fn stem(file: &str) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.rsplit_once('.')
        .map_or(name, |(stem, _)| stem)
        .to_owned()
}

impl std::fmt::Display for SpecPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match in_file(&self.0) {
            Some(_) => f.write_str(&readable(&self.0)),
            None => write!(f, "#{}", self.0),
        }
    }
}

/// A request that the server makes.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Where it is described: a Path Item Object or a Callback Object.
    pub at: SpecPath,
    /// The name that the document gives it.
    pub name: SpecName,
    /// Where it belongs.
    pub kind: IncomingKind,
}

/// Where a request that the server makes belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IncomingKind {
    /// To the API as a whole (OpenAPI 3.1, section 4.8.1, `webhooks`).
    Webhook,
    /// To the operation (an index into [`Api::operations`]) that asks for it.
    Callback(usize),
}

/// One entry of `servers`.
#[derive(Clone, Debug)]
pub struct Server {
    /// The URL, with the defaults of its variables.
    pub url: String,
    /// The URL as the document has it, variables in braces.
    pub template: String,
    /// The variables that are in it.
    pub variables: Vec<ServerVariable>,
    /// Whether requests can be sent to it as it is: absolute, and no more than a base.
    pub usable: bool,
    /// Whether it can be a base as soon as variables without a default have a value.
    pub open: bool,
    /// Whether it says where on another server's host: relative, and no more than a path.
    pub relative: bool,
    /// The `description`.
    pub description: Option<String>,
}

/// A variable of a server's URL.
#[derive(Clone, Debug)]
pub struct ServerVariable {
    /// Its name in the template.
    pub name: SpecName,
    /// Its value unless another one is given; none if the document does not declare it.
    pub default: Option<String>,
    /// The values there are; empty where any is one.
    pub values: Vec<String>,
    /// The `description`.
    pub description: Option<String>,
}

/// A tag and what the document says of it.
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
    /// Where it is declared.
    pub at: SpecPath,
    /// The name that requirements refer to.
    pub name: SpecName,
    /// How the credential is sent.
    pub kind: SchemeKind,
    /// What the document says of it.
    pub description: Option<String>,
}

/// How a credential is sent (OpenAPI 3.0.4, section 4.8.27).
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
