//! Operations and their responses.

use super::{Lower, doc};
use crate::diagnostic::Code;
use crate::document::{Document, place_of};
use crate::tree::{Key, Node, Object};
use crate::{
    api::{Doc, NameHint, Operation, Owner, Response, Server, StatusKey, Tag},
    tree::SpecPath,
    vocabulary::Method,
};
use openapiv3::{OpenAPI, PathItem, ReferenceOr, Responses, StatusCode};

impl Lower<'_> {
    /// Returns all operations, in document order.
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
                let place = place.unwrap_or_else(|| at.child(method.field()));
                if self.leaves_out_operation(&place, &at) {
                    continue;
                }
                out.push(self.operation(
                    openapi,
                    item,
                    operation,
                    &Site {
                        at: place,
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
            body: body.map(|body| self.request_body(at.child("requestBody"), body, site)),
            responses: self.responses(&operation.responses, site),
            servers: self.own_servers(item, operation, site),
            params,
            security,
            doc: Doc {
                summary: text(summary),
                description: text(description),
                deprecation: doc::deprecation(self.node(at)),
            },
            deprecated: operation.deprecated,
            at: at.clone(),
        }
    }

    /// Returns the servers of the operation, or else those of its path.
    fn own_servers(
        &mut self,
        item: &PathItem,
        operation: &openapiv3::Operation,
        site: &Site,
    ) -> Vec<Server> {
        if operation.servers.is_empty() {
            self.servers_at(&site.item.child("servers"), &item.servers)
        } else {
            self.servers_at(&site.at.child("servers"), &operation.servers)
        }
    }

    /// Reports an `operationId` that cannot name the operation, or that another operation has too.
    fn check_id(&mut self, operation: &openapiv3::Operation, site: &Site) {
        let Some(id) = operation.operation_id.as_deref() else {
            return;
        };
        let at = site.at.child("operationId");
        if !is_usable(id) {
            self.note(
                Code::OperationId,
                &at,
                "nothing in this `operationId` can stand in a name",
                "method and path name the operation",
            );
        } else if !self.operation_ids.insert(id.to_owned()) {
            self.note(
                Code::OperationId,
                &at,
                &format!("another operation is called `{id}` too"),
                "its function is numbered",
            );
        }
    }

    /// Returns the index of a tag. Adds the tag at its first use, with the description from the document's list.
    fn tag(&mut self, openapi: &OpenAPI, name: &str) -> usize {
        if let Some(index) = self.tag_places.get(name) {
            return *index;
        }
        if self.tag_texts.is_empty() {
            // Of several tags with the same name, the first one counts.
            let declared = openapi.tags.iter().rev();
            let texts = declared.map(|tag| (tag.name.clone(), tag.description.clone()));
            self.tag_texts = texts.collect();
        }
        let index = self.tags.len();
        self.tags.push(Tag {
            name: name.to_owned(),
            description: self.tag_texts.get(name).cloned().flatten(),
        });
        self.tag_places.insert(name.to_owned(), index);
        index
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
            let at = at.child(&self.written(&at, key));
            let name = site.hint(&role(key, several));
            let content = self.response_content(&at, &response.content, &name);
            out.push(Response {
                headers: self.headers(&at, response, site),
                at,
                key,
                // RFC 9110, section 9.3.2: a response to HEAD has headers only, whatever the document says.
                bodiless: site.method == Method::Head || is_bodiless(key),
                content,
                description: response.description.trim().to_owned(),
            });
        }
        out
    }

    /// Returns the key of a status as the responses at `at` have it, in any case.
    fn written(&self, at: &SpecPath, key: StatusKey) -> String {
        let key = key.to_string();
        let responses = self.node(at).and_then(Node::as_object);
        let mut keys = responses.into_iter().flat_map(Object::keys);
        let same = |it: &&Key| it.text.eq_ignore_ascii_case(&key);
        match responses {
            Some(it) if it.get(&key).is_none() => keys
                .find(same)
                .map_or(key.clone(), |it| it.text.to_string()),
            _ => key,
        }
    }
}

/// Returns whether HTTP allows no body for a status: No Content, Reset Content, Not Modified.
fn is_bodiless(key: StatusKey) -> bool {
    matches!(key, StatusKey::Code(204 | 205 | 304))
}

/// The context of an operation in the document.
pub(super) struct Site<'a> {
    pub(super) at: SpecPath,
    pub(super) item: &'a SpecPath,
    pub(super) path: &'a str,
    pub(super) method: Method,
    index: usize,
}

impl Site<'_> {
    pub(super) fn hint(&self, role: &str) -> NameHint {
        NameHint {
            owner: Owner::Operation(self.index),
            words: role.to_owned(),
            full: false,
            media: None,
        }
    }
}

/// Returns the words that a response adds to a type's name: they include the status, except that of the only success.
fn role(key: StatusKey, several: bool) -> String {
    match (key.is_success(), several) {
        (true, false) => "response".to_owned(),
        (true, true) => format!("{key} response"),
        (false, _) => format!("{key} error"),
    }
}

/// Returns the operations of a path for which openapiv3 has a field.
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

/// Returns the words of the operation's name: its `operationId`, or method and path.
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

fn status(code: &StatusCode) -> StatusKey {
    match code {
        StatusCode::Code(code) => StatusKey::Code(*code),
        StatusCode::Range(range) => StatusKey::Range(u8::try_from(*range).unwrap_or_default()),
    }
}

pub(super) fn text(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}
