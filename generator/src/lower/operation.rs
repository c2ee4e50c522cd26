//! Operations: parameters, bodies, responses.

use super::Lower;
use crate::{
    diagnostic::{Code, Diagnostic},
    load::Node,
    model::{
        Doc, Method, NameHint, Operation, Owner, Param, Place, Prim, Response, Shape, SpecName,
        SpecPath, StatusKey, Tag, TypeRef,
    },
    skeleton::schema_of,
};
use openapiv3::{
    OpenAPI, Parameter, ParameterSchemaOrContent, PathItem, ReferenceOr, Responses, StatusCode,
};

/// Header parameters that the rest of the document already describes (OpenAPI 3.0.4, section 4.7.12.1).
const DESCRIBED_HEADERS: [&str; 2] = ["accept", "content-type"];

impl Lower<'_> {
    /// All operations, in document order.
    pub(super) fn operations(&mut self, openapi: &OpenAPI) -> Vec<Operation> {
        let mut out = Vec::new();
        let paths = SpecPath::root().child("paths");
        for (path, item) in &openapi.paths.paths {
            let ReferenceOr::Item(item) = item else {
                continue;
            };
            let at = paths.child(path);
            for (method, operation) in methods(item) {
                let index = out.len();
                out.push(self.operation(
                    openapi,
                    item,
                    operation,
                    &Site {
                        at: at.child(method.field()),
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
        Operation {
            words: words(operation, site),
            tag: operation.tags.first().map(|tag| self.tag(openapi, tag)),
            method: site.method,
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
        let own = operation
            .parameters
            .iter()
            .enumerate()
            .map(|(index, it)| (site.at.child("parameters").item(index), it));
        let shared = item
            .parameters
            .iter()
            .enumerate()
            .map(|(index, it)| (site.item.child("parameters").item(index), it));
        let mut out: Vec<Param> = Vec::new();
        for (at, parameter) in own.chain(shared) {
            let ReferenceOr::Item(parameter) = parameter else {
                continue;
            };
            let data = parameter.parameter_data_ref();
            let place = place(parameter);
            let same = |other: &Param| other.place == place && other.wire.as_str() == data.name;
            if !out.iter().any(same) && self.admits(&at, place, &data.name, secured) {
                out.extend(self.param(at, place, data, site));
            }
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
        self.diagnostics.push(
            Diagnostic::note(
                Code("described-header"),
                self.place(at),
                format!(
                    "a header parameter `{name}` is to be ignored (OpenAPI 3.0.4, section 4.7.12.1)"
                ),
            )
            .pointer(at.as_str())
            .done("the body, the responses or the security requirement say what is sent"),
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
        let schema = match &data.format {
            ParameterSchemaOrContent::Schema(schema) => schema_of(schema)?,
            ParameterSchemaOrContent::Content(_) => {
                self.skip(
                    &at,
                    &format!(
                        "the parameter `{}` has `content`, which is not supported yet",
                        data.name
                    ),
                );
                return None;
            }
        };
        let object = schema.parent();
        if !self.default_style(&object, place) {
            self.skip(
                &at,
                &format!(
                    "the style of the parameter `{}` is not supported yet",
                    data.name
                ),
            );
            return None;
        }
        let used = self.used(&schema, site.hint(&data.name));
        if !self.is_plain(&used.ty, 0) {
            self.skip(
                &at,
                &format!(
                    "the parameter `{}` is an object, which is not supported yet",
                    data.name
                ),
            );
            return None;
        }
        let mut doc = used.doc.clone();
        doc.description = text(data.description.clone()).or(doc.description);
        let deprecated = data.deprecated == Some(true) || used.deprecated;
        let example = self.example(&object).or_else(|| self.example(&schema));
        let (wire, required) = (
            SpecName::new(&data.name),
            data.required || place == Place::Path,
        );
        Some(Param {
            at,
            wire,
            place,
            ty: used.ty,
            required,
            doc,
            deprecated,
            example,
        })
    }

    /// Whether the Parameter Object at `at` has the style that its place has by default.
    fn default_style(&self, at: &SpecPath, place: Place) -> bool {
        let node = self.node(at);
        let style = node
            .and_then(|node| node.get("style"))
            .and_then(Node::as_str);
        let explode = node
            .and_then(|node| node.get("explode"))
            .and_then(Node::as_bool);
        match place {
            Place::Path | Place::Header => {
                style.is_none_or(|it| it == "simple") && explode != Some(true)
            }
            Place::Query | Place::Cookie => {
                style.is_none_or(|it| it == "form") && explode != Some(false)
            }
        }
    }

    /// Whether a parameter's value is one text or a list of texts.
    fn is_plain(&self, ty: &TypeRef, depth: usize) -> bool {
        match ty {
            TypeRef::Prim(_) | TypeRef::Json => true,
            TypeRef::Nullable(inner) => self.is_plain(inner, depth),
            TypeRef::List(item) => depth == 0 && self.is_plain(item, 1),
            TypeRef::Map(_) => false,
            TypeRef::Named(id) => match &self.types[id.index()].shape {
                Shape::StringEnum(_) | Shape::IntegerEnum(_) => true,
                Shape::Struct(_) | Shape::Union(_) => false,
                Shape::Alias(ty) => self.is_plain(ty, depth),
            },
        }
    }

    fn skip(&mut self, at: &SpecPath, why: &str) {
        self.diagnostics.push(
            Diagnostic::lossy(Code("unsupported"), self.place(at), why)
                .pointer(at.as_str())
                .done("it is left out"),
        );
    }

    /// Puts the path parameters first, in the order of the template. A name in the template that no
    /// parameter declares is a string; a path parameter that the template lacks is reported.
    fn complete_path(&mut self, params: &mut Vec<Param>, site: &Site) {
        let mut ordered = Vec::new();
        for name in template_names(site.path) {
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
        ordered.append(params);
        *params = ordered;
    }

    fn undeclared(&mut self, name: &str, site: &Site) -> Param {
        self.diagnostics.push(
            Diagnostic::note(
                Code("undeclared-parameter"),
                self.place(site.item),
                format!("no parameter declares `{{{name}}}`"),
            )
            .pointer(site.at.as_str())
            .done("it is taken as a string"),
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
        let mut out = Vec::new();
        for (key, response) in keyed.chain(default) {
            let ReferenceOr::Item(response) = response else {
                continue;
            };
            let at = at.child(&key.to_string());
            let (decode, media) = self.decode(&at, &response.content, site.hint(&role(key)));
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
        let at = at.child("headers");
        self.diagnostics.push(
            Diagnostic::lossy(
                Code("response-headers"),
                self.place(&at),
                format!(
                    "response headers have no types yet: `{}`",
                    names.join("`, `")
                ),
            )
            .pointer(at.as_str())
            .done("they are text, in `Response::headers`"),
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

/// The part of a type's name that a response's status gives: none for success.
fn role(key: StatusKey) -> String {
    if key.is_success() {
        "response".to_owned()
    } else {
        format!("{key} error")
    }
}

/// The operations of a path, in the order of [`Method::ALL`].
fn methods(item: &PathItem) -> impl Iterator<Item = (Method, &openapiv3::Operation)> {
    let typed = |method| match method {
        Method::Get => &item.get,
        Method::Put => &item.put,
        Method::Post => &item.post,
        Method::Delete => &item.delete,
        Method::Options => &item.options,
        Method::Head => &item.head,
        Method::Patch => &item.patch,
        Method::Trace => &item.trace,
    };
    Method::ALL
        .into_iter()
        .filter_map(move |method| Some((method, typed(method).as_ref()?)))
}

/// What names the operation: its id, or method and path.
fn words(operation: &openapiv3::Operation, site: &Site) -> String {
    let id = operation
        .operation_id
        .as_deref()
        .filter(|id| id.chars().any(char::is_alphanumeric));
    id.map_or_else(
        || format!("{} {}", site.method.field(), site.path),
        str::to_owned,
    )
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
