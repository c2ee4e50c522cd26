//! Headers of responses.

use super::{
    Lower,
    content::{essence, is_json},
    operation::{Site, text},
};
use crate::{
    load::Node,
    model::{Doc, Prim, ResponseHeader, Shape, SpecName, SpecPath, TypeRef},
    skeleton::schema_of,
};
use indexmap::IndexMap;
use openapiv3::{Header, MediaType, ParameterSchemaOrContent, ReferenceOr, Response};

/// What a header becomes that has no type of its own.
const TEXT: &str = "it is a `String`, as it came";

impl Lower<'_> {
    /// Adds the headers of a response to those of its operation.
    pub(super) fn headers(
        &mut self,
        at: &SpecPath,
        response: &Response,
        site: &Site,
        out: &mut Vec<ResponseHeader>,
    ) {
        for (name, header) in &response.headers {
            let ReferenceOr::Item(header) = header else {
                continue;
            };
            let at = at.child("headers").child(name);
            // RFC 9110, section 8.3: the media types say it (OpenAPI 3.0.4, section 4.7.17.1).
            if name.eq_ignore_ascii_case("content-type") {
                continue;
            }
            if http::HeaderName::from_bytes(name.as_bytes()).is_err() {
                let message = format!("`{}` cannot be the name of a header", name.escape_debug());
                self.skip(&at, &message);
                continue;
            }
            let header = self.header(&at, name, header, site);
            match out.iter_mut().find(|it| same(it, &header)) {
                Some(known) if known.ty != header.ty => {
                    known.ty = TypeRef::Prim(Prim::String);
                    let message = format!("responses disagree about the header `{name}`");
                    self.lossy("header-text", &at, &message, TEXT);
                }
                Some(_) => {}
                None => out.push(header),
            }
        }
    }

    fn header(
        &mut self,
        at: &SpecPath,
        name: &str,
        header: &Header,
        site: &Site,
    ) -> ResponseHeader {
        let schema = match &header.format {
            ParameterSchemaOrContent::Schema(schema) => schema_of(schema),
            ParameterSchemaOrContent::Content(content) => self.content_schema(content),
        };
        let told = schema.as_ref().map(|at| self.doc_of(at));
        let ty = match (&schema, &header.format) {
            (Some(schema), _) => self.header_type(schema, name, site),
            // Content that is no JSON is text.
            (None, _) => Some(TypeRef::Prim(Prim::String)),
        };
        if ty.is_none() {
            let message = format!("the header `{name}` is no single value, and no list of such");
            self.lossy("header-text", at, &message, TEXT);
        }
        let told = told.unwrap_or_default();
        ResponseHeader {
            wire: SpecName::new(name),
            ty: ty.unwrap_or(TypeRef::Prim(Prim::String)),
            doc: Doc {
                description: text(header.description.clone()).or(told.description.clone()),
                ..told
            },
            deprecated: header.deprecated == Some(true),
            sensitive: is_secret(name),
        }
    }

    /// The schema of JSON in a header, if it is one of a value that JSON writes as a header does: a number
    /// or a boolean. A string has quotes in JSON.
    fn content_schema(&self, content: &IndexMap<String, MediaType>) -> Option<SpecPath> {
        let (media, value) = content.first()?;
        let schema = schema_of(value.schema.as_ref()?).filter(|_| is_json(&essence(media)))?;
        let node = self.node(&self.behind(&schema))?;
        let kind = node.get("type").and_then(Node::as_str);
        (kind != Some("string")).then_some(schema)
    }

    /// A type that a header's text can be read as.
    fn header_type(&mut self, at: &SpecPath, name: &str, site: &Site) -> Option<TypeRef> {
        let text = TypeRef::Prim(Prim::String);
        let node = self.node(at).and_then(|node| match self.target(at) {
            Some(target) => self.node(&target),
            None => Some(node),
        });
        let structured = [
            "properties",
            "allOf",
            "oneOf",
            "anyOf",
            "additionalProperties",
        ];
        if node.is_none_or(|node| structured.iter().any(|key| node.get(key).is_some())) {
            return None;
        }
        // A date in a header is an HTTP-date (RFC 9110, section 5.6.7) whatever the document says.
        let dates = ["date", "expires", "last-modified", "retry-after"];
        if dates.contains(&name.to_ascii_lowercase().as_str())
            && node.and_then(|it| it.get("type")).and_then(Node::as_str) == Some("string")
        {
            return Some(text);
        }
        let ty = self.used(at, site.hint(&format!("{name} header"))).ty;
        self.define_first(&ty);
        let ty = match self.resolved(&ty).clone() {
            // What is null is not there.
            TypeRef::Nullable(inner) => *inner,
            ty => ty,
        };
        let single = |ty: &TypeRef| matches!(self.resolved(ty), TypeRef::Prim(_));
        match self.resolved(&ty) {
            TypeRef::Prim(_) => Some(self.resolved(&ty).clone()),
            TypeRef::List(item) if single(item) => {
                Some(TypeRef::List(Box::new(self.resolved(item).clone())))
            }
            TypeRef::Named(id) => match &self.types[id.index()].shape {
                Shape::StringEnum(_) => Some(TypeRef::Named(*id)),
                Shape::Struct(_)
                | Shape::IntegerEnum(_)
                | Shape::Union(_)
                | Shape::Untagged(_)
                | Shape::Alias(_) => None,
            },
            TypeRef::Foreign(it) => {
                let message = format!("a header is not read as `{}`", it.path);
                self.note("foreign-header", at, &message, TEXT);
                Some(text)
            }
            // Any value is what its text says.
            TypeRef::Json => Some(text),
            TypeRef::List(_) | TypeRef::Map(_) | TypeRef::Tuple(_) | TypeRef::Nullable(_) => None,
        }
    }
}

fn same(one: &ResponseHeader, other: &ResponseHeader) -> bool {
    let (one, other) = (one.wire.as_str(), other.wire.as_str());
    one.eq_ignore_ascii_case(other)
}

/// Whether a header of this name holds what lets one in.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let secrets = [
        "cookie",
        "authorization",
        "token",
        "secret",
        "password",
        "api-key",
    ];
    secrets.iter().any(|it| name.contains(it))
}
