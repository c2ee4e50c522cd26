//! Headers of responses.

use super::{
    Lower,
    content::{essence, is_json},
    doc,
    operation::{Site, text},
};
use crate::{
    api::{Doc, Prim, ResponseHeader, SchemeKind, SecurityScheme, Shape, TypeRef},
    diagnostic::Code,
    document::schema_of,
    tree::{SpecName, SpecPath},
    vocabulary::type_named,
};
use indexmap::IndexMap;
use openapiv3::{Header, MediaType, ParameterSchemaOrContent, ReferenceOr, Response};

/// The fallback for a header whose type is not supported.
const TEXT: &str = "it is a `String` with the text as received";

impl Lower<'_> {
    /// Returns the headers of a response, in document order.
    pub(super) fn headers(
        &mut self,
        at: &SpecPath,
        response: &Response,
        site: &Site,
    ) -> Vec<ResponseHeader> {
        let mut out = Vec::new();
        for (name, header) in &response.headers {
            let ReferenceOr::Item(header) = header else {
                continue;
            };
            let at = at.child("headers").child(name);
            // The media types give the content type (RFC 9110, section 8.3; OpenAPI 3.0.4, section 4.7.17.1).
            if name.eq_ignore_ascii_case("content-type") {
                continue;
            }
            if http::HeaderName::from_bytes(name.as_bytes()).is_err() {
                let message = format!("`{}` is not a valid header name", name.escape_debug());
                self.skip(&at, &message);
                continue;
            }
            out.push(self.header(&at, name, header, site));
        }
        out
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
        let told = schema.as_ref().map(|at| self.doc_and_facets_of(at));
        let ty = match (&schema, &header.format) {
            (Some(schema), _) if self.is_here(schema) => self.header_type(schema, name, site),
            // Content other than JSON is text, and so is a header whose schema is missing from the document.
            _ => Some(TypeRef::Prim(Prim::String)),
        };
        if ty.is_none() {
            let message = format!(
                "the header `{name}` is neither a single value nor a list of single values"
            );
            self.warning(Code::HeaderText, at, &message, TEXT);
        }
        let (told, facets) = told.unwrap_or_default();
        let ty = ty.unwrap_or(TypeRef::Prim(Prim::String));
        let sensitive = self.is_secret(name, schema.as_ref(), &ty);
        ResponseHeader {
            wire: SpecName::new(name),
            ty,
            doc: Doc {
                description: text(header.description.clone()).or(told.description.clone()),
                deprecation: doc::deprecation(self.node(at)).or(told.deprecation.clone()),
                ..told
            },
            facets,
            deprecated: header.deprecated == Some(true),
            sensitive,
        }
    }

    /// Returns whether a header holds a secret: its name is that of a credential of HTTP or of the document, its schema
    /// is that of a password, or it is a string whose name suggests a secret.
    fn is_secret(&mut self, name: &str, schema: Option<&SpecPath>, ty: &TypeRef) -> bool {
        const CREDENTIALS: [&str; 4] = [
            "authorization",
            "cookie",
            "proxy-authorization",
            "set-cookie",
        ];
        let name = name.to_ascii_lowercase();
        if CREDENTIALS.contains(&name.as_str()) || self.keys.contains(&name) {
            return true;
        }
        let schema = schema.map(|at| self.schemas.at(at));
        if schema.is_some_and(|id| self.is_sensitive(id)) {
            return true;
        }
        is_called_secret(&name) && *ty == TypeRef::Prim(Prim::String)
    }

    /// Returns the schema of JSON content in a header, if JSON writes its value as a header does: a number or a
    /// boolean. A JSON string is quoted, so it does not qualify.
    fn content_schema(&self, content: &IndexMap<String, MediaType>) -> Option<SpecPath> {
        let (media, value) = content.first()?;
        let schema = schema_of(value.schema.as_ref()?).filter(|_| is_json(&essence(media)))?;
        let node = self.node(&self.behind(&schema))?;
        let kind = node.get("type").and_then(type_named);
        (kind != Some("string")).then_some(schema)
    }

    /// Returns the type as which the text of a header can be read.
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
        // A date in a header is an HTTP-date (RFC 9110, section 5.6.7), even if the document says otherwise.
        let dates = ["date", "expires", "last-modified", "retry-after"];
        if dates.contains(&name.to_ascii_lowercase().as_str())
            && node.and_then(|it| it.get("type")).and_then(type_named) == Some("string")
        {
            return Some(text);
        }
        let ty = self.used(at, site.hint(&format!("{name} header"))).ty;
        self.define_first(&ty);
        let ty = match self.resolved(&ty).clone() {
            // A header cannot be `null`, only absent.
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
                let message = format!("a header cannot be read as `{}`", it.path);
                self.note(Code::ForeignHeader, at, &message, TEXT);
                Some(text)
            }
            // Any JSON value is read as the text of the header.
            TypeRef::Json => Some(text),
            TypeRef::List(_) | TypeRef::Map(_) | TypeRef::Tuple(_) | TypeRef::Nullable(_) => None,
        }
    }
}

/// Returns the headers in which the document's API keys are sent.
pub(super) fn keys(schemes: &[SecurityScheme]) -> Vec<String> {
    let header = |it: &SecurityScheme| match &it.kind {
        SchemeKind::Header(name) => Some(name.as_str().to_ascii_lowercase()),
        SchemeKind::Bearer | SchemeKind::Basic | SchemeKind::Query(_) | SchemeKind::Cookie(_) => {
            None
        }
    };
    schemes.iter().filter_map(header).collect()
}

/// Returns whether a header's name suggests a secret, by its last word or the suffix `api-key`. Names such as
/// `max-tokens` and `tokens-remaining` do not.
fn is_called_secret(name: &str) -> bool {
    let secrets = ["cookie", "authorization", "token", "secret", "password"];
    let last = name.rsplit(['-', '_']).next();
    last.is_some_and(|last| secrets.contains(&last)) || name.ends_with("api-key")
}
