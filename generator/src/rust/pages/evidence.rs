//! The inputs and outputs of an operation that can show that it is paginated.

use super::{
    Kind, More, Pointer, Target,
    value::{Scalar, bare, fields, is_list, scalar},
    words,
};
use crate::{
    api::{Api, Doc, Encoding, Facets, Field, Operation, Place, StatusKey, Style, TypeRef},
    rust::plan::{Decode, OperationPlan, Plan},
};

/// The depth to which the objects of a body are searched.
const DEPTH: usize = 3;

/// An input that can change from page to page.
pub(super) struct Input<'a> {
    pub(super) to: Target,
    /// Its normalized name.
    pub(super) name: String,
    pub(super) scalar: Scalar,
    /// Its type, without `null`.
    pub(super) ty: &'a TypeRef,
    pub(super) doc: &'a Doc,
    pub(super) facets: Option<&'a Facets>,
}

/// A single value in the response's body.
pub(super) struct Output<'a> {
    pub(super) at: Pointer,
    /// Its normalized name.
    pub(super) name: String,
    /// The normalized name of the object around it.
    pub(super) parent: String,
    pub(super) scalar: Scalar,
    /// Its type, without `null`.
    pub(super) ty: &'a TypeRef,
    doc: &'a Doc,
    facets: Option<&'a Facets>,
}

/// A list in the response's body.
pub(super) struct List<'a> {
    pub(super) at: Pointer,
    /// The type of its items; `None` if the list is a union of lists.
    pub(super) item: Option<&'a TypeRef>,
}

/// The inputs and outputs of one operation.
pub(super) struct Evidence<'a> {
    pub(super) api: &'a Api,
    pub(super) inputs: Vec<Input<'a>>,
    pub(super) outputs: Vec<Output<'a>>,
    pub(super) lists: Vec<List<'a>>,
    /// The documented response headers.
    pub(super) headers: Vec<&'a str>,
    /// The type of the request's JSON body.
    body: Option<&'a TypeRef>,
}

impl<'a> Evidence<'a> {
    /// Reads an operation; `None` unless it succeeds with one JSON value and status 200 (or `2XX`). Only such a
    /// response can be a page: a request answered with 201 has created something, and repeating it would create more.
    pub(super) fn of(api: &'a Api, plan: &'a Plan, index: usize) -> Option<Self> {
        let (operation, planned) = (&api.operations[index], &plan.operations[index]);
        let page = page_type(operation, planned)?;
        let body = json_body(api, plan, index);
        let mut out = Self {
            api,
            inputs: inputs(api, operation, body),
            outputs: Vec::new(),
            lists: Vec::new(),
            headers: planned.headers.iter().map(|it| it.wire.as_str()).collect(),
            body,
        };
        out.walk(page, &Pointer::default());
        Some(out)
    }

    fn walk(&mut self, ty: &'a TypeRef, at: &Pointer) {
        let ty = bare(self.api, ty);
        if is_list(self.api, ty) {
            let item = match ty {
                TypeRef::List(item) => Some(&**item),
                _ => None,
            };
            let at = at.clone();
            return self.lists.push(List { at, item });
        }
        for field in fields(self.api, ty) {
            self.field(field, at);
        }
    }

    fn field(&mut self, field: &'a Field, at: &Pointer) {
        let (wire, parent) = (field.wire.as_str(), at.0.last().map(String::as_str));
        let (name, inner) = (words::plain(wire), at.child(wire));
        let ty = bare(self.api, &field.ty);
        if let Some(scalar) = scalar(self.api, ty) {
            return self.outputs.push(Output {
                parent: words::plain(parent.unwrap_or_default()),
                at: inner,
                name,
                scalar,
                ty,
                doc: &field.doc,
                facets: field.facets.as_deref(),
            });
        }
        let list = is_list(self.api, ty);
        let around = words::is(&name, words::AROUND) && inner.0.len() < DEPTH;
        // A nested list belongs to the page only if every object around it is a usual wrapper.
        let parents = at.0.iter().map(|it| words::plain(it));
        let inside = parents
            .clone()
            .all(|it| words::is(&it, words::AROUND_ITEMS));
        if (list && inside) || (!list && around) {
            self.walk(ty, &inner);
        }
    }

    /// Returns the list of the page, if it is clear which one that is.
    pub(super) fn items(&self) -> Option<&List<'a>> {
        let least = self.lists.iter().map(|it| it.at.0.len()).min()?;
        let beside = |it: &&List<'_>| {
            let name = it.at.0.last().map(|it| words::plain(it));
            name.is_some_and(|name| words::is(&name, words::BESIDE))
        };
        let nearest = || {
            self.lists
                .iter()
                .filter(move |it| it.at.0.len() == least && !beside(it))
        };
        let named = |it: &&List<'_>| {
            let name = it.at.0.last().map(|it| words::plain(it));
            name.is_some_and(|name| words::is(&name, words::ITEMS))
        };
        only(nearest()).or_else(|| only(nearest().filter(named)))
    }

    /// Returns the input with one of these names, if there is exactly one.
    pub(super) fn input(&self, known: &[&str], scalar: Scalar) -> Option<&Input<'a>> {
        let named = |it: &&Input<'_>| it.scalar == scalar && words::is(&it.name, known);
        only(self.inputs.iter().filter(named))
    }

    /// Returns whether there is an input with one of these names.
    pub(super) fn takes(&self, known: &[&str]) -> bool {
        self.inputs.iter().any(|it| words::is(&it.name, known))
    }

    /// Returns the least nested output with one of these names.
    pub(super) fn output(&self, known: &[&str], scalar: Scalar) -> Option<&Output<'a>> {
        let named = self.outputs.iter();
        let named = named.filter(|it| it.scalar == scalar && words::is(&it.name, known));
        named.min_by_key(|it| it.at.0.len())
    }

    /// Returns whether the request's body has a property at this location.
    pub(super) fn sends(&self, at: &Pointer) -> bool {
        let found = at.0.iter().try_fold(self.body, |ty, name| {
            let fields = fields(self.api, bare(self.api, ty?));
            let field = fields.into_iter().find(|it| it.wire.as_str() == name)?;
            Some(Some(&field.ty))
        });
        self.body.is_some() && found.is_some()
    }

    /// Returns the property that reports whether there is more.
    pub(super) fn more(&self, kind: &Kind) -> Option<More> {
        let more = self.output(words::MORE, Scalar::Boolean);
        let done = || self.output(words::DONE, Scalar::Boolean);
        let more = more.map(|it| More::True(it.at.clone()));
        let more = more.or_else(|| done().map(|it| More::Done(it.at.clone())));
        more.or_else(|| match kind {
            // A missing number or URL of the next page marks the end.
            Kind::Page { .. } => {
                let next = self.output(words::NEXT, Scalar::Number);
                let next = next.or_else(|| self.outputs.iter().find(|it| it.is_next_url()));
                next.map(|it| More::There(it.at.clone()))
            }
            Kind::Cursor { .. } | Kind::Offset { .. } | Kind::Link | Kind::Url(_) => None,
        })
    }
}

impl Output<'_> {
    /// Returns whether this is the URL of the next page, by its name, its format or its documentation.
    pub(super) fn is_next_url(&self) -> bool {
        let href = self.name == "href" && words::is(&self.parent, words::NEXT);
        let named = words::is(&self.name, words::NEXT_URL);
        self.scalar == Scalar::Text && (href || (named && self.is_url()))
    }

    /// Returns whether the documentation contains one of these phrases.
    pub(super) fn mentions(&self, words: &[&str]) -> bool {
        let told = text(self.doc);
        words.iter().any(|it| told.contains(it))
    }

    /// Returns whether the format, a name or the documentation marks this as a URL.
    pub(super) fn is_url(&self) -> bool {
        let format = self.facets.and_then(|it| it.format.as_deref());
        let formatted = format.is_some_and(|it| it.starts_with("uri") || it == "url");
        let named = ["url", "uri", "href", "link"];
        let named = named
            .iter()
            .any(|it| self.name.contains(it) || self.parent.contains(it));
        let told = text(self.doc);
        let mut told = told.split(|it: char| !it.is_ascii_alphanumeric());
        formatted || named || told.any(|it| matches!(it, "url" | "uri" | "link" | "hyperlink"))
    }
}

/// Returns the documentation in lower case.
pub(super) fn text(doc: &Doc) -> String {
    let told = doc.summary.iter().chain(&doc.description);
    told.map(|it| it.to_ascii_lowercase())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Returns the element of an iterator that has exactly one.
fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    all.next().filter(|_| all.next().is_none())
}

/// Returns the type of a page: that of the only successful response, if its status is 200 or `2XX`.
fn page_type<'a>(operation: &Operation, planned: &'a OperationPlan) -> Option<&'a TypeRef> {
    let keys = operation.responses.iter().map(|it| it.key);
    let successes = keys.zip(&planned.responses);
    let (key, response) = only(successes.filter(|(key, _)| key.is_success()))?;
    if !matches!(key, StatusKey::Code(200) | StatusKey::Range(2)) {
        return None;
    }
    match &response.decode {
        Decode::Json(ty) => Some(ty),
        // Of several forms, the JSON one is the page; a response in another form is an error of the pages.
        Decode::ByContent(cases) => cases.iter().find_map(|(_, it)| match it {
            Decode::Json(ty) => Some(ty),
            _ => None,
        }),
        _ => None,
    }
}

fn inputs<'a>(api: &'a Api, operation: &'a Operation, body: Option<&'a TypeRef>) -> Vec<Input<'a>> {
    let mut out = Vec::new();
    for param in &operation.params {
        let single = param.style != Style::Json && param.style != Style::DeepObject;
        let ty = bare(api, &param.ty);
        if let (Place::Query, true, Some(scalar)) = (param.place, single, scalar(api, ty)) {
            out.push(Input {
                to: Target::Query(param.wire.as_str().to_owned()),
                name: words::plain(param.wire.as_str()),
                scalar,
                ty,
                doc: &param.doc,
                facets: param.facets.as_deref(),
            });
        }
    }
    if let Some(ty) = body {
        properties(api, ty, &Pointer::default(), &mut out);
    }
    out
}

/// Returns the type of the body that the operation's function sends, if it is JSON.
fn json_body<'a>(api: &'a Api, plan: &Plan, index: usize) -> Option<&'a TypeRef> {
    match plan.bodies(api, index).first()?.encoding {
        Encoding::Json { ty, .. } => Some(ty),
        _ => None,
    }
}

/// Collects the properties of a body that can change from page to page: its own, and those of its usual wrappers.
fn properties<'a>(api: &'a Api, ty: &'a TypeRef, at: &Pointer, out: &mut Vec<Input<'a>>) {
    for field in fields(api, bare(api, ty)) {
        let (name, inner) = (
            words::plain(field.wire.as_str()),
            at.child(field.wire.as_str()),
        );
        let ty = bare(api, &field.ty);
        match scalar(api, ty) {
            Some(scalar) => out.push(Input {
                to: Target::Body(inner),
                name,
                scalar,
                ty,
                doc: &field.doc,
                facets: field.facets.as_deref(),
            }),
            None if at.0.is_empty() && words::is(&name, words::AROUND) => {
                properties(api, ty, &inner, out);
            }
            None => {}
        }
    }
}
