//! Operations: parameters, bodies, responses.

use super::{Lower, doc};
use crate::{
    load::Node,
    model::{
        Doc, Method, NameHint, Operation, Owner, Param, Place, Prim, Response, Shape, SpecName,
        SpecPath, StatusKey, Tag, TypeRef,
    },
    skeleton::{Document, place_of, schema_of},
};
use std::collections::BTreeMap;

use openapiv3::{
    OpenAPI, Parameter, ParameterSchemaOrContent, PathItem, ReferenceOr, Responses, StatusCode,
};

/// Header parameters that the rest of the document already describes (OpenAPI 3.0.4, section 4.7.12.1).
const DESCRIBED_HEADERS: [&str; 2] = ["accept", "content-type"];

impl Lower<'_> {
    /// All operations, in document order.
    pub(super) fn operations(&mut self, document: &Document) -> Vec<Operation> {
        let openapi = &document.openapi;
        let mut out = Vec::new();
        let paths = SpecPath::root().child("paths");
        for (path, item) in &openapi.paths.paths {
            let ReferenceOr::Item(item) = item else {
                continue;
            };
            let at = place_of(&item.extensions).unwrap_or_else(|| paths.child(path));
            let more = document.more.get(path).into_iter().flatten();
            let more = more.map(|(method, operation)| (method.clone(), operation));
            for (method, operation) in methods(item).chain(more) {
                let index = out.len();
                let place = place_of(&operation.extensions);
                out.push(self.operation(
                    openapi,
                    item,
                    operation,
                    &Site {
                        at: place.unwrap_or_else(|| at.child(method.field())),
                        item: &at,
                        path,
                        method,
                        index,
                    },
                ));
            }
        }
        out
    }

    fn operation(
        &mut self,
        openapi: &OpenAPI,
        item: &PathItem,
        operation: &openapiv3::Operation,
        site: &Site,
    ) -> Operation {
        let at = &site.at;
        let security = self.requirements(openapi, operation, at);
        let params = self.params(
            item,
            operation,
            site,
            security.iter().any(|it| !it.is_empty()),
        );
        let body = operation
            .request_body
            .as_ref()
            .and_then(ReferenceOr::as_item);
        let summary = operation.summary.clone().or_else(|| item.summary.clone());
        let description = operation
            .description
            .clone()
            .or_else(|| item.description.clone());
        self.check_id(operation, site);
        Operation {
            words: words(operation, site),
            tag: operation.tags.first().map(|tag| self.tag(openapi, tag)),
            method: site.method.clone(),
            path: site.path.to_owned(),
            body: body
                .and_then(|body| self.body(&at.child("requestBody"), body, site.hint("body"))),
            responses: self.responses(&operation.responses, site),
            params,
            security,
            doc: Doc {
                summary: text(summary),
                description: text(description),
                facts: Vec::new(),
            },
            deprecated: operation.deprecated,
            at: at.clone(),
        }
    }

    /// Reports an `operationId` that cannot name the operation, or names another one as well.
    fn check_id(&mut self, operation: &openapiv3::Operation, site: &Site) {
        let Some(id) = operation.operation_id.as_deref() else {
            return;
        };
        let at = site.at.child("operationId");
        if !is_usable(id) {
            self.note(
                "operation-id",
                &at,
                "nothing in this `operationId` can stand in a name",
                "method and path name the operation",
            );
        } else if !self.operation_ids.insert(id.to_owned()) {
            self.note(
                "operation-id",
                &at,
                &format!("another operation is called `{id}` too"),
                "its function is numbered",
            );
        }
    }

    /// The tag's index; its description comes from the document's list.
    fn tag(&mut self, openapi: &OpenAPI, name: &str) -> usize {
        if let Some(index) = self.tags.iter().position(|tag| tag.name == name) {
            return index;
        }
        let declared = openapi.tags.iter().find(|tag| tag.name == name);
        let description = declared.and_then(|tag| tag.description.clone());
        self.tags.push(Tag {
            name: name.to_owned(),
            description,
        });
        self.tags.len() - 1
    }

    /// The parameters: the operation's own, then those of the path that it does not replace.
    fn params(
        &mut self,
        item: &PathItem,
        operation: &openapiv3::Operation,
        site: &Site,
        secured: bool,
    ) -> Vec<Param> {
        let own = operation.parameters.iter().map(|it| (&site.at, it));
        let shared = item.parameters.iter().map(|it| (site.item, it));
        let mut out: Vec<Param> = Vec::new();
        let mut seen: BTreeMap<(Place, &str), &SpecPath> = BTreeMap::new();
        for (owner, parameter) in own.chain(shared) {
            let ReferenceOr::Item(parameter) = parameter else {
                continue;
            };
            let (data, place) = (parameter.parameter_data_ref(), place(parameter));
            let at = param_at(data).unwrap_or_else(|| owner.child("parameters"));
            let name = data.name.as_str();
            let first = seen.get(&(place, name)).copied();
            if first == Some(owner) {
                let message = format!("`{name}` is declared twice");
                self.lossy(
                    "duplicate-parameter",
                    &at,
                    &message,
                    "the first one is used",
                );
            }
            if first.is_none() && self.admits(&at, place, name, secured) {
                out.extend(self.param(at, place, data, site));
            }
            seen.insert((place, name), owner);
        }
        self.complete_path(&mut out, site);
        out
    }

    /// Whether a header parameter is one, and not said better elsewhere in the document.
    fn admits(&mut self, at: &SpecPath, place: Place, name: &str, secured: bool) -> bool {
        let lower = name.to_ascii_lowercase();
        let described =
            DESCRIBED_HEADERS.contains(&lower.as_str()) || (lower == "authorization" && secured);
        if place != Place::Header || !described {
            return true;
        }
        let message = format!(
            "a header parameter `{name}` is to be ignored (OpenAPI 3.0.4, section 4.7.12.1)"
        );
        self.note(
            "described-header",
            at,
            &message,
            "the body, the responses or the security requirement say what is sent",
        );
        false
    }

    fn param(
        &mut self,
        at: SpecPath,
        place: Place,
        data: &openapiv3::ParameterData,
        site: &Site,
    ) -> Option<Param> {
        let name = data.name.as_str();
        if place == Place::Header && http::HeaderName::from_bytes(name.as_bytes()).is_err() {
            self.skip(
                &at,
                &format!("`{}` cannot be the name of a header", name.escape_debug()),
            );
            return None;
        }
        let schema = match &data.format {
            ParameterSchemaOrContent::Schema(schema) => schema_of(schema)?,
            ParameterSchemaOrContent::Content(_) => {
                self.skip(
                    &at,
                    &format!("the parameter `{name}` has `content`, which is not supported yet"),
                );
                return None;
            }
        };
        let used = self.used(&schema, site.hint(name));
        if !self.is_plain(&used.ty, 0) {
            self.skip(
                &at,
                &format!("the parameter `{name}` is an object, which is not supported yet"),
            );
            return None;
        }
        if !self.default_style(&at, place, &used.ty) {
            let why = format!("the style of the parameter `{name}` is not supported yet");
            if place != Place::Path {
                self.skip(&at, &why);
                return None;
            }
            self.lossy("unsupported", &at, &why, "it is sent in the style `simple`");
        }
        // The signature does not show an alias, so what its schema says is said here.
        let told = self.doc_of(&schema);
        let doc = Doc {
            description: text(data.description.clone()).or(told.description),
            ..told
        };
        Some(Param {
            wire: SpecName::new(name),
            place,
            ty: used.ty,
            required: data.required || place == Place::Path,
            doc,
            deprecated: data.deprecated == Some(true) || used.deprecated,
            example: self.example(&at).or(used.example),
            at,
        })
    }

    /// What the schema at `at` says in words, or the one that it refers to if that becomes an alias.
    fn doc_of(&self, at: &SpecPath) -> Doc {
        let Some(node) = self.node(at) else {
            return Doc::default();
        };
        let own = doc::of(node);
        let alias = |at: &SpecPath| match self.known.get(at) {
            Some(TypeRef::Named(id)) => matches!(self.types[id.index()].shape, Shape::Alias(_)),
            _ => false,
        };
        match self.target(at).filter(alias) {
            Some(target) if own.is_empty() => self.doc_of(&target),
            _ => own,
        }
    }

    /// Whether the Parameter Object at `at` has the style that its place has by default. A single value is
    /// written alike exploded or not.
    fn default_style(&self, at: &SpecPath, place: Place, ty: &TypeRef) -> bool {
        let node = self.node(at);
        let style = node
            .and_then(|node| node.get("style"))
            .and_then(Node::as_str);
        let explode = node
            .and_then(|node| node.get("explode"))
            .and_then(Node::as_bool);
        let (usual, exploded) = match place {
            Place::Path | Place::Header => ("simple", false),
            Place::Query | Place::Cookie => ("form", true),
        };
        let single = !matches!(self.resolved(ty), TypeRef::List(_) | TypeRef::Json);
        style.is_none_or(|it| it == usual) && (single || explode.is_none_or(|it| it == exploded))
    }

    /// Whether a parameter's value is one text or a list of texts.
    fn is_plain(&self, ty: &TypeRef, depth: usize) -> bool {
        match ty {
            TypeRef::Prim(_) | TypeRef::Json => true,
            TypeRef::Nullable(inner) => self.is_plain(inner, depth),
            TypeRef::List(item) => depth == 0 && self.is_plain(item, 1),
            TypeRef::Map(_) | TypeRef::Tuple(_) => false,
            TypeRef::Named(id) => match &self.types[id.index()].shape {
                Shape::StringEnum(_) | Shape::IntegerEnum(_) => true,
                Shape::Struct(_) | Shape::Union(_) => false,
                Shape::Untagged(it) => it.iter().all(|it| self.is_plain(&it.ty, depth + 1)),
                Shape::Alias(ty) => self.is_plain(ty, depth),
            },
        }
    }

    fn skip(&mut self, at: &SpecPath, why: &str) {
        self.lossy("unsupported", at, why, "it is left out");
    }

    /// Puts the path parameters first, in the order of the template. A name in the template that no
    /// parameter declares is a string; a path parameter that the template lacks is reported.
    fn complete_path(&mut self, params: &mut Vec<Param>, site: &Site) {
        let mut ordered: Vec<Param> = Vec::new();
        for name in template_names(site.path) {
            if ordered.iter().any(|it| it.wire.as_str() == name) {
                continue;
            }
            let declared = params
                .iter()
                .position(|it| it.place == Place::Path && it.wire.as_str() == name);
            let param = declared.map(|index| params.remove(index));
            ordered.push(param.unwrap_or_else(|| self.undeclared(name, site)));
        }
        for stray in params.extract_if(.., |it| it.place == Place::Path) {
            self.skip(
                &stray.at,
                &format!("the path has no `{{{}}}`", stray.wire.as_str()),
            );
        }
        let (open, close) = (
            site.path.matches('{').count(),
            site.path.matches('}').count(),
        );
        if open != close {
            self.lossy(
                "path-template",
                site.item,
                "the braces of this path do not match",
                "requests of its operations cannot be sent",
            );
        }
        ordered.append(params);
        *params = ordered;
    }

    fn undeclared(&mut self, name: &str, site: &Site) -> Param {
        let message = format!("no parameter declares `{{{name}}}` of the path");
        self.note(
            "undeclared-parameter",
            &site.at,
            &message,
            "it is taken as a string",
        );
        Param {
            at: site.at.clone(),
            wire: SpecName::new(name),
            place: Place::Path,
            ty: TypeRef::Prim(Prim::String),
            required: true,
            doc: Doc::default(),
            deprecated: false,
            example: None,
        }
    }

    fn responses(&mut self, responses: &Responses, site: &Site) -> Vec<Response> {
        let at = site.at.child("responses");
        let keyed = responses
            .responses
            .iter()
            .map(|(code, it)| (status(code), it));
        let default = responses.default.iter().map(|it| (StatusKey::Default, it));
        let several = keyed.clone().filter(|(key, _)| key.is_success()).count() > 1;
        let mut out = Vec::new();
        for (key, response) in keyed.chain(default) {
            let ReferenceOr::Item(response) = response else {
                continue;
            };
            let at = at.child(&key.to_string());
            let (decode, media) =
                self.decode(&at, &response.content, site.hint(&role(key, several)));
            self.headers(&at, response);
            out.push(Response {
                at,
                key,
                decode,
                media,
                description: response.description.trim().to_owned(),
            });
        }
        out
    }

    fn headers(&mut self, at: &SpecPath, response: &openapiv3::Response) {
        if response.headers.is_empty() {
            return;
        }
        let names: Vec<&str> = response.headers.keys().map(String::as_str).collect();
        let message = format!(
            "response headers have no types yet: `{}`",
            names.join("`, `")
        );
        self.lossy(
            "response-headers",
            &at.child("headers"),
            &message,
            "they are text, in `Response::headers`",
        );
    }
}

/// Where an operation stands.
struct Site<'a> {
    at: SpecPath,
    item: &'a SpecPath,
    path: &'a str,
    method: Method,
    index: usize,
}

impl Site<'_> {
    fn hint(&self, role: &str) -> NameHint {
        NameHint {
            owner: Owner::Operation(self.index),
            words: role.to_owned(),
            full: false,
        }
    }
}

/// The part of a type's name that a response gives: the status where there are several.
fn role(key: StatusKey, several: bool) -> String {
    match (key.is_success(), several) {
        (true, false) => "response".to_owned(),
        (true, true) => format!("{key} response"),
        (false, _) => format!("{key} error"),
    }
}

/// The operations of a path that openapiv3 has a field for.
fn methods(item: &PathItem) -> impl Iterator<Item = (Method, &openapiv3::Operation)> {
    let typed = |method: &Method| match method {
        Method::Get => item.get.as_ref(),
        Method::Put => item.put.as_ref(),
        Method::Post => item.post.as_ref(),
        Method::Delete => item.delete.as_ref(),
        Method::Options => item.options.as_ref(),
        Method::Head => item.head.as_ref(),
        Method::Patch => item.patch.as_ref(),
        Method::Trace => item.trace.as_ref(),
        Method::Query | Method::Custom(_) => None,
    };
    Method::FIXED.into_iter().filter_map(move |method| {
        let operation = typed(&method)?;
        Some((method, operation))
    })
}

/// Where a parameter stands: its schema knows, whatever references lead to it.
fn param_at(data: &openapiv3::ParameterData) -> Option<SpecPath> {
    match &data.format {
        ParameterSchemaOrContent::Schema(schema) => schema_of(schema).map(|at| at.parent()),
        ParameterSchemaOrContent::Content(content) => {
            let schema = content
                .values()
                .next()?
                .schema
                .as_ref()
                .and_then(schema_of)?;
            Some(schema.parent().parent().parent())
        }
    }
}

/// What names the operation: its id, or method and path.
fn words(operation: &openapiv3::Operation, site: &Site) -> String {
    let id = operation.operation_id.as_deref().filter(|id| is_usable(id));
    id.map_or_else(
        || format!("{} {}", site.method.field(), site.path),
        str::to_owned,
    )
}

fn is_usable(id: &str) -> bool {
    id.chars().any(char::is_alphanumeric)
}

fn place(parameter: &Parameter) -> Place {
    match parameter {
        Parameter::Query { .. } => Place::Query,
        Parameter::Header { .. } => Place::Header,
        Parameter::Path { .. } => Place::Path,
        Parameter::Cookie { .. } => Place::Cookie,
    }
}

fn status(code: &StatusCode) -> StatusKey {
    match code {
        StatusCode::Code(code) => StatusKey::Code(*code),
        StatusCode::Range(range) => StatusKey::Range(u8::try_from(*range).unwrap_or_default()),
    }
}

/// The names in a path template (OpenAPI 3.0.4, section 4.3), in order.
fn template_names(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
}

fn text(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}
